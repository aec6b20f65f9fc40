"""Double clicks and two tabs, on a database where they can meet."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import enrol, make_user
from tests.quizzes.factories import make_attempt, make_quiz, multi, numeric, single, start_url

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def calm(settings):
    """The counters of failed sign-ins are no part of this."""
    settings.ACCOUNT_RATE_LIMITS = False


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def posts(user, url, fields, count):
    """``count`` calls that post the same form, each from a client of its own with the session of one browser."""
    cookies = signed_in(user).cookies
    clients = [Client() for _each in range(count)]
    for client in clients:
        client.cookies = cookies
    return [lambda client=client: client.post(url, fields) for client in clients]


def test_eight_clicks_on_start_make_one_attempt_and_all_land_on_it():
    for _round in range(10):
        user = make_user()
        enrol(user, _quiz().unit.edition)
        answers = in_parallel(posts(user, start_url(), {}, 8))
        attempt = Attempt.objects.get(enrolment__user=user)
        assert {answer.headers["Location"] for answer in answers} == {attempt.url("question", position=1)}
        assert attempt.items.count() == 3


def test_handing_in_while_answers_are_saved_marks_once_and_exactly_what_is_stored():
    quiz = _quiz()
    right = {1: {"answer": "b"}, 2: {"answer": ["a", "c", "d"]}, 3: {"answer": "0.5", "answer-unit": "g"}}
    seen = set()
    for _round in range(20):
        user = make_user()
        enrol(user, quiz.unit.edition)
        signed_in(user).post(start_url())
        attempt = Attempt.objects.get(enrolment__user=user)
        calls = []
        for position, fields in right.items():
            calls += posts(user, attempt.url("question", position=position), {"seq": 0} | fields, 1)
            for _each in range(2):
                calls += posts(user, attempt.url("submit"), {"submit_key": uuid.uuid4()}, 1)
        codes = [answer.status_code for answer in in_parallel(calls)]
        assert [codes[place] for place in (1, 2, 4, 5, 7, 8)] == [302] * 6
        run = GradeRun.objects.get(attempt=attempt)
        grades = ItemGrade.objects.filter(run=run).select_related("item__version")
        marked = {grade.item.position: (str(grade.fraction), grade.status) for grade in grades}
        stored = {item.position: _marks(item) for item in attempt.items.select_related("version")}
        assert marked == stored
        # What the page called saved was marked, and what it refused was not kept.
        acknowledged = {position: codes[place] for position, place in ((1, 0), (2, 3), (3, 6))}
        wanted = {position: {302: "correct", 409: "omitted"}[code] for position, code in acknowledged.items()}
        assert {position: status for position, (_fraction, status) in marked.items()} == wanted
        seen |= set(wanted.values())
    assert seen == {"correct", "omitted"}, "saving and handing in never met: this run proved nothing"


def _marks(item: AttemptItem) -> tuple[str, str]:
    score = item.version.data.score(item.response)
    return str(score.fraction), score.status


def test_two_tabs_that_save_at_once_leave_one_answer_and_tell_the_other():
    for _round in range(10):
        user = make_user()
        attempt = make_attempt(user)
        url = attempt.url("question", position=1)
        calls = [call for option in "abcd" for call in posts(user, url, {"seq": 0, "answer": option}, 1)]
        codes = [answer.status_code for answer in in_parallel(calls)]
        assert sorted(codes) == [302, 409, 409, 409]
        item = attempt.items.get()
        assert (item.response, item.seq) == ("abcd"[codes.index(302)], 1)


def test_a_limit_of_three_is_never_passed_by_eight_tabs_that_start_and_hand_in():
    quiz = make_quiz(single(), attempts_allowed=3)
    for _round in range(5):
        user = make_user()
        enrolment = enrol(user, quiz.unit.edition)
        cookies = signed_in(user).cookies

        def tab(cookies=cookies, enrolment=enrolment):
            client = Client()
            client.cookies = cookies
            codes = set()
            for _again in range(4):
                codes.add(client.post(start_url(quiz.unit.key)).status_code)
                latest = Attempt.objects.filter(enrolment=enrolment).last()
                codes.add(client.post(latest.url("submit"), {"submit_key": uuid.uuid4()}).status_code)
            return codes

        assert in_parallel([tab] * 8) == [{302}] * 8
        attempts = Attempt.objects.filter(enrolment=enrolment)
        assert list(attempts.values_list("number", "state")) == [(number, "submitted") for number in (1, 2, 3)]
        assert list(GradeRun.objects.filter(attempt__in=attempts).values_list("run", flat=True)) == [1, 1, 1]
        assert all(attempt.submitted_at <= timezone.now() for attempt in attempts)


def _quiz():
    return make_quiz(single(), multi(), numeric())
