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
    words = _state_words()
    return [_step(item, words, is_here=item.pk == here.pk) for item in items]


def step_here(item: AttemptItem) -> Step:
    """Return the step of the question whose page it is."""
    return _step(item, _state_words(), is_here=True)


def _state_words() -> dict[str, str]:
    return {
        "answered": _("answered"),
        "begun": _("begun"),
        "open": _("not answered"),
        "flagged": _("flagged"),
    }


def _step(item: AttemptItem, words: dict[str, str], *, is_here: bool) -> Step:
    classes = "answered" if item.is_finished else ""
    state = classes or ("begun" if item.is_answered else "open")
    label = f"{_('Question %(n)s') % {'n': item.position}}, {words[state]}"
    if item.flagged:
        classes += " flagged"
        label += f", {words['flagged']}"
    return Step(item.position, classes, label, is_here)
