"""Write a small course to start from, which can be published as it is. No Django, no database."""

from datetime import date, timedelta
from pathlib import Path
from string import Template

from course.source.files import Report
from course.source.folders import read_folder
from course.source.parts import COURSE_FILE

STARTER = Path(__file__).resolve().parent.parent / "starter"
LIFETIME = timedelta(days=365)


def starter_files(slug: str, today: date) -> dict[str, bytes]:
    """Return the files of the course by path; it is released today and expires in a year."""
    files = read_folder(STARTER, Report())
    text = Template(files[COURSE_FILE].decode()).substitute(
        slug=slug,
        released_on=today.isoformat(),
        expires_on=(today + LIFETIME).isoformat(),
    )
    return files | {COURSE_FILE: text.encode()}
