"""What of a posted form is kept for its owner, for how long, and for whom: the rules by themselves.

How a browser meets them is in test_kept_answers.py.
"""

import time

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.signing import Signer

from quizzes.models import Attempt
from quizzes.sitting import attempts
from quizzes.sitting.kept_answers import forget, keep, keep_from_old_form, kept_for, owner_token
from tests.factories import enrol
from tests.quizzes.factories import make_attempt, make_quiz, page, save, single
from tests.quizzes.sitting.test_sitting import hidden, text_of

pytestmark = pytest.mark.django_db
PATH = "/courses/basics/units/quiz/attempts/1/questions/1/"
BEGAN = 1_800_000_000
HALF_A_DAY = 12 * 60 * 60


@pytest.fixture
def attempt(ada) -> Attempt:
    return make_attempt(ada)


@pytest.fixture
def posted(rf, attempt):
    """A request that posts a form of the attempt's own, with these fields more or in the place
    of others."""

    def request(path=PATH, session=None, **fields):
        made = rf.post(path, {"owner": owner_token(attempt), "answer": "c"} | fields)
        made.session = {} if session is None else session
        made.user = attempt.enrolment.user
        return made

    return request


def test_the_answer_the_flag_and_the_sureness_are_kept_and_nothing_else(posted, attempt):
    request = posted(
        **{
            "answer": ["a", "c"],
            "answer-unit": "g",
            "answer--commit": "s1",
            "flag": "on",
            "sureness": "3",
            "answers": "x",
            "seq": "4",
            "go": "next",
            "csrfmiddlewaretoken": "x",
        }
    )
    assert keep(request)
    assert kept_for(request, attempt) == {
        "answer": ["a", "c"],
        "answer-unit": ["g"],
        "answer--commit": ["s1"],
        "flag": ["on"],
        "sureness": ["3"],
    }


@pytest.mark.parametrize(("length", "is_kept"), [(19_999, True), (20_000, True), (20_001, False)])
def test_twenty_thousand_characters_are_kept(posted, attempt, length, is_kept):
    request = posted(answer="x" * 4_000, **{"answer-b": "y" * (length - 4_000)})
    assert keep(request) == is_kept
    assert (kept_for(request, attempt) is not None) == is_kept


def test_fifty_values_of_a_field_are_kept(posted, attempt):
    values = [f"{number}" for number in range(51)]
    request = posted(answer=values)
    assert keep(request)
    assert kept_for(request, attempt) == {"answer": values[:50]}


@pytest.mark.parametrize(
    "owner",
    ["", "1:1", "1:1:forged", Signer().sign("1:1"), Signer(salt="another").sign("1:1")],
    ids=["none", "unsigned", "forged", "signed for no purpose", "signed for another purpose"],
)
def test_a_form_that_is_not_ours_is_not_kept(posted, attempt, owner):
    request = posted(owner=owner)
    assert not keep(request)
    assert request.session == {}


def test_a_later_form_takes_the_place_of_an_earlier_one(posted, attempt):
    first = posted()
    keep(first)
    second = posted(session=first.session, answer="d")
    keep(second)
    assert kept_for(second, attempt) == {"answer": ["d"]}


@pytest.mark.parametrize(
    ("seconds", "is_kept"),
    [(0, True), (HALF_A_DAY - 1, True), (HALF_A_DAY, True), (HALF_A_DAY + 1, False)],
)
def test_an_answer_is_kept_for_twelve_hours(posted, attempt, seconds, is_kept):
    request = posted()
    with time_machine.travel(BEGAN, tick=False):
        keep(request)
    with time_machine.travel(BEGAN + seconds, tick=False):
        assert (kept_for(request, attempt) is not None) == is_kept
    assert bool(request.session) == is_kept  # what is too old is forgotten at once


def test_it_stays_until_it_is_forgotten(posted, attempt):
    request = posted()
    assert kept_for(request, attempt) is None
    keep(request)
    assert kept_for(request, attempt) == kept_for(request, attempt) == {"answer": ["c"]}
    forget(request)
    forget(request)
    assert kept_for(request, attempt) is None


def test_on_another_page_it_is_not_shown_and_not_forgotten(posted, attempt):
    session = {}
    keep(posted(session=session))
    assert (
        kept_for(posted(path=PATH.replace("questions/1", "questions/2"), session=session), attempt)
        is None
    )
    assert kept_for(posted(session=session), attempt) == {"answer": ["c"]}


def test_of_another_attempt_or_another_person_it_is_not_shown_and_it_is_forgotten(
    posted, attempt, eve
):
    another = make_quiz(edition=attempt.quiz.unit.edition, key="quiz-2")
    again = attempts.start(attempt.enrolment, another, attempt.started_at)
    stranger = Attempt(pk=attempt.pk, enrolment=enrol(eve, attempt.quiz.unit.edition))
    for other in (again, stranger):
        request = posted()
        keep(request)
        assert kept_for(request, other) is None
        assert request.session == {}


def test_a_form_older_than_the_sign_in_leads_back_to_its_page(posted, rf):
    request = posted()
    response = keep_from_old_form(request)
    assert (response.status_code, response.headers["Location"]) == (302, PATH)
    assert request.session


def test_nothing_is_kept_of_a_request_that_reads_of_a_stranger_or_of_another_form(posted):
    reading, nobody, forged = posted(), posted(), posted(owner="1:1")
    reading.method = "GET"
    nobody.user = AnonymousUser()
    for request in (reading, nobody, forged):
        assert keep_from_old_form(request) is None
        assert request.session == {}


def test_saving_another_question_forgets_nothing_and_saving_this_one_does(learner, ada):
    attempt = make_attempt(ada, single(), single(), single())
    form = hidden(learner, page(attempt)) | {"answer": "c"}
    session = learner.session
    kept = {"owner": f"{attempt.pk}:{ada.pk}", "path": page(attempt), "at": time.time()}
    session["kept_answer"] = kept | {"fields": {"answer": ["d"]}}
    session.save()
    other = page(attempt, position=2)
    learner.post(other, hidden(learner, other) | {"answer": "a"})
    assert "kept_answer" in learner.session
    save(attempt.items.first(), "a")  # in another window: what this form sends now is refused
    assert learner.post(page(attempt), form).status_code == 409
    learner.post(page(attempt), hidden(learner, page(attempt)) | {"answer": "c"})
    assert "kept_answer" not in learner.session
    assert "was kept" not in text_of(learner.get(page(attempt)))
