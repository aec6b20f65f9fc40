"""Find the course, edition or enrolment that a page shows its reader, and the facts of a course."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from course.credit import credit_on
from course.limits import limits_of
from course.models import Course, Edition, Enrolment, Provider


def current_edition(slug: str) -> tuple[Course, Edition]:
    """Return a course and its newest edition; 404 if there is none."""
    course = get_object_or_404(Course, slug=slug)
    edition = course.current_edition
    if edition is None:
        raise Http404
    return course, edition


def readers_edition(request: HttpRequest, slug: str) -> tuple[Course, Edition]:
    """Return a course and the learner's edition of it, or the newest for others."""
    enrolments = Enrolment.objects.of(request.user).active().filter(course__slug=slug)
    enrolment = enrolments.select_related("edition", "course").first()
    if enrolment is None:
        return current_edition(slug)
    return enrolment.course, enrolment.edition


def own_enrolment(request: HttpRequest, slug: str) -> Enrolment:
    """Return the reader's enrolment in a course; 404 if there is none."""
    enrolments = Enrolment.objects.of(request.user).active()
    related = enrolments.select_related("edition__course", "course", "user")
    return get_object_or_404(related, course__slug=slug)


def course_facts(course: Course, edition: Edition) -> dict[str, object]:
    """Return what must be shown before somebody starts: authors, disclosures, credit, limits."""
    credit = credit_on(edition, Provider.get(), timezone.localdate())
    return {
        "course": course,
        "edition": edition,
        "contributors": edition.contributors.all(),
        "credit_statement": credit,
        "limits": limits_of(edition, credit=credit, is_reviewed=edition.is_reviewed),
    }
