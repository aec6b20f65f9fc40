"""Attempts, which are frozen at their start, answered item by item and handed in once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.compiled_queries import CompiledQuery
from accounts.models import User
from course.models import Enrolment
from quizzes.kinds import KINDS
from quizzes.models.bank import BankItem, Question, QuestionVersion, Quiz


@lru_cache(maxsize=10_000)
def _address(name: str, slug: str, key: str, number: int, **more: int) -> str:
    """Return the address of a page of an attempt, which is the same for every learner."""
    # A question page leads to every question of the attempt: most are asked for again and again.
    values = {"slug": slug, "key": key, "number": number, **more}
    return reverse(f"quizzes:{name}", kwargs=values)


def with_quizzes(attempts: list["Attempt"]) -> list["Attempt"]:
    """Put on each its quiz, unit, edition and course from the process's memory."""
    quizzes = Quiz.at_hand(attempt.quiz_id for attempt in attempts)
    for attempt in attempts:
        attempt.quiz = quizzes[attempt.quiz_id]
    return attempts


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, enrolment: Enrolment | int) -> Self:
        """Return the attempts of one enrolment; it may be named by its primary key."""
        return self.filter(enrolment=enrolment)

    def of_user(self, user: User | AnonymousUser) -> Self:
        """Return those of somebody's active enrolments; none for who is not signed in."""
        if not user.is_authenticated:
            return self.none()
        return self.of_user_key(user.pk)

    def of_user_key(self, user_id: int) -> Self:
        """Return those of the active enrolments of the user with this primary key."""
        return self.filter(enrolment__user=user_id, enrolment__ended_at=None)

    def at(self, unit_key: str) -> Self:
        """Return the attempts at the quiz of a unit, in any edition."""
        return self.filter(unit_key=unit_key)

    def open(self) -> Self:
        """Return those that were not handed in, also where the time is over."""
        return self.filter(state=Attempt.OPEN)

    def handed_in(self) -> Self:
        """Return those that were handed in, by the learner or because the time was over."""
        return self.filter(state=Attempt.SUBMITTED)

    def whole(self) -> Self:
        """Return those that ask the whole quiz, not one question that remedies a missed one."""
        return self.filter(puts_right=None)

    def with_quizzes(self) -> list["Attempt"]:
        """Read them, each with its quiz, unit, edition and course from the process's memory."""
        return with_quizzes(list(self))

    def counted(self) -> Self:
        """Return those that statistics count.

        Each is an enrolment's first whole attempt at a certifying quiz, at one revision of it,
        handed in, and not by staff.
        """
        certifying = Q(quiz__purpose=Quiz.Purpose.CERTIFYING)
        earlier = Attempt.objects.whole().filter(
            certifying,
            enrolment=OuterRef("enrolment"),
            unit_key=OuterRef("unit_key"),
            quiz__unit__revision=OuterRef("quiz__unit__revision"),
            number__lt=OuterRef("number"),
        )
        whole = self.handed_in().whole().filter(certifying, by_staff=False)
        return whole.filter(~Exists(earlier))


class Attempt(models.Model):
    """A learner's attempt at a quiz, counted by enrolment and unit key through all editions.

    puts_right: the missed must-pass item that a remedial attempt remedies, by asking one sibling
    of it; None for a whole attempt.
    seed: 32 hexadecimal digits that made the draw and the orders. Both are stored as well; the
    seed is kept for audits.
    by_staff: a member of staff started it, so that statistics do not count it.
    """

    OPEN, SUBMITTED = "open", "submitted"

    class SubmitReason(models.TextChoices):
        LEARNER = "learner", _("handed in")
        TIMEOUT = "timeout", _("time was over")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="attempts")
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    unit_key = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    puts_right = models.ForeignKey(
        "quizzes.AttemptItem", null=True, on_delete=models.CASCADE, related_name="put_right_by"
    )
    state = models.CharField(
        max_length=9, choices=[(OPEN, _("open")), (SUBMITTED, _("handed in"))], default=OPEN
    )
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submit_key = models.UUIDField(null=True)
    submit_reason = models.CharField(max_length=7, choices=SubmitReason, blank=True)
    seed = models.CharField(max_length=32, blank=True)
    by_staff = models.BooleanField(default=False)

    last_sat_at: datetime  # annotated by quizzes.regrading.batches

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [
            # Who is out of tries.
            models.Index(fields=["number", "submitted_at"], name="quizzes_attempt_by_number"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "unit_key", "number"], name="quizzes_attempt_number"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "unit_key"],
                condition=Q(state="open"),
                name="quizzes_attempt_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at=None, submit_reason="")
                | Q(
                    state="submitted",
                    submitted_at__isnull=False,
                    submit_reason__in=["learner", "timeout"],
                ),
                name="quizzes_attempt_submitted_with_time",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at=None) | Q(deadline_at__gt=F("started_at")),
                name="quizzes_attempt_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_key} attempt {self.number}"

    def get_absolute_url(self) -> str:
        return self.url("result")

    def url(self, name: str, **more: int) -> str:
        """Return the address of one of this attempt's pages."""
        return _address(name, self.enrolment.course.slug, self.unit_key, self.number, **more)

    @cached_property
    def asked_items(self) -> list["AttemptItem"]:
        """Return its items in order with their questions, read once for this object."""
        items = _items_of_attempt.rows(self.pk)
        for item in items:
            item.attempt = self
        put_questions_on(items)
        return items

    @property
    def is_open(self) -> bool:
        return self.state == self.OPEN

    @property
    def is_whole(self) -> bool:
        """Tell whether it asks the whole quiz, not one question that remedies a missed one."""
        return self.puts_right_id is None

    @property
    def grade(self) -> Any:
        """Return the latest marking (a GradeRun); None while the attempt is open."""
        # Any: GradeRun stands in a file that imports this one.
        return max(self.runs.all(), key=lambda run: run.run, default=None)

    @property
    def was_marked_again(self) -> bool:
        """Tell whether a regrade order asked for one of its markings."""
        return any(run.order_id for run in self.runs.all())

    @property
    def ready_at(self) -> datetime | None:
        """Return when the next attempt may start, counted from handing in; None without a wait."""
        if self.submitted_at is None or not self.quiz.cooldown_minutes:
            return None
        return self.submitted_at + timedelta(minutes=self.quiz.cooldown_minutes)


