"""How sure somebody was is theirs alone, and is deleted twelve months after the certificate."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts import personal_data
from quizzes.models import Attempt, AttemptItem
from quizzes.sitting import attempts
from tests.factories import enrol, make_user
from tests.quizzes.factories import make_quiz, page, single
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
DONE = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
YEAR = DONE.replace(year=2027)
SECOND = timedelta(seconds=1)


def sit(quiz, at=DONE, user=None, hand_in=True) -> Attempt:
    """An attempt at two questions at that time: sure of the first, of the second nothing was
    said."""
    attempt = attempts.start(enrol(user or make_user(), quiz.unit.edition), quiz, at)
    for item, sureness in zip(attempt.items.all(), (3, None), strict=True):
        attempts.save_answer(item, "b", seq=0, at=at, sureness=sureness)
    return attempts.submit(attempt, uuid.uuid4(), at) if hand_in else attempt


@pytest.fixture
def quiz():
    """The only unit of its course: whoever passes it has completed the course, and earned the
    certificate."""
    return make_quiz(single(), single())


def forget(at) -> str:
    """What the command prints at that time."""
    out = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("forget_sureness", stdout=out)
    return out.getvalue().strip()


def kept() -> list:
    return list(AttemptItem.objects.order_by("pk").values_list("sureness", flat=True))


def test_it_is_deleted_twelve_months_after_the_certificate_and_not_a_second_before(quiz, ada):
    attempt = sit(quiz, user=ada)
    attempt.enrolment.refresh_from_db()
    assert attempt.enrolment.completed_at == DONE
    assert forget(YEAR - SECOND) == "Answers whose sureness was deleted: 0."
    assert kept() == [3, None]
    assert forget(YEAR) == "Answers whose sureness was deleted: 1."
    assert kept() == [None, None]


def test_again_changes_nothing_and_the_answers_and_marks_stay(quiz):
    attempt = sit(quiz)
    before = (
        list(attempt.items.values("response", "seq", "saved_at", "flagged")),
        attempt.grade.earned,
    )
    forget(YEAR)
    assert forget(YEAR + SECOND) == "Answers whose sureness was deleted: 0."
    attempt = Attempt.objects.get()
    assert (
        list(attempt.items.values("response", "seq", "saved_at", "flagged")),
        attempt.grade.earned,
    ) == before


def test_whoever_has_no_certificate_yet_keeps_it(quiz, ada):
    unfinished = make_quiz(
        single(), single(), edition=quiz.unit.edition, key="second", attempts_allowed=None
    )
    sit(unfinished)
    forget(DONE.replace(year=2036))
    assert kept() == [3, None]


def test_it_counts_from_the_certificate_not_from_the_attempt(quiz):
    """An attempt that was sat earlier, or in practice later, goes with the same day."""
    other = make_quiz(
        single(), single(), edition=quiz.unit.edition, key="practice", purpose="practice"
    )
    early = attempts.start(enrol(make_user(), quiz.unit.edition), other, DONE - timedelta(days=300))
    attempts.save_answer(early.items.first(), "b", seq=0, at=DONE - timedelta(days=300), sureness=2)
    attempts.submit(early, None, DONE - timedelta(days=300))
    passing = attempts.start(early.enrolment, quiz, DONE)
    for item in passing.items.all():
        attempts.save_answer(item, "b", seq=0, at=DONE, sureness=1)
    attempts.submit(passing, None, DONE)
    running = attempts.start(early.enrolment, other, DONE + timedelta(days=300))
    attempts.save_answer(
        running.items.first(), "b", seq=0, at=DONE + timedelta(days=300), sureness=3
    )
    assert sorted(filter(None, kept())) == [1, 1, 2, 3]
    forget(YEAR - SECOND)
    assert sorted(filter(None, kept())) == [1, 1, 2, 3]
    forget(YEAR)
    assert not any(kept())


@pytest.mark.parametrize(
    ("done", "not_yet", "due"),
    [
        ("2028-02-29 12:00", "2029-02-28 12:00", "2029-03-01 12:00"),
        ("2027-02-28 12:00", "2028-02-28 11:59", "2028-02-29 12:00"),
    ],
)
def test_leap_years(quiz, done, not_yet, due):
    done, not_yet, due = (
        datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (done, not_yet, due)
    )
    sit(quiz, at=done)
    forget(not_yet)
    assert kept() == [3, None]
    forget(due)
    assert kept() == [None, None]


def test_it_can_only_be_deleted_never_changed(quiz):
    sit(quiz)
    with pytest.raises(DatabaseError), transaction.atomic():
        AttemptItem.objects.update(sureness=1)
    assert AttemptItem.objects.update(sureness=None) == 2


def test_the_page_says_when_it_is_deleted(client, ada, quiz):
    client.force_login(ada)
    text = text_of(client.get(page(sit(quiz, user=ada, hand_in=False))))
    assert "only you see it. Deleted 12 months after you earn the certificate." in text


def test_the_person_gets_it_and_staff_do_not(client, ada, grace, quiz):
    attempt = sit(quiz, user=ada)
    assert '"sureness": 3' in json.dumps(personal_data.export(ada), default=str)
    client.force_login(grace)
    for url in (
        reverse("staff:learner", args=[attempt.enrolment.public_id]),
        reverse("admin:quizzes_attempt_change", args=[attempt.pk]),
    ):
        text = text_of(client.get(url))
        assert "ureness" not in text
        assert "Certain" not in text
    assert client.get(page(attempt, "result")).status_code == 404


def test_it_goes_with_an_erased_person(ada, quiz):
    sit(quiz)
    sit(quiz, user=ada)
    personal_data.erase(ada)
    assert kept() == [3, None, None, None]
