"""The tables of staff roles: who has which, from when until when, and who gave it."""

from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.approvals.acts import SecondPersonAct, SecondPersonActQuerySet
from accounts.models import User


class StaffRole(models.TextChoices):
    """The roles of staff; each is a group of Django that has the permissions."""

    SUPPORT = "Support", _("Support")
    ISSUER = "Issuer", _("Issuer")
    EDITOR = "Editor", _("Editor")
    REVIEWER = "Reviewer", _("Reviewer")
    AUDITOR = "Auditor", _("Auditor")
    ADMINISTRATOR = "Administrator", _("Administrator")


def last_day_before(ends_at: datetime | None) -> date | None:
    """Return the last day before a midnight, in the time zone of the page; None without one."""
    return timezone.localtime(ends_at - timedelta(seconds=1)).date() if ends_at else None


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def current(self) -> Self:
        """Return those that nobody has ended."""
        return self.filter(ended_at=None)

    def lapsed(self, now: datetime) -> Self:
        """Return the current ones whose time is over."""
        return self.current().filter(ends_at__lte=now)


class RoleGrant(models.Model):
    """A role of staff that a person was given.

    ends_at: the midnight after its last day; empty if it has none.
    ended_by: empty if its time was over. ended_because: "" until it is ended.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="role_grants"
    )
    role = models.CharField(max_length=20, choices=StaffRole)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    ends_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        permissions = [("give_role", _("Give and end roles of staff"))]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(ended_at=None),
                name="accounts_rolegrant_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="accounts_rolegrant_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(ended_because=""),
                name="accounts_rolegrant_ends_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    @property
    def last_day(self) -> date | None:
        return last_day_before(self.ends_at)


class AdministratorRequest(SecondPersonAct):
    """A request to give somebody the role of an administrator.

    ends_at: the midnight after the last day of the role; empty if it has none.
    """

    AUDIT_NAME = "administrator"
    APPROVE_PERMISSION = "accounts.give_administrator"
    TITLE = _("Make somebody an administrator")
    RELATED = ("person",)
    ANOTHER_WAITS = _("A request for this person waits for a second person already.")
    DECIDED_ALREADY = _("This was decided on already. Ask for the role anew.")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ends_at = models.DateTimeField(null=True)

    objects: SecondPersonActQuerySet["AdministratorRequest"] = SecondPersonActQuerySet[
        "AdministratorRequest"
    ].as_manager()  # type: ignore[assignment]

    class Meta(SecondPersonAct.Meta):
        permissions = [("give_administrator", _("Make somebody an administrator"))]

    def __str__(self) -> str:
        return str(self.person or _("Erased account"))

    @property
    def holder(self) -> User | None:
        return self.person

    @property
    def last_day(self) -> date | None:
        return last_day_before(self.ends_at)
