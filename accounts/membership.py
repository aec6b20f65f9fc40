"""Groups of learners, who belongs to them, who sees them, and invitations to come in."""

import uuid
from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.middleware import zone_of

INVITATION_LIFETIME = timedelta(days=30)
MAX_PLACES = 20_000


def end_of_invitation() -> datetime:
    """Return when an invitation that is sent now ends: in 30 days."""
    return timezone.now() + INVITATION_LIFETIME


class LearnerGroupQuerySet(models.QuerySet["LearnerGroup"]):
    def open(self) -> Self:
        """Return the groups that nobody has closed."""
        return self.filter(closed_at=None)

    def managed_by(self, user: AbstractBaseUser, now: datetime) -> Self:
        """Return the groups whose manager this person is now."""
        managers = GroupManager.objects.in_force(now).filter(user_id=user.pk)
        return self.open().filter(pk__in=managers.values("group"))

    def joined_by(self, user: AbstractBaseUser) -> Self:
        """Return the open groups that this person belongs to."""
        memberships = GroupMember.objects.current().filter(user_id=user.pk)
        return self.open().filter(pk__in=memberships.values("group"))


class LearnerGroup(models.Model):
    """A hospital, a ward or a cohort: people who are asked to learn together.

    key: stands in the address of the join link; single sign-on names the group by it.
    kind: what it is, in the words of staff, such as "ward".
    domain: the mail domain of who may join by the link; "" admits every address.
    link_number: counts the join links; the newest one works. 0: there is none.
    link_places: how many people may join by the newest link.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    domain = models.CharField(_("mail domain"), max_length=253, blank=True)
    link_number = models.PositiveIntegerField(default=0)
    link_is_open = models.BooleanField(default=False)
    link_places = models.PositiveIntegerField(
        _("places"),
        default=0,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PLACES)],
    )
    link_made_at = models.DateTimeField(null=True, blank=True)
    link_ends_on = models.DateField(_("last day"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = LearnerGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        permissions = [("manage_groups", _("Manage groups of learners"))]
        indexes = [models.Index(fields=["name", "id"], name="accounts_group_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(link_is_open=False)
                | Q(link_number__gt=0, link_places__gt=0)
                & Q(link_made_at__isnull=False, link_ends_on__isnull=False),
                name="accounts_learnergroup_open_link_has_limits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def staff_url(self) -> str:
        """Return the address of its page for staff."""
        return reverse("groups:group", args=[self.public_id])

    @property
    def manager_url(self) -> str:
        """Return the address of its page for its managers."""
        return reverse("groups:managed_group", args=[self.public_id])


class GroupMemberQuerySet(models.QuerySet["GroupMember"]):
    def current(self) -> Self:
        """Return those who have not left."""
        return self.filter(left_at=None)


class GroupMember(models.Model):
    """Somebody with an account who belongs, or belonged, to a group."""

    class How(models.TextChoices):
        INVITATION = "invitation", _("Took an invitation")
        LINK = "link", _("Joined by the link")
        ROSTER = "roster", _("Added from a list")
        STAFF = "staff", _("Added by staff")
        SIGN_ON = "sign-on", _("Named by single sign-on")

    group = models.ForeignKey(LearnerGroup, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    how = models.CharField(max_length=10, choices=How)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    # Annotated by course.assignments.standing:
    started_at: datetime | None
    completed_on: date | None
    due_on: date | None
    standing: int

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"],
                condition=Q(left_at=None),
                name="accounts_groupmember_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.user_id}"


class GroupManagerQuerySet(models.QuerySet["GroupManager"]):
    def in_force(self, now: datetime) -> Self:
        """Return those whose time has begun and is not over."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), starts_at__lte=now)


class GroupManager(models.Model):
    """Somebody who sees how far the people of a group are, and nothing else, for a time."""

    group = models.ForeignKey(LearnerGroup, on_delete=models.PROTECT, related_name="managers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="managed_groups"
    )
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = GroupManagerQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.group_id} {self.user_id}"

    @property
    def last_day(self) -> date | None:
        """Return their last day in the zone of the group; None if no end is set."""
        if self.ends_at is None:
            return None
        last_moment = self.ends_at - timedelta(seconds=1)
        return timezone.localdate(last_moment, zone_of(self.group.zone))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> Self:
        """Return those neither taken nor withdrawn, also those whose time is over."""
        return self.filter(taken_at=None, withdrawn_at=None)

    def open(self, now: datetime) -> Self:
        """Return those that can be taken now."""
        return self.unanswered().filter(ends_at__gt=now)


class Invitation(models.Model):
    """An address that may sign up and join a group, for 30 days.

    address: in the form that ``accounts.adapter`` gives every address.
    name: as whoever invited them wrote it; only for the greeting and lists.
    words: first words of the mail, typed by whoever invited them.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    group = models.ForeignKey(LearnerGroup, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.TextField(blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(default=end_of_invitation)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [
            models.Index(fields=["address"], name="accounts_invitation_of_address"),
            models.Index(fields=["ends_at"], name="accounts_invitation_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(withdrawn_at=None),
                name="accounts_invitation_ends_once",
            ),
            models.UniqueConstraint(
                fields=["group", "address"],
                condition=Q(taken_at=None, withdrawn_at=None),
                name="accounts_invitation_once_a_group",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
