"""The models of the files of the guide, and of the orders to make one."""

from django.db import models
from django.utils import timezone

from course.models import Edition, Provider


class GuideFile(models.Model):
    """The guide of an edition as a file.

    state: the hash of the stamp printed on it (guides.Stamp).
    size: in bytes.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="guide_files")
    state = models.CharField(max_length=64)
    paper = models.CharField(max_length=6, choices=Provider.Paper)
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=120)
    pages = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "state", "paper"], name="certificates_guidefile_once"
            )
        ]

    def __str__(self) -> str:
        return self.storage_name


class GuideOrder(models.Model):
    """A guide that a worker has to make, or is making.

    started_at: when a worker began; None while the order waits.
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="guide_order")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.edition)
