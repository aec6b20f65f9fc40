"""The pages of lessons and quizzes; learners complete a lesson there, or go on later."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.compiled_queries import CompiledQuery
from course.models import Edition, Enrolment, Note, Passage, ReadingPosition, Unit
from course.outline import Outline, learners_outline, outline_of
from course.reading.contents import Place, stopping_place
from course.reading.lesson_text import UnitText
from course.reading.readers import current_edition, own_enrolment, readers_enrolment
from course.reading.shown import shown_review


@login_not_required
@require_safe
def unit(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Show one unit to learners, and a sample lesson to everybody."""
    enrolment = readers_enrolment(request, slug)
    if enrolment and enrolment.was_moved and not enrolment.completed_at:
        return redirect("course:edition_change", slug)
    edition = enrolment.edition if enrolment else current_edition(slug)[1]
    outline = learners_outline(enrolment) if enrolment else outline_of(edition)
    shown_unit, previous_unit, next_unit = _unit_and_neighbours(outline, key)
    if enrolment is None and not shown_unit.sample:
        return _ask_to_sign_in(request)

    newest_edition_id = enrolment.newest_edition_id if enrolment else edition.pk
    context = _unit_context(shown_unit, outline, edition) | {
        "enrolment": enrolment,
        "previous_unit": previous_unit,
        "next_unit": next_unit,
        "text": UnitText(shown_unit, newest_edition_id),
    }
    if shown_unit.kind == Unit.Kind.QUIZ:
        return render(request, "course/quiz.html", context)
    context |= _lesson_context(shown_unit, enrolment, outline.is_done(shown_unit))
    return render(request, "course/lesson.html", context)


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page; 404 for those who are signed in and may not see the unit."""
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())


def _unit_and_neighbours(outline: Outline, key: str) -> tuple[Unit, Unit | None, Unit | None]:
    """Return the unit, the one before it and the one after it; 404 if there is no such unit."""
    try:
        return outline.neighbours(key)
    except StopIteration as error:
        raise Http404 from error


def _unit_context(unit: Unit, outline: Outline, edition: Edition) -> dict[str, object]:
    """Return what the pages of lessons and quizzes both show."""
    return {
        "course": edition.course,
        "edition": edition,
        "unit": unit,
        "module": unit.module,
        "outline": outline.marking(unit).modules,
        "done": outline.is_done(unit),
        "next_to_do": outline.next_to_do(unit.key),
    }


def _lesson_context(lesson: Unit, enrolment: Enrolment | None, is_done: bool) -> dict[str, object]:
    """Return what the page of a lesson shows and that of a quiz does not."""
    roles = enrolment.roles_in_edition() if enrolment else []
    return {
        "role_places": [str(role.place) for role in roles],
        "place": _place(enrolment, lesson) if enrolment and not is_done else None,
        "own_notes": _own_notes(enrolment, lesson) if enrolment else [],
        "review": shown_review(lesson.edition),
    }


_notes_in_lesson = CompiledQuery(
    lambda user, edition, key: Note.objects.filter(user=user, edition=edition, unit_key=key)
)
_last_passage = CompiledQuery(
    lambda enrolment, key: (
        ReadingPosition.objects.filter(enrolment=enrolment, unit_key=key)
        .order_by("pk")
        .values_list("passage_key", flat=True)[:1]
    )
)


def _own_notes(enrolment: Enrolment, lesson: Unit) -> list[Note]:
    """Return what the learner keeps in a lesson."""
    assert enrolment.user_id
    return _notes_in_lesson.rows(enrolment.user_id, enrolment.edition_id, lesson.key)


def _place(enrolment: Enrolment, lesson: Unit) -> Place | None:
    """Return where the learner stopped in a lesson, or None."""
    passage = _last_passage.first(enrolment.pk, lesson.key)
    return stopping_place(lesson, passage or "")


@require_POST
def complete(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Complete a lesson and go on. Quizzes are completed by passing them."""
    enrolment = own_enrolment(request, slug)
    lesson = get_object_or_404(Unit, edition=enrolment.edition, key=key, kind=Unit.Kind.LESSON)
    enrolment.complete(lesson)
    next_to_do = learners_outline(enrolment).next_to_do(key)
    if next_to_do is None or enrolment.completed_at:
        return redirect("course:mine", slug)
    return redirect(next_to_do)


@require_POST
def position(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Remember the passage that a learner has in view. Nothing else depends on it."""
    enrolment = own_enrolment(request, slug)
    passages = Passage.objects.filter(unit__edition=enrolment.edition, unit__key=key)
    passage = get_object_or_404(
        passages.exclude(kind=Passage.FOOTNOTES), key=request.POST.get("passage", "")
    )
    now = timezone.now()
    ReadingPosition.objects.update_or_create(
        enrolment=enrolment,
        unit_key=key,
        defaults={"passage_key": passage.key, "at": now},
    )
    enrolment.note_activity(now)
    return HttpResponse(status=204)
