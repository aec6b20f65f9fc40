"""Staff pages with the statistics of quizzes and questions; they never show who answered what."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.staff import StaffRequest, staff_page
from course.models import Edition
from quizzes.models import BankItem, ItemReport, Quiz
from quizzes.statistics import charts
from quizzes.statistics.advice import MIN_ITEM_REST
from quizzes.statistics.figures import MIN_ATTEMPTS_FOR_STATISTICS, Figures, QuizStatistics
from quizzes.statistics.first_attempts import first_attempts

MAX_REPORTS = 10


@staff_page("quizzes.view_statistics")
@require_safe
def quizzes(request: StaffRequest) -> HttpResponse:
    """List every certifying quiz of the newest editions, with its statistics."""
    newest = list(_newest_quizzes().order_by("unit__edition__course", "unit__position"))
    rows = [QuizStatistics(attempts) for attempts in first_attempts(newest)]
    context = {"rows": rows, "fewest": MIN_ATTEMPTS_FOR_STATISTICS, "tab": "quizzes"}
    return render(request, "quizzes/statistics/staff_quizzes.html", context)


@staff_page("quizzes.view_statistics")
@require_safe
def quiz(request: StaffRequest, slug: str, key: str) -> HttpResponse:
    """Show the scores of one quiz, and every question of its bank."""
    shown = _newest_quiz(slug, key)
    [attempts] = first_attempts([shown], with_responses=True)
    whole = QuizStatistics(attempts)
    items = [whole.figures(item) for item in _bank(shown)]
    to_look_at = [figures for figures in items if figures.needs_a_look]
    context = _context(shown, whole) | {"items": items, "to_look_at": to_look_at}
    if not whole.too_few:
        scores = [(score.earned, score.possible, score.reached) for score in attempts.scores]
        context |= {
            "histogram": charts.score_bars(scores, shown.pass_mark),
            "scatter": charts.question_dots(_scatter_points(items), MIN_ITEM_REST),
        }
    return render(request, "quizzes/statistics/staff_quiz.html", context)


@staff_page("quizzes.view_statistics")
@require_safe
def question(request: StaffRequest, slug: str, key: str, ref: str) -> HttpResponse:
    """Show one question with its key, and how it was answered."""
    shown = _newest_quiz(slug, key)
    item = get_object_or_404(_bank(shown), version__question__ref=ref)
    [attempts] = first_attempts([shown], only=item, with_responses=True)
    whole = QuizStatistics(attempts)
    figures = whole.figures(item)
    data = item.version.data
    reports = ItemReport.objects.filter(item__question=item.version.question_id).order_by(
        "-reported_at"
    )
    context = _context(shown, whole) | {
        "item": item,
        "figures": figures,
        "kind": data.label,
        "stem": item.html.of("stem"),
        "vignette": item.html.of("vignette"),
        "template": data.result_template,
        "result": data.result(item.html, None, data.options.ids, True),
        # The template runs this query only for staff who may answer reports.
        "reports": reports[:MAX_REPORTS],
    }
    return render(
        request, "quizzes/statistics/staff_question.html", context | _trace_context(whole, figures)
    )


def _scatter_points(items: Iterable[Figures]) -> Iterator[tuple[str, float, float, bool]]:
    """Yield (label, facility, item-rest correlation, needs a look) of items that have both figures."""
    for figures in items:
        statistics = figures.statistics
        if statistics is None or statistics.facility is None or statistics.item_rest is None:
            continue
        label = str(figures.item.position)
        yield label, statistics.facility, statistics.item_rest, figures.needs_a_look


def _trace_context(whole: QuizStatistics, figures: Figures) -> dict[str, Any]:
    if not figures.options:
        return {}
    thirds = whole.thirds(figures.item)
    options = [(row.use.id, row.letter, row.is_key) for row in figures.options if row.letter]
    return {
        "traces": charts.option_traces(thirds, options),
        "rises": [
            (letter, thirds[option][0], thirds[option][-1])
            for option, letter, is_key in options
            if is_key and option in thirds
        ],
    }


def _newest_quizzes() -> QuerySet[Quiz]:
    """Return the certifying quizzes of the newest edition of each course."""
    newest = (
        Edition.objects.filter(course=OuterRef("unit__edition__course"))
        .order_by("-number")
        .values("pk")[:1]
    )
    certifying = Quiz.objects.filter(
        purpose=Quiz.Purpose.CERTIFYING, unit__edition=Subquery(newest)
    )
    return certifying.select_related("unit__edition__course").defer("source")


def _newest_quiz(slug: str, key: str) -> Quiz:
    return get_object_or_404(_newest_quizzes(), unit__edition__course__slug=slug, unit__key=key)


def _bank(quiz: Quiz) -> QuerySet[BankItem]:
    return quiz.bank.select_related("version__question").defer("source", "remediation_text")


def _context(quiz: Quiz, whole: QuizStatistics) -> dict[str, Any]:
    return {
        "quiz": quiz,
        "unit": quiz.unit,
        "edition": quiz.unit.edition,
        "course": quiz.unit.edition.course,
        "whole": whole,
        "fewest": MIN_ATTEMPTS_FOR_STATISTICS,
        "tab": "quizzes",
    }
