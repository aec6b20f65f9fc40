"""Models of what learners have finished, and of what they said they had read. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from course.models.edition import Edition, Unit

# SQL over OLD: the row's enrolment belongs to nobody any more. Only then may the row be removed.
ERASED = (
    "EXISTS (SELECT 1 FROM course_enrolment e WHERE e.id = OLD.enrolment_id AND e.user_id IS NULL)"
)


class Acknowledgement(models.Model):
    """The learner said that they had read the disclosures of an edition. Append-only."""

    enrolment = models.ForeignKey(
        "course.Enrolment", on_delete=models.CASCADE, related_name="acknowledgements"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "edition"], name="course_acknowledgement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.edition}"


class Completion(models.Model):
    """The fact that a learner finished a unit, or that staff waived it. Append-only.

    It counts for any edition in which the unit has the same key and revision.
    earned, possible: points as exact fractions ("7", "20/3"), "" for a lesson.
    """

    enrolment = models.ForeignKey(
        "course.Enrolment", on_delete=models.CASCADE, related_name="completions"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_key = models.SlugField(max_length=80)
    revision = models.PositiveIntegerField()
    completed_at = models.DateTimeField()
    completed_on = models.DateField()
    earned = models.TextField(blank=True)
    possible = models.TextField(blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    waived_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["completed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit_key", "revision"], name="course_completion_once"
            ),
            models.CheckConstraint(
                condition=Q(waived_by=None) | ~Q(waived_because=""),
                name="course_completion_waived_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_key} r{self.revision}"

    @property
    def was_waived(self) -> bool:
        return bool(self.waived_because)
