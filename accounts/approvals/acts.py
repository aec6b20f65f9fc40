"""What every act that needs a second person keeps: who asked and decided, when, and why."""

from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import NamedPerson, User

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
    Where nobody else can answer, whoever asked may do it alone, after a notice (``alone``).
    AUDIT_NAME: names the act in the audit log ("regrade": "regrade.asked", "regrade.approved" …)
        and in addresses.
    APPROVE_PERMISSION: what somebody needs to approve it, "app.codename".
    TITLE: what the act is, for pages and mails; it names nobody.
    RELATED: the relations that ``holder`` and ``__str__`` read.
    WAITING_TIME: how long an act cannot be approved after it was asked for; None if it can at once.
    NAMED_FOR: for which act on the record somebody may be named, who then asks; "" for none.
    ANOTHER_WAITS, DECIDED_ALREADY: what staff read when ``ask`` or a decision is refused for that.
    """

    # What somebody typed, and an erasure may take away.
    TYPED: ClassVar = ("reason", "approved_because", "refused_because", "noticed_because")

    AUDIT_NAME: ClassVar[str]
    APPROVE_PERMISSION: ClassVar[str]
    TITLE: ClassVar[Promise]
    RELATED: ClassVar[tuple[str, ...]] = ()
    WAITING_TIME: ClassVar[timedelta | None] = None
    NAMED_FOR: ClassVar[str] = ""
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
    noticed_because = models.TextField(blank=True)
    noticed_at = models.DateTimeField(null=True)
    alone_from = models.DateTimeField(null=True)  # a day after the notice

    class Meta:
        abstract = True
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="%(app_label)s_%(class)s_reason"),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(requested_by=None)
                | ~Q(approved_by=F("requested_by"))
                | Q(alone_from__isnull=False, approved_at__gte=F("alone_from")),
                name="%(app_label)s_%(class)s_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(refused_at=None) & ~Q(approved_because=""),
                name="%(app_label)s_%(class)s_one_decision",
            ),
        ]

    @property
    def holder(self) -> User | None:
        """Return the person whose record the act changes; None if it is nobody's in particular."""
        return None

    @property
    def record_key(self) -> str:
        """Return the number of the record for which somebody may be named."""
        return ""

    def is_open_to(self, person: User) -> bool:
        """Return whether somebody may decide on the act, or asked for it and still may go on.

        That is staff, and somebody without rights whom an administrator named for this record.
        """
        if self.requested_by_id != person.pk:
            return person.is_staff and person.has_perm(self.APPROVE_PERMISSION)
        return person.is_staff or self._was_asked_by_named()

    def _was_asked_by_named(self) -> bool:
        """Return whether the one who asked had been named for this act on this record."""
        if not self.NAMED_FOR:
            return False
        named = NamedPerson.objects.exclude(used_at=None).filter(person=self.requested_by_id)
        return named.filter(permission=self.NAMED_FOR, record_key=self.record_key).exists()

    @property
    def page(self) -> str:
        """Return the address of the page on which the act is decided."""
        return reverse("approvals:act", args=[self.AUDIT_NAME, self.pk])

    @property
    def was_alone(self) -> bool:
        """Tell whether the one who asked did it without a second person."""
        return self.approved_by_id is not None and self.approved_by_id == self.requested_by_id

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has decided on the act."""
        return self.approved_at is None and self.refused_at is None

    @property
    def approvable_at(self) -> datetime | None:
        """Return when the waiting time is over; None without one."""
        return self.requested_at + self.WAITING_TIME if self.WAITING_TIME else None
