"""Compare two editions, and move learners from one to the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from course.corrections.notices import learners_on
from course.models import Completion, Correction, Edition, Enrolment, Note, Unit
from course.publishing.prepared import PreparedEdition
from course.unit_changes import UnitContents, changed_units

Units = Mapping[str, Unit]  # by key
Learners = tuple[Enrolment, ...]


@dataclass(frozen=True)
class UnitChange:
    """Hold one unit that differs between two editions.

    kind: "added", "removed", "revised" (an earlier completion no longer counts) or "changed" (it
    still counts).
    losing: enrolments in progress whose completion no longer counts.
    """

    kind: str
    unit: Unit
    losing: Learners = ()


@dataclass(frozen=True)
class Comparison:
    """Hold what a new edition changes, and for whom.

    old: None for the first edition.
    in_progress: unfinished enrolments on older editions.
    finished: how many have finished on older editions.
    new: only prepared, not written, in a rehearsal.
    told: how many learners are told of it, if it is a safety correction.
    corrections: what differs, place by place.
    """

    old: Edition | None
    new: Edition
    changes: tuple[UnitChange, ...]
    in_progress: Learners
    finished: int
    told: int = 0
    corrections: tuple[Correction, ...] = ()

    @property
    def affected_count(self) -> int:
        """Return how many learners in progress would have to do something again, or lose it."""
        losing: set[int] = set()
        for change in self.changes:
            for learner in change.losing:
                losing.add(learner.pk)
        return len(losing)


def compare(old: Edition | None, new: Edition) -> Comparison:
    """Return what ``new`` changes for the learners who are on older editions."""
    if old is None:
        return _first_edition(new, new.units.all())
    units = _units_by_key(new)
    changed = changed_units(old, new)
    learners = _active_learners(old).exclude(edition=new)
    newer = Correction.objects.newer_than(old)
    told = new.notices.count()
    comparison = _comparison(old, new, units, changed, learners, told=told)
    return replace(comparison, corrections=tuple(newer.up_to(new)))


def unit_changes(old: Edition, new: Edition) -> tuple[UnitChange, ...]:
    """Return the units that differ, without who would lose what."""
    units = _units_by_key(new)
    changed = changed_units(old, new)
    changes = _unit_changes(old, units, changed, ())
    return tuple(changes)


def _units_by_key(edition: Edition) -> dict[str, Unit]:
    """Return the units of an edition in order, with their modules."""
    units = edition.units.select_related("module")
    return {unit.key: unit for unit in units}


def rehearse(prepared: PreparedEdition) -> Comparison:
    """Return what a prepared edition would change, without writing anything."""
    changed: set[str] = set()
    if prepared.old:
        old_contents = UnitContents.of(prepared.old)
        changed = prepared.contents().changed_since(old_contents)
    comparison = compare_units(prepared.old, prepared.edition, prepared.units, changed)
    return replace(comparison, corrections=tuple(prepared.corrections))


def compare_units(old: Edition | None, new: Edition, units: Units, changed: set[str]) -> Comparison:
    """Return what an edition that is not written would change, and for whom.

    units: of ``new`` by key. changed: keys of units with another content than in ``old``.
    """
    if old is None:
        return _first_edition(new, units.values())
    told = 0
    if new.safety_correction:
        editions = old.course.editions.all()
        told = learners_on(editions).count()
    learners = _active_learners(old)
    return _comparison(old, new, units, changed, learners, told=told)


def learners_in_progress(edition: Edition) -> QuerySet[Enrolment]:
    """Return the unfinished enrolments that could be moved to ``edition``."""
    on_older_editions = _active_learners(edition).exclude(edition=edition)
    return on_older_editions.filter(completed_at=None)


def _active_learners(edition: Edition) -> QuerySet[Enrolment]:
    """Return who is enrolled in the course of ``edition``, on any of its editions."""
    active = Enrolment.objects.active().filter(course=edition.course_id)
    return active.select_related("user")


def _first_edition(new: Edition, units: Iterable[Unit]) -> Comparison:
    added = [UnitChange("added", unit) for unit in units]
    return Comparison(None, new, tuple(added), in_progress=(), finished=0)


def _comparison(
    old: Edition,
    new: Edition,
    units: Units,
    changed: set[str],
    learners: QuerySet[Enrolment],
    *,
    told: int,
) -> Comparison:
    """Return the comparison of two editions.

    units: of ``new`` by key. changed: keys of units with another content.
    learners: enrolments on other editions than ``new``.
    """
    in_progress = tuple(learners.filter(completed_at=None))
    return Comparison(
        old,
        new,
        changes=tuple(_unit_changes(old, units, changed, in_progress)),
        in_progress=in_progress,
        finished=learners.exclude(completed_at=None).count(),
        told=told,
    )


def _unit_changes(
    old: Edition,
    units: Units,
    changed: set[str],
    learners: Iterable[Enrolment],
) -> Iterable[UnitChange]:
    """Yield what differs, in the order of the new units; then what is no longer there."""
    old_units = _units_by_key(old)
    lost = [unit for unit in old_units.values() if not _still_counts(unit, units)]
    losing = _who_completed(old, lost, learners)
    for key, unit in units.items():
        if key not in old_units:
            yield UnitChange("added", unit)
        elif key in losing:
            yield UnitChange("revised", unit, losing[key])
        elif key in changed:
            yield UnitChange("changed", unit)
    for unit in lost:
        if unit.key not in units:
            yield UnitChange("removed", unit, losing[unit.key])


def _still_counts(unit: Unit, units: Units) -> bool:
    """Return whether a completion of ``unit`` counts in an edition with ``units``."""
    later = units.get(unit.key)
    return later is not None and later.revision == unit.revision


def _who_completed(
    old: Edition, units: Iterable[Unit], learners: Iterable[Enrolment]
) -> dict[str, Learners]:
    """Return by key those of ``learners`` who completed this revision of each unit. One query."""
    by_id = {learner.pk: learner for learner in learners}
    units_by_key = {unit.key: unit for unit in units}
    completed: dict[str, list[Enrolment]] = {key: [] for key in units_by_key}
    for unit_key, revision, enrolment_id in _completions(old, units_by_key):
        learner = by_id.get(enrolment_id)
        if learner and revision == units_by_key[unit_key].revision:
            completed[unit_key].append(learner)
    return {key: tuple(learners) for key, learners in completed.items()}


def _completions(edition: Edition, unit_keys: Iterable[str]) -> Iterable[tuple[str, int, int]]:
    """Return what learners who have not finished the course completed of these units.

    Each as the key and revision of the unit, and the key of the enrolment.
    """
    # By course, not by learner: a statement cannot name tens of thousands of them.
    completions = Completion.objects.filter(
        enrolment__course=edition.course_id,
        enrolment__completed_at=None,
        unit_key__in=unit_keys,
    )
    return completions.values_list("unit_key", "revision", "enrolment")


def move_learners(enrolments: Iterable[Enrolment], edition: Edition) -> int:
    """Move learners in progress to ``edition``; return how many were moved."""
    moved = 0
    for enrolment in enrolments:
        if move_learner(enrolment, edition):
            moved += 1
    return moved


def move_learner(enrolment: Enrolment, edition: Edition) -> bool:
    """Move one learner to ``edition``; return False if they finished, ended or are there.

    A completion counts if the unit has the same key and revision in ``edition``.
    """
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if not _may_move(locked, edition):
            return False
        locked.edition = edition
        locked.save(update_fields=["edition"])
        if locked.user:
            Note.objects.of(locked.user, edition.course).follow_to(edition)
        locked.finish_if_done(timezone.now())
    return True


def _may_move(enrolment: Enrolment, edition: Edition) -> bool:
    """Return whether an enrolment is in progress on another edition of the same course."""
    if enrolment.completed_at or enrolment.ended_at:
        return False
    if enrolment.course_id != edition.course_id:
        return False
    return enrolment.edition_id != edition.pk
