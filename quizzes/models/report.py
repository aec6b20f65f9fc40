"""Learners' reports about questions, and the answers of staff."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from quizzes.models.attempt import Attempt, AttemptItem


class ItemReportQuerySet(models.QuerySet["ItemReport"]):
    def of_user(self, user: User) -> Self:
        """Return what this person reported about their attempts, the latest first."""
        mine = self.filter(item__attempt__in=Attempt.objects.of_user(user))
        return mine.order_by("-reported_at", "-pk")

    def open(self) -> Self:
        """Return those that wait for an answer."""
        return self.filter(answered_at=None)

    def answered(self) -> Self:
        """Return those that staff answered."""
        return self.filter(answered_at__isnull=False)


class ItemReport(models.Model):
    """A learner says that a question is wrong or unclear; a member of staff answers."""

    class Kind(models.TextChoices):
        WRONG = "wrong", _("The marked answer is wrong")
        AMBIGUOUS = "ambiguous", _("The question can be read in more than one way")
        OUTDATED = "outdated", _("The guidance has changed")
        TYPO = "typo", _("A slip of the pen")

    item = models.ForeignKey(AttemptItem, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=9, choices=Kind)
    text = models.TextField(max_length=2000, blank=True)
    reported_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = ItemReportQuerySet.as_manager()

    class Meta:
        ordering = ["reported_at", "pk"]
        permissions = [("answer_report", _("Answer what learners report about questions"))]
        constraints = [
            models.UniqueConstraint(fields=["item", "kind"], name="quizzes_itemreport_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="quizzes_itemreport_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.kind}"

    def get_absolute_url(self) -> str:
        """Return the address of its page for staff."""
        return reverse("quizzes:staff_report", args=[self.pk])

    def take(self, by: User) -> bool:
        """Make ``by`` its owner; return False if it is answered, or theirs already."""
        still_open = ItemReport.objects.open().filter(pk=self.pk).exclude(owner=by)
        return bool(still_open.update(owner=by))

    def give_answer(self, text: str, *, by: User, at: datetime) -> bool:
        """Save the answer, once; return False if somebody answered before, whose answer stays."""
        still_open = ItemReport.objects.open().filter(pk=self.pk)
        return bool(
            still_open.update(
                answer=text,
                answered_by=by,
                answered_at=at,
                owner=Coalesce("owner", by.pk),
            )
        )
