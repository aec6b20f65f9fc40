"""The steps of an attempt: the buttons that save a question and go to another."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.models import AttemptItem


@dataclass(frozen=True)
class Step:
    """Hold the button that leads to one question of an attempt.

    classes: what the button looks like. label: the question and its state in words.
    """

    position: int
    classes: str
    label: str
    is_here: bool


def steps(items: Iterable[AttemptItem], here: AttemptItem) -> list[Step]:
    """Return the steps to all questions of an attempt, from the page of one of them."""
    # In Python, because a template would go through a dozen tags for each question.
    labels = _labels()
    return [_step(item, labels, is_here=item.pk == here.pk) for item in items]


def step_here(item: AttemptItem) -> Step:
    """Return the step of the question whose page it is."""
    return _step(item, _labels(), is_here=True)


def _labels() -> dict[str, str]:
    """Return the labels by the state of a question, without its number."""
    return {
        "answered": _("Question %(n)d, answered"),
        "begun": _("Question %(n)d, begun"),
        "open": _("Question %(n)d, not answered"),
        "answered flagged": _("Question %(n)d, answered, flagged"),
        "begun flagged": _("Question %(n)d, begun, flagged"),
        "open flagged": _("Question %(n)d, not answered, flagged"),
    }


def _step(item: AttemptItem, labels: dict[str, str], *, is_here: bool) -> Step:
    classes = "answered" if item.is_finished else ""
    state = classes or ("begun" if item.is_answered else "open")
    if item.flagged:
        classes += " flagged"
        state += " flagged"
    label = labels[state] % {"n": item.position}
    return Step(item.position, classes, label, is_here)
