"""Warn of what the day makes of a course: facts to review, an edition that nobody can start.

No Django, no database.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from course.source.files import Mistake
from course.source.parts import COURSE_FILE, FACTS_FILE, CourseSource, FactSource


def overdue_warnings(facts: Iterable[FactSource]) -> Iterator[Mistake]:
    """Yield a warning for each of these facts, whose review date has come."""
    # Warnings, for the text itself is in order; a publication refuses such facts.
    for fact in facts:
        text = f"{fact.tag} was due for review by {fact.review_by}; review it"
        yield Mistake(FACTS_FILE, fact.line, text, is_warning=True)


def expiry_warnings(course: CourseSource, today: date) -> Iterator[Mistake]:
    """Yield a warning if the edition has expired already, which is how a course is retired."""
    if today >= course.expires_on:
        text = (
            f"it expired on {course.expires_on}, and nobody new can start it; "
            'write a later "expires_on", unless you retire the course'
        )
        yield Mistake(COURSE_FILE, _line_of(course, "expires_on"), text, is_warning=True)


def _line_of(course: CourseSource, name: str) -> int:
    """Return the line of a field of course.yaml, which is one of its outermost."""
    written = course.files[COURSE_FILE].decode()
    lines = enumerate(written.split("\n"), 1)
    return next((number for number, line in lines if line.startswith(f"{name}:")), 1)
