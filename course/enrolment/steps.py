"""What a learner has to do for the certificate: read lessons, pass quizzes, then the final ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from course.hours import quarter_hours
from course.models import Unit
from course.outline import Outline


@dataclass(frozen=True)
class Step:
    """Hold required units of one kind. left: those that are not done."""

    units: Sequence[Unit]
    left: Sequence[Unit]

    @classmethod
    def of(cls, units: Sequence[Unit], keys_left: Collection[str]) -> Self:
        """Return the step of these units. keys_left: of all units that are not done."""
        left = [unit for unit in units if unit.key in keys_left]
        return cls(units, left)

    @property
    def done_count(self) -> int:
        return len(self.units) - len(self.left)

    @property
    def minutes_left(self) -> int:
        return sum(unit.minutes for unit in self.left)

    @property
    def hours_left(self) -> str:
        """Return the same in hours, rounded down to a quarter."""
        return quarter_hours(self.minutes_left)

    @property
    def state(self) -> str:
        """Return "done", "part" or "todo", the name of the sign beside it."""
        if not self.left:
            return "done"
        return "part" if self.done_count else "todo"


@dataclass(frozen=True)
class Steps:
    """Hold all that is required. finals: a step each, open when the rest is done."""

    lessons: Step
    quizzes: Step
    finals: Sequence[Step]

    @property
    def state(self) -> str:
        """Name all that pages show of the steps of an edition: equal states look the same."""
        steps = [self.lessons, self.quizzes, *self.finals]
        return " ".join(f"{step.done_count} {step.minutes_left}" for step in steps)

    @property
    def finals_are_open(self) -> bool:
        return not self.lessons.left and not self.quizzes.left


def steps_of(outline: Outline) -> Steps:
    """Return what an outline asks for, and what is left of it."""
    keys_left = {unit.key for unit in outline.remaining}
    before_final = [unit for unit in outline.required if not unit.is_final]
    lessons = [unit for unit in before_final if unit.kind == Unit.Kind.LESSON]
    quizzes = [unit for unit in before_final if unit.kind == Unit.Kind.QUIZ]
    finals = [unit for unit in outline.required if unit.is_final]
    return Steps(
        lessons=Step.of(lessons, keys_left),
        quizzes=Step.of(quizzes, keys_left),
        finals=[Step.of([final], keys_left) for final in finals],
    )
