"""Two clicks, or two members of staff, at once: one report, one answer, one grant, and nobody's
time is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, OutgoingMail
from quizzes.models import Accommodation, Attempt, ItemReport
from quizzes.sitting import attempts
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import make_attempt, make_quiz, start_url
from tests.quizzes.test_concurrency import calm, posts

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
__all__ = ["calm"]  # a fixture


def member():
    return make_user(is_staff=True, is_superuser=True)


def handed_in(user) -> Attempt:
    return attempts.submit(
        make_attempt(user, edition=make_edition(lessons=0)), None, timezone.now()
    )


def test_eight_clicks_on_report_are_one_report():
    for _round in range(5):
        user = make_user()
        attempt = handed_in(user)
        fields = {"kind": "typo", "text": "A slip."}
        answers = in_parallel(posts(user, attempt.url("report", position=1), fields, 8))
        assert {answer.status_code for answer in answers} == {302}
        assert ItemReport.objects.filter(item__attempt=attempt).count() == 1


def test_two_members_of_staff_who_answer_at_once_give_one_answer_and_one_mail():
    for _round in range(5):
        report = ItemReport.objects.create(item=handed_in(make_user()).items.get(), kind="typo")
        staff = {name: member() for name in ("one", "two")}
        calls = [
            posts(user, report.get_absolute_url(), {"answer": name}, 2)
            for name, user in staff.items()
        ]
        assert {answer.status_code for answer in in_parallel(sum(calls, []))} == {302}
        report.refresh_from_db()
        assert report.answered_by == staff[report.answer]
        [event] = AuditEvent.objects.filter(subject_key=str(report.pk))
        assert (event.actor, event.reason) == (report.answered_by, report.answer)
        assert OutgoingMail.objects.filter(key=f"report:{report.pk}").count() == 1


def test_time_that_is_granted_while_an_attempt_starts_counts_for_it_and_is_granted_once():
    quiz = make_quiz(time_limit_minutes=20)
    grace = member()
    fields = {
        "quizzes": ["quiz"],
        "extra_time_percent": "50",
        "extra_attempts": "0",
        "reason": "Agreed last week.",
    }
    for _round in range(10):
        user = make_user()
        enrolment = enrol(user, quiz.unit.edition)
        grants = posts(
            grace, reverse("quizzes:accommodations", args=[enrolment.public_id]), fields, 3
        )
        starts = posts(user, start_url(), {}, 3)
        in_parallel([call for pair in zip(grants, starts, strict=True) for call in pair])
        attempt = Attempt.objects.get(enrolment=enrolment)
        assert attempt.deadline_at - attempt.started_at == timedelta(minutes=30)
        assert Accommodation.objects.filter(enrolment=enrolment).count() == 1
