"""Staff pages with the statistics of quizzes and questions; they never show who answered what."""

import csv
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.staff import StaffRequest, staff_page
from accounts.tables import record_download
from course.models import Edition
from quizzes.marking.typed_counts import KINDS_WITH_TYPING
from quizzes.models import BankItem, ItemReport, Quiz
from quizzes.statistics.advice import MIN_ITEM_REST
from quizzes.statistics.charts.histogram import score_bars
from quizzes.statistics.charts.scatter import PlottedQuestion, question_dots
from quizzes.statistics.charts.traces import PlottedOption, Shares, option_traces
from quizzes.statistics.figures import (
    MIN_ALIKE,
    MIN_ATTEMPTS_FOR_STATISTICS,
    Figures,
    QuizStatistics,
    typed_wrong,
)
from quizzes.statistics.first_attempts import first_attempts
from quizzes.statistics.gains import gains_at, rows_of_file

MAX_REPORTS = 10
# Of a quiz in the list: an edition also holds long texts.
LISTED_FIELDS = (
    "pass_mark",
    "unit__key",
    "unit__title",
    "unit__revision",
    "unit__edition__number",
    "unit__edition__short_title",
    "unit__edition__course__slug",
)
Context = dict[str, object]


@staff_page("quizzes.view_statistics")
@require_safe
def quizzes(request: StaffRequest) -> HttpResponse:
    """List every certifying quiz of the newest editions, with its statistics."""
    in_order = _newest_quizzes().order_by("unit__edition__course", "unit__position")
    newest = list(in_order.only(*LISTED_FIELDS))
    context = {
        "rows": [QuizStatistics(attempts) for attempts in first_attempts(newest)],
        "fewest": MIN_ATTEMPTS_FOR_STATISTICS,
        "tab": "quizzes",
    }
    return render(request, "quizzes/statistics/staff_quizzes.html", context)


@staff_page("quizzes.view_statistics")
@require_safe
def quiz(request: StaffRequest, slug: str, key: str) -> HttpResponse:
    """Show the scores of one quiz, and every question of its bank."""
    shown = _newest_quiz(slug, key)
    [attempts] = first_attempts([shown], in_detail=True)
    whole = QuizStatistics(attempts)
    items = [whole.figures(item) for item in _bank(shown)]
    context = _context(shown, whole) | {
        "items": items,
        "to_look_at": [figures for figures in items if figures.needs_a_look],
        "gains": gains_at(shown),
    }
    if not whole.too_few:
        context |= _chart_context(whole, items)
    return render(request, "quizzes/statistics/staff_quiz.html", context)


@staff_page("quizzes.view_statistics")
@require_safe
def gains_file(request: StaffRequest, slug: str, key: str) -> HttpResponse:
    """Send what learners gained from the pretest to this final quiz, as CSV."""
    gains = gains_at(_newest_quiz(slug, key))
    if not gains:
        raise Http404
    record_download(request, f"before-and-after-{key}")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="before-and-after-{key}.csv"'
    csv.writer(response).writerows(rows_of_file(gains))
    return response


def _chart_context(whole: QuizStatistics, items: Iterable[Figures]) -> Context:
    attempts = whole.attempts
    scores = [(score.earned, score.possible, score.reached, score.n) for score in attempts.scores]
    return {
        "histogram": score_bars(scores, attempts.quiz.pass_mark),
        "scatter": question_dots(_plotted_questions(items), MIN_ITEM_REST),
    }


def _plotted_questions(items: Iterable[Figures]) -> Iterator[PlottedQuestion]:
    """Yield the questions that have both a facility and an item-rest correlation."""
    for figures in items:
        statistics = figures.statistics
        if statistics is None or statistics.facility is None or statistics.item_rest is None:
            continue
        yield PlottedQuestion(
            label=str(figures.item.position),
            facility=statistics.facility,
            item_rest=statistics.item_rest,
            needs_a_look=figures.needs_a_look,
        )


@staff_page("quizzes.view_statistics")
@require_safe
def question(request: StaffRequest, slug: str, key: str, ref: str) -> HttpResponse:
    """Show one question with its key, and how it was answered."""
    shown = _newest_quiz(slug, key)
    item = get_object_or_404(_bank(shown), version__question__ref=ref)
    [attempts] = first_attempts([shown], only=item, in_detail=True)
    whole = QuizStatistics(attempts)
    figures = whole.figures(item)
    context = _context(shown, whole) | _question_context(item) | _trace_context(whole, figures)
    context["figures"] = figures
    if figures.statistics and item.version.kind in KINDS_WITH_TYPING:
        context |= {"typed": typed_wrong(item), "min_alike": MIN_ALIKE}
    return render(request, "quizzes/statistics/staff_question.html", context)


def _question_context(item: BankItem) -> Context:
    data = item.version.data
    reports = ItemReport.objects.filter(item__question=item.version.question_id)
    return {
        "item": item,
        "kind": data.label,
        "stem": item.html.of("stem"),
        "vignette": item.html.of("vignette"),
        "template": data.result_template,
        "result": data.result(item.html, None, data.options.ids, True),
        # The template runs this query only for staff who may answer reports.
        "reports": reports.order_by("-reported_at")[:MAX_REPORTS],
    }


def _trace_context(whole: QuizStatistics, figures: Figures) -> Context:
    if not figures.options:
        return {}
    thirds = whole.thirds(figures.item)
    rows = [row for row in figures.options if row.letter]
    options = [PlottedOption(row.use.id, row.letter, row.is_key) for row in rows]
    return {
        "traces": option_traces(thirds, options),
        "rises": list(_rises(thirds, options)),
    }


def _rises(
    thirds: Mapping[str, Shares], options: Iterable[PlottedOption]
) -> Iterator[tuple[str, float, float]]:
    """Yield (letter, share of the weakest third, share of the strongest) of each chosen key."""
    for option in options:
        if option.is_key and option.id in thirds:
            shares = thirds[option.id]
            yield option.letter, shares[0], shares[-1]


def _newest_quizzes() -> QuerySet[Quiz]:
    """Return the certifying quizzes of the newest edition of each course."""
    editions = Edition.objects.filter(course=OuterRef("unit__edition__course"))
    newest = editions.order_by("-number").values("pk")[:1]
    certifying = Quiz.objects.filter(purpose=Quiz.Purpose.CERTIFYING)
    quizzes = certifying.filter(unit__edition=Subquery(newest))
    return quizzes.select_related("unit__edition__course")


def _newest_quiz(slug: str, key: str) -> Quiz:
    quizzes = _newest_quizzes().defer("source")
    return get_object_or_404(quizzes, unit__edition__course__slug=slug, unit__key=key)


def _bank(quiz: Quiz) -> QuerySet[BankItem]:
    return quiz.bank.select_related("version__question").defer("source", "remediation_text")


def _context(quiz: Quiz, whole: QuizStatistics) -> Context:
    return {
        "quiz": quiz,
        "unit": quiz.unit,
        "edition": quiz.unit.edition,
        "course": quiz.unit.edition.course,
        "whole": whole,
        "fewest": MIN_ATTEMPTS_FOR_STATISTICS,
        "tab": "quizzes",
    }
