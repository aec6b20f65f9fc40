"""What a learner has to do for the certificate: read lessons, pass quizzes, then the final ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from course.hours import quarter_hours
from course.models import Unit
from course.outline import ModuleOutline


@dataclass(frozen=True)
class Step:
    """Hold required units of one kind. left: those that are not done."""

    units: Sequence[Unit]
    left: Sequence[Unit]

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


def steps_of(modules: Sequence[ModuleOutline]) -> Steps:
    """Return what an outline asks for, and what is left of it."""
    required = [unit for part in modules for unit in part.required]
    left = {unit.key for part in modules for unit in part.remaining}

    def step(units: Sequence[Unit]) -> Step:
        return Step(units, [unit for unit in units if unit.key in left])

    before = [unit for unit in required if not unit.is_final]
    return Steps(
        lessons=step([unit for unit in before if unit.kind == Unit.Kind.LESSON]),
        quizzes=step([unit for unit in before if unit.kind == Unit.Kind.QUIZ]),
        finals=[step([unit]) for unit in required if unit.is_final],
    )
