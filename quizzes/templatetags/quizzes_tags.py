"""What pages of the course show of quizzes."""

from collections import defaultdict
from typing import Any

from django import template
from django.db.models import Count, Q, Sum
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from course.models import Enrolment, Unit
from quizzes.marking.standing import QuizStanding, recorded_passes, standing
from quizzes.models import Attempt, ItemReport, Quiz, RegradeOrder
from quizzes.records import as_points, score_in_words
from quizzes.results.result_page import shows_score
from quizzes.sitting import accommodations

register = template.Library()
MUST_PASS = Q(must_pass=True)


@register.filter
def points(number: Any) -> str:
    """Return a rational as points, floored to a hundredth."""
    return as_points(str(number))


@register.inclusion_tag("quizzes/sitting/panel.html")
def quiz_panel(enrolment: Enrolment, unit: Unit) -> dict[str, Any]:
    """Show what the quiz asks, what was done so far, and the button."""
    quiz = Quiz.objects.select_related("unit").get(unit=unit.pk)
    where = standing(enrolment, quiz, timezone.now())
    for attempt in where.attempts:
        attempt.in_words = result_in_words(attempt, where)  # type: ignore[attr-defined]
    minutes = quiz.time_limit_minutes
    extra = where.accommodation.extra_time_percent if where.accommodation else 0
    bank = quiz.bank.aggregate(
        multi=Count("pk", filter=Q(version__kind="multi")), must=Count("pk", filter=MUST_PASS)
    )
    return {
        "quiz": quiz,
        "unit": unit,
        "course": enrolment.course,
        "standing": where,
        "left": list(enrolment.before_final()) if unit.is_final and not where.open_attempt else [],
        "count": quiz.rules.aggregate(count=Sum("draw"))["count"],
        "has_multi": bool(bank["multi"]),
        "has_must_pass": bool(bank["must"]),
        "minutes": minutes and minutes * (100 + extra) // 100,
    }


def result_in_words(attempt: Attempt, where: QuizStanding) -> str:
    """Return an attempt's result in words, as far as the quiz's review policy shows it."""
    if attempt.is_open:
        return _("open")
    if attempt.quiz.is_practice:
        return _("done")
    if not attempt.is_whole:
        return (
            _("one question put right")
            if attempt.grade.passed
            else _("one question, not right yet")
        )
    if not shows_score(attempt.quiz):
        return _("passed") if where.passes(attempt) else _("handed in")
    return score_in_words(attempt, where.passes(attempt))


@register.simple_tag
def quiz_states(enrolment: Enrolment) -> dict[str, str]:
    """Return the state of every quiz of this enrolment in words, by unit key.

    Four queries, whatever the number of quizzes; one more each where a must-pass question was
    remedied, and where an attempt was marked again.
    """
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    related = Attempt.objects.of(enrolment).select_related("quiz__unit", "puts_right")
    for attempt in related.prefetch_related("runs", "items", "puts_right__grades").order_by(
        "number"
    ):
        attempts[attempt.unit_key].append(attempt)
    quizzes = (
        Quiz.objects.filter(unit__edition=enrolment.edition_id)
        .select_related("unit")
        .defer("source")
    )
    recorded = recorded_passes(
        enrolment, (attempt for at_unit in attempts.values() for attempt in at_unit)
    )

    def standing_at(quiz: Quiz) -> QuizStanding:
        was_passed = (quiz.unit.key, quiz.unit.revision) in recorded
        return QuizStanding(
            quiz, tuple(attempts[quiz.unit.key]), None, None, counts_all_markings=was_passed
        )

    return {
        quiz.unit.key: _state(standing_at(quiz)) for quiz in quizzes if quiz.unit.key in attempts
    }


def _state(where: QuizStanding) -> str:
    if attempt := where.open_attempt:
        answered = [item.is_answered for item in attempt.items.all()]
        return _("in progress, %(answered)d of %(all)d answered") % {
            "answered": sum(answered),
            "all": len(answered),
        }
    if not where.counted_attempts:
        return ""  # attempts at an older revision of the quiz do not count now
    if where.quiz.is_practice:
        return _("done")
    if passed := where.passed_attempt:
        if not shows_score(passed.quiz):
            return _("passed")
        run = passed.grade
        score = {"earned": as_points(run.earned), "possible": as_points(run.possible)}
        return _("passed, %(earned)s of %(possible)s") % score
    if any(where.has_reached(attempt) for attempt in where.counted_attempts):
        return _("a must-pass question to put right")
    return _("not passed yet")


@register.inclusion_tag("quizzes/sitting/staff_accommodations_panel.html", takes_context=True)
def staff_accommodations(context: Context, enrolment: Enrolment) -> dict[str, Any]:
    """Show staff what this learner is granted, with a link for those who may grant."""
    may_grant = context["request"].user.has_perm("quizzes.grant_accommodation")
    return {
        "enrolment": enrolment,
        "granted": accommodations.accommodations_in_force(enrolment),
        "may_grant": may_grant and enrolment.user and not enrolment.ended_at,
    }


@register.simple_tag
def open_reports() -> int:
    """Return how many reports about questions wait for an answer."""
    return ItemReport.objects.open().count()


@register.simple_tag
def open_regrades() -> int:
    """Return how many regrade orders wait for a decision."""
    return RegradeOrder.objects.waiting().count()


@register.filter
def state_of(states: dict[str, str], unit: Unit) -> str:
    """Return the state of one unit from ``quiz_states``, or ""."""
    return states.get(unit.key, "")
