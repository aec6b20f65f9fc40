"""Let a learner finish without units; of a final quiz, or of many, two people decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts import approvals
from accounts.audit import record
from accounts.models import User
from course.models import Enrolment, Unit, WaiverRequest

PERMISSION = "course.waive_unit"
SHARE_FOR_ONE = 4  # one person may waive at most one in so many required units

Units = Sequence[Unit]
UnitNames = set[tuple[str, int]]  # keys and revisions


@dataclass(frozen=True)
class Outcome:
    """Hold what became of a waiver: the units waived now, or the request that waits."""

    waived: Units = ()
    request: WaiverRequest | None = None


def needs_second_person(enrolment: Enrolment, units: Units) -> bool:
    """Return whether one person alone may not waive these units.

    That is a final quiz, or more than a quarter of the required units with those waived before.
    """
    for unit in units:
        is_quiz = unit.kind == Unit.Kind.QUIZ
        if is_quiz and unit.is_final:
            return True
    waived = _names(units) | _names_of_waived(enrolment)
    required = enrolment.outline().filter(required=True)
    waived_of_required = waived & _names(required)
    count = len(waived_of_required)
    return SHARE_FOR_ONE * count > required.count()


def _names_of_waived(enrolment: Enrolment) -> UnitNames:
    """Return key and revision of each unit that was waived before."""
    names = set()
    for completion in enrolment.completions.all():
        if completion.was_waived:
            name = (completion.unit_key, completion.revision)
            names.add(name)
    return names


def waive(enrolment: Enrolment, units: Units, by: User, because: str) -> Outcome:
    """Waive those of the units that are still open, or ask a second person to approve it.

    Safe to repeat. Raises ActRefusedError on one's own record, without the right, or while
    another request waits.
    """
    with transaction.atomic():
        locked = _locked(enrolment)
        remaining = _still_open(locked, units)
        approvals.check_not_own(by, locked.user)
        if not remaining:
            return Outcome()
        approvals.check_may_act(by, PERMISSION, locked.public_id, locked.user)
        if not needs_second_person(locked, remaining):
            _waive(locked, remaining, by, because)
            return Outcome(waived=remaining)
        request = _ask(locked, remaining, by, because)
    return Outcome(request=request)


def _ask(enrolment: Enrolment, units: Units, by: User, because: str) -> WaiverRequest:
    """Ask a second person to approve the waiver; raises ActRefusedError while another waits."""
    request = WaiverRequest(enrolment=enrolment)
    others = enrolment.waiver_requests.all()
    approvals.ask(request, by, because, among=others)
    request.units.set(units)
    return request


def approve(request: WaiverRequest, by: User, because: str) -> WaiverRequest:
    """Approve a request, and waive those of its units that are still open; safe to repeat.

    Raises ActRefusedError, ValueError without a reason.
    """
    with transaction.atomic():
        locked = _locked(request.enrolment)
        approved, is_new = approvals.approve(request, by, because)
        if is_new:
            wanted = list(approved.units.all())
            still_open = _still_open(locked, wanted)
            _waive(locked, still_open, by, approved.reason)
    return approved


def refuse(request: WaiverRequest, by: User, because: str) -> WaiverRequest:
    """Refuse a request, or take back one's own; raises ActRefusedError."""
    refused, _is_new = approvals.refuse(request, by, because)
    return refused


def _locked(enrolment: Enrolment) -> Enrolment:
    """Lock the row of an enrolment, and return it as it is stored now."""
    with_user = Enrolment.objects.select_related("user")
    locked = with_user.select_for_update(of=("self",))
    return locked.get(pk=enrolment.pk)


def _still_open(enrolment: Enrolment, units: Units) -> list[Unit]:
    """Return those of the units that the learner has still to do, in order.

    The learner may have moved to another edition since: the units are compared by key.
    """
    if enrolment.ended_at or enrolment.user is None:
        return []
    wanted = _names(units)
    still_open = []
    for unit in enrolment.remaining():
        name = (unit.key, unit.revision)
        if name in wanted:
            still_open.append(unit)
    return still_open


def _names(units: Iterable[Unit]) -> UnitNames:
    """Return key and revision of each unit, which a unit has in every edition."""
    return {(unit.key, unit.revision) for unit in units}


def _waive(enrolment: Enrolment, units: Units, by: User, because: str) -> None:
    """Waive the units, all at the same time, each with a line in the audit log."""
    now = timezone.now()
    for unit in units:
        enrolment.waive(unit, by=by, because=because, at=now)
        reason = f"{unit.key}: {because}"
        record(by, "unit.waived", enrolment, reason)
