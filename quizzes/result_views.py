"""After handing in: the result, the receipt, putting a must-pass question right, reporting a question."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quizzes import results
from quizzes.forms import ReportForm
from quizzes.models import Attempt, ItemReport, RegradeOrder
from quizzes.receipts import checksum, receipt_text
from quizzes.standing import Standing, standing
from quizzes.views import begin, own_attempt

MARKINGS = ("runs__grades__version", Prefetch("runs__order", RegradeOrder.objects.defer("dry_run")))


@require_safe
def result(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """The marks, and reasons as far as they may be seen."""
    attempt = own_attempt(request, slug, key, number)
    return redirect(attempt.url("review")) if attempt.is_open else _result_page(request, attempt)


def _result_page(request: HttpRequest, attempt: Attempt, refused: ReportForm | None = None) -> HttpResponse:
    prefetch_related_objects([attempt], *MARKINGS)
    units = attempt.enrolment.edition.units.filter(key=attempt.unit_key, quiz__isnull=False)
    unit = units.select_related("quiz").first()
    quiz_now = unit.quiz if unit else attempt.quiz
    found = standing(attempt.enrolment, quiz_now, timezone.now())
    shown = results.result_items(attempt, found, refused) if results.shows_items(attempt) else []
    run = attempt.grade
    is_revised = quiz_now.unit.revision != attempt.quiz.unit.revision
    is_passed = found.passes(attempt)
    context = {
        "attempt": attempt,
        "course": attempt.enrolment.course,
        "unit": attempt.quiz.unit,
        "quiz": attempt.quiz,
        "run": run,
        "total": run and run.total,
        "percent": run and run.total.display,
        "is_passed": is_passed,
        "is_below": found.is_below(attempt),
        "has_reached": found.has_reached(attempt),
        "remarks": results.remarks(attempt),
        "standing": found,
        "kept": found.kept,
        "is_revised": is_revised,
        "may_go_on": attempt.quiz.is_practice
        or found.passed_attempt
        or (attempt.is_whole and is_passed and not is_revised),
        "next_unit": attempt.enrolment.remaining().first(),
        "refused": refused,
        "shows_score": results.shows_score(attempt.quiz),
        "checksum": checksum(receipt_text(attempt)),
        **_shelves(shown),
        **_original(attempt, found),
    }
    return render(request, "quizzes/result.html", context)


def _shelves(shown: list[results.ResultItem]) -> dict[str, Any]:
    """The questions of a result by what is to be done about them: what blocks the pass first, then what was sure."""
    missed = sorted(
        (item for item in shown if item.is_missed), key=lambda item: (not item.blocks, not item.is_surely_wrong)
    )
    return {
        "blocking": [item for item in missed if item.blocks],
        "missed": missed,
        "right": [item for item in shown if item.is_scored and not item.is_missed],
        "reflections": [item for item in shown if not item.is_scored],
        "surely_wrong": [item for item in missed if item.is_surely_wrong],
        "how_right": results.how_right(shown),
        "all_open": all(item.open_key for item in shown),
    }


def _original(attempt: Attempt, found: Standing) -> dict[str, Any]:
    """For an attempt that asked one sibling: the attempt whose question it puts right, and where to ask the next
    sibling as long as that is still to be done."""
    missed = attempt.puts_right
    original = next((each for each in found.attempts if missed and each.pk == missed.attempt_id), None)
    if original is None or missed is None:
        return {}
    waits = found.has_reached(original) and not found.passes(original) and missed.pk not in found.put_right(original)
    return {"original": original, "ask_again": original.url("put_right", position=missed.position) if waits else ""}


@require_safe
def receipt(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """The receipt as a text file: what was handed in, and its SHA-256."""
    attempt = own_attempt(request, slug, key, number)
    if attempt.is_open:
        return redirect(attempt.url("review"))
    response = HttpResponse(receipt_text(attempt), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{attempt.unit_key}-{attempt.number}.txt"'
    return response


@require_http_methods(["GET", "POST"])
def put_right(request: HttpRequest, slug: str, key: str, number: int, position: int) -> HttpResponse:
    """Start the separate attempt that asks one sibling of a missed must-pass question. GET changes nothing: it is where
    a sign-in leads that came between."""
    attempt = own_attempt(request, slug, key, number)
    if request.method == "GET":
        return redirect(attempt)
    item = get_object_or_404(attempt.items.select_related("bank_item"), position=position)
    found = standing(attempt.enrolment, attempt.quiz, timezone.now())
    if attempt.is_open or not attempt.is_whole or not found.has_reached(attempt):
        raise Http404
    prefetch_related_objects([attempt], *MARKINGS)
    if not any(each.blocks and each.pk == item.pk for each in results.result_items(attempt, found)):
        return redirect(attempt)
    return begin(request, attempt.enrolment, attempt.quiz, puts_right=item)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, slug: str, key: str, number: int, position: int) -> HttpResponse:
    """Report a question of an attempt that was handed in, once a kind. A second click changes nothing, and neither does
    GET."""
    attempt = own_attempt(request, slug, key, number)
    if request.method == "GET" or attempt.is_open:
        return redirect(attempt)
    if not results.shows_items(attempt):
        raise Http404
    item = get_object_or_404(attempt.items.prefetch_related("reports"), position=position)
    form = ReportForm(item, request.POST)
    if not form.is_valid():
        return _result_page(request, attempt, form)
    kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
    _report, made = ItemReport.objects.get_or_create(item=item, kind=kind, defaults={"text": text})
    if made:
        messages.success(request, _("Question %d: your report was sent. The answer will stand below it.") % position)
    else:
        messages.info(request, _("Question %d: you had reported this already. Nothing was changed.") % position)
    return redirect(f"{attempt.get_absolute_url()}#report-{position}")
