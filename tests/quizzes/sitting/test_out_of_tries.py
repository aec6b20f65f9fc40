"""Who has used every attempt: what the learner reads, and the list from which staff grant more."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from course.models import Provider
from quizzes.marking.standing import standing
from quizzes.models import Accommodation
from quizzes.sitting import attempts
from quizzes.sitting.accommodations import grant
from tests.course.staff.test_staff import staff_with
from tests.factories import enrol, make_edition, make_provider, make_user
from tests.quizzes.factories import add_must_pass, answer_all, make_quiz, save, single
from tests.quizzes.sitting.test_sitting import hidden, text_of

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LIST = reverse("quizzes:staff_out_of_tries")
REASON = "Two attempts were lost to a broken network."


@pytest.fixture
def quiz():
    return make_quiz(single(), single(), attempts_allowed=2)


@pytest.fixture
def support(client):
    support = staff_with("course.view_timeline", "quizzes.grant_accommodation")
    client.force_login(support)
    return support


def sit(enrolment, quiz, at=TEN, right=False, hands_in=True):
    attempt = attempts.start(enrolment, quiz, at)
    answer_all(attempt, right)
    if hands_in:
        attempts.submit(attempt, uuid.uuid4(), at)
    return attempt


def use_up(user, quiz, at=TEN):
    """The enrolment of somebody who failed as often as the quiz allows."""
    enrolment = enrol(user, quiz.unit.edition)
    for number in range(quiz.attempts_allowed):
        sit(enrolment, quiz, at + timedelta(hours=number))
    return enrolment


def listed(client, **search) -> str:
    return text_of(client.get(LIST, search))


# --- the learner ---


@pytest.mark.parametrize(
    ("contact", "says"),
    [
        ("help@example.org", '<a href="mailto:help@example.org">help@example.org</a>'),
        ("", "Ask Northgate for one more"),
    ],
)
def test_the_page_of_the_quiz_says_what_is_left_and_whom_to_ask(learner, ada, quiz, contact, says):
    make_provider(legal_name="Northgate", contact=contact)
    enrolment = enrol(ada, quiz.unit.edition)
    sit(enrolment, quiz)
    page = quiz.unit.get_absolute_url()
    shown = text_of(learner.get(page))
    assert "1 attempt left." in shown
    assert "Northgate:" not in shown
    last = sit(enrolment, quiz, TEN + timedelta(hours=1))
    for address in (page, last.get_absolute_url()):
        shown = text_of(learner.get(address))
        assert "No attempt is left." in shown
        assert says in shown
        assert f'href="{reverse("inbox:help")}?about=' in shown
    assert "The page below says whom to ask." in text_of(
        learner.post(reverse("quizzes:start", args=["basics", "quiz"]), follow=True)
    )
    assert Provider.get().contact == contact


def test_attempts_at_an_edition_without_a_limit_use_up_none_of_a_limit_that_comes_later(ada):
    before = make_quiz(single())
    enrolment = enrol(ada, before.unit.edition)
    for hour in range(5):
        sit(enrolment, before, TEN + timedelta(hours=hour))
    later = make_edition(before.unit.edition.course, lessons=0)
    now = make_quiz(single(), edition=later, attempts_allowed=2)
    enrolment.edition = later
    enrolment.save()
    assert standing(enrolment, now, TEN).attempts_left == 2
    sit(enrolment, now, TEN + timedelta(hours=6))
    assert standing(enrolment, now, TEN).attempts_left == 1


# --- staff ---


def test_staff_see_who_is_out_of_tries_the_latest_first(client, support, ada, eve, quiz):
    use_up(ada, quiz)
    use_up(eve, quiz, TEN + timedelta(days=1))
    shown = listed(client)
    assert shown.index("eve@example.org") < shown.index("ada@example.org")
    assert "2 of 2 used" in shown
    assert "0 of 2, not passed yet" in shown


def test_nobody_is_listed_who_has_an_attempt_left_or_needs_none(client, support, ada, quiz):
    enrolment = enrol(ada, quiz.unit.edition)
    sit(enrolment, quiz)
    assert "Nobody is out of tries" in listed(client)
    sit(enrolment, quiz, right=True)  # passed with the last
    assert "Nobody is out of tries" in listed(client)

    open_last = enrol(make_user("open@example.org"), quiz.unit.edition)
    sit(open_last, quiz)
    sit(open_last, quiz, hands_in=False)
    waived = use_up(make_user("waived@example.org"), quiz)
    waived.waive(quiz.unit, by=support, because=REASON)
    ended = use_up(make_user("ended@example.org"), quiz)
    type(ended).objects.filter(pk=ended.pk).update(ended_at=TEN)
    assert "Nobody is out of tries" in listed(client)


def test_a_grant_takes_somebody_off_the_list_until_it_is_used_up(client, support, ada, quiz):
    enrolment = use_up(ada, quiz)
    more = {"extra_time_percent": 25, "extra_attempts": 1, "reason": REASON, "by": support}
    grant(enrolment, ["quiz"], **more, at=TEN)
    assert "ada@example.org" not in listed(client)
    sit(enrolment, quiz, TEN + timedelta(hours=5))
    assert "3 of 3 used" in listed(client)


def test_one_more_is_granted_from_the_list_beside_what_was_granted_before(
    client, support, ada, quiz
):
    enrolment = use_up(ada, quiz)
    given = {"extra_time_percent": 25, "extra_attempts": 0, "reason": REASON, "by": support}
    grant(enrolment, ["quiz"], **given, at=TEN)
    form = reverse("quizzes:accommodations", args=[enrolment.public_id]) + "?one_more=quiz"
    assert form in listed(client)
    shown = text_of(client.get(form))
    assert 'name="extra_attempts" value="1"' in shown
    assert 'name="extra_time_percent" value="25"' in shown
    assert 'value="quiz"' in shown[: shown.index(" checked")][-120:]
    sent = {"quizzes": "quiz", "extra_time_percent": 25, "extra_attempts": 1, "reason": REASON}
    client.post(form, hidden(client, form) | sent)
    row = Accommodation.objects.last()
    assert (row.extra_attempts, row.extra_time_percent, row.granted_by) == (1, 25, support)
    assert "Nobody is out of tries" in listed(client)


def test_a_missed_must_pass_question_is_named_because_it_can_still_be_put_right(
    client, support, ada
):
    quiz = make_quiz(*[single()] * 4, attempts_allowed=1)
    add_must_pass(quiz)
    enrolment = enrol(ada, quiz.unit.edition)
    attempt = attempts.start(enrolment, quiz, TEN)
    for item in attempt.items.select_related("bank_item"):
        save(item, "a" if item.bank_item.must_pass else "b")
    attempts.submit(attempt, uuid.uuid4(), TEN)
    shown = listed(client)
    assert "4 of 5, not passed yet" in shown
    assert "May put a must-pass question right without it." in shown


def test_the_list_is_searched_by_name_and_address(client, support, ada, eve, quiz):
    use_up(ada, quiz)
    use_up(eve, quiz)
    shown = listed(client, q="EVE@")
    assert "eve@example.org" in shown
    assert "ada@example.org" not in shown
    assert "Nobody who matches “nobody” is out of tries" in listed(client, q="nobody")


@pytest.mark.parametrize("learners", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    client, support, quiz, learners, django_assert_num_queries
):
    for number in range(learners):
        use_up(make_user(f"learner-{number:02}@example.org"), quiz)
    client.get(LIST)  # what a process reads once
    with django_assert_num_queries(10):
        shown = listed(client)
    assert shown.count("Grant one more") == min(learners, 25)


def test_only_who_may_grant_and_see_learners_finds_the_list(client, quiz):
    for member in (
        staff_with("quizzes.grant_accommodation"),
        staff_with("course.find_learner"),
    ):
        client.force_login(member)
        assert client.get(LIST).status_code == 404
