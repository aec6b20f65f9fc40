"""The model of an issuer's approval of one certificate, where the provider approves each."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from course.models import Enrolment


class IssueApproval(models.Model):
    """An issuer has looked at a completed enrolment, and lets its certificate be issued."""

    enrolment = models.OneToOneField(
        Enrolment, on_delete=models.CASCADE, related_name="issue_approval"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.enrolment} {self.approved_at:%Y-%m-%d}"
