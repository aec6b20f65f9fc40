"""The pages of lessons and quizzes; learners complete a lesson there, or go on later."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from course.models import Correction, Edition, Enrolment, Fact, Passage, ReadingPosition, Unit
from course.outline import Outline, learners_outline, outline_of
from course.readers import current_edition, own_enrolment

FOOTNOTE_ID = re.compile(r"fn-[0-9]+")


@dataclass(frozen=True)
class ShownPassage:
    """Hold a passage of a lesson with the notes that stand under it.

    overdue_since: the day by which a fact that it rests on was to be checked again, or None.
    corrected_in: the newest edition that corrects it, or None.
    """

    html: str
    overdue_since: date | None
    corrected_in: Edition | None


@login_not_required
@require_safe
def unit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show one unit to learners, and a sample lesson to everybody."""
    enrolments = Enrolment.objects.of(request.user).active().filter(course__slug=slug)
    enrolment = enrolments.select_related("edition__course").first()
    outline = learners_outline(enrolment) if enrolment else _public_outline(slug)
    shown_unit, previous_unit, next_unit = _unit_and_neighbours(outline, key)
    if enrolment is None and not shown_unit.sample:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())

    corrections = _corrections_of(shown_unit)
    context = _unit_context(shown_unit, outline) | {
        "enrolment": enrolment,
        "previous_unit": previous_unit,
        "next_unit": next_unit,
        "corrections": corrections,
    }
    if shown_unit.kind == Unit.Kind.QUIZ:
        return render(request, "course/quiz.html", context)
    lesson = _lesson_context(request, shown_unit, enrolment, corrections)
    return render(request, "course/lesson.html", context | lesson)


def _unit_and_neighbours(outline: Outline, key: str) -> tuple[Unit, Unit | None, Unit | None]:
    """Return the unit, the one before it and the one after it; 404 if there is no such unit."""
    try:
        return outline.neighbours(key)
    except StopIteration as error:
        raise Http404 from error


def _public_outline(slug: str) -> Outline:
    """Return the outline of the newest edition, of which everybody may read the samples."""
    _course, edition = current_edition(slug)
    return outline_of(edition)


def _corrections_of(unit: Unit) -> list[Correction]:
    """Return what later editions correct in a unit, oldest first."""
    corrections = Correction.objects.newer_than(unit.edition)
    return list(corrections.filter(place=Correction.Place.UNIT, key=unit.key))


def _unit_context(unit: Unit, outline: Outline) -> dict[str, object]:
    """Return what the pages of lessons and quizzes both show."""
    return {
        "course": unit.edition.course,
        "edition": unit.edition,
        "unit": unit,
        "module": unit.module,
        "outline": outline.modules,
        "done": unit.done,
        "objectives": unit.objectives.all(),
    }


def _lesson_context(
    request: HttpRequest,
    lesson: Unit,
    enrolment: Enrolment | None,
    corrections: Sequence[Correction],
) -> dict[str, object]:
    """Return what the page of a lesson shows and that of a quiz does not."""
    roles = Role.objects.filter(user=request.user.pk)
    position = enrolment.positions.filter(unit_key=lesson.key).first() if enrolment else None
    overdue = _overdue_facts(lesson)
    return {
        "passages": list(_shown_passages(lesson.passages.all(), overdue, corrections)),
        "unit_references": lesson.unit_references.select_related("reference"),
        "role_names": list(roles.values_list("name", flat=True)),
        "position": position.passage_key if position else "",
        "overdue_facts": overdue,
    }


def _overdue_facts(lesson: Unit) -> list[Fact]:
    """Return the overdue facts of a lesson, longest overdue first, with its passages alone."""
    passages_here = Prefetch("passages", lesson.passages.all())
    overdue = Fact.objects.filter(units=lesson.pk).overdue()
    return list(overdue.prefetch_related(passages_here))


def _shown_passages(
    passages: Iterable[Passage], overdue: Iterable[Fact], corrections: Iterable[Correction]
) -> Iterator[ShownPassage]:
    """Yield the passages of a lesson, each with its notes.

    overdue: facts, longest overdue first, with their passages in the lesson.
    corrections: oldest edition first.
    """
    overdue_since = _overdue_since(overdue)
    corrected_in = _corrected_in(corrections)
    for passage in passages:
        place = passage.kind if passage.kind == Passage.FOOTNOTES else passage.key
        due, edition = overdue_since.get(passage.key), corrected_in.get(place)
        yield ShownPassage(passage.html, due, edition)


def _corrected_in(corrections: Iterable[Correction]) -> dict[str, Edition]:
    """Return by passage the newest edition that corrects it; footnotes are one passage."""
    newest: dict[str, Edition] = {}
    for correction in corrections:
        is_footnote = FOOTNOTE_ID.fullmatch(correction.old_passage)
        place = Passage.FOOTNOTES if is_footnote else correction.old_passage
        newest[place] = correction.edition
    return newest


def _overdue_since(overdue: Iterable[Fact]) -> dict[str, date]:
    """Return by the key of a passage since when the first of its facts is overdue."""
    since: dict[str, date] = {}
    for fact in overdue:
        assert fact.review_by  # else it would not be overdue
        for passage in fact.passages.all():
            since.setdefault(passage.key, fact.review_by)
    return since


@require_POST
def complete(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Complete a lesson and go on. Quizzes are completed by passing them."""
    enrolment = own_enrolment(request, slug)
    lesson = get_object_or_404(Unit, edition=enrolment.edition, key=key, kind=Unit.Kind.LESSON)
    enrolment.complete(lesson)
    _lesson, _before, next_unit = learners_outline(enrolment).neighbours(key)
    if next_unit is None or enrolment.completed_at:
        return redirect("course:mine", slug)
    return redirect(next_unit)


@require_POST
def position(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Remember the passage that a learner has in view. Nothing else depends on it."""
    enrolment = own_enrolment(request, slug)
    passages = Passage.objects.filter(unit__edition=enrolment.edition, unit__key=key)
    passage = get_object_or_404(
        passages.exclude(kind=Passage.FOOTNOTES), key=request.POST.get("passage", "")
    )
    ReadingPosition.objects.update_or_create(
        enrolment=enrolment,
        unit_key=key,
        defaults={"passage_key": passage.key, "at": timezone.now()},
    )
    return HttpResponse(status=204)
