"""Staff grant one learner more time or attempts, with a reason; the latest grant counts, and the
learner sees it."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts import personal_data
from accounts.models import AuditEvent
from accounts.staff_groups import GROUPS
from course import timeline
from quizzes.marking.standing import standing
from quizzes.models import Accommodation, Attempt, Quiz
from quizzes.sitting import attempts
from quizzes.sitting.accommodations import grant
from quizzes.sitting.attempts import AttemptRefusedError
from tests.course.staff.test_staff import queries, staff_with
from tests.factories import enrol, make_edition
from tests.quizzes.factories import add_must_pass, make_quiz, page
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
REASON = "Agreed with the disability office."


def minutes(number) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def quiz() -> Quiz:
    """Twenty minutes, two attempts."""
    return make_quiz(time_limit_minutes=20, attempts_allowed=2)


@pytest.fixture
def enrolment(ada, quiz):
    return enrol(ada, quiz.unit.edition)


@pytest.fixture
def support(client):
    """Signed in."""
    support = staff_with("course.view_timeline", "quizzes.grant_accommodation")
    client.force_login(support)
    return support


def give(enrolment, by, time=0, more=0, at=TEN, keys=("quiz",)) -> list[Accommodation]:
    return grant(
        enrolment, keys, extra_time_percent=time, extra_attempts=more, reason=REASON, by=by, at=at
    )


def page_of(enrolment) -> str:
    return reverse("quizzes:accommodations", args=[enrolment.public_id])


def fields(**changes) -> dict:
    return {
        "quizzes": ["quiz"],
        "extra_time_percent": "25",
        "extra_attempts": "1",
        "reason": REASON,
    } | changes


def start(enrolment, quiz, at=TEN, **more) -> Attempt:
    return attempts.start(enrolment, quiz, at, **more)


# --- the rule ---


@pytest.mark.parametrize(("percent", "ends"), [(0, 20), (25, 25), (33, 26.6), (400, 100)])
def test_more_time_counts_from_the_start_of_an_attempt(enrolment, quiz, grace, percent, ends):
    give(enrolment, grace, time=percent)
    assert start(enrolment, quiz).deadline_at == TEN + minutes(ends)


def test_more_attempts_count_at_once_and_no_further(enrolment, quiz, grace):
    for number in range(2):
        attempts.submit(start(enrolment, quiz), uuid.uuid4(), TEN)
        assert standing(enrolment, quiz, TEN).attempts_left == 1 - number
    with pytest.raises(AttemptRefusedError):
        start(enrolment, quiz)
    give(enrolment, grace, more=1)
    attempts.submit(start(enrolment, quiz), uuid.uuid4(), TEN)
    with pytest.raises(AttemptRefusedError):
        start(enrolment, quiz)
    assert Attempt.objects.count() == 3


def test_the_wait_between_attempts_is_as_long_as_before(ada, grace):
    quiz = make_quiz(attempts_allowed=1, cooldown_minutes=24 * 60)
    enrolment = enrol(ada, quiz.unit.edition)
    give(enrolment, grace, time=400, more=5)
    attempts.submit(start(enrolment, quiz), uuid.uuid4(), TEN)
    with pytest.raises(AttemptRefusedError) as refused:
        start(enrolment, quiz, TEN + timedelta(hours=23, minutes=59, seconds=59))
    assert refused.value.opens_at == TEN + timedelta(hours=24)
    assert start(enrolment, quiz, TEN + timedelta(hours=24)).number == 2


def test_the_latest_grant_is_the_whole_of_it_and_the_earlier_ones_stay_on_record(
    enrolment, quiz, grace
):
    give(enrolment, grace, time=50, more=2)
    give(enrolment, grace, time=25)
    found = standing(enrolment, quiz, TEN)
    assert (found.attempts_left, start(enrolment, quiz).deadline_at) == (2, TEN + minutes(25))
    assert Accommodation.objects.count() == 2
    for act in (
        lambda: Accommodation.objects.update(extra_attempts=9),
        Accommodation.objects.all().delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_grant_counts_for_its_learner_and_its_quiz_alone_and_through_editions(
    enrolment, quiz, eve, grace
):
    give(enrolment, grace, time=25)
    other = make_quiz(edition=quiz.unit.edition, key="other", time_limit_minutes=20)
    assert start(enrolment, other).deadline_at == TEN + minutes(20)
    assert start(enrol(eve, quiz.unit.edition), quiz).deadline_at == TEN + minutes(20)
    newer = make_quiz(
        edition=make_edition(quiz.unit.edition.course, lessons=0), time_limit_minutes=40
    )
    assert start(enrolment, newer).deadline_at == TEN + minutes(50)


def test_a_quiz_without_a_limit_stays_without_one(ada, grace):
    quiz = make_quiz()
    enrolment = enrol(ada, quiz.unit.edition)
    give(enrolment, grace, time=25, more=1)
    assert (start(enrolment, quiz).deadline_at, standing(enrolment, quiz, TEN).attempts_left) == (
        None,
        None,
    )


# --- an attempt that is open ---


def test_an_open_attempt_gets_the_longer_time(enrolment, quiz, grace):
    attempt = start(enrolment, quiz)
    give(enrolment, grace, time=50, at=TEN + minutes(19))
    attempt.refresh_from_db()
    assert attempt.deadline_at == TEN + minutes(30)
    assert not attempts.expire_if_due(attempt, TEN + minutes(29))
    assert attempts.expire_if_due(attempt, TEN + minutes(31))
    assert (attempt.submitted_at, attempt.submit_reason) == (TEN + minutes(30), "timeout")


def test_nobodys_running_time_is_shortened(enrolment, quiz, grace):
    give(enrolment, grace, time=50)
    attempt = start(enrolment, quiz)
    give(enrolment, grace, time=25)
    attempt.refresh_from_db()
    assert attempt.deadline_at == TEN + minutes(30)
    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.update(deadline_at=TEN + minutes(25))


def test_time_that_is_over_does_not_begin_again(enrolment, quiz, grace):
    attempt = start(enrolment, quiz)
    give(enrolment, grace, time=50, at=TEN + minutes(21))
    attempt.refresh_from_db()
    assert attempt.deadline_at == TEN + minutes(20)
    attempts.submit(attempt, None, TEN + minutes(22))
    give(enrolment, grace, time=100, at=TEN + minutes(23))
    assert (attempt.submitted_at, Attempt.objects.get().deadline_at) == (
        TEN + minutes(20),
        TEN + minutes(20),
    )


def test_whoever_read_the_old_deadline_hands_nothing_in(enrolment, quiz, grace):
    """A sweep that began before the grant: it knows the old deadline, and comes after."""
    stale = start(enrolment, quiz)
    give(enrolment, grace, time=50, at=TEN + minutes(20))
    attempts.expire_if_due(stale, TEN + minutes(21))
    assert Attempt.objects.get().is_open
    item = Attempt.objects.get().items.get()
    assert attempts.save_answer(item, "b", seq=0, at=TEN + minutes(25))


def test_an_attempt_that_puts_one_question_right_has_no_limit_to_extend(enrolment, quiz, grace):
    add_must_pass(quiz)
    first = start(enrolment, quiz)
    for item in first.items.select_related("version", "bank_item"):
        attempts.save_answer(item, "a" if item.bank_item.must_pass else "b", seq=0, at=TEN)
    attempts.submit(first, None, TEN)
    second = start(enrolment, quiz, puts_right=first.items.get(bank_item__must_pass=True))
    give(enrolment, grace, time=50)
    second.refresh_from_db()
    assert second.deadline_at is None


# --- the page of staff ---


def test_support_and_issuers_grant_and_nobody_else(client, enrolment, ada, eve):
    url = page_of(enrolment)
    assert client.get(url).headers["Location"].startswith(reverse("account_login"))
    for person in (
        ada,
        eve,
        staff_with("course.view_timeline"),
        staff_with("quizzes.grant_accommodation"),
    ):
        client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(url, fields()).status_code == 404
    assert not Accommodation.objects.exists()
    groups = [
        name for name, permissions in GROUPS.items() if "quizzes.grant_accommodation" in permissions
    ]
    assert groups == ["Support", "Issuer", "Administrator"]


def test_a_grant_is_made_recorded_and_shown_with_its_reason(client, enrolment, ada, support):
    with time_machine.travel(TEN, tick=False):
        answer = client.post(page_of(enrolment), fields())
    assert answer.headers["Location"] == reverse("staff:learner", args=[enrolment.public_id])
    row = Accommodation.objects.get()
    assert (
        row.unit_key,
        row.extra_time_percent,
        row.extra_attempts,
        row.reason,
        row.granted_by,
        row.granted_at,
    ) == (
        "quiz", 25, 1, REASON, support, TEN,
    )  # fmt: skip
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.subject_key, event.reason) == (
        support, "accommodation.granted", str(enrolment.public_id), f"quiz, +25%, +1: {REASON}",
    )  # fmt: skip
    text = text_of(client.get(answer.headers["Location"]))
    assert "Granted at 1 quiz: 25% more time, 1 more attempt." in text
    assert "About quiz: 25% more time, 1 more attempt" in text
    assert f"By Sam Staff, because: {REASON}" in text
    entry = next(entry for entry in timeline.entries(enrolment) if "granted" in entry.title)
    assert (entry.at, entry.title) == (TEN, "About quiz: 25% more time, 1 more attempt granted")
    assert personal_data.export(ada)["accommodations"] == [
        {
            "unit": "quiz", "extra_time_percent": 25, "extra_attempts": 1, "reason": REASON,
            "granted_at": "2026-11-24T10:00:00+00:00",
        }
    ]  # fmt: skip
    assert json.dumps(personal_data.export(ada)["accommodations"])


def test_a_double_click_is_one_grant(client, enrolment, support):
    for _click in range(2):
        client.post(page_of(enrolment), fields())
    assert (Accommodation.objects.count(), AuditEvent.objects.count()) == (1, 1)
    text = text_of(client.get(reverse("staff:learner", args=[enrolment.public_id])))
    assert "Nothing was changed" in text


def test_a_grant_is_withdrawn_by_granting_nothing(client, enrolment, quiz, support):
    client.post(page_of(enrolment), fields())
    client.post(page_of(enrolment), fields(extra_time_percent="0", extra_attempts="0"))
    assert start(enrolment, quiz).deadline_at == TEN + minutes(20)
    assert "About quiz: nothing more" in text_of(client.get(page_of(enrolment)))


def test_several_quizzes_at_once(client, enrolment, quiz, support):
    make_quiz(edition=quiz.unit.edition, key="second", attempts_allowed=1)
    make_quiz(edition=quiz.unit.edition, key="free")
    text = text_of(client.get(page_of(enrolment)))
    assert re.findall(r'name="quizzes" value="([\w-]+)"', text) == ["quiz", "second"]
    assert "About quiz (20 minutes, 2 attempts)" in text
    assert "About second (1 attempt)" in text
    client.post(page_of(enrolment), fields(quizzes=["quiz", "second"]))
    assert sorted(Accommodation.objects.values_list("unit_key", flat=True)) == ["quiz", "second"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"quizzes": []}, "Choose a quiz."),
        ({"quizzes": ["lesson-1"]}, "lesson-1"),
        ({"reason": "Yes."}, "10 characters or more"),
        ({"reason": ""}, "Write the reason."),
        ({"extra_time_percent": "401"}, "400"),
        ({"extra_time_percent": "-1"}, "0"),
        ({"extra_attempts": "101"}, "100"),
        ({"extra_attempts": "1.5"}, "whole number"),
        ({"extra_attempts": ""}, "required"),
    ],
)
def test_what_cannot_be_granted_is_refused_and_comes_back(
    client, enrolment, support, changes, told
):
    text = text_of(client.post(page_of(enrolment), fields(**changes)))
    summary = text[text.index('class="error-summary"') :]
    assert told in summary[: summary.index("</ul>")]
    assert "<title>Error: " in text
    assert not Accommodation.objects.exists()


def test_where_nothing_is_limited_there_is_nothing_to_grant(client, ada, support):
    quiz = make_quiz()
    assert "There is nothing to grant" in text_of(
        client.get(page_of(enrol(ada, quiz.unit.edition)))
    )


def test_nothing_is_granted_to_somebody_who_left_or_was_erased(client, ada, enrolment, support):
    personal_data.erase(ada)
    assert client.post(page_of(enrolment), fields()).status_code == 404
    assert "Grant more time" not in text_of(
        client.get(reverse("staff:learner", args=[enrolment.public_id]))
    )


def test_the_page_of_a_learner_costs_as_many_queries_with_twenty_grants_as_with_one(
    client, enrolment, grace
):
    client.force_login(grace)
    url = reverse("staff:learner", args=[enrolment.public_id])
    give(enrolment, grace, time=1)
    one = queries(client, url)
    for percent in range(2, 21):
        give(enrolment, grace, time=percent)
    assert queries(client, url) == one


# --- the page of the learner ---


def test_the_learner_sees_what_is_granted_on_the_page_of_the_quiz(client, ada, enrolment, grace):
    client.force_login(ada)
    unit = reverse("course:unit", args=["basics", "quiz"])
    text = text_of(client.get(unit))
    assert "you have 20 minutes" in text
    assert "Granted to you" not in text
    give(enrolment, grace, time=25, more=1)
    text = text_of(client.get(unit))
    for words in (
        "you have 25 minutes",
        "3 attempts left",
        "Granted to you: 25% more time, 1 more attempt.",
    ):
        assert words in text
    assert REASON not in text
    give(enrolment, grace)
    assert "Granted to you" not in text_of(client.get(unit))


def test_the_learner_sees_the_new_end_of_an_open_attempt(client, ada, enrolment, quiz, grace):
    client.force_login(ada)
    with time_machine.travel(TEN, tick=False):
        attempt = start(enrolment, quiz)
        assert 'data-deadline="2026-11-24T10:20:00+00:00"' in text_of(client.get(page(attempt)))
        give(enrolment, grace, time=50)
        assert 'data-deadline="2026-11-24T10:30:00+00:00"' in text_of(client.get(page(attempt)))
