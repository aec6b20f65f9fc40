"""What pages of the course show of quizzes."""

from collections import defaultdict
from typing import Any

from django import template
from django.db.models import Count, Q, Sum
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from course.models import Enrolment, Unit
from quizzes import accommodations
from quizzes.models import Attempt, ItemReport, Quiz, RegradeOrder
from quizzes.records import as_points, score_in_words
from quizzes.results import shows_score
from quizzes.standing import Standing, passes_on_record, standing

register = template.Library()
MUST_PASS = Q(must_pass=True)


@register.filter
def points(number: Any) -> str:
    """A rational as points, floored to a hundredth."""
    return as_points(str(number))


@register.inclusion_tag("quizzes/panel.html")
def quiz_panel(enrolment: Enrolment, unit: Unit) -> dict[str, Any]:
    """What the quiz asks, what was done so far, and the button."""
    quiz = Quiz.objects.select_related("unit").get(unit=unit.pk)
    found = standing(enrolment, quiz, timezone.now())
    for attempt in found.attempts:
        attempt.in_words = in_words(attempt, found)  # type: ignore[attr-defined]
    minutes = quiz.time_limit_minutes
    bank = quiz.bank.aggregate(multi=Count("pk", filter=Q(version__kind="multi")), must=Count("pk", filter=MUST_PASS))
    return {
        "quiz": quiz,
        "unit": unit,
        "course": enrolment.course,
        "standing": found,
        "left": list(enrolment.before_final()) if unit.is_final and not found.open_attempt else [],
        "count": quiz.rules.aggregate(count=Sum("draw"))["count"],
        "has_multi": bool(bank["multi"]),
        "has_must_pass": bool(bank["must"]),
        "minutes": minutes and minutes * (100 + (found.granted.extra_time_percent if found.granted else 0)) // 100,
    }


def in_words(attempt: Attempt, found: Standing) -> str:
    """The result of an attempt as far as the quiz's review policy shows it."""
    if attempt.is_open:
        return _("open")
    if attempt.quiz.is_practice:
        return _("done")
    if not attempt.is_whole:
        return _("one question put right") if attempt.grade.passed else _("one question, not right yet")
    if not shows_score(attempt.quiz):
        return _("passed") if found.passes(attempt) else _("handed in")
    return score_in_words(attempt, found.passes(attempt))


@register.simple_tag
def quiz_states(enrolment: Enrolment) -> dict[str, str]:
    """The state of every quiz of this enrolment in a few words, by unit key: four queries, whatever their number; one
    more each where a must-pass question was put right, and where something was marked again."""
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    related = Attempt.objects.filter(enrolment=enrolment).select_related("quiz__unit", "puts_right")
    for attempt in related.prefetch_related("runs", "items", "puts_right__grades").order_by("number"):
        attempts[attempt.unit_key].append(attempt)
    quizzes = Quiz.objects.filter(unit__edition=enrolment.edition_id).select_related("unit").defer("source")
    recorded = passes_on_record(enrolment, (attempt for each in attempts.values() for attempt in each))

    def found(quiz: Quiz) -> Standing:
        is_on_record = (quiz.unit.key, quiz.unit.revision) in recorded
        return Standing(quiz, tuple(attempts[quiz.unit.key]), None, None, is_on_record=is_on_record)

    return {quiz.unit.key: _state(found(quiz)) for quiz in quizzes if quiz.unit.key in attempts}


def _state(found: Standing) -> str:
    if attempt := found.open_attempt:
        answered = [item.is_answered for item in attempt.items.all()]
        return _("in progress, %(answered)d of %(all)d answered") % {"answered": sum(answered), "all": len(answered)}
    if not found.counted:
        return ""  # what counted before the quiz was revised does not count now
    if found.quiz.is_practice:
        return _("done")
    if passed := found.passed_attempt:
        if not shows_score(passed.quiz):
            return _("passed")
        run = passed.grade
        score = {"earned": as_points(run.earned), "possible": as_points(run.possible)}
        return _("passed, %(earned)s of %(possible)s") % score
    if any(found.has_reached(attempt) for attempt in found.counted):
        return _("a must-pass question to put right")
    return _("not passed yet")


@register.inclusion_tag("quizzes/staff_accommodations_panel.html", takes_context=True)
def staff_accommodations(context: Context, enrolment: Enrolment) -> dict[str, Any]:
    """What is granted to this learner, for staff; with the way to grant more for those who may."""
    may_grant = context["request"].user.has_perm("quizzes.grant_accommodation")
    return {
        "enrolment": enrolment,
        "granted": accommodations.granted(enrolment),
        "may_grant": may_grant and enrolment.user and not enrolment.ended_at,
    }


@register.simple_tag
def open_reports() -> int:
    """How many reports about questions wait for an answer."""
    return ItemReport.objects.filter(answered_at=None).count()


@register.simple_tag
def open_regrades() -> int:
    """How many regrade orders wait for a decision."""
    return RegradeOrder.objects.filter(approved_at=None, refused_at=None).count()


@register.filter
def state_of(states: dict[str, str], unit: Unit) -> str:
    """The state of one unit from ``quiz_states``; "" for others."""
    return states.get(unit.key, "")
