"""The model of the reasons why a certificate is held."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.models import Enrolment

# The parts of templates/print/certificate.html by tag or class, and what each holds.
PAPER_PARTS = {
    "header": _("provider and address"),
    "main": _("name and course"),
    "limits": _("limits and credit"),
    "facts": _("dates and signatory"),
    "check": _("certificate number"),
    "qr": _("QR code"),
    "made": _("last line"),
}


class Hold(models.Model):
    """A reason why a completed enrolment has no certificate yet; deleted when it is issued.

    detail: the letters or lines meant, or keys of PAPER_PARTS, separated by spaces.
    """

    class HoldReason(models.TextChoices):
        NO_PROVIDER = "no-provider", _("No provider has been entered.")
        PROVIDER_LETTERS = (
            "provider-letters",
            _("The certificate cannot print letters of the provider’s text."),
        )
        COURSE_LETTERS = (
            "course-letters",
            _("The certificate cannot print letters of the course’s text."),
        )
        HOLDER_NAME = "holder-name", _("The certificate cannot print the learner’s name.")
        NO_ROOM = "no-room", _("The text does not fit on the certificate.")
        CONTRADICTION = (
            "contradiction",
            _("The course’s text contradicts its credit or its review."),
        )
        STATEMENT = (
            "statement",
            _("The learner has yet to state who took the course."),
        )
        APPROVAL = "approval", _("The provider approves each certificate.")
        REVIEW = "review", _("The provider waits for two reviewers to sign the content off.")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=16, choices=HoldReason)
    detail = models.TextField(blank=True)
    held_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["held_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "reason"], name="certificates_hold_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.reason}"

    @property
    def shown_detail(self) -> str:
        """Return the letters or lines meant, or the parts of the paper in words."""
        if self.reason != self.HoldReason.NO_ROOM:
            return self.detail
        return ", ".join(str(PAPER_PARTS[part]) for part in self.detail.split())
