"""Pages on which staff read any edition, retired ones too, as its learners saw it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.staff import StaffRequest, staff_page
from course.models import Edition, Unit
from course.outline import outline_of, units_of
from course.reading.lesson_text import ShownPassage, UnitText
from course.reading.readers import edition_at_hand
from course.reading.shown import shown_review


class TextInEdition(UnitText):
    """The text of a lesson, whose links to other lessons stay in its edition."""

    @property
    def state(self) -> str:
        return f"for staff {super().state}"

    @property
    def passages(self) -> Iterator[ShownPassage]:
        for passage in super().passages:
            yield replace(passage, html=self._staying(passage.html))

    def _staying(self, html: str) -> str:
        edition = self.unit.edition
        slug = edition.course.slug
        before, _key, after = reverse("course:unit", args=[slug, "KEY"]).partition("KEY")
        lessons = [unit.key for unit in units_of(edition) if unit.kind == Unit.Kind.LESSON]

        def address(link: re.Match[str]) -> str:
            key = link["key"]
            if key not in lessons:
                return link[0]
            return 'href="' + reverse("staff:edition_lesson", args=[slug, edition.number, key])

        link = rf'href="{re.escape(before)}(?P<key>[-\w]+){re.escape(after)}'
        return re.sub(link, address, html)


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
        "text": TextInEdition(lesson, edition.pk),
        "role_places": [],
        "own_notes": [],
        "review": shown_review(edition),
    }
    return render(request, "staff/edition_lesson.html", context)


def edition_of(slug: str, number: int) -> Edition:
    """Return an edition of a course by its number, at hand; raise Http404 without one."""
    editions = Edition.objects.filter(course__slug=slug, number=number)
    key = editions.values_list("pk", flat=True).first()
    if key is None:
        raise Http404
    return edition_at_hand(key)
