"""Models of editions: what is taught, published once and never changed."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.models.published import Published, PublishedQuerySet

REVIEWERS_NEEDED = 2

if TYPE_CHECKING:
    from course.models.enrolment import Enrolment


class Course(models.Model):
    """A course through all its editions."""

    slug = models.SlugField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        permissions = [
            ("view_editions", _("See editions and what the next would change")),
            ("publish_edition", _("Publish an edition")),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("course:course", args=[self.slug])

    @property
    def current_edition(self) -> "Edition | None":
        """Return the newest edition, which new learners start on; None if there is none."""
        return self.editions.order_by("-number").first()


class EditionQuerySet(PublishedQuerySet):
    def safety_corrections(self) -> Self:
        """Return the editions that correct something that can hurt somebody."""
        return self.exclude(safety_correction="")


class Edition(Published):
    """Hold the whole course as published on one day.

    digest: the SHA-256 over the path and the bytes of every file of the course.
    audience, limits, wont: one line each.
    accreditation: the edition's own statement of credit, or "".
    minutes: the estimated time of all units.
    safety_correction: what was wrong and is right now; "" for an ordinary edition.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=80)
    language = models.CharField(max_length=16)
    promise = models.TextField()
    audience = models.TextField()
    method = models.TextField()
    limits = models.TextField()
    wont = models.TextField()
    disclosures = models.TextField()
    funding = models.TextField()
    accreditation = models.TextField(blank=True)
    pass_mark = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    released_on = models.DateField()
    reviewed_on = models.DateField(null=True)
    expires_on = models.DateField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    safety_correction = models.TextField(blank=True)

    objects: ClassVar[Any] = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["course", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="course_edition_number"),
            models.UniqueConstraint(fields=["course", "digest"], name="course_edition_digest"),
            models.CheckConstraint(
                condition=Q(pass_mark__lte=100), name="course_edition_pass_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"

    @property
    def important_corrections(self) -> list[Any]:
        """Return the corrections of critical passages; all of them where none is critical."""
        corrections = list(self.corrections.all())
        return [correction for correction in corrections if correction.is_critical] or corrections

    @property
    def other_corrections(self) -> list[Any]:
        """Return the corrections that are not among the important ones."""
        important = self.important_corrections
        return [correction for correction in self.corrections.all() if correction not in important]

    def has_expired(self, on: date | None = None) -> bool:
        """Return whether nobody can enrol any more; those who started may finish.

        on: a date; today if None.
        """
        return (on or timezone.localdate()) >= self.expires_on

    @property
    def is_reviewed(self) -> bool:
        """Return whether two reviewers signed off every module as it stands."""
        signed = {
            (row["module_key"], row["digest"])
            for row in ModuleReview.objects.filter(course_id=self.course_id)
            .values("module_key", "digest")
            .annotate(reviewers=models.Count("pk"))
            .filter(reviewers__gte=REVIEWERS_NEEDED)
        }
        modules = set(self.modules.values_list("key", "digest"))
        return bool(modules) and modules <= signed

    @property
    def reviewers(self) -> models.QuerySet[Any, Any]:
        """Return who signed modules off as they stand.

        Rows of reviewer_name, reviewer_profession, disclosure and last_signed_on.
        """
        signed = ModuleReview.objects.filter(
            course_id=self.course_id, digest__in=self.modules.values("digest")
        )
        people = signed.values("reviewer_name", "reviewer_profession", "disclosure")
        return people.annotate(last_signed_on=models.Max("signed_on")).order_by(
            *people.query.values_select
        )

    @property
    def audience_lines(self) -> list[str]:
        return self.audience.splitlines()

    @property
    def limits_lines(self) -> list[str]:
        return self.limits.splitlines()

    @property
    def wont_lines(self) -> list[str]:
        return self.wont.splitlines()

    @property
    def quarter_hours(self) -> str:
        """Return the estimated time in hours, rounded down to a quarter: "1.25"."""
        return f"{self.minutes // 15 / 4:g}"


class Contributor(Published):
    """An author of the edition, with a role."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="contributors")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Module(Published):
    """A group of units with a title of its own.

    digest: the SHA-256 over its folder, which a sign-off names.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="modules")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="course_module_key")]

    def __str__(self) -> str:
        return self.title


class Objective(Published):
    """What a learner can do afterwards.

    module: None for an objective of the course.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="objectives")
    module = models.ForeignKey(
        Module, null=True, on_delete=models.PROTECT, related_name="objectives"
    )
    key = models.SlugField(max_length=80)
    text = models.TextField()
    bloom = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="course_objective_key")
        ]

    def __str__(self) -> str:
        return self.text


class UnitQuerySet(PublishedQuerySet):
    def with_done(self, enrolment: "Enrolment") -> Self:
        """Return the units with ``done``: whether this enrolment completed key and revision."""
        completions = enrolment.completions.filter(
            unit_key=OuterRef("key"), revision=OuterRef("revision")
        )
        return self.annotate(done=Exists(completions))


class Unit(Published):
    """One page of the outline: a lesson or a quiz.

    key: the same in all editions.
    number: "module.lesson" of a lesson, "" of a quiz.
    is_final: it opens when everything else required is done.
    sample: everybody may read it.
    """

    class Kind(models.TextChoices):
        LESSON = "lesson", _("Lesson")
        QUIZ = "quiz", _("Quiz")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="units")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="units")
    key = models.SlugField(max_length=80)
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    required = models.BooleanField()
    is_final = models.BooleanField(default=False)
    sample = models.BooleanField()
    minutes = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    html = models.TextField(blank=True)
    objectives = models.ManyToManyField(Objective, related_name="units")

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="course_unit_key")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("course:unit", args=[self.edition.course.slug, self.key])


class Passage(Published):
    """A block of a lesson.

    key: its id in the page, to which citations, reading positions and corrections refer.
    critical: the author says that a mistake here can hurt somebody.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="passages")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    text = models.TextField()
    html = models.TextField()
    critical = models.BooleanField()
    facts = models.ManyToManyField("course.Fact", related_name="passages")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["unit", "key"], name="course_passage_key")]

    def __str__(self) -> str:
        return self.key


class GuidePage(Published):
    """A page of the downloadable guide."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="guide_pages")
    key = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    html = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="course_guidepage_key")
        ]

    def __str__(self) -> str:
        return self.title


class Asset(Published):
    """A picture; its file is stored once for all editions, under its SHA-256."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="assets")
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    suffix = models.CharField(max_length=5)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "path"], name="course_asset_path")
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def storage_name(self) -> str:
        return f"course/{self.sha256}{self.suffix}"


class ModuleReview(models.Model):
    """A clinician signed off a module as it stood, with their own account. Append-only.

    digest: of the module's folder; a changed byte voids the sign-off.
    reviewer: None once the account is erased.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="reviews")
    module_key = models.SlugField(max_length=80)
    digest = models.CharField(max_length=64)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer_name = models.CharField(max_length=200)
    reviewer_profession = models.CharField(max_length=200)
    disclosure = models.TextField()
    signed_on = models.DateField()
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        permissions = [("sign_module", _("Sign a module off as its clinical reviewer"))]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "module_key", "digest", "reviewer"],
                name="course_modulereview_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.module_key}: {self.reviewer_name}"
