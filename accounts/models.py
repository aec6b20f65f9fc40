"""Users and their changes, the audit log and inbox, and when timed work ran."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, Permission, PermissionsMixin
from django.db import models, transaction
from django.db.models import Case, Q, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.account_events import AccountEvent as AccountEvent
from accounts.data_file import DataFile as DataFile
from accounts.email_addresses import plain_address
from accounts.mail_links import MailLink as MailLink
from accounts.membership import GroupManager as GroupManager
from accounts.membership import GroupMember as GroupMember
from accounts.membership import Invitation as Invitation
from accounts.membership import LearnerGroup as LearnerGroup
from accounts.naming import NamedPerson as NamedPerson
from accounts.outbox import OutgoingMail as OutgoingMail
from accounts.outbox import OutgoingMailQuerySet as OutgoingMailQuerySet
from accounts.outbox import end_of_retries as end_of_retries
from accounts.people.person_word import PersonWord as PersonWord
from accounts.rosters import Roster as Roster
from accounts.rosters import RosterLine as RosterLine

DEFAULT_ZONE = "UTC"  # of who was never asked for another


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make a user; one without a password signs in by mailed code only."""
        user = self.model(email=plain_address(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Make a user with every permission, as commands on the server do; it is on record."""
        with transaction.atomic():
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            AuditEvent.objects.create(
                verb="administrator.made_by_command",
                subject_type=User._meta.label_lower,
                subject_key=str(user.public_id),
                reason="By a command on the server.",
            )
        return user

    def unproven(self) -> models.QuerySet["User"]:
        """Return the active accounts, without staff, whose mailbox nobody has proven."""
        untouched = self.filter(is_active=True, is_staff=False, is_superuser=False, last_login=None)
        return untouched.exclude(emailaddress__verified=True)

    def staff_who_may(self, permission: str) -> models.QuerySet["User"]:
        """Return the active staff with a permission such as "accounts.answer_message", by name."""
        app, _dot, codename = permission.partition(".")
        held = Permission.objects.filter(content_type__app_label=app, codename=codename)
        may = Q(is_superuser=True) | Q(user_permissions__in=held) | Q(groups__permissions__in=held)
        staff = self.filter(may, is_active=True, is_staff=True)
        return staff.distinct().order_by("name", "email")

    def administrators(self) -> models.QuerySet["User"]:
        """Return the active people who give rights to others: superusers too."""
        return self.staff_who_may("accounts.give_role")

    def with_address(self, typed: str) -> models.QuerySet["User"]:
        """Return the account of an address that somebody typed, if there is one."""
        return self.filter(email=plain_address(typed))

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.with_address(username or "").get()


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an email address.

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
    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default=DEFAULT_ZONE)
    language = models.CharField(_("language"), max_length=16, default=settings.LANGUAGE_CODE)
    theme = models.CharField(
        _("colors"), max_length=5, choices=Theme, default=Theme.SYSTEM, blank=True
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
        permissions = [("help_person", _("Stop or allow a sign-in, and send mails again"))]
        indexes = [
            models.Index(fields=["name", "email"], name="accounts_user_by_name"),
            models.Index(
                fields=["name", "email"],
                condition=Q(is_active=False),
                name="accounts_user_disabled",
            ),
        ]
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case")]

    def __str__(self) -> str:
        return self.email

    @property
    def display_name(self) -> str:
        """Return the name, or if there is none the address before its @."""
        return self.name or self.email.partition("@")[0]

    @property
    def is_administrator(self) -> bool:
        """Tell whether the person gives rights to others: by a role, or as a superuser."""
        return self.is_staff and self.has_perm("accounts.give_role")

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class AccountChange(models.Model):
    """A change of address, password or ways to sign in that its owner can undo.

    old_email: the address before; empty if it stayed.
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
        return f"{self.at:%Y-%m-%d %H:%M:%S} {'address' if self.old_email else 'way in'}"


class AuditEvent(models.Model):
    """An act of a member of staff, and the reason; triggers refuse any change but erasures."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    verb = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_key = models.CharField(max_length=64)
    reason = models.TextField(blank=True, null=True)  # noqa: DJ001  NULL is an erased reason
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["subject_key", "-at", "-id"], name="accounts_audit_of_subject"),
            models.Index(fields=["-at", "-id"], name="accounts_audit_newest"),
            models.Index(fields=["actor", "-at", "-id"], name="accounts_audit_of_actor"),
            models.Index(fields=["verb", "-at", "-id"], name="accounts_audit_of_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.subject_type} {self.subject_key}"


class InboxMessageQuerySet(models.QuerySet["InboxMessage"]):
    def of(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """Return the messages that this person sent while signed in."""
        return self.filter(user_id=user.pk) if user.pk else self.none()

    def waiting(self) -> Self:
        """Return those that were neither answered nor closed."""
        return self.filter(ended_at=None)

    def answered(self) -> Self:
        """Return those that staff answered, the latest answer first."""
        return self.exclude(answer="").order_by("-ended_at", "-pk")

    def closed(self) -> Self:
        """Return those that staff closed without an answer, the latest first."""
        return self.exclude(closed_because="").order_by("-ended_at", "-pk")

    def harm_first(self) -> Self:
        """Return the reports of harm before all others, the oldest first."""
        harm_before_others = Case(When(kind=InboxMessage.Kind.HARM, then=0), default=1)
        return self.order_by(harm_before_others, "sent_at", "pk")


class InboxMessage(models.Model):
    """What somebody asked or reported by a form of the site, and the answer of staff.

    user: who sent it while signed in; address: where to answer to others. A report of harm may
        have neither.
    about: what it is about, in the sender's words. page: the address they came from, or "".
    form_digest: of all that was sent with the form, so that a form sent twice is one message.
    closed_because: why staff closed it without an answer.
    """

    class Kind(models.TextChoices):
        HELP = "help", _("Help")
        ERROR = "error", _("Error")
        HARM = "harm", _("Harm")

    MAX_TEXT = 5000

    kind = models.CharField(max_length=5, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=16)
    about = models.CharField(max_length=200, blank=True)
    page = models.CharField(max_length=500, blank=True)
    text = models.TextField(max_length=MAX_TEXT)
    form_digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(max_length=MAX_TEXT, blank=True)
    closed_because = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = InboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        permissions = [("answer_message", _("Answer what people ask and report"))]
        indexes = [
            models.Index(
                fields=["sent_at"],
                condition=Q(ended_at=None),
                name="accounts_inboxmessage_waiting",
            ),
            models.Index(fields=["-ended_at", "-id"], name="accounts_inboxmessage_ended"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, answer="", closed_because="")
                | Q(ended_at__isnull=False, closed_because="") & ~Q(answer="")
                | Q(ended_at__isnull=False, answer="") & ~Q(closed_because=""),
                name="accounts_inboxmessage_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address of its page for the person who sent it."""
        return reverse("inbox:message", args=[self.pk])

    @property
    def form_url(self) -> str:
        """Return the address of the form by which such a message is sent."""
        return reverse("inbox:help" if self.kind == self.Kind.HELP else "inbox:report")

    @property
    def staff_url(self) -> str:
        """Return the address of its page for staff."""
        return reverse("inbox:staff_message", args=[self.pk])

    @property
    def recipient(self) -> str:
        """Return the address to answer to; "" if there is none."""
        return self.user.email if self.user else self.address

    @property
    def is_harm(self) -> bool:
        return self.kind == self.Kind.HARM

    @property
    def is_page_of_ours(self) -> bool:
        """Return whether ``page`` can be a link: others may name any address."""
        return self.page.startswith("/") and url_has_allowed_host_and_scheme(self.page, None)


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


# These tables refer to User above.
from accounts.letting_in import LettingIn as LettingIn  # noqa: E402
from accounts.moving.models import AccountJoin as AccountJoin  # noqa: E402
from accounts.moving.models import AddressHelp as AddressHelp  # noqa: E402
from accounts.moving.models import AddressMove as AddressMove  # noqa: E402
from accounts.moving.models import JoinHelp as JoinHelp  # noqa: E402
from accounts.moving.models import MailboxCode as MailboxCode  # noqa: E402
from accounts.moving.models import MovedRow as MovedRow  # noqa: E402
from accounts.roles.models import AdministratorRequest as AdministratorRequest  # noqa: E402
from accounts.roles.models import RoleGrant as RoleGrant  # noqa: E402
