"""The table of the course folders from which editions were published."""

from django.db import models

from course.models.edition import Edition
from course.models.published import Published


class EditionSource(Published):
    """The very files of an edition's folder, kept as one zip in the storage.

    sha256: of the zip, which is named by it.
    size: of the zip, in bytes.
    """

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="source")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.storage_name

    @property
    def storage_name(self) -> str:
        return f"course/{self.sha256}.zip"
