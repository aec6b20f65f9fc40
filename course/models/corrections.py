"""Models of what each edition changed, and of who has read the safety corrections."""

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
        """Return what later editions of the same course change, oldest first."""
        later = self.filter(edition__course=edition.course_id, edition__number__gt=edition.number)
        return later.select_related("edition__course").order_by("edition__number", "position")

    def up_to(self, edition: Edition) -> Self:
        """Return what ``edition`` and those before it change."""
        return self.filter(edition__number__lte=edition.number)

    def changing_a_key(self) -> Self:
        """Return those after which an answer that was right may be wrong, as the author says."""
        of_answers = self.filter(kind__in=Correction.KINDS_OF_ANSWER)
        return of_answers.exclude(mark=Correction.Mark.EDITORIAL)

    def for_safety(self) -> Self:
        """Return what safety corrections change."""
        return self.exclude(edition__safety_correction="")


class Correction(Published):
    """Hold one place that an edition changed: what it said before and says now.

    key: of the unit, the glossary term or the page of the guide.
    title: what readers call that place, in the language of the edition.
    question: the id of the question that changed; "" for a text.
    old_passage, new_passage: the passage in the edition before and in this one; "" if not there.
    is_critical: the author calls the passage critical, in either edition.
    before, after: one sentence a line, "" where nothing stood. Safety corrections from before
    questions were compared have neither for a quiz.
    readers: who may read ``before`` and ``after``.
    mark, what, why: the author's words in changes.yaml; "" where they said nothing.
    """

    class Place(models.TextChoices):
        UNIT = "unit", _("Lessons and quizzes")
        GLOSSARY = "glossary", _("Glossary")
        GUIDE = "guide", _("Guide")

    class Kind(models.TextChoices):
        ANSWER = "answer", _("Right answer changed")
        ANSWER_WORDS = "answer_words", _("Words of the right answer changed")
        NUMBER = "number", _("Number changed")
        TEXT = "text", _("Text changed")
        PICTURE = "picture", _("Picture changed")
        ADDED = "added", _("Added")
        REMOVED = "removed", _("Removed")
        MOVED = "moved", _("Moved")
        DETAILS = "details", _("Sources or settings changed")

    class Mark(models.TextChoices):
        EDITORIAL = "editorial", _("Editorial")
        CLINICAL = "clinical", _("Clinical")
        SAFETY = "safety", _("Safety")

    class Readers(models.TextChoices):
        ALL = "all", _("every learner")
        DONE = "done", _("who has done the unit")
        STAFF = "staff", _("staff alone")

    KINDS_OF_ANSWER = (Kind.ANSWER, Kind.ANSWER_WORDS)
    # An author says what they mean by these, or the edition is refused.
    KINDS_TO_MARK = (*KINDS_OF_ANSWER, Kind.NUMBER)

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="corrections")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=8, choices=Place)
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=250)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TEXT)
    question = models.SlugField(max_length=80, blank=True)
    old_passage = models.CharField(max_length=80, blank=True)
    new_passage = models.CharField(max_length=80, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    is_critical = models.BooleanField(default=False)
    readers = models.CharField(max_length=5, choices=Readers, default=Readers.ALL)
    mark = models.CharField(max_length=9, choices=Mark, blank=True)
    what = models.TextField(blank=True)
    why = models.TextField(blank=True)

    is_opened = False  # set by pages whose reader may read what a quiz asks

    objects: ClassVar = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"], name="course_correction_position"
            ),
            models.CheckConstraint(
                condition=models.Q(mark="", what="", why="")
                | ~models.Q(mark="") & ~models.Q(what=""),
                name="course_correction_marked_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.position})"

    @property
    def shows_texts(self) -> bool:
        """Return whether a page may show what stood there and what stands there now."""
        has_texts = bool(self.before or self.after)
        return has_texts and (self.readers == self.Readers.ALL or self.is_opened)

    @property
    def must_be_marked(self) -> bool:
        """Return whether the author has to say what the change means."""
        return self.kind in self.KINDS_TO_MARK

    @property
    def changes_the_key(self) -> bool:
        """Return whether an answer that was right is wrong now, or the other way round."""
        # With other words of the right answer the author alone knows; an editorial change is none.
        return self.kind in self.KINDS_OF_ANSWER and self.mark != self.Mark.EDITORIAL

    @property
    def is_important(self) -> bool:
        """Return whether learners are told of it before the others.

        That is a right answer, and in a safety correction a critical passage too, and what its
        author calls a matter of safety.
        """
        is_for_safety = self.is_critical or self.mark == self.Mark.SAFETY
        return self.changes_the_key or (is_for_safety and bool(self.edition.safety_correction))

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
        """Return the address of the sentences in this edition; "" if gone."""
        return self._address(self.new_passage)

    def _address(self, passage: str) -> str:
        slug = self.edition.course.slug
        if self.place == self.Place.UNIT and (passage or self.is_quiz or self.question):
            unit = reverse("course:unit", args=[slug, self.key])
            return f"{unit}#{passage}" if passage else unit
        if self.place == self.Place.GLOSSARY and passage:
            return f"{reverse('course:glossary', args=[slug])}#{passage}"
        return ""

    @property
    def is_quiz(self) -> bool:
        """Return whether it is from before questions were compared: some of a quiz changed."""
        return self.kind == self.Kind.TEXT and not self.before and not self.after

    @property
    def is_picture(self) -> bool:
        """Return whether the picture changed and its description did not."""
        # Older rows do not say their kind.
        is_older = self.kind == self.Kind.TEXT and self.before == self.after != ""
        return self.kind == self.Kind.PICTURE or is_older


class CorrectionNoticeQuerySet(models.QuerySet["CorrectionNotice"]):
    def of(self, user: User | int) -> Self:
        """Return the notices of this person, in all courses, oldest correction first.

        user: an account, or its primary key.
        """
        mine = self.filter(enrolment__user=user).order_by("edition__published_at", "pk")
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
