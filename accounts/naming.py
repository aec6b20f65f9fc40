"""People whom an administrator named for one act on one record."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NamedPersonQuerySet(models.QuerySet["NamedPerson"]):
    def usable(self, now: datetime) -> Self:
        """Return those not used yet, whose time is not over."""
        return self.filter(used_at=None, named_at__lte=now, ends_at__gt=now)


class NamedPerson(models.Model):
    """Somebody who may do one act on one record, once, though they lack the permission.

    permission: of the act, or the name of one of several acts that need the same permission.
    record_key: the number of the record, as in its address.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    permission = models.CharField(max_length=100)
    record_key = models.CharField(max_length=64)
    reason = models.TextField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    named_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = NamedPersonQuerySet.as_manager()

    class Meta:
        ordering = ["-named_at", "-pk"]
        indexes = [
            models.Index(
                fields=["person", "permission", "record_key"], name="accounts_namedperson_of_act"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="accounts_namedperson_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.permission} {self.record_key}"
