"""Ask for an act that needs a second person, approve it, or refuse it; each with a reason.

Only ``ask``, ``approve`` and ``refuse`` write down who wanted what.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.approvals.acts import Act, SecondPersonAct, SecondPersonActQuerySet
from accounts.approvals.own_records import check_not_own
from accounts.approvals.refused import ActRefusedError
from accounts.models import User


def ask(act: Act, by: User, reason: str, among: SecondPersonActQuerySet[Act]) -> None:
    """Save a new act, to be approved by somebody else; its waiting time begins now.

    among: acts of which only one may wait at a time. The caller's transaction holds a lock that
    everybody who asks for one of them takes.
    Raises ActRefusedError; ValueError without a reason.
    """
    check_not_own(by, act.holder)
    act.requested_by = by
    act.requested_at = timezone.now()
    act.reason = _stripped(reason)
    with transaction.atomic():
        if among.waiting().exists():
            raise ActRefusedError(str(act.ANOTHER_WAITS))
        act.save(force_insert=True)
        _record(by, "asked", act, act.reason)


def approve(
    act: Act, by: User, because: str, prepare: Callable[[Act], None] | None = None
) -> tuple[Act, bool]:
    """Approve an act; return it as it is stored now, and whether it was approved just now.

    The same decision again is no error and changes nothing. The caller does the work of the act
    in the same transaction.
    prepare: called with the locked act before it is saved; what it raises stops the approval.
    Raises ActRefusedError; ValueError without a reason.
    """
    because = _stripped(because)
    with transaction.atomic():
        locked = lock(act)
        if locked.approved_at:
            # A second click, or a request that was sent again.
            return locked, False

        now = timezone.now()
        _check_approval(locked, by, now)
        if prepare:
            prepare(locked)
        _save_approval(locked, by, because, now)
    return locked, True


def refuse(act: Act, by: User | None, because: str) -> tuple[Act, bool]:
    """Refuse an act; return it as it is stored now, and whether it was refused just now.

    The same decision again is no error and changes nothing.
    by: None for the address outside of this site, which has no account.
    Raises ActRefusedError; ValueError without a reason.
    """
    because = _stripped(because)
    with transaction.atomic():
        locked = lock(act)
        if locked.refused_at:
            # A second click, or a request that was sent again.
            return locked, False
        if locked.approved_at:
            raise ActRefusedError(str(locked.DECIDED_ALREADY))

        locked.refused_by = by
        locked.refused_because = because
        locked.refused_at = timezone.now()
        locked.save(force_update=True)
        _record(by, "refused", locked, because)
    return locked, True


def _stripped(reason: str) -> str:
    """Return a reason without the space around it; raise ValueError if nothing is left."""
    if not reason.strip():
        raise ValueError(
            "An act that needs a second person is asked for and decided with a reason."
        )
    return reason.strip()


def lock(act: Act) -> Act:
    """Lock the act's row, and return the act as it is stored now."""
    return type(act)._default_manager.select_for_update().get(pk=act.pk)


def _check_approval(act: SecondPersonAct, by: User, now: datetime) -> None:
    """Raise ActRefusedError if the act was refused, or may not be approved by this person now."""
    if act.refused_at:
        raise ActRefusedError(str(act.DECIDED_ALREADY))
    check_not_own(by, act.holder)
    if act.requested_by_id == by.pk:
        _check_alone(act, now)
    if act.approvable_at and now < act.approvable_at:
        text = _("This cannot be approved before %s UTC.")
        raise ActRefusedError(text % f"{act.approvable_at:%Y-%m-%d %H:%M:%S}")


def _save_approval(act: SecondPersonAct, by: User, because: str, now: datetime) -> None:
    """Write down who approved the act, when and why."""
    act.approved_by = by
    act.approved_because = because
    act.approved_at = now
    act.save(force_update=True)
    decision = "approved-alone" if act.was_alone else "approved"
    _record(by, decision, act, because)


def _check_alone(act: SecondPersonAct, now: datetime) -> None:
    """Raise ActRefusedError unless the day after the notice of who asked is over."""
    if act.alone_from is None:
        raise ActRefusedError(_("You asked for this. Somebody else has to approve it."))
    if now < act.alone_from:
        text = _("You gave notice. You can do this alone from %s UTC, if nobody stops it.")
        raise ActRefusedError(text % f"{act.alone_from:%Y-%m-%d %H:%M}")


def _record(by: User | None, decision: str, act: SecondPersonAct, reason: str) -> None:
    audit.record(by, f"{act.AUDIT_NAME}.{decision}", act, reason)
