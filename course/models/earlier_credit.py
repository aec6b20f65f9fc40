"""The provider's earlier statements of credit, for completions of their days."""

from django.db import models
from django.db.models import F, Q


class EarlierCredit(models.Model):
    """A statement of credit that a later one replaced.

    first_day, last_day: the days of completion that earned it, both included; a first day of None
    for all before the last.
    """

    statement = models.TextField()
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField()

    class Meta:
        ordering = ["-last_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(first_day__lte=F("last_day")),
                name="course_earliercredit_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day or ''}/{self.last_day}"
