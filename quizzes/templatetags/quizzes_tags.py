"""What pages of the course show of quizzes."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from course.models import Enrolment, Unit
from quizzes import attempts
from quizzes.models import Attempt, Quiz
from quizzes.records import as_points, score_in_words

register = template.Library()


@register.filter
def points(number: Any) -> str:
    """A rational as points, floored to a hundredth."""
    return as_points(str(number))


@register.inclusion_tag("quizzes/panel.html")
def quiz_panel(enrolment: Enrolment, unit: Unit) -> dict[str, Any]:
    """What the quiz asks, what was done so far, and the button."""
    quiz = Quiz.objects.select_related("unit").get(unit=unit.pk)
    standing = attempts.standing(enrolment, quiz, timezone.now())
    for attempt in standing.attempts:
        run = attempt.latest_run  # type: ignore[attr-defined]
        attempt.in_words = score_in_words(attempt) if run else _("open")  # type: ignore[attr-defined]
    return {
        "quiz": quiz,
        "unit": unit,
        "course": enrolment.course,
        "standing": standing,
        "count": quiz.rules.count(),
        "kinds": sorted(set(quiz.rules.values_list("version__kind", flat=True))),
    }


@register.simple_tag
def quiz_states(enrolment: Enrolment) -> dict[str, str]:
    """The state of every quiz of this enrolment in a few words, by unit key: two queries, whatever their number."""
    states: dict[str, str] = {}
    passed: set[str] = set()
    mine = Attempt.objects.filter(enrolment=enrolment).prefetch_related("runs", "items").order_by("number")
    for attempt in mine:
        if attempt.is_open:
            items = list(attempt.items.all())
            counts = {"answered": sum(item.is_answered for item in items), "all": len(items)}
            states[attempt.unit_key] = _("in progress, %(answered)d of %(all)d answered") % counts
            continue
        run = max(attempt.runs.all(), key=lambda each: each.run)
        if run.passed:
            counts = {"earned": as_points(run.earned), "possible": as_points(run.possible)}
            states[attempt.unit_key] = _("passed, %(earned)s of %(possible)s") % counts
            passed.add(attempt.unit_key)
        elif attempt.unit_key not in passed:
            states[attempt.unit_key] = _("not passed yet")
    return states


@register.filter
def state_of(states: dict[str, str], unit: Unit) -> str:
    """The state of one unit from ``quiz_states``; "" for others."""
    return states.get(unit.key, "")
