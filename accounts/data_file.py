"""The table of the files that people asked for, of all that is kept about them."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

# After this, a file that was asked for and is not there counts as failed.
LONGEST_WAIT = timedelta(hours=1)
KEPT_FOR = timedelta(days=3)


class DataFileQuerySet(models.QuerySet["DataFile"]):
    def waiting(self) -> Self:
        """Return those that were asked for in the last hour and are not made yet."""
        return self.filter(made_at=None, asked_at__gt=timezone.now() - LONGEST_WAIT)

    def ready(self) -> Self:
        """Return those that can be downloaded."""
        return self.exclude(made_at=None)


class DataFile(models.Model):
    """A ZIP file of all that is kept about a person; the worker makes it.

    made_at: None until there is a file.
    storage_name: a file that no page but its owner's names; "" until there is one.
    size: in bytes.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_file"
    )
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    storage_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    objects = DataFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at=None, storage_name="")
                | (models.Q(made_at__isnull=False) & ~models.Q(storage_name="")),
                name="accounts_datafile_made_with_file",
            )
        ]

    def __str__(self) -> str:
        return self.storage_name

    @property
    def has_failed(self) -> bool:
        """Return whether it was not made in time."""
        return self.made_at is None and self.asked_at <= timezone.now() - LONGEST_WAIT

    @property
    def kept_until(self) -> datetime:
        """Return when it is deleted."""
        return self.asked_at + KEPT_FOR
