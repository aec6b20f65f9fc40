"""What learners report about a question, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.models.attempt import AttemptItem


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
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["reported_at", "pk"]
        permissions = [("answer_report", _("Answer what learners report about questions"))]
        constraints = [
            models.UniqueConstraint(fields=["item", "kind"], name="quizzes_itemreport_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="quizzes_itemreport_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.kind}"
