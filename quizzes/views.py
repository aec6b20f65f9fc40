"""Sitting a quiz: start, one question a page, look over, hand in, result."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from course.models import Enrolment
from quizzes import attempts, kept_answers, questions, results
from quizzes.kinds import BadResponse
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.scoring import INVALID
from quizzes.models import Attempt, AttemptItem, Quiz, new_submit_key

TO_SHOW = ("quiz__unit__edition__course", "enrolment__course", "enrolment__edition", "enrolment__user")


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Start an attempt, or go on with the open one: at the first question that is not answered yet.

    GET changes nothing: it is where a sign-in leads that came between.
    """
    if request.method == "GET":
        return redirect("course:unit", slug, key)
    mine = Enrolment.objects.of(request.user).active().select_related("edition", "course", "user")
    enrolment = get_object_or_404(mine, course__slug=slug)
    quiz = get_object_or_404(Quiz.objects.select_related("unit"), unit__edition=enrolment.edition, unit__key=key)
    try:
        attempt = attempts.start(enrolment, quiz, timezone.now())
    except attempts.AttemptRefusedError as refused:
        if refused.opens_at:
            when = date_format(timezone.localtime(refused.opens_at), "j F Y, H:i")
            messages.error(request, _("The next attempt opens on %s.") % when)
        else:
            messages.error(request, _("No attempt is left. Write to the contact at the foot of the page."))
        return redirect("course:unit", slug, key)
    items = attempt.items.all()
    return redirect(next((item for item in items if not item.is_answered), items[0]).url)


