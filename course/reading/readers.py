"""Find the course, edition or enrolment that a page shows its reader, and the facts of a course."""

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.compiled_queries import CompiledQuery
from course.credit import (
    credit_ended_on,
    credit_on,
    last_day_of_credit,
    waived_units,
    withholds_credit,
)
from course.limits import limits_of
from course.models import Course, Edition, Enrolment
from course.reading.shown import shown_overdue_facts, shown_provider, shown_review

_newest_edition = CompiledQuery(
    lambda slug: (
        Edition.objects.filter(course__slug=slug)
        .order_by("-number")
        .values_list("pk", flat=True)[:1]
    )
)
_own_enrolment = CompiledQuery(
    lambda user, slug: (
        Enrolment.objects.active().filter(user=user, course__slug=slug).with_editions()[:1]
    )
)


def current_edition(slug: str) -> tuple[Course, Edition]:
    """Return a course and its newest edition, at hand; 404 if there is none."""
    newest = _newest_edition.first(slug)
    if newest is None:
        raise Http404
    edition = edition_at_hand(newest)
    return edition.course, edition


def edition_at_hand(key: int) -> Edition:
    """Return an edition by its primary key, with its course."""
    return Edition.at_hand([key])[key]


def readers_enrolment(request: HttpRequest, slug: str) -> Enrolment | None:
    """Return the reader's enrolment, with ``newest_edition_id`` and ``was_moved``, or None.

    Its edition is at hand. One query.
    """
    if not request.user.is_authenticated:
        return None
    enrolment = _own_enrolment.first(request.user.pk, slug)
    if enrolment is not None:
        enrolment.edition = edition_at_hand(enrolment.edition_id)
        enrolment.course = enrolment.edition.course
        enrolment.user = request.user
    return enrolment


def readers_edition(request: HttpRequest, slug: str) -> tuple[Edition, Enrolment | None]:
    """Return the edition that the reader is on, at hand; 404 if there is none.

    And the enrolment. One query, or two without enrolment.
    """
    enrolment = readers_enrolment(request, slug)
    edition = enrolment.edition if enrolment else current_edition(slug)[1]
    return edition, enrolment


def own_enrolment(request: HttpRequest, slug: str) -> Enrolment:
    """Return the reader's enrolment in a course; 404 if there is none."""
    enrolment = readers_enrolment(request, slug)
    if enrolment is None:
        raise Http404
    return enrolment


def course_facts(
    course: Course, edition: Edition, enrolment: Enrolment | None = None
) -> dict[str, object]:
    """Return what must be shown before somebody starts: authors, disclosures, credit, limits.

    enrolment: of a reader who has started; credit is withheld if a quiz was waived.
    """
    provider = shown_provider()
    completed_on = _completed_on(edition, enrolment)
    day = completed_on or timezone.localdate()
    promise = credit_on(edition, provider, day)
    is_withheld = bool(promise and enrolment and withholds_credit(waived_units(enrolment)))
    credit = "" if is_withheld else promise
    review = shown_review(edition)
    return {
        "course": course,
        "edition": edition,
        "contributors": edition.contributors.all(),
        "credit_statement": credit,
        "credit_is_withheld": is_withheld,
        "credit_until": None if completed_on else last_day_of_credit(edition, provider, day),
        "credit_ended_on": credit_ended_on(edition, provider, day),
        "limits": limits_of(edition, credit=credit, is_reviewed=review.is_reviewed),
        "review": review,
        "overdue_count": len(shown_overdue_facts(edition.pk)),
    }


def _completed_on(edition: Edition, enrolment: Enrolment | None) -> date | None:
    """Return when a reader completed this edition; None if they did not."""
    is_of_edition = enrolment is not None and enrolment.edition_id == edition.pk
    return enrolment.completed_on if enrolment and is_of_edition else None
