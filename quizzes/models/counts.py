"""Kept counts of first attempts: scores, answers, typed words and gains.

They name nobody. ``quizzes.marking.counts`` writes them.
"""

from typing import Self, TypeVar

from django.db import models

from quizzes.models.bank import QuestionVersion, Quiz

Row = TypeVar("Row", bound=models.Model)


class CountQuerySet(models.QuerySet[Row]):
    def occurring(self) -> Self:
        """Return those that count anybody."""
        return self.filter(n__gt=0)


class ScoreCount(models.Model):
    """How many first attempts at a quiz earned a score, by their latest markings.

    earned, possible: points, rationals as text. passed: False also if nothing counts.
    last_at: when the last of them was handed in, also one that a regrade gave another score.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="score_counts")
    earned = models.TextField()
    possible = models.TextField()
    passed = models.BooleanField()
    n = models.IntegerField()
    last_at = models.DateTimeField()

    objects = CountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "earned", "possible", "passed"], name="quizzes_scorecount_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.earned} of {self.possible}, {self.n}"


class AnswerCount(models.Model):
    """How many first attempts with a score gave a kind of answer to a question.

    version: the question version that marked the answers. points: what the item was worth.
    earned, possible: the score of the attempts. numerator, denominator, status, state: as of
    ItemGrade; items that were taken out of the score are not counted.
    chosen: the ids of the chosen options, sorted, with spaces between them; "" for other kinds.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="answer_counts")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=15)
    numerator = models.TextField()
    denominator = models.TextField()
    status = models.CharField(max_length=9)
    chosen = models.TextField()
    earned = models.TextField()
    possible = models.TextField()
    n = models.IntegerField()

    objects = CountQuerySet.as_manager()

    class Meta:
        constraints = [
            # In this order, so that the index also sums up what was earned in each item.
            models.UniqueConstraint(
                fields=[
                    "quiz",
                    "version",
                    "points",
                    "state",
                    "numerator",
                    "denominator",
                    "status",
                    "chosen",
                    "earned",
                    "possible",
                ],
                name="quizzes_answercount_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.numerator}/{self.denominator} {self.chosen}, {self.n}"


class TypedCount(models.Model):
    """How many first attempts typed a wrong answer, folded.

    version: the question version that marked it. A version has at most 200 texts
    (``quizzes.marking.typed_counts``).
    place: "" for a whole question; else the ids of a part and of the gap in it ("s1.g2").
    """

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="typed_counts"
    )
    place = models.TextField(blank=True, default="")
    text = models.TextField()
    n = models.IntegerField()

    objects = CountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "place", "text"], name="quizzes_typedcount_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.n}"


class GainCount(models.Model):
    """How many learners were right to one share in the pretest, and to another at the end.

    quiz: the final quiz. objective: the key of an objective of the course; "" for all together.
    before, after: shares of the points, rationals as text (``quizzes.marking.gains``).
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="gain_counts")
    objective = models.CharField(max_length=80, blank=True)
    before = models.TextField()
    after = models.TextField()
    n = models.IntegerField()

    objects = CountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "objective", "before", "after"], name="quizzes_gaincount_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.objective} {self.before} to {self.after}, {self.n}"
