"""The outline of an edition as pages show it: modules with units, and what a learner has done."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from accounts.compiled_queries import CompiledQuery
from course.models import Completion, Edition, Enrolment, Module, Unit

Units = tuple[Unit, ...]
UnitRevision = tuple[str, int]  # the key of a unit, and its revision
UnitRevisions = dict[int, set[UnitRevision]]  # by the primary key of an edition or an enrolment


@dataclass(frozen=True)
class ModuleOutline:
    """Hold a module with its units.

    rows: its units, which all requests share: never set an attribute on one.
    done_keys: of the units that are done, in any module.
    marked: the key of the unit that the page marks, "" if it is in another module.
    """

    module: Module
    rows: Units
    done_keys: frozenset[str] = frozenset()
    marked: str = ""

    @cached_property
    def units(self) -> Units:
        """Return copies of the units, each with ``done``."""
        units = []
        for row in self.rows:
            unit = copy(row)
            unit.done = row.key in self.done_keys
            units.append(unit)
        return tuple(units)

    @property
    def state(self) -> str:
        """Name all that pages show of the module: equal states look the same."""
        ticks = ["1" if unit.key in self.done_keys else "0" for unit in self.rows]
        done = "".join(ticks)
        return f"{self.module.pk} {done} {self.marked}"

    @property
    def minutes(self) -> int:
        return sum(unit.minutes for unit in self.rows)

    @property
    def lessons(self) -> int:
        """Return how many lessons it has."""
        return self.kinds.count(Unit.Kind.LESSON)

    @property
    def quizzes(self) -> int:
        """Return how many quizzes it has."""
        return self.kinds.count(Unit.Kind.QUIZ)

    @property
    def kinds(self) -> list[str]:
        """Return the kind of each unit."""
        return [unit.kind for unit in self.rows]

    @property
    def required(self) -> Units:
        return tuple(unit for unit in self.rows if unit.required)

    @property
    def remaining(self) -> Units:
        return tuple(unit for unit in self.required if unit.key not in self.done_keys)

    @property
    def done_count(self) -> int:
        """Return how many of the required units are done."""
        return len(self.required) - len(self.remaining)

    @property
    def done(self) -> bool:
        """Return whether all that is required is done; False if nothing is required."""
        return bool(self.required) and not self.remaining


@dataclass(frozen=True)
class Outline:
    """Hold all modules of an edition, for one learner or for nobody."""

    modules: tuple[ModuleOutline, ...]

    @property
    def units(self) -> Units:
        """Return copies of the units, each with ``done``."""
        return _joined(module.units for module in self.modules)

    @property
    def rows(self) -> Units:
        """Return the units, which all requests share."""
        return _joined(module.rows for module in self.modules)

    @property
    def required(self) -> Units:
        return _joined(module.required for module in self.modules)

    @property
    def remaining(self) -> Units:
        return _joined(module.remaining for module in self.modules)

    @property
    def unfinished(self) -> Units:
        """Return the units that are not done, also those that are not required."""
        return tuple(unit for unit in self.rows if not self.is_done(unit))

    @property
    def counts(self) -> dict[str, int]:
        return {
            "modules": len(self.modules),
            "lessons": sum(module.lessons for module in self.modules),
            "quizzes": sum(module.quizzes for module in self.modules),
        }

    def is_done(self, unit: Unit) -> bool:
        return any(unit.key in module.done_keys for module in self.modules)

    def next_to_do(self, key: str) -> Unit | None:
        """Return what to go on with from the unit with this key; None if nothing is left.

        The next one after it that is not done and is open; else the first that is required.
        """
        left = [unit for unit in self.unfinished if unit.key != key]
        required = [unit for unit in left if unit.required]
        before_final = [unit for unit in required if not unit.is_final]
        if before_final:
            # Final units are not open yet.
            left = [unit for unit in left if not unit.is_final]
        here, _before, _after = self.neighbours(key)
        later = [unit for unit in left if unit.position > here.position]
        return next(iter(later or before_final or required), None)

    def marking(self, marked: Unit | None) -> "Outline":
        """Return the same outline for a page that marks a unit."""
        if marked is None:
            return self
        modules = [
            replace(module, marked=marked.key) if marked in module.rows else module
            for module in self.modules
        ]
        return Outline(tuple(modules))

    def neighbours(self, key: str) -> tuple[Unit, Unit | None, Unit | None]:
        """Return the unit with this key, the one before it and the one after it.

        None at the ends. Raises StopIteration if there is no such unit.
        """
        units = self.rows
        positions = (position for position, unit in enumerate(units) if unit.key == key)
        position = next(positions)
        before = None
        if position > 0:
            before = units[position - 1]
        after = None
        if position + 1 < len(units):
            after = units[position + 1]
        return units[position], before, after


def _joined(units_of_modules: Iterable[Units]) -> Units:
    return tuple(chain.from_iterable(units_of_modules))


def outline_of(edition: Edition) -> Outline:
    """Return the outline for somebody who is not enrolled: nothing is done."""
    modules = [ModuleOutline(module, units) for module, units in edition.units_by_module]
    return Outline(tuple(modules))


def learners_outline(enrolment: Enrolment) -> Outline:
    """Return the outline of the learner's edition, with what they have done.

    One query; another one where the edition is not at hand.
    """
    done_keys = enrolment.done_keys(units_of(enrolment.edition))
    return _outline(enrolment.edition, done_keys)


def outline_with(edition: Edition, completed: Collection[UnitRevision]) -> Outline:
    """Return the outline of an edition with what was completed. No query, if it is at hand."""
    units = units_of(edition)
    done = frozenset(unit.key for unit in units if (unit.key, unit.revision) in completed)
    return _outline(edition, done)


def _outline(edition: Edition, done_keys: frozenset[str]) -> Outline:
    modules = [ModuleOutline(module, units, done_keys) for module, units in edition.units_by_module]
    return Outline(tuple(modules))


def units_of(edition: Edition) -> Units:
    """Return the units of an edition in order, which all requests share."""
    return _joined(units for _module, units in edition.units_by_module)


def unit_to_go_on_with(units: Units, done_keys: Collection[str], last_read: str) -> Unit | None:
    """Return the unit that was read last if it is not done; else the next required one.

    Else the next that is not done; None if all is done. last_read: a key, or "".
    """
    unfinished = [unit for unit in units if unit.key not in done_keys]
    for unit in unfinished:
        if unit.key == last_read:
            return unit
    required = [unit for unit in unfinished if unit.required]
    return next(iter(required or unfinished), None)


class Progress(NamedTuple):
    """Hold how many units of an edition are required, and how many of these a learner has done."""

    done: int
    required: int


def progress_of(enrolments: Collection[Enrolment]) -> dict[int, Progress]:
    """Return the progress of each enrolment by its key, as its outline shows it. Two queries."""
    editions = {enrolment.edition_id for enrolment in enrolments}
    required = _required_in(editions)
    completed = completed_by(enrolments)
    progress = {}
    for enrolment in enrolments:
        to_do = required[enrolment.edition_id]
        done = to_do & completed[enrolment.pk]
        progress[enrolment.pk] = Progress(len(done), len(to_do))
    return progress


def _required_in(editions: Collection[int]) -> UnitRevisions:
    """Return which units are required, by the key of their edition. One query."""
    required: UnitRevisions = defaultdict(set)
    in_editions = Unit.objects.filter(edition__in=editions)
    units = in_editions.filter(required=True).order_by()
    for edition_id, key, revision in units.values_list("edition", "key", "revision"):
        required[edition_id].add((key, revision))
    return required


_completions = CompiledQuery(
    lambda enrolments: (
        Completion.objects.filter(enrolment__in=enrolments)
        .order_by()
        .values_list("enrolment", "unit_key", "revision")
    )
)


def completed_by(enrolments: Collection[Enrolment]) -> UnitRevisions:
    """Return the keys and revisions of what was completed, by enrolment key. One query."""
    completed: UnitRevisions = defaultdict(set)
    enrolment_ids = [enrolment.pk for enrolment in enrolments]
    for enrolment_id, key, revision in _completions.rows(enrolment_ids):
        completed[enrolment_id].add((key, revision))
    return completed
