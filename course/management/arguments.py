"""Read what was written behind a command."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from course.models import Edition


def course_folder(written: Path) -> Path:
    """Return the folder of a path, or the one of that name in CONTENT_ROOT."""
    in_content = Path(settings.CONTENT_ROOT) / written
    if not written.exists() and in_content.is_dir():
        return in_content
    return written


def edition_named(course: str, number: int | None) -> Edition:
    """Return the edition of that number; the newest, if none is given. Raises CommandError.

    course: its slug.
    """
    editions = Edition.objects.filter(course__slug=course)
    in_order = editions.order_by("number")
    by_number: dict[int, Edition] = {edition.number: edition for edition in in_order}
    if not by_number:
        raise CommandError(f"No edition of a course {course!r} was published.")
    if number is None:
        number = max(by_number)
    if number not in by_number:
        numbers = ", ".join(map(str, by_number))
        raise CommandError(f"There is no edition {number} of {course}; there are {numbers}.")
    return by_number[number]
