"""Models of reviews of facts: somebody checked a fact at its sources and found it unchanged."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.models.edition import Course


class FactReviewQuerySet(models.QuerySet["FactReview"]):
    def in_force(self) -> Self:
        """Return the reviews that were not withdrawn."""
        return self.filter(withdrawal=None)

    def latest_first(self) -> Self:
        return self.order_by("-checked_on", "-pk")


class FactReview(models.Model):
    """A fact was checked at its sources and found unchanged, outside any edition. Append-only.

    digest: of the fact's text and references; a review holds for every edition that says the same.
    next_review_on: readers are told from this day on that it is to be checked again.
    reviewer: None once the account is erased.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="fact_reviews")
    tag = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    checked_on = models.DateField()
    what_was_read = models.TextField()
    next_review_on = models.DateField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer_name = models.CharField(max_length=200)
    signed_at = models.DateTimeField(default=timezone.now)

    objects = FactReviewQuerySet.as_manager()

    class Meta:
        permissions = [("review_fact", _("Check facts at their sources and sign that they stand"))]
        indexes = [
            models.Index(fields=["course", "tag", "digest"], name="course_factreview_of_fact")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_review_on__gt=F("checked_on")),
                name="course_factreview_next_is_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag}: {self.checked_on}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class FactReviewWithdrawal(models.Model):
    """A review of a fact was wrong and does not count any more. Append-only.

    withdrawn_by: None once the account is erased.
    """

    review = models.OneToOneField(FactReview, on_delete=models.PROTECT, related_name="withdrawal")
    because = models.TextField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(because=""), name="course_factreviewwithdrawal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} withdrawn"
