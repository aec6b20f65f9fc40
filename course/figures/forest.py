"""Forest: one line a trial, estimate and interval. Nothing is pooled, nothing sorted by effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from course.figures.axis import Axis, Mark
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Words
from course.figures.trials import COLUMNS, Filter, Trial, read_filters, read_trials


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
        rows = box.rows(COLUMNS, allows_more=True)
        filters = read_filters(box, rows)
        mark = box.words("mark")
        trials = read_trials(box, rows, axis, filters) if axis and rows else []
        are_all_sound = bool(rows) and len(trials) == len(rows)
        guess = _read_guess(box, trials, are_all_sound=are_all_sound)
        if axis is None or unit is None or left is None or right is None:
            return None
        if not are_all_sound:
            return None
        return cls(
            axis=axis,
            unit=unit,
            left=left,
            right=right,
            trials=tuple(trials),
            filters=tuple(filters),
            mark=Mark.read(box, mark, axis) if mark else None,
            guess=guess,
        )

    @property
    def predicted(self) -> Trial | None:
        return self.guess.trial if self.guess else None

    @property
    def reaching_zero(self) -> int:
        """Return how many lines include no difference."""
        return sum(trial.reaches_zero for trial in self.trials)


def _read_guess(box: FigureBox, trials: Sequence[Trial], *, are_all_sound: bool) -> Guess | None:
    """Return what is guessed; None if nothing is, or if its line or its words are not there."""
    predict = box.words("predict")
    if predict is None:
        return None
    ask = box.needed_words("ask")
    because = box.needed_words("because")
    if because and not because.cites:
        box.problem(because.line, '"because" cites nothing; add its source, [@F1]')
    lines = [trial for trial in trials if trial.key == predict.text]
    if not lines and are_all_sound:
        text = f'no line has the key "{predict.text[:40]}"; write one of the column Key'
        box.problem(predict.line, text)
    if not lines or ask is None or because is None:
        return None
    return Guess(lines[0], ask, because)
