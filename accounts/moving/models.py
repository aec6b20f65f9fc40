"""Tables of changing an address and of joining two accounts of one person."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.approvals.acts import SecondPersonAct, SecondPersonActQuerySet
from accounts.models import User

CODE_LIFETIME = timedelta(minutes=15)
# How long a proof counts: the next step may need a walk to another computer.
PROOF_LIFETIME = timedelta(hours=1)
PERMISSION = "accounts.move_account"


class MailboxCode(models.Model):
    """A code that was mailed to prove a mailbox; each purpose of a person has one at a time.

    digest: of the code, so that no table and no backup of it opens a mailbox's door.
    guesses_left: how many wrong codes may still be typed.
    """

    class Purpose(models.TextChoices):
        NEW = "new", _("the new mailbox")
        OLD = "old", _("the old mailbox")
        OWN = "own", _("the mailbox of this account")
        OTHER = "other", _("the mailbox of the other account")

    MAX_GUESSES = 5

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailbox_codes"
    )
    purpose = models.CharField(max_length=5, choices=Purpose)
    address = models.EmailField()
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    guesses_left = models.PositiveSmallIntegerField(default=MAX_GUESSES)
    entered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["user", "purpose"]
        constraints = [
            models.UniqueConstraint(fields=["user", "purpose"], name="accounts_mailboxcode_one"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """Return until when the code can be typed."""
        return self.sent_at + CODE_LIFETIME

    @property
    def can_be_entered(self) -> bool:
        return not self.entered_at and bool(self.guesses_left) and timezone.now() < self.ends_at

    @property
    def is_proven(self) -> bool:
        """Return whether the code was typed, so lately that it counts."""
        return self.entered_at is not None and timezone.now() < self.entered_at + PROOF_LIFETIME


class AddressMoveQuerySet(models.QuerySet["AddressMove"]):
    def waiting(self) -> Self:
        """Return those that were neither done nor stopped."""
        return self.filter(done_at=None, stopped_at=None)

    def due(self, now: datetime) -> Self:
        """Return those to do now."""
        return self.waiting().filter(due_at__lte=now, proven_at__isnull=False)


class AddressMove(models.Model):
    """A change of address that waits, because nobody can read the old mailbox.

    help: the request of staff that it comes from; None if its owner asked.
    proven_at: when the new mailbox was proven.
    due_at: when it is done, unless the old mailbox stops it before.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_moves"
    )
    help = models.OneToOneField(
        "accounts.AddressHelp", null=True, on_delete=models.SET_NULL, related_name="move"
    )
    old_email = models.EmailField()
    new_email = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)
    proven_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = AddressMoveQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(done_at=None, stopped_at=None),
                name="accounts_addressmove_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(stopped_at=None, proven_at__isnull=False),
                name="accounts_addressmove_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M:%S}"

    @property
    def is_waiting(self) -> bool:
        return self.done_at is None and self.stopped_at is None

    @property
    def by_staff(self) -> bool:
        return self.help_id is not None


class Evidence(models.TextChoices):
    """What staff saw; the document itself is never kept."""

    IDENTITY = "identity", _("An identity card or passport")
    BADGE = "badge", _("A staff badge or a letter of the employer")
    LICENSE = "license", _("A professional license with photograph")


class AddressHelp(SecondPersonAct):
    """A request of staff to move an account whose owner lost the mailbox."""

    AUDIT_NAME = "address"
    APPROVE_PERMISSION = PERMISSION
    TITLE = _("Move an account to another mailbox")
    RELATED = ("user",)
    ANOTHER_WAITS = _("A change of this account’s address waits. Decide on that one first.")
    DECIDED_ALREADY = _("This change was decided on already. Ask for a new one.")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    new_email = models.EmailField(blank=True)
    evidence = models.CharField(max_length=8, choices=Evidence)

    objects: SecondPersonActQuerySet["AddressHelp"] = SecondPersonActQuerySet[
        "AddressHelp"
    ].as_manager()  # type: ignore[assignment]

    class Meta(SecondPersonAct.Meta):
        permissions = [("move_account", _("Move or join accounts of people who lost a mailbox"))]

    def __str__(self) -> str:
        return str(self.user.public_id) if self.user else str(_("Erased account"))

    @property
    def holder(self) -> User | None:
        return self.user


class JoinHelp(SecondPersonAct):
    """A request of staff to join two accounts of one person.

    kept, ended: the account that gets everything, and the one that ends.
    """

    AUDIT_NAME = "join"
    APPROVE_PERMISSION = PERMISSION
    TITLE = _("Join two accounts of one person")
    RELATED = ("kept", "ended")
    ANOTHER_WAITS = _("A request to join this account waits. Decide on that one first.")
    DECIDED_ALREADY = _("This request was decided on already. Ask for a new one.")

    kept = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    evidence = models.CharField(max_length=8, choices=Evidence)

    objects: SecondPersonActQuerySet["JoinHelp"] = SecondPersonActQuerySet["JoinHelp"].as_manager()  # type: ignore[assignment]

    class Meta(SecondPersonAct.Meta):
        pass

    def __str__(self) -> str:
        return str(self.kept.public_id) if self.kept else str(_("Erased account"))

    @property
    def holder(self) -> User | None:
        return self.kept


class AccountJoinQuerySet(models.QuerySet["AccountJoin"]):
    def in_force(self) -> Self:
        """Return those that were not taken back."""
        return self.filter(separated_at=None)


class AccountJoin(models.Model):
    """Two accounts that became one.

    ended_email: the address of the account that ended, which anybody may use again.
    separated_at: when the two were taken apart again.
    """

    kept = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="joins"
    )
    ended = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="joined_into"
    )
    ended_email = models.EmailField()
    joined_at = models.DateTimeField(default=timezone.now)
    separated_at = models.DateTimeField(null=True)

    objects = AccountJoinQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ended"],
                condition=Q(separated_at=None),
                name="accounts_accountjoin_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(kept=models.F("ended")), name="accounts_accountjoin_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.joined_at:%Y-%m-%d %H:%M:%S}"


class MovedRow(models.Model):
    """A row that a join gave to the account that stays, so that it can be put back.

    relation: the column, such as "course.Enrolment.user".
    """

    join = models.ForeignKey(AccountJoin, on_delete=models.CASCADE, related_name="moved_rows")
    relation = models.CharField(max_length=100)
    row_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["join", "relation", "row_id"], name="accounts_movedrow_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.row_id}"
