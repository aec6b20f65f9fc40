"""The model of how often a client has looked up a number."""

from django.db import models
from django.db.models import F


class LookupCount(models.Model):
    """How many numbers a client has looked up in one period of time.

    client: a keyed hash of the network address.
    window: the number of the period (certificates/throttle.py).
    """

    client = models.CharField(max_length=64)
    window = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "window"], name="certificates_lookupcount_once"
            )
        ]
        indexes = [models.Index(F("window"), name="certificates_lookup_window")]

    def __str__(self) -> str:
        return f"{self.window} {self.count}"
