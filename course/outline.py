"""The outline of an edition as pages show it: modules with units, and what a learner has done."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Value

from course.models import Edition, Enrolment, Module, Unit


@dataclass(frozen=True)
class ModuleOutline:
    """Hold a module with its units.

    here: it is the first module in which the learner still has a required unit to do.
    """

    module: Module
    units: tuple[Unit, ...]
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
    def required(self) -> tuple[Unit, ...]:
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
    def units(self) -> tuple[Unit, ...]:
        return tuple(unit for module in self.modules for unit in module.units)

    @property
    def required(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.required)

    @property
    def remaining(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.required if not unit.done)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "modules": len(self.modules),
            "lessons": sum(module.lessons for module in self.modules),
            "quizzes": sum(module.quizzes for module in self.modules),
        }

    def neighbours(self, key: str) -> tuple[Unit, Unit | None, Unit | None]:
        """Return the unit with this key, the one before it and the one after it.

        None at the ends. Raises StopIteration if there is no such unit.
        """
        units = self.units
        index = next(index for index, unit in enumerate(units) if unit.key == key)
        before = units[index - 1] if index else None
        after = units[index + 1] if index + 1 < len(units) else None
        return units[index], before, after


def outline_of(edition: Edition) -> Outline:
    """Return the outline for somebody who is not enrolled: nothing is done. One query."""
    units = Unit.objects.outline_of(edition.pk)
    return _outline(units.annotate(done=Value(False)), module_to_go_on=None)  # type: ignore[no-redef]


def learners_outline(enrolment: Enrolment) -> Outline:
    """Return the outline of the learner's edition, with what they have done. One query."""
    units = list(enrolment.outline())
    remaining = (unit for unit in units if unit.required and not unit.done)
    return _outline(units, module_to_go_on=next((unit.module for unit in remaining), None))


def _outline(units: Iterable[Unit], module_to_go_on: Module | None) -> Outline:
    """Return the outline of units that are in the order of their edition."""
    units_by_module = groupby(units, key=lambda unit: unit.module)
    modules = (
        ModuleOutline(module, tuple(units_of_module), here=module == module_to_go_on)
        for module, units_of_module in units_by_module
    )
    return Outline(tuple(modules))
