"""The outline of an edition as pages show it: modules with units, and what a learner has done."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from course.models import Edition, Enrolment, Module, Unit


@dataclass(frozen=True)
class ModuleOutline:
    """Hold a module with its units.

    here: it is the first module in which the learner still has a required unit to do.
    """

    module: Module
    units: tuple[Any, ...]
    here: bool = False

    @property
    def minutes(self) -> int:
        return sum(unit.minutes for unit in self.units)

    @property
    def lessons(self) -> int:
        return sum(unit.kind == Unit.Kind.LESSON for unit in self.units)

    @property
    def quizzes(self) -> int:
        return sum(unit.kind == Unit.Kind.QUIZ for unit in self.units)

    @property
    def required(self) -> tuple[Any, ...]:
        return tuple(unit for unit in self.units if unit.required)

    @property
    def done_count(self) -> int:
        return sum(unit.done for unit in self.required)

    @property
    def done(self) -> bool:
        """Return whether all that is required is done; False if nothing is required."""
        return bool(self.required) and self.done_count == len(self.required)


@dataclass(frozen=True)
class Outline:
    """Hold all modules of an edition, for one learner or for nobody."""

    modules: tuple[ModuleOutline, ...]

    @property
    def units(self) -> tuple[Any, ...]:
        return tuple(unit for module in self.modules for unit in module.units)

    @property
    def required(self) -> tuple[Any, ...]:
        return tuple(unit for unit in self.units if unit.required)

    @property
    def remaining(self) -> tuple[Any, ...]:
        return tuple(unit for unit in self.required if not unit.done)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "modules": len(self.modules),
            "lessons": sum(module.lessons for module in self.modules),
            "quizzes": sum(module.quizzes for module in self.modules),
        }

    def neighbours(self, key: str) -> tuple[Any, Any, Any]:
        """Return the unit with this key, the one before it and the one after it.

        None at the ends. Raises StopIteration if there is no such unit.
        """
        units = self.units
        index = next(index for index, unit in enumerate(units) if unit.key == key)
        before = units[index - 1] if index else None
        after = units[index + 1] if index + 1 < len(units) else None
        return units[index], before, after


def outline_of(edition: Edition, enrolment: Enrolment | None) -> Outline:
    """Return the outline with ``done`` on every unit, all False for nobody. One query."""
    units = (
        Unit.objects.filter(edition=edition)
        .select_related("module", "edition__course")
        .defer("html")
    )
    if enrolment is not None:
        units = units.with_done(enrolment)
    rows = list(units)
    if enrolment is None:
        for unit in rows:
            unit.done = False
    here = (
        next((unit.module_id for unit in rows if unit.required and not unit.done), None)
        if enrolment
        else None
    )
    return Outline(
        tuple(
            ModuleOutline(module, tuple(grouped), here=module.pk == here)
            for module, grouped in groupby(rows, key=lambda unit: unit.module)
        )
    )
