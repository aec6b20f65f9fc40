"""Models of safety corrections: what each of them changed, and who has read it."""

from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from course.models.edition import Edition
from course.models.enrolment import Enrolment
from course.models.published import Published, PublishedQuerySet


class CorrectionQuerySet(PublishedQuerySet["Correction"]):
    def newer_than(self, edition: Edition) -> Self:
        """Return what later editions of the same course correct, oldest first."""
        later = self.filter(edition__course=edition.course_id, edition__number__gt=edition.number)
        return later.select_related("edition").order_by("edition__number", "position")


class Correction(Published):
    """Hold one place that a safety correction changed: its sentences before and after.

    key: of the unit, the glossary term or the page of the guide.
    title: what readers call that place, in the language of the edition.
    old_passage, new_passage: the passage in the edition before and in this one; "" if not there.
    is_critical: the author calls the passage critical, in either edition.
    before, after: one sentence a line. Both are blank for a quiz, whose keys are not told.
    """

    class Place(models.TextChoices):
        UNIT = "unit", _("Lessons and quizzes")
        GLOSSARY = "glossary", _("Glossary")
        GUIDE = "guide", _("Guide")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="corrections")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=8, choices=Place)
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=250)
    old_passage = models.CharField(max_length=80, blank=True)
    new_passage = models.CharField(max_length=80, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    is_critical = models.BooleanField(default=False)

    objects: ClassVar = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"], name="course_correction_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.position})"

    @property
    def before_sentences(self) -> list[str]:
        return self.before.split("\n") if self.before else []

    @property
    def after_sentences(self) -> list[str]:
        return self.after.split("\n") if self.after else []

    @property
    def old_address(self) -> str:
        """Return the address of the sentences in the older edition; "" if gone."""
        return self._address(self.old_passage)

    @property
    def new_address(self) -> str:
        """Return the address of the sentences in the corrected edition; "" if gone."""
        return self._address(self.new_passage)

    def _address(self, passage: str) -> str:
        slug = self.edition.course.slug
        if self.place == self.Place.UNIT and (passage or self.is_quiz):
            unit = reverse("course:unit", args=[slug, self.key])
            return f"{unit}#{passage}" if passage else unit
        if self.place == self.Place.GLOSSARY and passage:
            return f"{reverse('course:glossary', args=[slug])}#{passage}"
        return ""

    @property
    def is_quiz(self) -> bool:
        """Return whether questions changed, whose texts are not told."""
        return not self.before and not self.after

    @property
    def is_picture(self) -> bool:
        """Return whether the picture changed and its description did not."""
        return self.before == self.after != ""


class CorrectionNoticeQuerySet(models.QuerySet["CorrectionNotice"]):
    def of(self, user: User) -> Self:
        """Return the notices of this person, in all courses, oldest correction first."""
        mine = self.filter(enrolment__user=user.pk).order_by("edition__published_at", "pk")
        return mine.select_related("edition__course", "enrolment__edition")

    def with_person(self) -> Self:
        """Return the notices of people who still have an account."""
        return self.exclude(enrolment__user=None)

    def unconfirmed(self) -> Self:
        return self.filter(confirmed_at=None)

    def without_mail(self) -> Self:
        """Return the notices whose mail is still to be written."""
        return self.with_person().unconfirmed().filter(mailed_at=None)

    def confirm(self) -> int:
        """Record that these were read, and return how many were not before.

        The first time counts.
        """
        return self.unconfirmed().update(confirmed_at=timezone.now())


class CorrectionNotice(models.Model):
    """Hold when one learner was told of a safety correction, mailed, and confirmed it.

    mailed_at: when the mail was put into the outbox.
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="correction_notices"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="notices")
    told_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "edition"], name="course_correctionnotice_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.edition}"

    @property
    def has_moved(self) -> bool:
        """Return whether the learner is on the corrected edition now, or on a later one."""
        return self.enrolment.edition.number >= self.edition.number
