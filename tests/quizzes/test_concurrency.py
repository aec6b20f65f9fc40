"""Double clicks and two tabs, on a database where they can meet: PostgreSQL, or SQLite in a
file."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from course.models import Completion
from quizzes.models import Attempt, AttemptItem, GradeRun, ItemGrade
from quizzes.sitting import attempts
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import (
    add_must_pass,
    answer_all,
    make_attempt,
    make_quiz,
    multi,
    numeric,
    right_answer,
    save,
    single,
    start_url,
)

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
    """``count`` calls that post the same form, each from a client of its own with the session of
    one browser."""
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
        assert {answer.headers["Location"] for answer in answers} == {
            attempt.url("question", position=1)
        }
        assert attempt.items.count() == 3


def test_six_hand_in_while_three_save_and_one_mark_is_of_exactly_what_is_stored():
    quiz = _quiz()
    right = {
        1: {"answer": "b"},
        2: {"answer": ["a", "c", "d"]},
        3: {"answer": "0.5", "answer-unit": "g"},
    }
    seen = set()
    for _round in range(40):
        user = make_user()
        enrol(user, quiz.unit.edition)
        attempt = attempts.start(user.enrolments.get(), quiz, timezone.now())
        saves = [
            posts(user, attempt.url("question", position=n), {"seq": 0} | right[n], 1)[0]
            for n in right
        ]
        submits = [
            posts(user, attempt.url("submit"), {"submit_key": uuid.uuid4()}, 1)[0]
            for _each in range(6)
        ]
        calls = [
            call
            for place in range(3)
            for call in (saves[place], *submits[2 * place : 2 * place + 2])
        ]
        codes = [answer.status_code for answer in in_parallel(calls)]
        assert [codes[place] for place in (1, 2, 4, 5, 7, 8)] == [302] * 6
        # What the page called saved was marked, and what it refused was not kept.
        wanted = {
            n: {302: "correct", 409: "omitted"}[code]
            for n, code in zip(right, codes[::3], strict=True)
        }
        assert {
            position: status for position, (_fraction, status) in marked(attempt).items()
        } == wanted
        seen |= set(wanted.values())
    assert seen == {"correct", "omitted"}, (
        "saving and handing in never met: this run proved nothing"
    )


def marked(attempt) -> dict[int, tuple[str, str]]:
    """The marks of an attempt by position: one marking, of exactly what is stored."""
    run = GradeRun.objects.get(attempt=attempt)
    grades = ItemGrade.objects.filter(run=run).select_related("item").order_by("item__position")
    found = {grade.item.position: (str(grade.fraction), grade.status) for grade in grades}
    assert found == {
        item.position: _marks(item) for item in attempt.items.select_related("version")
    }
    return found


def _marks(item: AttemptItem) -> tuple[str, str]:
    score = item.version.data.score(item.response)
    return str(score.fraction), score.status


def test_two_tabs_that_save_at_once_leave_one_answer_and_tell_the_other():
    for _round in range(10):
        user = make_user()
        attempt = make_attempt(user)
        url = attempt.url("question", position=1)
        calls = [
            call for option in "abcd" for call in posts(user, url, {"seq": 0, "answer": option}, 1)
        ]
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
                codes.add(
                    client.post(latest.url("submit"), {"submit_key": uuid.uuid4()}).status_code
                )
            return codes

        assert in_parallel([tab] * 8) == [{302}] * 8
        attempts = Attempt.objects.filter(enrolment=enrolment)
        assert list(attempts.values_list("number", "state")) == [
            (number, "submitted") for number in (1, 2, 3)
        ]
        assert list(
            GradeRun.objects.filter(attempt__in=attempts).values_list("run", flat=True)
        ) == [1, 1, 1]
        assert all(attempt.submitted_at <= timezone.now() for attempt in attempts)


def test_time_that_is_over_hands_in_once_whoever_notices():
    """The learner's page, a late save, the button, the clock of the server: one marking, at the
    deadline."""
    quiz = make_quiz(single(), single(), time_limit_minutes=30)
    for _round in range(10):
        user = make_user()
        began = timezone.now() - timedelta(hours=2)
        attempt = attempts.start(enrol(user, quiz.unit.edition), quiz, began)
        attempts.save_answer(attempt.items.first(), "b", seq=0, at=began)
        url = attempt.url("question", position=2)
        client = signed_in(user)
        calls = [
            lambda client=client, url=url: client.get(url),
            *posts(user, url, {"seq": 0, "answer": "b"}, 2),
            *posts(user, attempt.url("submit"), {"submit_key": uuid.uuid4()}, 2),
            *[lambda: attempts.expire_all(timezone.now())] * 2,
        ]
        codes = [answer.status_code for answer in in_parallel(calls)[:5]]
        assert codes == [302, 409, 409, 302, 302]
        attempt.refresh_from_db()
        assert (attempt.submit_reason, attempt.submitted_at) == ("timeout", attempt.deadline_at)
        assert [status for _fraction, status in marked(attempt).values()] == ["correct", "omitted"]


def test_two_misses_put_right_at_once_open_one_attempt_and_each_is_asked_for_itself():
    quiz = make_quiz(*[single()] * 8)
    for group in ("airway", "consent"):
        add_must_pass(quiz, group)
    for _round in range(3):
        user = make_user()
        enrolment = enrol(user, quiz.unit.edition)
        whole = attempts.start(enrolment, quiz, timezone.now())
        for item in whole.items.select_related("version", "bank_item"):
            save(item, "a" if item.bank_item.must_pass else right_answer(item))
        attempts.submit(whole, None, timezone.now())
        urls = [whole.url("put_right", position=position) for position in (9, 10)]
        for number in (2, 3):
            answers = in_parallel([call for url in urls for call in posts(user, url, {}, 4)])
            attempt = Attempt.objects.get(enrolment=enrolment, state="open")
            assert attempt.number == number
            # A click that came while another question was being put right leads to that one.
            assert {answer.headers["Location"] for answer in answers} <= {
                attempt.url("question", position=1),
                whole.url("result"),
            }
            answer_all(attempt)
            submits = posts(user, attempt.url("submit"), {"submit_key": uuid.uuid4()}, 4)
            assert [answer.status_code for answer in in_parallel(submits)] == [302] * 4
            assert Completion.objects.filter(enrolment=enrolment).exists() == (number == 3)
        groups = Attempt.objects.filter(enrolment=enrolment, number__gt=1).values_list(
            "items__bank_item__group", flat=1
        )
        assert sorted(groups) == ["airway", "consent"]
        assert {
            answer.headers["Location"] for answer in in_parallel(posts(user, urls[0], {}, 2))
        } == {whole.url("result")}


def test_the_last_two_quizzes_handed_in_at_once_finish_the_course():
    for _round in range(10):
        edition = make_edition(lessons=0)
        quizzes = [make_quiz(edition=edition, key=f"quiz-{place}") for place in range(2)]
        user = make_user()
        enrolment = enrol(user, edition)
        calls = []
        for quiz in quizzes:
            attempt = attempts.start(enrolment, quiz, timezone.now())
            answer_all(attempt)
            calls += posts(user, attempt.url("submit"), {"submit_key": uuid.uuid4()}, 2)
        assert [answer.status_code for answer in in_parallel(calls)] == [302] * 4
        enrolment.refresh_from_db()
        assert enrolment.completed_at
        assert Completion.objects.filter(enrolment=enrolment).count() == 2


def _quiz():
    return make_quiz(single(), multi(), numeric())
