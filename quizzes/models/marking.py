"""Grades: each marking of an attempt is a new row, and so is the order that asked for it."""

from fractions import Fraction
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact, LessThan
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.approvals import SecondPersonAct, SecondPersonActQuerySet
from quizzes.grading import COUNTED, DROPPED_EXCLUDE, DROPPED_FULL, Total
from quizzes.models.attempt import Attempt, AttemptItem
from quizzes.models.bank import QuestionVersion
from quizzes.question.scoring import READING


class RegradeOrderQuerySet(SecondPersonActQuerySet["RegradeOrder"]):
    def in_force(self) -> Self:
        """Return the orders that hold today: of each version the one approved last."""
        approved_later = Q(approved_at__gt=OuterRef("approved_at")) | Q(
            approved_at=OuterRef("approved_at"), pk__gt=OuterRef("pk")
        )
        later = RegradeOrder.objects.filter(approved_later, version=OuterRef("version"))
        return super().in_force().filter(~Exists(later))


class RegradeOrder(SecondPersonAct):
    """An order to mark a question version differently for everybody.

    dry_run: how much the order would change (``quizzes.regrading.outcomes``), worked out when it
    was asked for, on request, and again when it was approved. ``changes`` are the attempts.
    reading: the number of the way in which typed answers were read when it was asked for. The
    order does not ask for what a later reading would change.
    """

    AUDIT_NAME = "regrade"
    APPROVE_PERMISSION = "quizzes.approve_regrade"
    TITLE = _("Mark a question again")
    RELATED = ("version__question",)
    ANOTHER_WAITS = _("An order for this version waits for a decision. Decide on that one first.")
    DECIDED_ALREADY = _(
        "This order was decided on already; a decision is final. Ask for a new one."
    )

    class Action(models.TextChoices):
        RESCORE = "rescore", _("mark by the key of another version")
        EXCLUDE = "exclude", _("take the question out of the score")
        FULL_MARKS = "full_marks", _("give everybody full marks")

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.PROTECT, related_name="regrade_orders"
    )
    action = models.CharField(max_length=10, choices=Action)
    to_version = models.ForeignKey(
        QuestionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reading = models.PositiveSmallIntegerField(default=READING)
    dry_run = models.JSONField(default=dict)

    objects = RegradeOrderQuerySet.as_manager()

    class Meta(SecondPersonAct.Meta):
        permissions = [
            ("order_regrade", _("Ask for a question to be marked again")),
            ("approve_regrade", _("Approve a marking that somebody else asked for")),
        ]
        constraints = [
            *SecondPersonAct.Meta.constraints,
            models.CheckConstraint(
                condition=Q(action="rescore", to_version__isnull=False)
                | Q(action__in=["exclude", "full_marks"], to_version=None),
                name="quizzes_regradeorder_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.action}"

    @property
    def page(self) -> str:
        return reverse("quizzes:staff_regrade", args=[self.pk])


class ScoreChange(models.Model):
    """One attempt whose outcome a regrade order changes, as it was worked out last.

    position: from 1, those that lose most first.
    change: an AttemptChange of ``quizzes.regrading.outcomes``, as JSON.
    """

    order = models.ForeignKey(RegradeOrder, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    change = models.JSONField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"], name="quizzes_scorechange_position"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}, {self.position}"


def _was_marked_later(path_to_run: str = "") -> Exists:
    """Return the condition that a row's attempt was marked again later.

    path_to_run: leads from the row to its marking, such as "run__"; "" if the row is a marking.
    """
    return Exists(
        GradeRun.objects.filter(
            attempt=OuterRef(f"{path_to_run}attempt"),
            run__gt=OuterRef(f"{path_to_run}run"),
        )
    )


class GradeRunQuerySet(models.QuerySet["GradeRun"]):
    def latest_markings(self) -> Self:
        """Return the latest marking of each attempt."""
        return self.filter(~_was_marked_later())

    def of_open_attempts(self) -> Self:
        """Return markings of attempts that were not handed in; there should be none."""
        return self.filter(attempt__state=Attempt.OPEN)

    def of_whole_attempts(self) -> Self:
        """Return markings of attempts that ask the whole quiz."""
        return self.filter(attempt__puts_right=None)


class GradeRun(models.Model):
    """One marking of an attempt; a later marking is a new row.

    run: 1 for the first marking. earned, possible: points, rationals as text.
    passed: the pass mark was reached and no must-pass item was missed; None if nothing counts.
    """

    class Reason(models.TextChoices):
        SUBMIT = "submit", _("handed in")
        REGRADE = "regrade", _("marked again")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="runs")
    run = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=12, choices=Reason, default=Reason.SUBMIT)
    order = models.ForeignKey(
        RegradeOrder, null=True, on_delete=models.PROTECT, related_name="runs"
    )
    earned = models.TextField()
    possible = models.TextField()
    passed = models.BooleanField(null=True)
    missed_must_pass = models.PositiveSmallIntegerField(default=0)
    graded_at = models.DateTimeField()

    objects = GradeRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "run"], name="quizzes_graderun_once"),
            models.CheckConstraint(
                condition=Q(reason="submit", run=1, order=None)
                | Q(reason="regrade", run__gte=2, order__isnull=False),
                name="quizzes_graderun_reason",
            ),
            models.CheckConstraint(
                condition=Q(missed_must_pass=0) | Q(passed=None) | Q(passed=False),
                name="quizzes_graderun_must_pass",
            ),
        ]
        indexes = [models.Index(fields=["graded_at"], name="quizzes_graderun_graded_at")]

    def __str__(self) -> str:
        return f"{self.attempt} run {self.run}"

    @property
    def total(self) -> Total:
        return Total(Fraction(self.earned), Fraction(self.possible), self.passed)


