"""The course of this repository: read once a process, however many tests ask for it."""

from functools import cache
from pathlib import Path

from django.conf import settings

from course.source import CourseSource, read_course

FOLDER = Path(settings.CONTENT_ROOT) / "ketamine-basics"


@cache
def our_course() -> CourseSource:
    return read_course(FOLDER)
