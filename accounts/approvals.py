"""Acts that need a second person: one asks, another approves or refuses, each with a reason.

A model of such acts inherits SecondPersonAct. Only ``ask``, ``approve`` and ``refuse`` write down
who wanted what; docs/contributing.md shows how an app uses them.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import audit, triggers
from accounts.models import User


class ActRefusedError(Exception):
    """The act cannot be done, or not by this person; the text says why and what to do."""


Act = TypeVar("Act", bound="SecondPersonAct")


class SecondPersonActQuerySet(models.QuerySet[Act]):
    def waiting(self) -> Self:
        """Return the acts that nobody has decided on."""
        return self.filter(approved_at=None, refused_at=None)

    def in_force(self) -> Self:
        """Return the approved acts."""
        return self.exclude(approved_at=None)


class SecondPersonAct(models.Model):
    """An act that one person asks for, and another approves or refuses; a decision is final.

    Whoever asked may refuse too, and so takes the act back.
    AUDIT_NAME: names the act in the audit log ("regrade": "regrade.asked", "regrade.approved" …).
    WAITING_TIME: how long an act cannot be approved after it was asked for; None if it can at once.
    ANOTHER_WAITS, DECIDED_ALREADY: what staff read when ``ask`` or a decision is refused for that.
    """

    AUDIT_NAME: ClassVar[str]
    WAITING_TIME: ClassVar[timedelta | None] = None
    ANOTHER_WAITS: ClassVar[Promise]
    DECIDED_ALREADY: ClassVar[Promise]

    reason = models.TextField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_because = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    refused_because = models.TextField(blank=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="%(app_label)s_%(class)s_reason"),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(requested_by=None)
                | ~Q(approved_by=F("requested_by")),
                name="%(app_label)s_%(class)s_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(refused_at=None) & ~Q(approved_because=""),
                name="%(app_label)s_%(class)s_one_decision",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has decided on the act."""
        return self.approved_at is None and self.refused_at is None

    @property
    def approvable_at(self) -> datetime | None:
        """Return when the waiting time is over; None without one."""
        return self.requested_at + self.WAITING_TIME if self.WAITING_TIME else None


def protect_decisions(model: type[SecondPersonAct], mutable: tuple[str, ...] = ()) -> None:
    """Let the database refuse any change to a decided act; names may still be erased.

    mutable: columns that may always change, because they hold what an erasure takes away.
    """
    triggers.protect(
        model,
        mutable=mutable,
        erasable=("requested_by", "approved_by", "refused_by"),
        updatable_when="OLD.approved_at IS NULL AND OLD.refused_at IS NULL",
    )


def ask(act: Act, by: User, reason: str, among: SecondPersonActQuerySet[Act]) -> None:
    """Save a new act, to be approved by somebody else; its waiting time begins now.

    among: acts of which only one may wait at a time. The caller's transaction holds a lock that
    everybody who asks for one of them takes.
    Raises ActRefusedError; ValueError without a reason.
    """
    act.requested_by, act.requested_at, act.reason = by, timezone.now(), _stripped(reason)
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
        locked = _lock(act)
        if locked.approved_at:
            # A second click, or a request that was sent again.
            return locked, False

        now = timezone.now()
        _check_approval(locked, by, now)
        if prepare:
            prepare(locked)
        locked.approved_by, locked.approved_because, locked.approved_at = by, because, now
        locked.save(force_update=True)
        _record(by, "approved", locked, because)
    return locked, True


def refuse(act: Act, by: User, because: str) -> tuple[Act, bool]:
    """Refuse an act; return it as it is stored now, and whether it was refused just now.

    The same decision again is no error and changes nothing.
    Raises ActRefusedError; ValueError without a reason.
    """
    because = _stripped(because)
    with transaction.atomic():
        locked = _lock(act)
        if locked.refused_at:
            # A second click, or a request that was sent again.
            return locked, False
        if locked.approved_at:
            raise ActRefusedError(str(locked.DECIDED_ALREADY))

        locked.refused_by, locked.refused_because, locked.refused_at = by, because, timezone.now()
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


def _lock(act: Act) -> Act:
    """Lock the act's row, and return the act as it is stored now."""
    return type(act)._default_manager.select_for_update().get(pk=act.pk)


def _check_approval(act: SecondPersonAct, by: User, now: datetime) -> None:
    """Raise ActRefusedError if the act was refused, or may not be approved by this person now."""
    if act.refused_at:
        raise ActRefusedError(str(act.DECIDED_ALREADY))
    if act.requested_by_id == by.pk:
        raise ActRefusedError(_("You asked for this. Somebody else has to approve it."))
    if act.approvable_at and now < act.approvable_at:
        text = _("This cannot be approved before %s UTC.")
        raise ActRefusedError(text % f"{act.approvable_at:%Y-%m-%d %H:%M:%S}")


def _record(by: User, decision: str, act: SecondPersonAct, reason: str) -> None:
    audit.record(by, f"{act.AUDIT_NAME}.{decision}", act, reason)
