"""The model of certificates."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.middleware import zone_of
from accounts.models import User
from certificates.codes import hyphenate
from certificates.retention_period import retention_ends
from course.hours import quarter_hours
from course.models import Enrolment, Provider


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Return this user's certificates; none for somebody who is not signed in."""
        return self.filter(enrolment__user_id=user.pk) if user.is_authenticated else self.none()

    def with_file(self) -> Self:
        """Return those whose file pages may send: of holders with an account, while it is kept."""
        return self.filter(name_hidden_at=None, name_removed_at=None)

    def current(self) -> Self:
        """Return the certificates that no newer one has replaced; they may be revoked."""
        return self.filter(ended_at=None)

    def sealed(self, holder_keys: Iterable[str]) -> Self:
        """Return those of holders whose account was erased, by the record's ``holder_key``."""
        return self.filter(enrolment=None, holder_key__in=list(holder_keys))

    def in_state(self, state: "Certificate.State", day: date) -> Self:
        """Return the certificates that are in this state on ``day``, as ``state_on`` says."""
        states = Certificate.State
        if state == states.REVOKED:
            return self.exclude(revoked_at=None)
        in_force = self.filter(revoked_at=None)
        if state in Certificate.Ending.values:
            return in_force.filter(ended_as=state)
        current = in_force.filter(ended_at=None)
        if state == states.OUT_OF_DATE:
            return current.filter(expires_on__lt=day)
        return current.exclude(expires_on__lt=day)


class Certificate(models.Model):
    """A frozen copy of the facts at issue.

    Triggers refuse every change but those to MUTABLE columns, and setting ERASABLE ones to NULL.

    award_key: what it is awarded for; the slug of the course.
    supersedes: the number of the revoked certificate that this one replaces, or "".
    format_version: which fields the hash covers (certificates/records/hashes.py).
    layout: which layout of the paper its file has; only files of the newest are ever made again.
    holder_key: the ``public_id`` of the enrolment, which binds the record to its holder.
    minutes: what the paper prints, without ``minutes_waived``, the time of waived units.
    statement, stated_at: what the holder confirmed before issue, and when.
    expires_on: the last day on which it is not out of date; None for ever.
    sequence, previous_hash, record_hash: its place in the chain (certificates/records/chain.py).
    ended_at, ended_as: when and how a newer certificate took its place.
    name_hidden_at: when the holder's account was erased; pages no longer show the name.
    name_removed_at: when retention ended; name and file are gone.

    The columns from ``revoked_at`` on repeat what events of the chain say (RecordEvent).
    """

    class ReviewState(models.TextChoices):
        SIGNED_OFF = "signed-off", _("Content reviewed by named reviewers")
        # On certificates that were issued with these words; none is issued with it any more.
        REVIEWED = "reviewed", _("Content reviewed by named clinicians")
        NOT_REVIEWED = "not-reviewed", _("Content not clinically reviewed")

    class State(models.TextChoices):
        """What a record is worth today; the words stand on pages and in JSON."""

        GENUINE = "genuine", _("Genuine")
        OUT_OF_DATE = "out-of-date", _("Out of date")
        REPLACED = "replaced", _("Replaced")
        CORRECTED = "corrected", _("Corrected")
        REVOKED = "revoked", _("Revoked")

    class Ending(models.TextChoices):
        """How a newer certificate took its place: with later facts, or with a right name."""

        REPLACED = "replaced", _("Replaced")
        CORRECTED = "corrected", _("Corrected")

    class RevocationReason(models.TextChoices):
        """The reasons that are shown publicly; the private note says what happened."""

        ISSUED_IN_ERROR = "issued-in-error", _("Issued in error")
        REQUIREMENTS = "requirements-not-met", _("Requirements were not met")
        IDENTITY = "identity-not-confirmed", _("Identity could not be confirmed")
        HOLDER = "holder-request", _("At the request of the holder")

    format_version = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(_("number"), max_length=16, unique=True)
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
    supersedes = models.CharField(max_length=16, blank=True)
    pdf_name = models.CharField(max_length=120)
    pdf_sha256 = models.CharField(max_length=64, db_index=True)
    layout = models.PositiveSmallIntegerField(default=1)
    holder_key = models.CharField(max_length=36, blank=True)
    minutes_waived = models.PositiveIntegerField(default=0)
    statement = models.TextField(blank=True)
    stated_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True, db_index=True)

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
    ended_as = models.CharField(max_length=9, blank=True, choices=Ending)
    name_hidden_at = models.DateTimeField(null=True, blank=True)
    name_removed_at = models.DateTimeField(null=True, blank=True)

    # What may change after issue. The hash of the record covers all else.
    ERASABLE = ("enrolment",)
    MUTABLE = (
        "revoked_at",
        "revoked_by",
        "revoked_because",
        "revoked_note",
        "ended_at",
        "ended_as",
        "name_hidden_at",
        "name_removed_at",
    )
    # What may change once an event says that the name was removed (SQL over OLD).
    REMOVABLE = ("holder_name", "holder_key", "waived", "statement", "pdf_name")
    REMOVABLE_WHEN = (
        "EXISTS (SELECT 1 FROM certificates_recordevent e"
        " WHERE e.certificate_id = OLD.id AND e.kind = 'name-removed')"
    )

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
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="")
                | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="certificates_certificate_ended_as_something",
            ),
            models.CheckConstraint(
                condition=Q(stated_at=None, statement="") | Q(stated_at__isnull=False),
                name="certificates_certificate_stated_with_time",
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
    def state(self) -> State:
        """Return what the record is worth today, in the time zone of the issuer."""
        return self.state_on(timezone.now().astimezone(zone_of(self.issued_zone)).date())

    def state_on(self, day: date) -> State:
        """Return what the record is worth on a day, by all that has happened until now."""
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.ended_at is not None:
            return self.State(self.ended_as)
        is_out_of_date = self.expires_on is not None and day > self.expires_on
        return self.State.OUT_OF_DATE if is_out_of_date else self.State.GENUINE

    @property
    def shows_name(self) -> bool:
        """Return whether pages may show the holder's name."""
        return self.name_hidden_at is None and self.name_removed_at is None

    @property
    def shown_name(self) -> str:
        """Return the holder's name where pages may show it; else words that say so."""
        return self.holder_name if self.shows_name else str(_("Name not shown"))

    @property
    def kept_until(self) -> date:
        """Return the day on which retention ends, when name and file go."""
        return retention_ends(self.issued_on)

    @property
    def may_be_followed(self) -> bool:
        """Return whether a new certificate may be issued in place of this one."""
        is_error = self.revoked_because == self.RevocationReason.ISSUED_IN_ERROR
        is_whole = self.name_removed_at is None and self.enrolment_id is not None
        return is_error and self.ended_at is None and is_whole

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
