"""Questions and quizzes as published; attempts, frozen at their start; grades, never overwritten."""

import uuid
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from course.models import Course, Enrolment, Objective, Published, Unit
from quizzes.grading import Total
from quizzes.kinds import Question as QuestionData
from quizzes.kinds import question_from


class Question(models.Model):
    """A question through all its versions; ``ref`` is its id in the course folder."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="questions")
    ref = models.SlugField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "ref"], name="quizzes_question_ref")]

    def __str__(self) -> str:
        return self.ref


class QuestionVersion(Published):
    """What was asked, and the key. ``body`` is canonical JSON, validated by the dataclass of its kind, and hashed."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="quizzes_questionversion_number"),
            models.UniqueConstraint(fields=["question", "sha256"], name="quizzes_questionversion_body"),
        ]

    def __str__(self) -> str:
        return f"{self.question} v{self.number}"

    @property
    def data(self) -> QuestionData:
        return question_from(self.kind, self.body)


class Quiz(Published):
    """The quiz of a unit of an edition."""

    class Review(models.TextChoices):
        AFTER_PASS = "after_pass", _("keys of missed questions once passed, or when no attempt is left")
        AFTER_SUBMIT = "after_submit", _("all keys at once")

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="quiz")
    pass_mark = models.PositiveSmallIntegerField()
    attempts_allowed = models.PositiveSmallIntegerField(null=True)
    cooldown_minutes = models.PositiveIntegerField(default=0)
    review = models.CharField(max_length=12, choices=Review, default=Review.AFTER_PASS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="quizzes_quiz_pass_mark"),
            models.CheckConstraint(
                condition=Q(attempts_allowed=None) | Q(attempts_allowed__gte=1), name="quizzes_quiz_attempts"
            ),
        ]

    def __str__(self) -> str:
        return self.unit.title


class Rule(Published):
    """One question of a quiz, worth ``points``. ``rendered`` is its HTML with this edition's links:
    {vignette, stem, rationale, options: {id: {text, rationale}}, slips: {value: rationale}}."""

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(default=1)
    rendered = models.JSONField()
    remediation_url = models.CharField(max_length=300, blank=True)
    remediation_title = models.CharField(max_length=200, blank=True)
    objectives = models.ManyToManyField(Objective, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="quizzes_rule_position"),
            models.CheckConstraint(condition=Q(points__gte=1), name="quizzes_rule_points"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} {self.position}"


class Attempt(models.Model):
    """One sitting of a quiz. It belongs to an enrolment and counts by unit key, so a new edition resets nothing."""

    OPEN, SUBMITTED = "open", "submitted"

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    unit_key = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=[(OPEN, _("open")), (SUBMITTED, _("handed in"))], default=OPEN)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submit_key = models.UUIDField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit_key", "number"], name="quizzes_attempt_number"),
            models.UniqueConstraint(
                fields=["enrolment", "unit_key"], condition=Q(state="open"), name="quizzes_attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at=None) | Q(state="submitted", submitted_at__isnull=False),
                name="quizzes_attempt_submitted_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_key} attempt {self.number}"

    def get_absolute_url(self) -> str:
        return self.url("result")

    def url(self, name: str, **more: Any) -> str:
        """The address of one of this attempt's pages."""
        slug = self.enrolment.course.slug
        return reverse(f"quizzes:{name}", kwargs={"slug": slug, "key": self.unit_key, "number": self.number, **more})

    @property
    def is_open(self) -> bool:
        return self.state == self.OPEN

    @property
    def grade(self) -> "GradeRun | None":
        """The latest marking; None while the attempt is open."""
        return max(self.runs.all(), key=lambda run: run.run, default=None)

    @property
    def ready_at(self) -> datetime | None:
        """When the next attempt may start: the cool-down counts from handing in. None where nobody has to wait."""
        if self.submitted_at is None or not self.quiz.cooldown_minutes:
            return None
        return self.submitted_at + timedelta(minutes=self.quiz.cooldown_minutes)


class AttemptItem(models.Model):
    """A question of an attempt, frozen, with the response. ``option_order`` is how this attempt shows the options;
    ``seq`` counts saves: a form that was made before the latest save is stale."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    option_order = models.JSONField(default=list)
    response = models.JSONField(null=True)
    seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    flagged = models.BooleanField(default=False)
    sureness = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="quizzes_attemptitem_position"),
            models.UniqueConstraint(fields=["attempt", "question"], name="quizzes_attemptitem_question"),
            models.CheckConstraint(
                condition=Q(sureness=None) | Q(sureness__range=(1, 3)), name="quizzes_attemptitem_sureness"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} {self.position}"

    @property
    def is_answered(self) -> bool:
        return self.response is not None

    @property
    def url(self) -> str:
        return self.attempt.url("question", position=self.position)


class GradeRun(models.Model):
    """One marking of an attempt; a later one is a new row. Points are rationals written as text."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="runs")
    run = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=12, default="submit")
    earned = models.CharField(max_length=40)
    possible = models.CharField(max_length=40)
    passed = models.BooleanField(null=True)
    graded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "run"], name="quizzes_graderun_once")]

    def __str__(self) -> str:
        return f"{self.attempt} run {self.run}"

    @property
    def total(self) -> Total:
        return Total(Fraction(self.earned), Fraction(self.possible), self.passed)


class ItemGrade(models.Model):
    """The marking of one item: an exact fraction, and why."""

    run = models.ForeignKey(GradeRun, on_delete=models.CASCADE, related_name="grades")
    item = models.ForeignKey(AttemptItem, on_delete=models.CASCADE, related_name="grades")
    fraction = models.CharField(max_length=40)
    status = models.CharField(max_length=9)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "item"], name="quizzes_itemgrade_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.status}"


def new_submit_key() -> uuid.UUID:
    """The key of one rendered form: the same key twice is the same click."""
    return uuid.uuid4()
