"""The steps of an attempt, from each question to every other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.models import AttemptItem


@dataclass(frozen=True)
class Step:
    """Hold the link to one question of an attempt.

    classes: what the link looks like. label: the question and its state in words.
    """

    position: int
    url: str
    classes: str
    label: str
    is_here: bool


def steps(items: Iterable[AttemptItem], here: AttemptItem) -> list[Step]:
    """Return the links to all questions of an attempt, from the page of one of them."""
    # In Python, because a template would go through a dozen tags for each question.
    words = {
        "answered": _("answered"),
        "begun": _("begun"),
        "open": _("not answered"),
        "flagged": _("flagged"),
    }
    return [_step(item, words, is_here=item.pk == here.pk) for item in items]


def _step(item: AttemptItem, words: dict[str, str], *, is_here: bool) -> Step:
    classes = "answered" if item.is_finished else ""
    state = classes or ("begun" if item.is_answered else "open")
    label = f"{_('Question %(n)s') % {'n': item.position}}, {words[state]}"
    if item.flagged:
        classes += " flagged"
        label += f", {words['flagged']}"
    return Step(item.position, item.url, classes, label, is_here)
