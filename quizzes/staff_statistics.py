"""The statistics of quizzes and questions, for staff: what to look at and what to do, never who answered what."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.staff import StaffRequest, staff_page
from course.models import Edition
from quizzes import charts
from quizzes.first_attempts import first_attempts
from quizzes.item_advice import WEAK
from quizzes.item_statistics import FEWEST, Figures, QuizStatistics
from quizzes.models import BankItem, ItemReport, Quiz

REPORTS = 10


@staff_page("quizzes.view_statistics")
@require_safe
def quizzes(request: StaffRequest) -> HttpResponse:
    """Every certifying quiz of the newest editions, with how it does."""
    found = list(_current().order_by("unit__edition__course", "unit__position"))
    rows = [QuizStatistics(each) for each in first_attempts(found)]
    return render(request, "quizzes/staff_quizzes.html", {"rows": rows, "fewest": FEWEST, "tab": "quizzes"})


@staff_page("quizzes.view_statistics")
@require_safe
def quiz(request: StaffRequest, slug: str, key: str) -> HttpResponse:
    """One quiz: its scores, and every question of its bank."""
    found = _quiz(slug, key)
    [attempts] = first_attempts([found], with_responses=True)
    whole = QuizStatistics(attempts)
    items = [whole.figures(item) for item in _bank(found)]
    context = _context(found, whole) | {"items": items, "to_look_at": [each for each in items if each.needs_a_look]}
    if not whole.too_few:
        scores = [(score.earned, score.possible, score.reached) for score in attempts.scores]
        context |= {
            "histogram": charts.score_bars(scores, found.pass_mark),
            "scatter": charts.question_dots(
                (
                    (str(each.item.position), each.statistics.facility, each.statistics.item_rest, each.needs_a_look)
                    for each in items
                    if each.statistics
                    and each.statistics.facility is not None
                    and each.statistics.item_rest is not None
                ),
                WEAK,
            ),
        }
    return render(request, "quizzes/staff_quiz.html", context)


@staff_page("quizzes.view_statistics")
@require_safe
def question(request: StaffRequest, slug: str, key: str, ref: str) -> HttpResponse:
    """One question with its key, and how it was answered."""
    found = _quiz(slug, key)
    item = get_object_or_404(_bank(found), version__question__ref=ref)
    [attempts] = first_attempts([found], only=item, with_responses=True)
    whole = QuizStatistics(attempts)
    figures = whole.figures(item)
    data = item.version.data
    context = _context(found, whole) | {
        "item": item,
        "figures": figures,
        "kind": data.label,
        "stem": item.html.of("stem"),
        "vignette": item.html.of("vignette"),
        "template": data.result_template,
        "result": data.result(item.html, None, data.option_ids(), True),
        # Asked for by the template only for those who may answer them.
        "reports": ItemReport.objects.filter(item__question=item.version.question_id).order_by("-reported_at")[
            :REPORTS
        ],
    }
    return render(request, "quizzes/staff_question.html", context | _traces(whole, figures))


def _traces(whole: QuizStatistics, figures: Figures) -> dict[str, Any]:
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


def _current() -> QuerySet[Quiz]:
    """The certifying quizzes of the newest edition of each course."""
    newest = Edition.objects.filter(course=OuterRef("unit__edition__course")).order_by("-number").values("pk")[:1]
    certifying = Quiz.objects.filter(purpose=Quiz.Purpose.CERTIFYING, unit__edition=Subquery(newest))
    return certifying.select_related("unit__edition__course").defer("source")


def _quiz(slug: str, key: str) -> Quiz:
    return get_object_or_404(_current(), unit__edition__course__slug=slug, unit__key=key)


def _bank(quiz: Quiz) -> QuerySet[BankItem]:
    return quiz.bank.select_related("version__question").defer("source", "remediation_text")


def _context(quiz: Quiz, whole: QuizStatistics) -> dict[str, Any]:
    return {
        "quiz": quiz,
        "unit": quiz.unit,
        "edition": quiz.unit.edition,
        "course": quiz.unit.edition.course,
        "whole": whole,
        "fewest": FEWEST,
        "tab": "quizzes",
    }
