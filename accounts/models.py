"""Users and their changes, the audit log, the outbox, and when timed work ran."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make a user; one without a password signs in by mailed code only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make a user with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def unproven(self) -> models.QuerySet["User"]:
        """Return the active accounts, without staff, whose mailbox nobody has proven."""
        untouched = self.filter(is_active=True, is_staff=False, is_superuser=False, last_login=None)
        return untouched.exclude(emailaddress__verified=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address.

    public_id: names the person in addresses of pages of staff, and of no others.
    theme, text_size, spacing, uses_shortcuts: the look of pages (accounts/looks.py).
    """

    class Theme(models.TextChoices):
        SYSTEM = "", _("As my device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class TextSize(models.TextChoices):
        SMALL = "small", _("Small")
        USUAL = "", _("Usual")
        LARGE = "large", _("Large")
        LARGEST = "largest", _("Largest")

    class Spacing(models.TextChoices):
        USUAL = "", _("Usual")
        WIDE = "wide", _("Wide")

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=16, default=settings.LANGUAGE_CODE)
    theme = models.CharField(
        _("colours"), max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True
    )
    text_size = models.CharField(
        _("size of text"), max_length=7, choices=TextSize, default=TextSize.USUAL, blank=True
    )
    spacing = models.CharField(
        _("space between lines"), max_length=4, choices=Spacing, default=Spacing.USUAL, blank=True
    )
    uses_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [models.Index(fields=["name", "email"], name="accounts_user_by_name")]
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case")]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        """Return the name, or if there is none the address before its @."""
        return self.name or self.email.partition("@")[0]

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class AccountChange(models.Model):
    """A change of address or password that its owner can undo.

    old_email: the address before; empty if the password was changed.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="changes"
    )
    old_email = models.EmailField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {'address' if self.old_email else 'password'}"


class AuditEvent(models.Model):
    """An act of a member of staff, and the reason; triggers refuse any change."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    verb = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_key = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["subject_key", "-at", "-id"], name="accounts_audit_of_subject"),
            models.Index(fields=["-at", "-id"], name="accounts_audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.subject_type} {self.subject_key}"


def end_of_retries() -> datetime:
    """Return when a mail that is queued now is given up: in seven days."""
    return timezone.now() + timedelta(days=7)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    CLAIM_LIFETIME = timedelta(minutes=10)

    def waiting(self) -> "OutgoingMailQuerySet":
        """Return the mails that were neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def unclaimed(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the mails that nobody is sending."""
        # The claim of a killed worker ends by itself.
        return self.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - self.CLAIM_LIFETIME))

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the mails to try now."""
        return self.waiting().unclaimed(now).filter(next_attempt_at__lte=now, expires_at__gt=now)

    def resendable(self, now: datetime) -> "OutgoingMailQuerySet":
        """Return the unsent mails that staff may send: no codes, and none being sent now."""
        return self.filter(sent_at=None, is_secret=False).unclaimed(now)


class OutgoingMail(models.Model):
    """A mail of the outbox, until it is sent or given up; the row stays.

    body: deleted once sent; that of a secret mail also when it is given up.
    is_secret: the text holds a code or a link that opens an account.
    expires_at: when the code or link stops working; of other mails, when they are given up.
    """

    key = models.CharField(max_length=128, unique=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=255)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=16)
    is_secret = models.BooleanField(default=False)
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
                condition=Q(sent_at=None, given_up_at=None)
                | Q(sent_at=None, is_secret=False)
                | Q(body=""),
                name="accounts_outgoingmail_text_is_dropped",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class PeriodicRun(models.Model):
    """When a piece of timed work last began and ended, on whichever machine.

    finished_at: empty while it runs.
    """

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
