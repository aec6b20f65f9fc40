"""What pages show of rows that seldom change: at most half a minute old.

Whatever decides something (issuing, holding, the pages of staff) asks the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from django.core.cache import caches
from django.utils import timezone

from course.models import Correction, Course, Edition, Fact, Provider
from course.models.provider import SHOWN_PROVIDER

MAX_AGE = 30  # seconds

Value = TypeVar("Value")


@dataclass(frozen=True)
class ShownReview:
    """Hold whether an edition is clinically reviewed, and by whom (empty if it is not)."""

    is_reviewed: bool
    reviewers: tuple[Mapping[str, object], ...]


@dataclass(frozen=True)
class OverdueFact:
    """Hold since when a fact is overdue, by primary key, with those of the units that cite it."""

    pk: int
    due_on: date
    units: tuple[int, ...]


@dataclass(frozen=True)
class ChangedKey:
    """Hold a question (its id) whose right answer an edition changed, with its author's words."""

    question: str
    edition_number: int
    what: str
    why: str


def shown_provider() -> Provider:
    """Return the provider, or its stand-in, as ``Provider.get`` does."""
    return _kept(SHOWN_PROVIDER, Provider.get)


def shown_only_course() -> Course | None:
    """Return the course of a site that has published one; None if there are none or several."""
    courses = _kept("only-course", _read_only_course)
    return courses[0] if courses else None


def shown_review(edition: Edition) -> ShownReview:
    """Return whether an edition is reviewed, and by whom."""
    return _kept(f"review-of-edition-{edition.pk}", lambda: _read_review(edition))


def shown_overdue_facts(edition_id: int) -> tuple[OverdueFact, ...]:
    """Return the overdue facts of an edition on the reader's day, longest overdue first."""
    name = f"overdue-facts-of-edition-{edition_id}-on-{timezone.localdate()}"
    return _kept(name, lambda: _read_overdue_facts(edition_id))


def shown_changed_keys(edition: Edition) -> tuple[ChangedKey, ...]:
    """Return the questions whose right answers later editions changed, oldest edition first."""
    return _kept(f"changed-keys-since-edition-{edition.pk}", lambda: _read_changed_keys(edition))


def _read_changed_keys(edition: Edition) -> tuple[ChangedKey, ...]:
    changed = Correction.objects.newer_than(edition).changing_a_key()
    rows = changed.values_list("question", "edition__number", "what", "why")
    return tuple(ChangedKey(*row) for row in rows)


def _read_only_course() -> tuple[Course, ...] | None:
    """Return the one course, () if there are several, and None if there are none."""
    courses = tuple(Course.objects.published().order_by("pk")[:2])
    if not courses:
        # None is not kept, so that a first course is shown at once.
        return None
    return courses if len(courses) == 1 else ()


def _read_overdue_facts(edition_id: int) -> tuple[OverdueFact, ...]:
    # A row for each unit of a fact; the rows of a fact stand together.
    facts: Any = Fact.objects.filter(edition=edition_id).overdue()
    rows = facts.order_by("due_on", "pk", "units").values_list("pk", "due_on", "units")
    overdue = []
    for fact, rows_of_fact in groupby(rows, key=itemgetter(0, 1)):
        pk, due_on = fact
        units = tuple(unit for _pk, _due_on, unit in rows_of_fact)
        overdue.append(OverdueFact(pk, due_on, units))
    return tuple(overdue)


def _read_review(edition: Edition) -> ShownReview:
    if not edition.is_reviewed:
        return ShownReview(is_reviewed=False, reviewers=())
    return ShownReview(is_reviewed=True, reviewers=tuple(edition.reviewers))


def _kept(name: str, read: Callable[[], Value]) -> Value:
    """Return what was read under a name in the last half minute, or read it now."""
    cache = caches["pieces"]
    kept: Value | None = cache.get(name)
    if kept is None:
        kept = read()
        cache.set(name, kept, MAX_AGE)
    return kept