class AttemptItemQuerySet(models.QuerySet["AttemptItem"]):
    def handed_in(self) -> Self:
        """Return the items of attempts that were handed in."""
        return self.filter(attempt__state=Attempt.SUBMITTED)

    def of_open_attempts(self) -> Self:
        """Return the items of attempts that were not handed in."""
        return self.filter(attempt__state=Attempt.OPEN)

    def with_questions(self) -> list["AttemptItem"]:
        """Read them, each with its question version and texts from the process's memory."""
        items = list(self)
        put_questions_on(items)
        return items


_items_of_attempt = CompiledQuery(
    lambda attempt: AttemptItem.objects.filter(attempt=attempt).order_by("position")
)


def put_questions_on(items: Collection["AttemptItem"]) -> None:
    """Put on each item its question version and texts from the process's memory."""
    bank_items = BankItem.at_hand(item.bank_item_id for item in items)
    for item in items:
        item.bank_item = bank_items[item.bank_item_id]
        item.version = item.bank_item.version  # an attempt asks what the bank has


class AttemptItem(models.Model):
    """An item of an attempt, frozen, with the learner's response.

    option_order: how this attempt shows the options.
    seq: the count of saves; a form that was made before the latest save is stale.
    checked_at: in practice, when the learner asked to see why.
    draft: the fields of a form that was sent since the latest save and not saved, because it could
    not be read or came from an older page.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    bank_item = models.ForeignKey(BankItem, on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField()
    option_order = models.JSONField(default=list)
    response = models.JSONField(null=True)
    draft = models.JSONField(null=True)
    seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    flagged = models.BooleanField(default=False)
    sureness = models.PositiveSmallIntegerField(null=True)

    objects = AttemptItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="quizzes_attemptitem_position"
            ),
            models.UniqueConstraint(
                fields=["attempt", "question"], name="quizzes_attemptitem_question"
            ),
            models.CheckConstraint(
                condition=Q(sureness=None) | Q(sureness__range=(1, 3)),
                name="quizzes_attemptitem_sureness",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} {self.position}"

    @property
    def draft_seq(self) -> int | None:
        """Return the count of saves when the draft's form was made; None without a draft."""
        return self.draft["seq"] if self.draft else None

    @property
    def has_older_draft(self) -> bool:
        """Return whether the draft was sent from a page older than the latest save."""
        return self.draft_seq is not None and self.draft_seq < self.seq

    @property
    def is_answered(self) -> bool:
        """Tell whether a response was saved."""
        return self.response is not None

    @property
    def is_finished(self) -> bool:
        """Tell whether no part of the question is left to answer; reads the version."""
        return self.is_answered and self.version.data.is_complete(self.response)

    @property
    def is_begun(self) -> bool:
        """Tell whether one part of the question is answered and another is not."""
        return self.is_answered and not self.is_finished

    @property
    def is_scored(self) -> bool:
        """Tell whether the question has a score; a reflection has none."""
        return KINDS[self.version.kind].is_scored

    @property
    def url(self) -> str:
        return self.attempt.url("question", position=self.position)

    @property
    def report_url(self) -> str:
        return self.attempt.url("report", position=self.position)


class Accommodation(models.Model):
    """More time or more attempts at a quiz for one learner, granted by staff.

    Append-only; the latest row counts.
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="accommodations"
    )
    unit_key = models.SlugField(max_length=80)
    extra_time_percent = models.PositiveSmallIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=500)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["granted_at", "pk"]
        permissions = [("grant_accommodation", _("Grant a learner more time or attempts"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(extra_time_percent__lte=400), name="quizzes_accommodation_time"
            ),
            models.CheckConstraint(
                condition=Q(extra_attempts__lte=100), name="quizzes_accommodation_attempts"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="quizzes_accommodation_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_key}: +{self.extra_time_percent} %, +{self.extra_attempts}"

    @property
    def in_words(self) -> str:
        """Return such as "25% more time, 2 more attempts"; "nothing more" after a withdrawal."""
        parts = []
        if self.extra_time_percent:
            parts.append(gettext("%d%% more time") % self.extra_time_percent)
        if attempts := self.extra_attempts:
            parts.append(ngettext("%d more attempt", "%d more attempts", attempts) % attempts)
        return ", ".join(parts) or gettext("nothing more")
