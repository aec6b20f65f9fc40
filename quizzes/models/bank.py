"""The bank: questions through their versions, and which of them a quiz may ask."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.canonical import digest_of
from course.models import Course, Objective, Published, Unit
from quizzes.kinds import KINDS, Html, QuestionKind, question_from

UNSCORED_KINDS = [name for name, kind in KINDS.items() if not kind.is_scored]


def body_digest(kind: str, body: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical JSON of a question's kind and body."""
    return digest_of([kind, body])


class Question(models.Model):
    """A question, which lives through its versions.

    ref: its id in the course folder.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="questions")
    ref = models.SlugField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "ref"], name="quizzes_question_ref")
        ]

    def __str__(self) -> str:
        return self.ref


class QuestionVersion(Published):
    """What was asked, with its key; never changed.

    body: JSON that the dataclass of its kind accepted. sha256: the hash of kind and body.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)

    at_hand_with = ("question",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="quizzes_questionversion_number"
            ),
            models.UniqueConstraint(
                fields=["question", "sha256"], name="quizzes_questionversion_body"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} v{self.number}"

    @cached_property
    def data(self) -> QuestionKind:
        return question_from(self.kind, self.body)


class PlaceInBank(NamedTuple):
    """Hold by what a rule may find a question of a bank.

    item, question, objective: ids; objective is None for a question without one.
    """

    item: int
    group: str
    question: int
    objective: int | None


class Quiz(Published):
    """The quiz of a unit of an edition.

    source: its file as it was written.
    """

    class Purpose(models.TextChoices):
        CERTIFYING = "certifying", _("certifying: reasons after handing in, a pass is written down")
        PRACTICE = "practice", _("practice: answer, see why, try again")
        PRETEST = "pretest", _("pretest: before the course, once, without keys; counts for nothing")

    class Keep(models.TextChoices):
        BEST = "best", _("the best attempt counts")
        LAST = "last", _("the last attempt counts")
        FIRST = "first", _("the first attempt counts")

    class Review(models.TextChoices):
        NEVER = "never", _("nothing but the receipt")
        SCORE = "score", _("the score")
        AFTER_PASS = "after_pass", _("keys of missed questions once passed")
        AFTER_SUBMIT = "after_submit", _("all keys at once")

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="quiz")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.CERTIFYING)
    pass_mark = models.PositiveSmallIntegerField()
    attempts_allowed = models.PositiveSmallIntegerField(null=True)
    cooldown_minutes = models.PositiveIntegerField(default=0)
    time_limit_minutes = models.PositiveIntegerField(null=True)
    keep = models.CharField(max_length=5, choices=Keep, default=Keep.BEST)
    review = models.CharField(max_length=12, choices=Review, default=Review.AFTER_PASS)
    shuffle = models.BooleanField(default=False)
    file = models.CharField(max_length=300, blank=True)
    source = models.TextField(blank=True)

    at_hand_with = ("unit__edition__course",)

    class Meta:
        permissions = [("view_statistics", _("See the statistics of quizzes and questions"))]
        constraints = [
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="quizzes_quiz_pass_mark"),
            models.CheckConstraint(
                condition=Q(attempts_allowed=None) | Q(attempts_allowed__gte=1),
                name="quizzes_quiz_attempts",
            ),
            models.CheckConstraint(
                condition=Q(time_limit_minutes=None) | Q(time_limit_minutes__gte=1),
                name="quizzes_quiz_time_limit",
            ),
        ]

    def __str__(self) -> str:
        return self.unit.title

    @property
    def is_certifying(self) -> bool:
        """Tell whether it can be passed: its score is written down with the pass."""
        return self.purpose == self.Purpose.CERTIFYING

    @property
    def is_practice(self) -> bool:
        return self.purpose == self.Purpose.PRACTICE

    @property
    def is_pretest(self) -> bool:
        return self.purpose == self.Purpose.PRETEST

    @property
    def decides_gains(self) -> bool:
        """Tell whether its attempts are compared before and after (``quizzes.marking.gains``)."""
        return self.is_pretest or self.unit.is_final

    # A quiz never changes after its publication, so what follows is read once for each row,
    # and once a process for a row at hand.

    @cached_property
    def rules_in_order(self) -> tuple["Rule", ...]:
        """Return the rules by which an attempt draws its questions."""
        return tuple(self.rules.all())

    @cached_property
    def question_count(self) -> int:
        """Return how many questions a whole attempt asks."""
        return sum(rule.draw for rule in self.rules_in_order)

    @cached_property
    def reflection_count(self) -> int:
        """Return how many of these have no score: they are there to think over."""
        reflections = self.bank.filter(version__kind__in=UNSCORED_KINDS)
        unscored = set(reflections.values_list("pk", flat=True))
        places = [place for place in self.places_in_bank if place.item in unscored]
        counts = []
        for rule in self.rules_in_order:
            if any(rule.takes(place) for place in places):
                counts.append(rule.draw)
        return sum(counts)

    @property
    def scored_count(self) -> int:
        """Return how many questions of a whole attempt make up its score."""
        return self.question_count - self.reflection_count

    @cached_property
    def places_in_bank(self) -> tuple[PlaceInBank, ...]:
        """Return by what a rule may find each question of the bank.

        A row for each objective of a question; one where it has none.
        """
        names = ("pk", "group", "version__question", "objectives")
        rows = self.bank.values_list(*names)
        return tuple(PlaceInBank(*row) for row in rows)

    @cached_property
    def has_several_right(self) -> bool:
        """Tell whether a question of the bank may have several right choices."""
        return bool(self.bank.filter(version__kind="multi").exists())

    @cached_property
    def has_must_pass(self) -> bool:
        """Tell whether a question of the bank must be right to pass."""
        return bool(self.bank.filter(must_pass=True).exists())


