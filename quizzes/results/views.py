"""After handing in: result and receipt, putting a question right, reporting one."""

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.marking.changed_answers import ChangedAnswer, changed_answers
from quizzes.marking.standing import QuizStanding, standing
from quizzes.models import Attempt, AttemptItem, ItemReport, Quiz, RegradeOrder
from quizzes.results import result_page
from quizzes.results.by_objective import ObjectiveScore, scores_by_objective
from quizzes.results.forms import ReportForm
from quizzes.results.receipts import receipt_text
from quizzes.sitting.attempt_views import own_attempt, start_or_resume

ORDERS = Prefetch("runs__order", RegradeOrder.objects.defer("dry_run"))


@require_safe
def result(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """Show the score, and the reasons as far as they may be seen."""
    attempt = own_attempt(request, slug, key, number)
    if attempt.is_open:
        return redirect(attempt.url("review"))
    return _result_page(request, attempt)


def _result_page(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    where = standing(attempt.enrolment, _quiz_now(attempt), timezone.now())
    attempt = _with_markings(attempt, where)
    if attempt.was_marked_again:
        prefetch_related_objects([attempt], ORDERS)
    quiz = attempt.quiz
    context = {
        "attempt": attempt,
        "enrolment": attempt.enrolment,
        "course": attempt.enrolment.course,
        "unit": quiz.unit,
        "quiz": quiz,
        "standing": where,
        "kept": where.kept_attempt,
        "later_markings": result_page.later_markings(attempt),
        "shows_score": result_page.shows_score(quiz),
        "by_objective": _by_objective(attempt),
        **_score_and_pass(attempt, where),
        **_shown_items(attempt, where),
        **_remedied_attempt(attempt, where),
    }
    return render(request, "quizzes/results/result.html", context)


def _shown_items(attempt: Attempt, where: QuizStanding) -> dict[str, object]:
    """Return the items in groups, and the changed answers; none if the policy hides them."""
    shown: list[result_page.ResultItem] = []
    changed: list[ChangedAnswer] = []
    if result_page.shows_items(attempt):
        shown = result_page.result_items(attempt, where)
        changed = list(changed_answers(attempt))
    return _group_items(shown) | {"changed_answers": changed}


def _by_objective(attempt: Attempt) -> list[ObjectiveScore]:
    """Return the points of a pretest by objective, if its policy shows them; else []."""
    quiz = attempt.quiz
    if quiz.is_pretest and result_page.shows_score(quiz):
        return scores_by_objective(attempt)
    return []


def _with_markings(attempt: Attempt, where: QuizStanding) -> Attempt:
    """Return the attempt as the standing has read it, with its markings."""
    same = (read for read in where.attempts if read.pk == attempt.pk)
    return next(same, attempt)


def _quiz_now(attempt: Attempt) -> Quiz:
    """Return the quiz as the learner's edition has it; the attempted one if it has none."""
    if attempt.quiz.unit.edition_id == attempt.enrolment.edition_id:
        return attempt.quiz
    units = attempt.enrolment.edition.units.filter(key=attempt.unit_key, quiz__isnull=False)
    unit = units.select_related("quiz").first()
    return unit.quiz if unit else attempt.quiz


def _score_and_pass(attempt: Attempt, where: QuizStanding) -> dict[str, object]:
    """Return the score, whether it passes, and whether and where the learner may go on."""
    total = attempt.grade.total
    is_passed = where.passes(attempt)
    is_revised = where.quiz.unit.revision != attempt.quiz.unit.revision
    passes_course_quiz = attempt.is_whole and is_passed and not is_revised
    may_go_on = not attempt.quiz.is_certifying or where.passed_attempt or passes_course_quiz
    return {
        "run": attempt.grade,
        "total": total,
        "percent": total.display,
        "is_passed": is_passed,
        "is_below": where.is_below(attempt),
        "has_reached": where.has_reached(attempt),
        "is_revised": is_revised,
        "may_go_on": may_go_on,
        "next_unit": attempt.enrolment.remaining().first() if may_go_on else None,
    }


def _group_items(shown: list[result_page.ResultItem]) -> dict[str, object]:
    """Group the items by what the learner has to do about them.

    Among the missed ones: first those that block the pass, then those the learner was sure of.
    """
    missed = sorted(
        (item for item in shown if item.is_missed),
        key=lambda item: (not item.blocks, not item.is_surely_wrong),
    )
    return {
        "blocking": [item for item in missed if item.blocks],
        "missed": missed,
        "right": [item for item in shown if item.is_scored and not item.is_missed],
        "reflections": [item for item in shown if not item.is_scored],
        "surely_wrong": [item for item in missed if item.is_surely_wrong],
        "how_right": result_page.how_right(shown),
        "all_open": all(item.open_key for item in shown),
    }


def _remedied_attempt(attempt: Attempt, where: QuizStanding) -> dict[str, object]:
    """Return the attempt that a remedial attempt remedies; {} for a whole attempt.

    original: the attempt with the missed question.
    ask_again: the URL that asks the next sibling, or "" if the miss no longer blocks a pass.
    """
    missed = attempt.puts_right
    if missed is None:
        return {}
    attempts = {other.pk: other for other in where.attempts}
    original = attempts.get(missed.attempt_id)
    if original is None:
        return {}
    is_blocked = where.has_reached(original) and not where.passes(original)
    ask_again = ""
    if is_blocked and missed.pk not in where.remedied_items(original):
        ask_again = original.url("put_right", position=missed.position)
    return {"original": original, "ask_again": ask_again}


@require_safe
def receipt(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """Send the receipt as a text file: what was handed in, and its SHA-256."""
    attempt = own_attempt(request, slug, key, number)
    if attempt.is_open:
        return redirect(attempt.url("review"))
    response = HttpResponse(receipt_text(attempt), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="receipt-{attempt.unit_key}-{attempt.number}.txt"'
    )
    return response


@require_http_methods(["GET", "POST"])
def put_right(
    request: HttpRequest, slug: str, key: str, number: int, position: int
) -> HttpResponse:
    """Start a remedial attempt, which asks one sibling of a missed must-pass question."""
    attempt = own_attempt(request, slug, key, number)
    if request.method == "GET":
        # A sign-in that came between the click and this page leads here with GET.
        return redirect(attempt)
    item = get_object_or_404(attempt.items.select_related("bank_item"), position=position)
    where = standing(attempt.enrolment, attempt.quiz, timezone.now())
    if not _may_be_put_right(attempt, where):
        raise Http404
    if not _blocks_pass(item, attempt, where):
        return redirect(attempt)
    return start_or_resume(request, attempt.enrolment, attempt.quiz, puts_right=item)


def _may_be_put_right(attempt: Attempt, where: QuizStanding) -> bool:
    """Return whether a whole attempt was handed in that passes, must-pass questions aside."""
    return not attempt.is_open and attempt.is_whole and where.has_reached(attempt)


def _blocks_pass(item: AttemptItem, attempt: Attempt, where: QuizStanding) -> bool:
    shown_items = result_page.result_items(_with_markings(attempt, where), where)
    return item.pk in {shown.pk for shown in shown_items if shown.blocks}


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, slug: str, key: str, number: int, position: int) -> HttpResponse:
    """Ask a learner what is wrong with a question; save it once for each kind of report.

    A second click changes nothing.
    """
    attempt = own_attempt(request, slug, key, number)
    if attempt.is_open:
        return redirect(attempt)
    if not result_page.shows_items(attempt):
        raise Http404
    items = attempt.items.select_related("bank_item").prefetch_related("reports")
    item = get_object_or_404(items, position=position)
    if request.method == "GET":
        if not result_page.may_report(item.reports.all()):
            return redirect(_address_in_result(item))
        return _report_page(request, item, ReportForm(item))
    form = ReportForm(item, request.POST)
    if not form.is_valid():
        return _report_page(request, item, form)
    _tell_if_saved(request, item, is_new=_save_report(item, form))
    return redirect(_address_in_result(item))


def _address_in_result(item: AttemptItem) -> str:
    """Return where the result shows what was reported about the item."""
    return f"{item.attempt.get_absolute_url()}#report-{item.position}"


def _report_page(request: HttpRequest, item: AttemptItem, form: ReportForm) -> HttpResponse:
    attempt = item.attempt
    context = {
        "attempt": attempt,
        "enrolment": attempt.enrolment,
        "course": attempt.enrolment.course,
        "unit": attempt.quiz.unit,
        "item": item,
        "stem": item.bank_item.html.of("stem"),
        "form": form,
        "back": _address_in_result(item),
    }
    return render(request, "quizzes/results/report.html", context)


def _tell_if_saved(request: HttpRequest, item: AttemptItem, *, is_new: bool) -> None:
    """Tell the learner on the next page that the report was sent, or was known already."""
    if is_new:
        text = _("Question %d: your report was sent. The answer will stand below it.")
        messages.success(request, text % item.position)
    else:
        text = _("Question %d: you had reported this already. Nothing was changed.")
        messages.info(request, text % item.position)


def _save_report(item: AttemptItem, form: ReportForm) -> bool:
    """Save the report; return False if the item has one of this kind, which stays."""
    _report, is_new = ItemReport.objects.get_or_create(
        item=item,
        kind=form.cleaned_data["kind"],
        defaults={"text": form.cleaned_data["text"]},
    )
    return is_new