class ItemGradeQuerySet(models.QuerySet["ItemGrade"]):
    def of_latest_markings(self) -> Self:
        """Return the grades that the latest marking of each attempt gave."""
        return self.filter(~_was_marked_later("run__"))

    def counted(self) -> Self:
        """Return those that count as the answer was marked, not dropped by a regrade."""
        return self.filter(state=COUNTED)

    def in_score(self) -> Self:
        """Return those that count for the total: as marked, or with full marks for everybody."""
        return self.exclude(state=DROPPED_EXCLUDE)

    def not_following(self, order: RegradeOrder) -> Self:
        """Return those that are not as the regrade order wants its question version marked."""
        wanted = {
            RegradeOrder.Action.EXCLUDE: Q(state=DROPPED_EXCLUDE),
            RegradeOrder.Action.FULL_MARKS: Q(state=DROPPED_FULL),
            RegradeOrder.Action.RESCORE: Q(
                state=COUNTED, version=order.to_version_id, reading__gte=order.reading
            ),
        }
        action = RegradeOrder.Action(order.action)
        return self.filter(item__version=order.version_id).exclude(wanted[action])


class ItemGrade(models.Model):
    """The grade of one item in one marking: an exact fraction from 0 to 1.

    version: the question version whose key marked it.
    status: right, partly right, wrong … (``quizzes.question.scoring``).
    state: whether it counts (``quizzes.grading``).
    reading: the number of the way in which typed answers were read.
    """

    run = models.ForeignKey(GradeRun, on_delete=models.CASCADE, related_name="grades")
    item = models.ForeignKey(AttemptItem, on_delete=models.CASCADE, related_name="grades")
    version = models.ForeignKey(
        QuestionVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # Digits as text: a fraction of a fraction can outgrow the integers of a database.
    numerator = models.TextField()
    denominator = models.TextField()
    status = models.CharField(max_length=9)
    state = models.CharField(max_length=15, default=COUNTED)
    reading = models.PositiveSmallIntegerField(default=READING)

    objects = ItemGradeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "item"], name="quizzes_itemgrade_once"),
            # From 0 to 1. Of two numbers without leading zeros the longer is larger; of one
            # length, the later text. A collation of PostgreSQL may not look at the sign.
            models.CheckConstraint(
                condition=Q(numerator__gte="0", denominator__gte="1")
                & ~Q(numerator__startswith="-")
                & ~Q(denominator__startswith="-")
                & (
                    Q(LessThan(Length("numerator"), Length("denominator")))
                    | Q(
                        Exact(Length("numerator"), Length("denominator")),
                        numerator__lte=F("denominator"),
                    )
                ),
                name="quizzes_itemgrade_fraction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[COUNTED, DROPPED_EXCLUDE, DROPPED_FULL]),
                name="quizzes_itemgrade_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.status}"

    @property
    def fraction(self) -> Fraction:
        return Fraction(int(self.numerator), int(self.denominator))
