"""A published quiz from its first click to the certificate's doorstep, through HTTP; and what
browsers never send."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.models import Completion
from course.publishing import move_learner, publish
from course.source import read_course
from quizzes.models import Attempt, AttemptItem, GradeRun
from tests.course.course_folder import write_course
from tests.factories import enrol
from tests.quizzes.factories import make_attempt, make_quiz, numeric, page, save, single
from tests.quizzes.quiz_folder import QUIZ, SINGLE, changed, write_quiz
from tests.quizzes.sitting.test_sitting import hidden, text_of

pytestmark = pytest.mark.django_db
RIGHT = ({"answer": "b"}, {"answer": "a"}, {"answer": "0.05", "answer-unit": "g"})
START = reverse("quizzes:start", args=["tiny-course", "start-quiz"])


def published(path, **changes):
    edition = publish(read_course(write_quiz(path, **changes)))
    assert edition is not None
    return edition


def fill_in(client, answers) -> str:
    """Start, send the form of every question, hand in: all by the pages' own forms. The result
    page."""
    url = client.post(START).headers["Location"]
    for fields in answers:
        url = client.post(url, hidden(client, url) | fields).headers["Location"]
    attempt = Attempt.objects.last()
    assert url == page(attempt, "review")
    return text_of(client.post(page(attempt, "submit"), hidden(client, url), follow=True))


def test_a_published_quiz_is_sat_and_passed_by_its_forms_alone(learner, ada, tmp_path):
    edition = published(tmp_path)
    enrolment = enrol(ada, edition)
    assert "Passed" in fill_in(learner, RIGHT)
    unit = edition.units.get(key="start-quiz")
    written = Completion.objects.filter(enrolment=enrolment)
    assert list(written.values_list("unit", "revision", "earned", "possible")) == [
        (unit.pk, 1, "4", "4")
    ]


def test_a_blank_paper_is_worth_nothing(learner, ada, tmp_path):
    enrol(ada, published(tmp_path))
    text = fill_in(learner, ({}, {}, {}))
    assert "0 <small>of 4 points, or 0%" in text
    assert not Completion.objects.exists()


def test_a_new_edition_in_the_middle_changes_nothing_of_an_attempt(learner, ada, tmp_path):
    enrolment = enrol(ada, published(tmp_path / "old"))
    first = learner.post(START).headers["Location"]
    learner.post(first, hidden(learner, first) | {"answer": "b"})
    other_key = changed(
        SINGLE, ("- [ ] (a) Another", "- [x] (a) Some other"), ("- [x] (b)", "- [ ] (b)")
    )
    entry = "{question: what-is-so, mark: clinical, what: Another is right., why: A trial.}"
    write_course(tmp_path / "new", **{"changes.yaml": f"changes: [{entry}]\n"})
    new = published(tmp_path / "new", **{"010-single.md": other_key})
    move_learner(enrolment, new)
    text = text_of(learner.get(first))
    assert "Another thing" in text
    assert "Some other thing" not in text
    assert "Passed" in fill_in(learner, RIGHT[1:])
    assert Attempt.objects.get().quiz.unit.edition.number == 1
    # The revision is the same, so the pass counts where the learner is now.
    assert Completion.objects.get().unit.edition == new
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        again = learner.post(START).headers["Location"]
        assert "Some other thing" in text_of(learner.get(again))


def test_who_stays_on_the_older_edition_is_asked_what_it_asks(learner, ada, tmp_path):
    enrol(ada, published(tmp_path / "old"))
    published(
        tmp_path / "new",
        **{"010-single.md": changed(SINGLE, ("- [ ] (a) Another", "- [ ] (a) Some other"))},
    )
    learner.post(START)
    attempt = Attempt.objects.get()
    assert attempt.quiz.unit.edition.number == 1
    assert [item.version.number for item in attempt.items.all()] == [1, 1, 1]
    assert "Another thing" in text_of(learner.get(page(attempt)))


def test_a_pass_of_a_quiz_that_was_revised_meanwhile_does_not_count_where_the_learner_is_now(
    learner, ada, tmp_path
):
    enrolment = enrol(ada, published(tmp_path / "old"))
    learner.post(START)
    revised = published(
        tmp_path / "new", **{"quiz.yaml": changed(QUIZ, ("revision: 1", "revision: 2"))}
    )
    move_learner(enrolment, revised)
    assert "Passed" in fill_in(learner, RIGHT)
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"answer": "9" * 5 * 1024 * 1024},
        {"answer": "5\x00"},
        {"answer": "5", "answer-unit": "stone"},
        {"answer": ["5"] * 300},
    ],
    ids=["five megabytes", "NUL", "a foreign unit", "too many fields"],
)
def test_what_no_browser_sends_is_refused_whole(learner, ada, sent):
    attempt = make_attempt(ada, numeric())
    save(attempt.items.get(), "7 mg")
    before = AttemptItem.objects.values().get()
    form = hidden(learner, page(attempt))
    assert learner.post(page(attempt), form | sent).status_code == 400
    assert AttemptItem.objects.values().get() == before


@pytest.mark.parametrize("name", ["question", "review", "submit", "result"])
def test_an_ended_enrolment_opens_nothing(learner, ada, name):
    attempt = make_attempt(ada)
    attempt.enrolment.ended_at, attempt.enrolment.ended_because = timezone.now(), "Renewed"
    attempt.enrolment.save()
    method = learner.post if name == "submit" else learner.get
    assert method(page(attempt, name), {"submit_key": uuid.uuid4()}).status_code == 404
    assert Attempt.objects.get().is_open


def test_the_right_number_shown_is_the_one_that_is_worth_everything(learner, ada):
    answers = [{"value": "33333", "tol": "0", "credit": "0.5"}, {"value": "500", "tol": "0"}]
    attempt = make_attempt(ada, numeric(answers=answers), review="after_submit")
    save(attempt.items.get(), "7 mg")
    text = text_of(learner.post(page(attempt, "submit"), {"submit_key": uuid.uuid4()}, follow=True))
    assert "500\N{NO-BREAK SPACE}mg" in text
    assert "33333" not in text


def test_pages_ask_the_database_as_often_for_three_questions_as_for_thirty(learner, ada):
    counts = {}
    for count in (3, 30):
        quiz = make_quiz(*[single()] * count, key=f"quiz-{count}")
        ada.enrolments.update(ended_at=timezone.now())
        enrolment = enrol(ada, quiz.unit.edition)
        learner.post(reverse("quizzes:start", args=["basics", quiz.unit.key]))
        attempt = Attempt.objects.get(enrolment=enrolment)
        urls = {
            "question": page(attempt),
            "review": page(attempt, "review"),
            "my course": reverse("course:mine", args=["basics"]),
            "unit": reverse("course:unit", args=["basics", quiz.unit.key]),
        }
        for name, url in urls.items():
            learner.get(url)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert learner.get(url).status_code == 200
            counts.setdefault(name, []).append(len(queries))
    assert {name: few for name, (few, _many) in counts.items()} == {
        name: many for name, (_few, many) in counts.items()
    }


def test_the_score_is_that_of_the_stored_answers_whatever_is_sent_and_however_often(learner, ada):
    attempt = make_attempt(ada)
    wrong = hidden(learner, page(attempt)) | {"answer": "a"}
    learner.post(page(attempt), wrong)
    claimed = {"score": "100", "earned": "10", "possible": "10", "passed": "on", "answer": "b"}
    hand_in = hidden(learner, page(attempt, "review")) | claimed
    marked = []
    for _time in range(3):
        learner.post(page(attempt, "submit"), hand_in)
        learner.post(page(attempt), wrong | {"answer": "b"})
        marked.append(list(GradeRun.objects.values("attempt", "earned", "passed", "run")))
    assert [(run["earned"], run["passed"]) for run in marked[0]] == [("0", False)]
    assert marked == marked[:1] * 3
    assert not Completion.objects.exists()
