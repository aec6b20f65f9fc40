"""The model of the place at which a learner stopped reading."""

from django.db import models
from django.utils import timezone

from course.models.enrolment import Enrolment


class ReadingPosition(models.Model):
    """The passage at which a learner stopped reading a lesson."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="positions")
    unit_key = models.SlugField(max_length=80)
    passage_key = models.SlugField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit_key"], name="course_readingposition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_key}#{self.passage_key}"
