"""Two clicks, or two reviewers, at once: a fact is signed once, and a review is withdrawn once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from course.models import FactReview, FactReviewWithdrawal
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import make_edition, make_fact, make_user
from tests.quizzes.test_concurrency import calm, posts

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
__all__ = ["calm"]  # a fixture


def test_clicks_of_two_reviewers_sign_a_fact_once_and_withdraw_it_once():
    today = timezone.localdate()
    fact = make_fact(make_edition(), review_by=today)
    fields = {
        "digest": fact.digest,
        "last_review": "",
        "checked_on": str(today - timedelta(days=1)),
        "what_was_read": "The whole trial",
        "outcome": "unchanged",
        "interval": "28",
    }
    reviewers = [make_user(is_staff=True, is_superuser=True) for _reviewer in range(2)]
    sign = reverse("staff:fact", args=["basics", fact.tag])
    answers = in_parallel([post for user in reviewers for post in posts(user, sign, fields, 3)])
    # Whoever came second is told to look again; clicks of the first are clicks on what is done.
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [302] * 3
    review = FactReview.objects.get()

    withdraw = reverse("staff:withdraw_fact_review", args=[review.pk])
    because = {"because": "The wrong fact was signed."}
    answers = in_parallel([p for user in reviewers for p in posts(user, withdraw, because, 3)])
    assert {answer.status_code for answer in answers} == {302}
    assert FactReviewWithdrawal.objects.count() == 1
    verbs = AuditEvent.objects.order_by("verb").values_list("verb", flat=True)
    assert list(verbs) == ["fact.review_withdrawn", "fact.reviewed"]
