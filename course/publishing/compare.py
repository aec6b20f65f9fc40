"""Compare two editions, and move learners from one to the other."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from course.models import Edition, Enrolment, Unit
from course.unit_changes import changed_units


@dataclass(frozen=True)
class UnitChange:
    """Hold one unit that differs between two editions.

    kind: "added", "removed", "revised" (an earlier completion no longer counts) or "changed" (it
    still counts).
    losing: enrolments in progress whose completion no longer counts.
    """

    kind: str
    unit: Unit
    losing: tuple[Enrolment, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Hold what a new edition changes, and for whom.

    old: None for the first edition.
    in_progress: unfinished enrolments on older editions.
    finished: how many have finished on older editions.
    told: how many learners are told of it, if it is a safety correction.
    """

    old: Edition | None
    new: Edition
    changes: tuple[UnitChange, ...]
    in_progress: tuple[Enrolment, ...]
    finished: int
    told: int = 0


def compare(old: Edition | None, new: Edition) -> Comparison:
    """Return what ``new`` changes for the learners who are on older editions."""
    if old is None:
        added = tuple(UnitChange("added", unit) for unit in new.units.all())
        return Comparison(None, new, added, in_progress=(), finished=0)
    active = (
        Enrolment.objects.active()
        .filter(course=new.course)
        .exclude(edition=new)
        .select_related("user", "edition")
    )
    in_progress = tuple(active.filter(completed_at=None))
    return Comparison(
        old,
        new,
        changes=tuple(_unit_changes(old, new, in_progress)),
        in_progress=in_progress,
        finished=active.exclude(completed_at=None).count(),
        told=new.notices.count(),
    )


def _unit_changes(
    old: Edition, new: Edition, learners: Iterable[Enrolment]
) -> Iterable[UnitChange]:
    """Yield what differs, in the order of the new edition; then what it no longer has."""
    old_units = _units_by_key(old)
    new_units = _units_by_key(new)
    changed = changed_units(old, new)
    for key, unit in new_units.items():
        old_unit = old_units.get(key)
        if old_unit is None:
            yield UnitChange("added", unit)
        elif old_unit.revision != unit.revision:
            yield UnitChange("revised", unit, _who_completed(old_unit, learners))
        elif key in changed:
            yield UnitChange("changed", unit)

    removed = [unit for key, unit in old_units.items() if key not in new_units]
    for unit in removed:
        yield UnitChange("removed", unit, _who_completed(unit, learners))


def _units_by_key(edition: Edition) -> dict[str, Unit]:
    return {unit.key: unit for unit in edition.units.select_related("module")}


def _who_completed(unit: Unit, learners: Iterable[Enrolment]) -> tuple[Enrolment, ...]:
    """Return those of ``learners`` who completed this revision of the unit."""
    completed = Enrolment.objects.filter(
        pk__in=[learner.pk for learner in learners],
        completions__unit_key=unit.key,
        completions__revision=unit.revision,
    )
    return tuple(completed.select_related("user"))


def move_learners(enrolments: Iterable[Enrolment], edition: Edition) -> int:
    """Move learners in progress to ``edition``; return how many were moved."""
    return sum(move_learner(enrolment, edition) for enrolment in enrolments)


def move_learner(enrolment: Enrolment, edition: Edition) -> bool:
    """Move one learner to ``edition``; return False if they finished, ended or are there.

    A completion counts if the unit has the same key and revision in ``edition``.
    """
    with transaction.atomic():
        locked = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        in_progress = not locked.completed_at and not locked.ended_at
        in_this_course = locked.course_id == edition.course_id
        is_there = locked.edition_id == edition.pk
        if not in_progress or not in_this_course or is_there:
            return False

        locked.edition = edition
        locked.save(update_fields=["edition"])
        locked.finish_if_done(timezone.now())
    return True