class BankItem(Published):
    """A question that a quiz may ask, as its edition shows it.

    rendered: the HTML of its texts by name, with this edition's links.
    source: its file as it was written.
    group: questions of a group are siblings: they ask the same with other words, and an attempt
    asks at most one of them.
    must_pass: a wrong answer blocks the pass.
    twin_of: the id of the must-pass question of which it is the twin; "" for any other question.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="bank")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(default=1)
    group = models.SlugField(max_length=80, blank=True)
    must_pass = models.BooleanField(default=False)
    twin_of = models.SlugField(max_length=80, blank=True, default="")
    rendered = models.JSONField()
    remediation_url = models.CharField(max_length=300, blank=True)
    remediation_title = models.CharField(max_length=200, blank=True)
    remediation_text = models.TextField(blank=True)
    objectives = models.ManyToManyField(Objective, related_name="+")
    file = models.CharField(max_length=300, blank=True)
    source = models.TextField(blank=True)

    at_hand_with = ("version__question",)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="quizzes_bankitem_position"),
            models.CheckConstraint(condition=Q(points__gte=1), name="quizzes_bankitem_points"),
            models.CheckConstraint(
                condition=Q(must_pass=False) | ~Q(group=""),
                name="quizzes_bankitem_must_pass_has_siblings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} {self.position}"

    @cached_property
    def html(self) -> Html:
        return Html(self.rendered)


class Rule(Published):
    """A rule that says where a quiz draws questions from.

    It draws one question (``item``), one of a ``group``, or ``draw`` of an ``objective``.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField()
    item = models.ForeignKey(BankItem, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.SlugField(max_length=80, blank=True)
    objective = models.ForeignKey(Objective, null=True, on_delete=models.PROTECT, related_name="+")
    draw = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="quizzes_rule_position"),
            models.CheckConstraint(
                condition=Q(item__isnull=False, group="", objective=None, draw=1)
                | Q(item=None, objective=None, draw=1) & ~Q(group="")
                | Q(item=None, group="", objective__isnull=False, draw__gte=1),
                name="quizzes_rule_one_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} rule {self.position}"

    def takes(self, place: PlaceInBank) -> bool:
        """Tell whether the rule may draw the question at a place of the bank."""
        if self.item_id:
            return place.item == self.item_id
        if self.objective_id:
            return place.objective == self.objective_id
        return place.group == self.group
