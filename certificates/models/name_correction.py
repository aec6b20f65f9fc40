"""The models of a holder's request for another name, and of a correction that two people make."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.approvals import SecondPersonAct, SecondPersonActQuerySet
from accounts.models import User
from certificates.models.certificate import Certificate


class Evidence(models.TextChoices):
    """What staff have seen before they correct a name; the document itself is never kept."""

    NAME_CHANGE = "name-change", _("Marriage or name change document")
    REGISTER = "register", _("License register")
    IDENTITY = "identity", _("Passport or identity card")
    NONE = "none", _("Nothing: a typing error, told by the holder")


class NameRequest(models.Model):
    """A holder asks for another name on a certificate; staff correct it, or say why not.

    old_name: the name on the certificate when the holder asked.
    """

    class Answer(models.TextChoices):
        CORRECTED = "corrected", _("Corrected")
        REFUSED = "refused", _("Not corrected")

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="name_requests"
    )
    old_name = models.CharField(max_length=200)
    new_name = models.CharField(max_length=200)
    why = models.TextField()
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=9, blank=True, choices=Answer)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reply = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(answer=""),
                name="certificates_namerequest_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="certificates_namerequest_answered_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.asked_at:%Y-%m-%d}"


class NameCorrectionQuerySet(SecondPersonActQuerySet["NameCorrection"]):
    """The corrections; ``waiting`` and ``in_force`` say what was decided."""


class NameCorrection(SecondPersonAct):
    """A correction of a name that needs a second person.

    evidence: what the one who asked has seen.
    """

    AUDIT_NAME = "name_correction"
    APPROVE_PERMISSION = "certificates.issue_certificate"
    NAMED_FOR = "certificates.correct"
    TITLE = _("Correct the name on a certificate")
    RELATED = ("certificate__enrolment__user",)
    ANOTHER_WAITS = _("A correction of this certificate waits for a decision already.")
    DECIDED_ALREADY = _("This correction was decided already.")

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="name_corrections"
    )
    new_name = models.CharField(max_length=200)
    evidence = models.CharField(max_length=11, choices=Evidence)

    objects = NameCorrectionQuerySet.as_manager()

    class Meta(SecondPersonAct.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.certificate} {self.requested_at:%Y-%m-%d}"

    @property
    def holder(self) -> User | None:
        enrolment = self.certificate.enrolment
        return enrolment.user if enrolment else None

    @property
    def record_key(self) -> str:
        return self.certificate.code

    @property
    def page(self) -> str:
        return reverse("certificates:decide_correction", args=[self.pk])
