"""Lists of people that staff uploaded for a group, and what each line of them would do."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.membership import LearnerGroup


class RosterQuerySet(models.QuerySet["Roster"]):
    def unfinished(self) -> Self:
        """Return those that somebody confirmed and that are not carried out whole."""
        return self.filter(confirmed_at__isnull=False, finished_at=None)


class Roster(models.Model):
    """A list of people for a group, as it was read; carried out once it is confirmed.

    digest: of the lines and what they would do; the form that confirms the list sends it.
    separator, encoding: how the file was read.
    words: first words of the mails.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(LearnerGroup, on_delete=models.CASCADE, related_name="rosters")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    separator = models.CharField(max_length=1)
    encoding = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    words = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(confirmed_at__isnull=False),
                name="accounts_roster_finished_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("groups:roster", args=[self.group.public_id, self.public_id])


class RosterLineQuerySet(models.QuerySet["RosterLine"]):
    def to_do(self) -> Self:
        """Return the lines that ask for an act which is not done yet."""
        return self.filter(act__in=[RosterLine.Act.INVITE, RosterLine.Act.ADD], done_at=None)


class RosterLine(models.Model):
    """A line of a list of people.

    number: of the line in the file, from 1.
    address, name: as they would be kept; of a fault, as they were written.
    act: what the line would do. why: in words, and for a fault what to change.
    """

    class Act(models.IntegerChoices):  # in the order in which pages show them
        FAULT = 1, _("Cannot be read")
        INVITE = 2, _("Invite")
        ADD = 3, _("Add")
        NOTHING = 4, _("Nothing")

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)
    act = models.PositiveSmallIntegerField(choices=Act)
    why = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    objects = RosterLineQuerySet.as_manager()

    class Meta:
        ordering = ["act", "number"]  # faults first
        constraints = [
            models.UniqueConstraint(fields=["roster", "number"], name="accounts_rosterline_once"),
        ]
        indexes = [
            models.Index(fields=["roster", "act", "number"], name="accounts_rosterline_in_order"),
            models.Index(fields=["address"], name="accounts_rosterline_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.roster_id}:{self.number}"
