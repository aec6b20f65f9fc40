"""Forest: one line a trial, estimate and interval. Nothing is pooled, nothing sorted by effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.axis import Axis, Mark
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Words
from course.figures.trials import Filter, Trial, read_table


@dataclass(frozen=True)
class Guess:
    """Hold the line that the reader guesses first, and the words around it."""

    trial: Trial
    ask: Words
    because: Words


@dataclass(frozen=True)
class Forest(FigureKind):
    """Hold the lines and what their sides mean.

    mark: a second value on the scale, or None. guess: None if nothing is asked.
    """

    axis: Axis
    unit: Words
    left: Words
    right: Words
    trials: tuple[Trial, ...]
    filters: tuple[Filter, ...]
    mark: Mark | None
    guess: Guess | None

    spoken: ClassVar[frozenset[str]] = frozenset(
        {"unit", "left", "right", "mark", "ask", "because"}
    )
    silent: ClassVar[frozenset[str]] = frozenset({"Key"})
    has_script: ClassVar[bool] = True

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        axis = Axis.read(box)
        unit = box.needed_words("unit")
        left = box.needed_words("left")
        right = box.needed_words("right")
        trials, filters = read_table(box, axis)
        mark = box.words("mark")
        guess = _read_guess(box, trials)
        if axis is None or unit is None or left is None or right is None or not trials:
            return None
        second_value = Mark.read(box, mark, axis) if mark else None
        return cls(axis, unit, left, right, trials, filters, second_value, guess)

    @property
    def predicted(self) -> Trial | None:
        return self.guess.trial if self.guess else None

    @property
    def reaching_zero(self) -> int:
        """Return how many lines include no difference."""
        return sum(trial.reaches_zero for trial in self.trials)


def _read_guess(box: FigureBox, trials: Sequence[Trial]) -> Guess | None:
    """Return what is guessed; None if nothing is, or if its line or its words are not there.

    trials: none if one of them is wrong.
    """
    predict = box.words("predict")
    if predict is None:
        return None
    ask = box.needed_words("ask")
    because = box.needed_words("because")
    if because and not because.cites:
        box.problem(because.line, '"because" cites nothing; add its source, [@F1]')
    trial = _trial_to_guess(box, predict, trials)
    if trial is None or ask is None or because is None:
        return None
    return Guess(trial, ask, because)


def _trial_to_guess(box: FigureBox, predict: Words, trials: Sequence[Trial]) -> Trial | None:
    """Return the line of this key; report it if there is none."""
    for trial in trials:
        if trial.key == predict.text:
            return trial
    if trials:
        text = f'no line has the key "{predict.text[:40]}"; write one of the column Key'
        box.problem(predict.line, text)
    return None
