"""The models of an act on many certificates: its lines, and the second person it may need."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.approvals import SecondPersonAct, SecondPersonActQuerySet
from certificates.models.certificate import Certificate


class BulkAct(models.Model):
    """One act on all certificates that a filter found; its lines are carried out one by one.

    query: the filter, as the query of an address.
    started_at: None while a second person has to approve it.
    stopped_at: when staff stopped it; lines that are done stay done.
    """

    class Kind(models.TextChoices):
        REISSUE = "reissue", _("Issue again")
        RENEW = "renew", _("Ask to renew")

    kind = models.CharField(max_length=7, choices=Kind)
    query = models.TextField(blank=True)
    reason = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="certificates_bulkact_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        """Return whether lines are still being carried out."""
        return self.started_at is not None and not self.finished_at and not self.stopped_at


class BulkLine(models.Model):
    """What a bulk act means to do, or did, to one certificate.

    detail: why it is left alone, or why it could not be done.
    """

    class Plan(models.TextChoices):
        REISSUE = "reissue", _("Issue again")
        INVITE = "invite", _("Ask to renew")
        REMIND = "remind", _("Remind: renewal begun")
        LEAVE = "leave", _("Leave alone")

    class Result(models.TextChoices):
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")

    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="lines")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    plan = models.CharField(max_length=7, choices=Plan)
    result = models.CharField(max_length=6, blank=True, choices=Result)
    done_at = models.DateTimeField(null=True)
    detail = models.TextField(blank=True)
    successor = models.ForeignKey(
        Certificate, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["act", "certificate"], name="certificates_bulkline_once"
            ),
        ]
        indexes = [models.Index(fields=["act", "done_at"], name="certificates_bulkline_todo")]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.plan}"


class BulkRequestQuerySet(SecondPersonActQuerySet["BulkRequest"]):
    """The requests; ``waiting`` and ``in_force`` say what was decided."""


class BulkRequest(SecondPersonAct):
    """A bulk act on so many certificates that a second person has to approve it."""

    AUDIT_NAME = "bulk_act"
    APPROVE_PERMISSION = "certificates.issue_certificate"
    TITLE = _("An act on many certificates")
    RELATED: ClassVar[tuple[str, ...]] = ("bulk_act",)
    ANOTHER_WAITS = _("This act waits for a decision already.")
    DECIDED_ALREADY = _("This act was decided on already.")

    bulk_act = models.OneToOneField(BulkAct, on_delete=models.PROTECT, related_name="request")

    objects = BulkRequestQuerySet.as_manager()

    class Meta(SecondPersonAct.Meta):
        pass

    def __str__(self) -> str:
        return str(self.bulk_act)
