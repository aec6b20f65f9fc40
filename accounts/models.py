"""Users, what staff did, and the mail that goes out."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who signs in with this e-mail address; without a password, by an e-mailed code only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def unproven(self) -> models.QuerySet["User"]:
        """Return the active accounts whose mailbox nobody has proven; staff are not among them."""
        untouched = self.filter(is_active=True, is_staff=False, is_superuser=False, last_login=None)
        return untouched.exclude(emailaddress__verified=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in with an e-mail address. Pages of staff name people by ``public_id``, others never do."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=16, default=settings.LANGUAGE_CODE)
    theme = models.CharField(_("colours"), max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case")]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        """The name, or the address before its @ as long as no name was given."""
        return self.name or self.email.partition("@")[0]

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class Role(models.Model):
    """A role of a learner, of which there may be any number: it marks boxes of a lesson as theirs, and opens
    nothing."""

    class Name(models.TextChoices):
        PRESCRIBER = "prescriber", _("Prescriber")
        THERAPIST = "therapist", _("Therapist")
        NURSE = "nurse", _("Nurse or monitor")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=12, choices=Name)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="accounts_role_once")]

    def __str__(self) -> str:
        return self.get_name_display()


class AccountChange(models.Model):
    """Remember a change of address or password as long as its owner can undo it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="changes")
    old_email = models.EmailField(blank=True)  # empty: the password was changed
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {'address' if self.old_email else 'password'}"


class AuditEvent(models.Model):
    """What a member of staff did, and why. Append-only: triggers refuse any change."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_key = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_key"], name="accounts_audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.subject_type} {self.subject_key}"


def end_of_retries() -> datetime:
    """Return until when a mail that is queued now is tried: seven days."""
    return timezone.now() + timedelta(days=7)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    LEASE = timedelta(minutes=10)

    def waiting(self) -> "OutgoingMailQuerySet":
        """Return the mails that were neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def unclaimed(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the mails that nobody is sending; the claim of a killed worker lapses."""
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - self.LEASE))

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the mails to try now."""
        return self.waiting().unclaimed(now).filter(next_attempt_at__lte=now, expires_at__gt=now)

    def resendable(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the unsent mails that staff may send: not codes, and nobody is sending them."""
        return self.filter(sent_at=None, is_secret=False).unclaimed(now)


class OutgoingMail(models.Model):
    """Hold one mail, written in the transaction of what it tells of and sent after it.

    It ends as sent or as given up. The text is dropped once sent; that of a secret also when
    it is given up. expires_at: when a secret is dead, or when an ordinary mail is given up.
    """

    key = models.CharField(max_length=128, unique=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=255)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=16)
    is_secret = models.BooleanField(default=False)  # holds a code or a link that opens an account
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
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None),
                name="accounts_outgoingmail_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, given_up_at=None) | Q(sent_at=None, is_secret=False) | Q(body=""),
                name="accounts_outgoingmail_text_is_dropped",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class PeriodicRun(models.Model):
    """Hold when a piece of timed work last began and ended; one row a piece, shared by all machines."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)  # empty while it runs
    last_error = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
