"""Models of what lessons rest on: references, the facts they support, and the glossary."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.models.edition import Edition, Unit
from course.models.fact_review import FactReview
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

    number: int  # in its edition; set by course.reading.numbered_references

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "tag"], name="course_reference_tag")
        ]

    def __str__(self) -> str:
        return self.title

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
    """A reference of a lesson, under the number that the lesson's marks have for it.

    It is the number in the edition; lessons of earlier editions counted theirs from 1.
    """

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
    def with_due_date(self) -> Self:
        """Return the facts that are ever due, with ``due_on``, the date that readers see.

        It is the later of the edition's own date and that of the reviews in force.
        """
        reviews = FactReview.objects.in_force().filter(
            course=OuterRef("edition__course"), tag=OuterRef("tag"), digest=OuterRef("digest")
        )
        latest = reviews.order_by("-next_review_on").values("next_review_on")[:1]
        # The databases disagree about the greatest of a date and NULL.
        reviewed = Coalesce(Subquery(latest), "review_by")
        dated = self.filter(review_by__isnull=False)
        return dated.annotate(due_on=Greatest("review_by", reviewed))

    def due_by(self, day: date) -> Self:
        """Return the facts that are to be checked again by a day, by course and date."""
        due = self.with_due_date().filter(due_on__lte=day)
        return due.order_by("edition__course__slug", "due_on", "pk")

    def overdue(self) -> Self:
        """Return the cited facts that are due to be checked again, longest overdue first."""
        cited = self.filter(units__isnull=False)
        return cited.due_by(timezone.localdate()).distinct().order_by("due_on", "pk")


class Fact(Published):
    """A vetted statement that lessons cite and quizzes test.

    digest: of its text and references; reviews of the fact name it.
    review_by: when its edition was to have it checked again; None for a fact that does not change.
    """

    objects: ClassVar = FactQuerySet.as_manager()

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="facts")
    tag = models.CharField(max_length=8)
    text = models.TextField()
    confidence = models.CharField(max_length=6)
    review_by = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    references = models.ManyToManyField(Reference, related_name="facts")
    units = models.ManyToManyField(Unit, related_name="facts")

    due_on: date  # annotated by FactQuerySet.with_due_date

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "tag"], name="course_fact_tag")]

    def __str__(self) -> str:
        return self.tag


class GlossaryTerm(Published):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="glossary")
    key = models.SlugField(max_length=80)
    term = models.CharField(max_length=120)
    definition = models.TextField()

    class Meta:
        ordering = [models.functions.Lower(F("term"))]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="course_glossaryterm_key")
        ]

    def __str__(self) -> str:
        return self.term
