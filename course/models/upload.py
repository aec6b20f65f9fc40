"""Models of course folders that staff uploaded, to be checked, previewed and published."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from course.models.edition import Edition, Unit

KEPT_UNPUBLISHED = timedelta(days=30)


class UploadQuerySet(models.QuerySet["Upload"]):
    def unchecked(self) -> Self:
        """Return the uploads that wait for their check, or are being checked."""
        return self.filter(checked_at=None)

    def to_publish(self) -> Self:
        """Return the uploads that somebody asked to publish and that are not published yet."""
        return self.filter(publication_asked_at__isnull=False, edition=None)

    def outlived(self, now: datetime) -> Self:
        """Return the uploads whose files nobody needs: published, or too old."""
        last_day = now - KEPT_UNPUBLISHED
        was_asked_lately = Q(publication_asked_at__gt=last_day)
        is_old = Q(uploaded_at__lte=last_day, edition=None) & ~was_asked_lately
        has_units = Exists(UploadedUnit.objects.filter(upload=OuterRef("pk")))
        return self.filter(Q(has_units, edition__isnull=False) | is_old)


class Upload(models.Model):
    """The files of a course folder, as somebody sent them; checked by a task.

    name: of the file or folder that was chosen.
    sha256, size: of the zip in the storage that holds the files.
    check_asked_at: when the check was last asked for; checked_at: None until it is done.
    course_slug, title, digest: what the folder says; "" if it has mistakes.
    errors, warnings: how many findings are such.
    overdue: how many cited facts were past their review date when it was checked.
    compared_with: the newest edition when it was checked; None if there was none.
    safety_correction: as the edition would have it.
    missing_changes: the entries that changes.yaml lacks, to be filled in.
    places: what differs, place by place, as HTML.
    refused: why it cannot be published, beside its findings; "" if nothing is known against it.
    accepts_overdue: whoever publishes it does so although facts are overdue.
    edition: what was published from it.
    """

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    check_asked_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    course_slug = models.SlugField(blank=True)
    title = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    compared_with = models.ForeignKey(
        Edition, null=True, on_delete=models.PROTECT, related_name="+"
    )
    safety_correction = models.TextField(blank=True)
    missing_changes = models.TextField(blank=True)
    places = models.TextField(blank=True)
    refused = models.TextField(blank=True)
    publication_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    publication_asked_at = models.DateTimeField(null=True)
    accepts_overdue = models.BooleanField(default=False)
    edition = models.OneToOneField(
        Edition, null=True, on_delete=models.PROTECT, related_name="upload"
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publication_asked_at=None)
                | Q(checked_at__isnull=False, errors=0, refused="") & ~Q(digest=""),
                name="course_upload_asked_when_sound",
            ),
            models.CheckConstraint(
                condition=Q(edition=None) | Q(publication_asked_at__isnull=False),
                name="course_upload_published_when_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("staff:upload", args=[self.pk])

    @property
    def storage_name(self) -> str:
        return f"uploads/{self.sha256}.zip"

    @property
    def is_being_published(self) -> bool:
        return self.publication_asked_at is not None and self.edition_id is None

    @property
    def stops_for_overdue(self) -> bool:
        """Return whether overdue facts have to be accepted: always, but for safety corrections."""
        return bool(self.overdue) and not self.safety_correction

    @property
    def is_sound(self) -> bool:
        """Return whether the check found nothing against publishing it."""
        return bool(self.checked_at and self.digest and not self.errors and not self.refused)


class UploadFinding(models.Model):
    """What the check found in a file of the upload, or many findings that say the same."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    file = models.TextField()
    line = models.PositiveIntegerField()
    text = models.TextField()
    is_warning = models.BooleanField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "position"], name="course_uploadfinding_position"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class UploadedUnit(models.Model):
    """A unit of the edition that the upload would become.

    is_changed: it is new, or differs from the edition that the upload was compared with.
    preview: the page of a changed lesson as HTML, without head and foot; "" for others.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="units")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=80)
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Unit.Kind)
    number = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    required = models.BooleanField()
    is_changed = models.BooleanField()
    preview = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "key"], name="course_uploadedunit_key")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def as_unit(self) -> Unit:
        """Return the row that a publication would write, as far as comparisons need it."""
        return Unit(
            key=self.key,
            revision=self.revision,
            kind=self.kind,
            number=self.number,
            title=self.title,
            required=self.required,
        )
