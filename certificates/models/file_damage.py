"""The models of stored files that were found damaged, and of the comparison of all files."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.models.certificate import Certificate


class FileDamageQuerySet(models.QuerySet["FileDamage"]):
    def unmended(self) -> Self:
        """Return those whose file is still damaged."""
        return self.filter(mended_at=None)


class FileDamage(models.Model):
    """A stored file that was not as issued, and how it was mended.

    place: which of the two stored files it was.
    mended_at, mended_from: when it was as issued again, and where those bytes came from.
    """

    class Place(models.TextChoices):
        FILE = "file", _("The file")
        COPY = "copy", _("The copy")

    class Kind(models.TextChoices):
        MISSING = "missing", _("It was lost")
        ALTERED = "altered", _("It was altered")
        UNREADABLE = "unreadable", _("It could not be read")

    class Source(models.TextChoices):
        FILE = "file", _("From the file")
        COPY = "copy", _("From the copy")
        PRINTED = "printed", _("Printed again, with the same bytes")
        OUTSIDE = "outside", _("Put back by hand")

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="file_damages"
    )
    place = models.CharField(max_length=4, choices=Place)
    kind = models.CharField(max_length=10, choices=Kind)
    found_at = models.DateTimeField(default=timezone.now)
    mended_at = models.DateTimeField(null=True)
    mended_from = models.CharField(max_length=7, blank=True, choices=Source)

    objects = FileDamageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "place"],
                condition=Q(mended_at=None),
                name="certificates_filedamage_one_unmended",
            ),
            models.CheckConstraint(
                condition=Q(mended_at=None, mended_from="")
                | (Q(mended_at__isnull=False) & ~Q(mended_from="")),
                name="certificates_filedamage_mended_from_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.place} {self.kind}"


class FileCheck(models.Model):
    """One row: how far the comparison of all files has come.

    reached: the place in the chain of the last certificate whose files were compared.
    ended_at: when all files were last compared.
    """

    reached = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"compared up to record {self.reached}"
