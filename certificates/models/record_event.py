"""The models of what happened to a record after its issue, and of the head of the chain."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.certificate import Certificate


class RecordEvent(models.Model):
    """One thing that happened to a certificate after its issue, as a link of the chain.

    Triggers refuse every change and every deletion, but for the two erasable columns. Only
    ``certificates.records.events`` adds rows, and with them it changes the columns of the
    certificate that say the same.

    sequence, previous_hash, record_hash: its place in the one chain of certificates and events.
    certificate_hash: the hash of the certificate's own record.
    actor_key: the key of the account that acted, as text; "" for the system or for the holder.
    because: a coded public reason, or "".
    note_hash: the SHA-256 of ``note``, which may be erased; "" without a note.
    detail: what it leads to: the successor's number, or the holder's key.
    """

    class Kind(models.TextChoices):
        BOUND = "bound", _("Bound to its holder")
        REVOKED = "revoked", _("Revoked")
        REPLACED = "replaced", _("Replaced")
        CORRECTED = "corrected", _("Corrected")
        ERASED = "erased", _("Account of the holder erased")
        NAME_REMOVED = "name-removed", _("Name and file removed")

    ERASABLE: ClassVar = ("actor", "note")

    sequence = models.PositiveBigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    record_hash = models.CharField(max_length=64, unique=True)

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    certificate_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=Kind)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_key = models.CharField(max_length=36, blank=True)
    because = models.CharField(max_length=24, blank=True)
    note = models.TextField(null=True)  # NULL is an erased note, "" is none
    note_hash = models.CharField(max_length=64, blank=True)
    detail = models.CharField(max_length=36, blank=True)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "kind"],
                condition=~Q(kind="bound"),
                name="certificates_recordevent_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind="revoked") | ~Q(because=""),
                name="certificates_recordevent_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class ChainHead(models.Model):
    """Place and hash of the last link, in one row that is locked to add one."""

    sequence = models.PositiveBigIntegerField(default=0)
    record_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="certificates_chainhead_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.record_hash}"
