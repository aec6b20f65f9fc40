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
        attempt.in_words = score_in_words(attempt) if attempt.grade else _("open")  # type: ignore[attr-defined]
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
    """The state of every quiz of this enrolment in a few words, by unit key: four queries, whatever their number."""
    states: dict[str, str] = {}
    revisions = dict(Unit.objects.filter(edition=enrolment.edition_id).values_list("key", "revision"))
    mine = Attempt.objects.filter(enrolment=enrolment).select_related("quiz__unit").prefetch_related("runs", "items")
    passed: set[str] = set()
    for attempt in mine.order_by("number"):
        key = attempt.unit_key
        if attempt.is_open:
            answered = [item.is_answered for item in attempt.items.all()]
            counts = {"answered": sum(answered), "all": len(answered)}
            states[key] = _("in progress, %(answered)d of %(all)d answered") % counts
        elif key in passed or attempt.quiz.unit.revision != revisions.get(key):
            continue  # what counted before the quiz was revised does not count now
        elif (run := attempt.grade) and run.passed:
            score = {"earned": as_points(run.earned), "possible": as_points(run.possible)}
            states[key] = _("passed, %(earned)s of %(possible)s") % score
            passed.add(key)
        else:
            states[key] = _("not passed yet")
    return states


@register.filter
def state_of(states: dict[str, str], unit: Unit) -> str:
    """The state of one unit from ``quiz_states``; "" for others."""
    return states.get(unit.key, "")
