"""Find the course folders of a server. No Django."""

import re
from functools import lru_cache
from pathlib import Path

from course.source.fields import read_fields
from course.source.files import MAX_TEXT_BYTES, Report
from course.source.parts import COURSE_FILE
from course.source.structure_checks import MAX_SLUG_LETTERS

NO_SLUG_CHARACTERS = re.compile(r"[^a-z0-9]+")


def course_folders(root: Path) -> dict[str, list[Path]]:
    """Return the folders directly in ``root`` that hold a course, by the slug that they say.

    A folder that does not say one stands under what its own name makes of it.
    """
    folders: dict[str, list[Path]] = {}
    for course_file in sorted(root.glob(f"*/{COURSE_FILE}")):
        folder = course_file.parent
        slug = _slug_in(course_file) or slug_of(folder.name)
        folders.setdefault(slug, []).append(folder)
    return folders


def _slug_in(course_file: Path) -> str:
    """Return the slug that the file says; "" if it cannot be read."""
    try:
        with course_file.open("rb") as opened:
            text = opened.read(MAX_TEXT_BYTES).decode()
    except (OSError, ValueError):
        return ""
    return _slug_said_by(text)


# Reading YAML would take half the time of the page of editions.
@lru_cache(maxsize=64)
def _slug_said_by(text: str) -> str:
    fields = read_fields(COURSE_FILE, text, Report())
    return fields.key("slug", required=False) if fields else ""


def slug_of(name: str) -> str:
    """Return a slug made of a folder's name: "My Checkout (2)" becomes "my-checkout-2"."""
    slug = NO_SLUG_CHARACTERS.sub("-", name.lower())[:MAX_SLUG_LETTERS]
    return slug.strip("-") or "course"
