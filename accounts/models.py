"""Users, what staff did, and the mail that goes out."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
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


class OutgoingMail(models.Model):
    """One mail of the outbox: written in the transaction of what it tells of, sent after it. The text is dropped once
    sent."""

    key = models.CharField(max_length=128, unique=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=255)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=16)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.key
