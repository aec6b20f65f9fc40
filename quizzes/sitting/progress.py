"""How far a learner is in an attempt, by the one rule that every page counts by.

A question is answered once no part of it is left. A reflection has no score and is never counted.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.models import AttemptItem


@dataclass(frozen=True)
class Progress:
    """Hold how many of the scored questions are answered.

    has_reflections: the attempt asks more than its scored questions.
    """

    answered: int
    scored: int
    has_reflections: bool

    @property
    def counter(self) -> str:
        """Return such as "4 of 10 answered", "4 of 9 scored questions answered"."""
        words = _("%(answered)d of %(all)d answered")
        if self.has_reflections:
            words = _("%(answered)d of %(all)d scored questions answered")
        return words % self._numbers

    @property
    def state(self) -> str:
        """Return the same as the state of a quiz, such as "in progress, 4 of 10 answered"."""
        words = _("in progress, %(answered)d of %(all)d answered")
        if self.has_reflections:
            words = _("in progress, %(answered)d of %(all)d scored questions answered")
        return words % self._numbers

    @property
    def _numbers(self) -> dict[str, int]:
        return {"answered": self.answered, "all": self.scored}


def progress_of(items: list[AttemptItem]) -> Progress:
    """Return the progress of an attempt; its items carry their questions."""
    scored = [item for item in items if item.is_scored]
    return Progress(
        answered=sum(item.is_finished for item in scored),
        scored=len(scored),
        has_reflections=len(scored) < len(items),
    )


def items_left(items: list[AttemptItem]) -> list[AttemptItem]:
    """Return the open questions: not answered, not finished, or typed into and not saved."""
    return [item for item in items if _is_left(item)]


def _is_left(item: AttemptItem) -> bool:
    if item.draft:
        return True
    return item.is_scored and not item.is_finished
