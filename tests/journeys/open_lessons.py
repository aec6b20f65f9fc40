"""Lessons on a live site that nobody has to sign in for, and keys pressed on them."""

from course.publishing import publish
from course.source import read_course
from tests.course.course_folder import write_course
from tests.factories import make_provider

WITHOUT_GUIDE = {"guide/010-at-a-glance.md": None}


def open_lessons(live_server, settings, folder, files) -> str:
    """Publish the tiny course with these files in the place of its own; the address of its units.

    files: by path, None for one that it does not have.
    """
    settings.BASE_URL = live_server.url
    make_provider(country="US")
    publish(read_course(write_course(folder, **WITHOUT_GUIDE, **files)))
    return f"{live_server.url}/courses/tiny-course/units"


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
