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
        """Return how many lessons it has."""
        kinds = [unit.kind for unit in self.units]
        return kinds.count(Unit.Kind.LESSON)

    @property
    def quizzes(self) -> int:
        """Return how many quizzes it has."""
        kinds = [unit.kind for unit in self.units]
        return kinds.count(Unit.Kind.QUIZ)

    @property
    def required(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.required)

    @property
    def done_count(self) -> int:
        """Return how many of the required units are done."""
        return sum(unit.done for unit in self.required)

    @property
    def done(self) -> bool:
        """Return whether all that is required is done; False if nothing is required."""
        if not self.required:
            return False
        return self.done_count == len(self.required)


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
        position = next(position for position, unit in enumerate(units) if unit.key == key)
        before = units[position - 1] if position > 0 else None
        after = units[position + 1] if position + 1 < len(units) else None
        return units[position], before, after


def outline_of(edition: Edition) -> Outline:
    """Return the outline for somebody who is not enrolled: nothing is done. One query."""
    outline = Unit.objects.outline_of(edition.pk)
    units = outline.annotate(done=Value(False))  # type: ignore[no-redef]
    return _outline(units, module_to_go_on=None)


def learners_outline(enrolment: Enrolment) -> Outline:
    """Return the outline of the learner's edition, with what they have done. One query."""
    units = list(enrolment.outline())
    modules_to_do = [unit.module for unit in units if unit.required and not unit.done]
    return _outline(units, module_to_go_on=modules_to_do[0] if modules_to_do else None)


def _outline(units: Iterable[Unit], module_to_go_on: Module | None) -> Outline:
    """Return the outline of units that are in the order of their edition."""
    modules = []
    for module, units_of_module in groupby(units, key=lambda unit: unit.module):
        here = module == module_to_go_on
        modules.append(ModuleOutline(module, tuple(units_of_module), here))
    return Outline(tuple(modules))
