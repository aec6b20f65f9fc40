"""Pages on which staff read any edition, retired ones too, as its learners saw it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.staff import StaffRequest, staff_page
from course.models import Edition, Unit
from course.outline import outline_of
from course.reading.lesson_text import UnitText
from course.reading.readers import edition_at_hand
from course.reading.shown import shown_review


@staff_page("course.view_editions")
@require_safe
def edition_contents(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """List the modules and units of an edition, with a link to each."""
    edition = edition_of(slug, number)
    context = {
        "edition": edition,
        "modules": outline_of(edition).modules,
        "contributors": edition.contributors.all(),
        "tab": "editions",
    }
    return render(request, "staff/edition_contents.html", context)


@staff_page("course.view_editions")
@require_safe
def edition_lesson(request: StaffRequest, slug: str, number: int, key: str) -> HttpResponse:
    """Show a lesson of an edition, without what later editions say of it. Nothing is recorded."""
    edition = edition_of(slug, number)
    lessons = Unit.objects.filter(kind=Unit.Kind.LESSON).select_related("module")
    lesson = get_object_or_404(lessons, edition=edition, key=key)
    lesson.edition = edition
    context = {
        "course": edition.course,
        "edition": edition,
        "unit": lesson,
        "module": lesson.module,
        "text": UnitText(lesson, edition.pk),
        "role_places": [],
        "own_notes": [],
        "review": shown_review(edition),
    }
    return render(request, "staff/edition_lesson.html", context)


def edition_of(slug: str, number: int) -> Edition:
    """Return an edition of a course by its number, at hand; raise Http404 without one."""
    editions = Edition.objects.filter(course__slug=slug, number=number)
    return edition_at_hand(get_object_or_404(editions.values_list("pk", flat=True)))