@login_not_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, slug: str, key: str, number: int, position: int) -> HttpResponse:
    """Show a question, or save its answer. An answer without a session is kept until its owner is back."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            kept_answers.keep(request)
        return redirect_to_login(request.path)
    attempt = _attempt(request, slug, key, number)
    item = get_object_or_404(attempt.items.select_related("rule", "version"), position=position)
    item.attempt = attempt
    if request.method == "POST":
        return _save(request, attempt, item)
    if not attempt.is_open:
        return redirect(attempt)
    kept = kept_answers.kept_for(request, attempt)
    return _question_page(request, attempt, item, fields=kept, was_kept=kept is not None)


def _save(request: HttpRequest, attempt: Attempt, item: AttemptItem) -> HttpResponse:
    form = request.POST
    wants_json = request.headers.get("Accept") == "application/json"
    try:
        response = item.version.data.response_from(form)
        if item.version.data.score(response).status == INVALID:
            error = _unreadable(item)
            if wants_json:
                return JsonResponse({"error": error}, status=422)
            return _question_page(request, attempt, item, fields=questions.posted_fields(form), error=error)
        saved = attempts.save_answer(
            item,
            response,
            seq=_whole(form.get("seq")),
            at=timezone.now(),
            flagged="flag" in form,
            sureness=_whole(form["sureness"]) if form.get("sureness") else None,
        )
    except BadResponse as bad:
        raise BadRequest("an answer that this question's form cannot send") from bad
    except attempts.AlreadySubmittedError:
        return render(request, "409.html", {"request_id": getattr(request, "id", "-"), "attempt": attempt}, status=409)
    if kept_answers.kept_for(request, attempt) is not None:
        kept_answers.forget(request)
    if wants_json:
        clock = f"{timezone.localtime(item.saved_at):%H:%M:%S}" if item.saved_at else ""
        return JsonResponse({"seq": item.seq, "saved_at": clock}, status=200 if saved else 409)
    if not saved:
        return _question_page(request, attempt, item, was_stale=True)
    return redirect(_next(form.get("go", ""), attempt, item))


def _next(go: str, attempt: Attempt, item: AttemptItem) -> str:
    last = attempt.items.count()
    if go == "stay":
        return item.url
    if go == "back" and item.position > 1:
        return attempt.url("question", position=item.position - 1)
    if item.position == last:
        return attempt.url("review")
    return attempt.url("question", position=item.position + 1)


def _question_page(
    request: HttpRequest,
    attempt: Attempt,
    item: AttemptItem,
    *,
    fields: dict[str, list[str]] | None = None,
    error: str = "",
    was_kept: bool = False,
    was_stale: bool = False,
) -> HttpResponse:
    items = list(attempt.items.defer("rule", "version"))
    for each in items:
        each.attempt = attempt
    context = {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "course": attempt.enrolment.course,
        "unit": attempt.quiz.unit,
        "item": item,
        "items": items,
        "answered": sum(each.is_answered for each in items),
        "question": questions.show(item, fields),
        "next_position": item.position + 1 if item.position < len(items) else None,
        "previous_position": item.position - 1,
        "owner": kept_answers.owner_token(attempt),
        "sureness": ((1, _("Guessing")), (2, _("Fairly sure")), (3, _("Certain"))),
        "error": error,
        "errors": [error] if error else [],
        "was_kept": was_kept,
        "was_stale": was_stale,
    }
    return render(request, "quizzes/question.html", context, status=409 if was_stale else 200)


@require_safe
def review(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """What is answered, flagged and left, before handing in."""
    attempt = _attempt(request, slug, key, number)
    if not attempt.is_open:
        return redirect(attempt)
    items = list(attempt.items.select_related("rule"))
    for item in items:
        item.attempt = attempt
        item.stem = questions.rendered(item.rule.rendered["stem"])  # type: ignore[attr-defined]
    context = {
        "attempt": attempt,
        "course": attempt.enrolment.course,
        "unit": attempt.quiz.unit,
        "quiz": attempt.quiz,
        "items": items,
        "unanswered": [item for item in items if not item.is_answered],
        "submit_key": new_submit_key(),
    }
    return render(request, "quizzes/review.html", context)


@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """Hand in, once. Again, or from another tab: the same result. GET changes nothing: it leads to the last look."""
    attempt = _attempt(request, slug, key, number)
    if request.method == "GET":
        return redirect(attempt.url("review"))
    try:
        submit_key = uuid.UUID(request.POST.get("submit_key", ""))
    except ValueError as error:
        raise BadRequest("no key of a rendered form") from error
    attempts.submit(attempt, submit_key, timezone.now())
    return redirect(attempt)


@require_safe
def result(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """The marks, and reasons as far as they may be seen."""
    attempt = _attempt(request, slug, key, number)
    if attempt.is_open:
        return redirect(attempt.url("review"))
    prefetch_related_objects([attempt], "runs__grades")
    unit = attempt.enrolment.edition.units.filter(quiz__unit__key=attempt.unit_key).select_related("quiz").first()
    quiz_now = unit.quiz if unit else attempt.quiz
    standing = attempts.standing(attempt.enrolment, quiz_now, timezone.now())
    all_open = results.keys_are_open(attempt, standing)
    shown = results.result_items(attempt, all_open)
    run = attempt.grade
    context = {
        "attempt": attempt,
        "course": attempt.enrolment.course,
        "unit": attempt.quiz.unit,
        "quiz": attempt.quiz,
        "run": run,
        "total": run and run.total,
        "percent": run and run.total.display,
        "missed": [item for item in shown if not item.is_right],
        "right": [item for item in shown if item.is_right],
        "surely_wrong": [item for item in shown if not item.is_right and item.sureness == 3],
        "all_open": all_open,
        "standing": standing,
        "is_revised": quiz_now.unit.revision != attempt.quiz.unit.revision,
        "next_unit": attempt.enrolment.remaining().first(),
    }
    return render(request, "quizzes/result.html", context)


def _attempt(request: HttpRequest, slug: str, key: str, number: int) -> Attempt:
    """The learner's own attempt; 404 for anybody else's."""
    mine = Attempt.objects.filter(enrolment__in=Enrolment.objects.of(request.user).active())
    related = mine.select_related(*TO_SHOW)
    return get_object_or_404(related, enrolment__course__slug=slug, unit_key=key, number=number)


def _unreadable(item: AttemptItem) -> str:
    data = item.version.data
    if isinstance(data, Numeric) and (units := ", ".join(data.unit_names)):
        return _("Write a number and choose its unit (%s). Write 1.5, not 1,5.") % units
    return _("Write a number. Write 1.5, not 1,5.")


def _whole(text: str | None) -> int:
    if not text or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadRequest("a number of our own form was changed")
    return int(text)
