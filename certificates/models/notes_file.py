"""The model of the files of learners' own notes."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from course.models import Enrolment

# After this, a file that was asked for and is not there counts as failed.
LONGEST_WAIT = timedelta(hours=1)


class NotesFileQuerySet(models.QuerySet["NotesFile"]):
    def waiting(self) -> Self:
        """Return those that were asked for in the last hour and are not made yet."""
        is_unmade = models.Q(made_at=None) | models.Q(made_at__lt=models.F("asked_at"))
        return self.filter(is_unmade, asked_at__gt=timezone.now() - LONGEST_WAIT)


class NotesFile(models.Model):
    """A learner's own notes of a course as a PDF; the worker makes it.

    made_at: when the notes in the file were read; None until there is a file.
    storage_name: a file that no page but the learner's names; "" until there is one.
    has_replaced: a sign stands in it for letters that cannot be printed.
    size: in bytes.
    """

    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="notes_file")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    storage_name = models.CharField(max_length=120, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)
    has_replaced = models.BooleanField(default=False)

    objects = NotesFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at=None, storage_name="")
                | (models.Q(made_at__isnull=False) & ~models.Q(storage_name="")),
                name="certificates_notesfile_made_with_file",
            )
        ]

    def __str__(self) -> str:
        return self.storage_name

    @property
    def is_waiting(self) -> bool:
        """Return whether the worker still has to make what was asked for last."""
        return not self.is_current and self.asked_at > timezone.now() - LONGEST_WAIT

    @property
    def has_failed(self) -> bool:
        """Return whether what was asked for last was not made in time."""
        return not self.is_current and not self.is_waiting

    @property
    def is_current(self) -> bool:
        """Return whether the file was made after it was asked for last."""
        return self.made_at is not None and self.made_at >= self.asked_at
