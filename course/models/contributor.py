"""Model of the people who made an edition."""

from django.db import models

from course.models.edition import Edition
from course.models.published import Published


class Contributor(Published):
    """An author of the edition, with a role.

    asked_on: when they said which financial relationships they have; null if nobody asked.
    relationships: those of the past 24 months, as [{"company", "nature", "mitigation"}, …].
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="contributors")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200)
    credentials = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField(null=True)
    relationships = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name
