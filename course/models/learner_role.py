"""The model of the roles that learners say they have."""

from django.db import models

from course.models.enrolment import Enrolment


class LearnerRole(models.Model):
    """A role that a learner says they have in a course. It marks boxes and gives no access.

    key: that of a role of the course.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="roles")
    key = models.SlugField(max_length=80)

    class Meta:
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "key"], name="course_learnerrole_once")
        ]

    def __str__(self) -> str:
        return self.key
