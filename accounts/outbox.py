"""The table of mails that are sent, wait, or were given up."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone


def end_of_retries() -> datetime:
    """Return when a mail that is queued now is given up: in seven days."""
    return timezone.now() + timedelta(days=7)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    CLAIM_LIFETIME = timedelta(minutes=10)
    # Longer than any pause between two attempts: only a clock that was put back explains it.
    LONGEST_PAUSE = timedelta(hours=5)

    def waiting(self) -> "OutgoingMailQuerySet":
        """Return the mails that were neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def unclaimed(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the mails that nobody is sending."""
        # The claim of a killed worker ends by itself, also if its clock was ahead.
        has_lapsed = Q(claimed_at__lt=now - self.CLAIM_LIFETIME)
        is_ahead = Q(claimed_at__gt=now + self.CLAIM_LIFETIME)
        return self.filter(Q(claimed_at=None) | has_lapsed | is_ahead)

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the mails to try now."""
        is_ahead = Q(next_attempt_at__gt=now + self.LONGEST_PAUSE)
        is_time = Q(next_attempt_at__lte=now) | is_ahead
        return self.waiting().unclaimed(now).filter(is_time, expires_at__gt=now)

    def resendable(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the unsent mails that staff may send: no codes, and none being sent now."""
        unsent = self.filter(sent_at=None, is_secret=False).exclude(recipient="")
        return unsent.unclaimed(now)


class OutgoingMail(models.Model):
    """A mail of the outbox, until it is sent or given up; the row stays.

    recipient: "" once the account was erased.
    body: deleted once sent; that of a secret mail also when it is given up.
    is_secret: the text holds a code or a link that opens an account.
    is_last: the account is erased: the address goes once the mail is sent or given up.
    expires_at: when the code or link stops working; of other mails, when they are given up.
    """

    key = models.CharField(max_length=128, unique=True)
    recipient = models.EmailField(blank=True)
    subject = models.CharField(max_length=255)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=16)
    is_secret = models.BooleanField(default=False)
    is_last = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=end_of_retries)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=255, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(sent_at=None, given_up_at=None),
                name="accounts_mail_waiting",
            ),
            models.Index(fields=["recipient", "-created_at"], name="accounts_mail_to"),
            models.Index(fields=["-created_at", "-id"], name="accounts_mail_newest"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=Q(given_up_at__isnull=False),
                name="accounts_mail_given_up",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None),
                name="accounts_outgoingmail_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, given_up_at=None)
                | Q(sent_at=None, is_secret=False)
                | Q(body=""),
                name="accounts_outgoingmail_text_is_dropped",
            ),
        ]

    def __str__(self) -> str:
        return self.key
