"""Models of what lessons rest on: references, the facts they support, and the glossary."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.models.edition import Edition, Unit
from course.models.published import Published, PublishedQuerySet


class Reference(Published):
    """A reference, as it was seen.

    seen: what of it was read: excerpt, abstract, page or full text.
    """

    class Kind(models.TextChoices):
        LAW = "law", _("law")
        NOTICE = "notice", _("notice")
        LABEL = "label", _("label")
        GUIDELINE = "guideline", _("guideline")
        TRIAL = "trial", _("trial")
        COHORT = "cohort", _("cohort")
        SURVEY = "survey", _("survey")
        REVIEW = "review", _("review")
        CASE_REPORT = "case-report", _("case report")
        LABORATORY = "laboratory", _("laboratory study")
        MAKER_PAGE = "maker-page", _("maker’s page")
        NEWS = "news", _("news")
        CLINIC_PAGE = "clinic-page", _("clinic page")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="references")
    tag = models.CharField(max_length=8)
    title = models.TextField()
    source = models.TextField(blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    participants = models.PositiveIntegerField(null=True)
    url = models.URLField(max_length=500, blank=True)
    seen = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "tag"], name="course_reference_tag")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tag_order(self) -> tuple[str, int]:
        """Return the tag "R12" as ("R", 12), so that it sorts after "R2"."""
        letters = self.tag.rstrip("0123456789")
        number = self.tag.removeprefix(letters)
        return letters, int(number or 0)

    @property
    def kind_in_words(self) -> str:
        """Return the kind of source, with the size of a study: "trial n = 40"."""
        # get_kind_display would translate every label at each call.
        label = str(self.Kind(self.kind).label)
        return (
            f"{label} n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{self.participants}"
            if self.participants
            else label
        )


class UnitReference(Published):
    """A reference of a lesson, under its number there."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="unit_references")
    reference = models.ForeignKey(Reference, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="course_unitreference_number"),
            models.UniqueConstraint(fields=["unit", "reference"], name="course_unitreference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class FactQuerySet(PublishedQuerySet["Fact"]):
    def overdue(self) -> Self:
        """Return the facts of lessons that are due to be checked again, longest overdue first."""
        due = self.filter(units__isnull=False, review_by__lte=timezone.localdate())
        return due.distinct().order_by("review_by", "pk")


class Fact(Published):
    """A vetted statement that lessons cite."""

    objects: ClassVar = FactQuerySet.as_manager()

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="facts")
    tag = models.CharField(max_length=8)
    text = models.TextField()
    confidence = models.CharField(max_length=6)
    review_by = models.DateField(null=True)
    references = models.ManyToManyField(Reference, related_name="facts")
    units = models.ManyToManyField(Unit, related_name="facts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "tag"], name="course_fact_tag")]

    def __str__(self) -> str:
        return self.tag


class GlossaryTerm(Published):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="glossary")
    key = models.SlugField(max_length=80)
    term = models.CharField(max_length=120)
    definition = models.TextField()

    corrected_in: Edition | None  # set by the page of the glossary

    class Meta:
        ordering = [models.functions.Lower(F("term"))]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="course_glossaryterm_key")
        ]

    def __str__(self) -> str:
        return self.term
