"""Certificates, why some are held, the head of their chain, and the files of the guide."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.middleware import zone_of
from accounts.models import User
from certificates.codes import hyphenate
from course.hours import quarter_hours
from course.models import Edition, Enrolment, Provider


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Return this user's certificates; none for somebody who is not signed in."""
        return self.filter(enrolment__user_id=user.pk) if user.is_authenticated else self.none()

    def current(self) -> Self:
        """Return the certificates that no newer one has replaced; they may be revoked."""
        return self.filter(ended_at=None)


class Certificate(models.Model):
    """A frozen copy of the facts at issue.

    Triggers refuse every change but those to MUTABLE columns, and setting ERASABLE ones to NULL.

    award_key: what it is awarded for; the slug of the course.
    supersedes: the number of the revoked certificate that this one replaces, or "".
    sequence, previous_hash, record_hash: its place in the chain (certificates/chain.py).
    ended_at: when a newer certificate replaced it.
    """

    class ReviewState(models.TextChoices):
        SIGNED_OFF = "signed-off", _("Content reviewed by named reviewers")
        # On certificates that were issued with these words; none is issued with it any more.
        REVIEWED = "reviewed", _("Content reviewed by named clinicians")
        NOT_REVIEWED = "not-reviewed", _("Content not clinically reviewed")

    class RevocationReason(models.TextChoices):
        """The reasons that are shown publicly; the private note says what happened."""

        ISSUED_IN_ERROR = "issued-in-error", _("Issued in error")
        REQUIREMENTS = "requirements-not-met", _("Requirements were not met")
        IDENTITY = "identity-not-confirmed", _("Identity could not be confirmed")
        HOLDER = "holder-request", _("At the request of the holder")

    code = models.CharField(_("number"), max_length=12, unique=True)
    enrolment = models.ForeignKey(
        Enrolment, null=True, on_delete=models.SET_NULL, related_name="certificates"
    )
    award_key = models.SlugField(max_length=80)

    holder_name = models.CharField(max_length=200)
    course_slug = models.SlugField()
    course_title = models.CharField(max_length=200)
    edition_number = models.PositiveIntegerField()
    edition_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    module_count = models.PositiveSmallIntegerField()
    quiz_count = models.PositiveSmallIntegerField()
    pass_mark = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    completed_on = models.DateField()
    completed_zone = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_zone = models.CharField(max_length=64)
    waived = models.TextField(blank=True)
    review_state = models.CharField(max_length=12, choices=ReviewState)
    accreditation = models.TextField(blank=True)
    limits = models.TextField(blank=True)
    provider_name = models.CharField(max_length=200)
    provider_address = models.TextField(blank=True)
    provider_web = models.CharField(max_length=200, blank=True)
    provider_contact = models.CharField(max_length=254, blank=True)
    signatory_name = models.CharField(max_length=200, blank=True)
    signatory_title = models.CharField(max_length=200, blank=True)
    paper = models.CharField(max_length=6, choices=Provider.Paper)
    verify_url = models.CharField(max_length=300)
    supersedes = models.CharField(max_length=12, blank=True)
    pdf_name = models.CharField(max_length=120)
    pdf_sha256 = models.CharField(max_length=64)

    sequence = models.PositiveBigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    record_hash = models.CharField(max_length=64, unique=True)

    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_because = models.CharField(max_length=24, blank=True, choices=RevocationReason)
    revoked_note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    # What may change after issue. The hash of the record covers all else.
    ERASABLE = ("enrolment",)
    MUTABLE = ("revoked_at", "revoked_by", "revoked_because", "revoked_note", "ended_at")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        permissions = [
            ("revoke_certificate", _("Revoke a certificate")),
            ("issue_certificate", _("Issue a held certificate, or one in place of a revoked one")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "award_key"],
                condition=Q(ended_at=None),
                name="certificates_certificate_one_current",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=~Q(supersedes=""),
                name="certificates_certificate_one_successor",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_because="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_because="")),
                name="certificates_certificate_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_code

    def get_absolute_url(self) -> str:
        return reverse("certificates:record", args=[self.shown_code])

    @property
    def shown_code(self) -> str:
        """Return the number as printed: XXXX-XXXX-XXXX."""
        return hyphenate(self.code)

    @property
    def shown_supersedes(self) -> str:
        """Return the number of the certificate that this one replaces, as printed."""
        return hyphenate(self.supersedes)

    @property
    def may_be_followed(self) -> bool:
        """Return whether a new certificate may be issued in place of this one."""
        is_error = self.revoked_because == self.RevocationReason.ISSUED_IN_ERROR
        return is_error and self.ended_at is None and self.enrolment_id is not None

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def says_reviewed(self) -> bool:
        """Return whether it says that the content was reviewed."""
        return self.review_state != self.ReviewState.NOT_REVIEWED

    @property
    def issued_on(self) -> date:
        """Return the date of issue in the time zone of the issuer."""
        return self.issued_at.astimezone(zone_of(self.issued_zone)).date()

    @property
    def revoked_on(self) -> date | None:
        """Return the date of revocation in the time zone of the issuer, or None."""
        return (
            self.revoked_at.astimezone(zone_of(self.issued_zone)).date()
            if self.revoked_at
            else None
        )

    @property
    def hours(self) -> str:
        """Return the estimated hours, rounded down to a quarter: "1.25"."""
        return quarter_hours(self.minutes)

    @property
    def waived_units(self) -> list[str]:
        return self.waived.splitlines()

    @property
    def limit_lines(self) -> list[str]:
        return self.limits.splitlines()

    @property
    def file_name(self) -> str:
        """Return the name of the downloaded file, in plain letters."""
        return f"certificate-{self.course_slug}-{self.shown_code}.pdf"

    def pdf(self) -> bytes:
        """Return the file that was issued; raise FileNotFoundError if it is lost."""
        with default_storage.open(self.pdf_name) as file:
            return bytes(file.read())

    def revoke(self, *, by: User, because: str, note: str, at: datetime | None = None) -> bool:
        """Revoke the certificate; return False and change nothing if it was revoked already.

        because: a value of RevocationReason, else ValueError is raised.
        """
        if because not in self.RevocationReason.values:
            raise ValueError(_now("A certificate is revoked only for one of the listed reasons."))
        changed = Certificate.objects.filter(pk=self.pk, revoked_at=None).update(
            revoked_at=at or timezone.now(),
            revoked_by=by,
            revoked_because=because,
            revoked_note=note,
        )
        self.refresh_from_db(fields=["revoked_at", "revoked_by", "revoked_because", "revoked_note"])
        return bool(changed)


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


class ChainHead(models.Model):
    """Place and hash of the last certificate, in one row that issuing locks."""

    sequence = models.PositiveBigIntegerField(default=0)
    record_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="certificates_chainhead_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.record_hash}"


class GuideFile(models.Model):
    """The guide of an edition as a file.

    state: the hash of the stamp printed on it (guides.Stamp).
    size: in bytes.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="guide_files")
    state = models.CharField(max_length=64)
    paper = models.CharField(max_length=6, choices=Provider.Paper)
    sha256 = models.CharField(max_length=64)
    storage_name = models.CharField(max_length=120)
    pages = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "state", "paper"], name="certificates_guidefile_once"
            )
        ]

    def __str__(self) -> str:
        return self.storage_name


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
