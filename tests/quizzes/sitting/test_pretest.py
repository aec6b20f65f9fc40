"""A pretest: taken once before the course, without keys, and counting for nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from course.models import Completion, Unit
from course.publishing import publish
from course.publishing.counting import count
from course.source import read_course
from quizzes.marking.kept_counts import count_differences
from quizzes.models import Attempt, Quiz, ScoreCount
from quizzes.sitting import attempts
from tests.course.course_folder import write_course
from tests.factories import enrol
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.factories import page, right_answer, save
from tests.quizzes.quiz_folder import FILES, NUMERIC, SINGLE, changed
from tests.quizzes.sitting.test_sitting import hidden, text_of

FOLDER = "01-start/005-pretest"
PRETEST = """\
key: before
title: "Before you begin"
revision: 1
purpose: pretest
"""
QUESTIONS = {
    f"{FOLDER}/010-single.md": changed(
        SINGLE, ("id: what-is-so", "id: so-before"), ("What is so?", "What is so, you think?")
    ),
    f"{FOLDER}/020-numeric.md": changed(
        NUMERIC,
        ("id: how-much", "id: much-before"),
        ("How much is it?", "How much is it, you think?"),
        ("[say-it]", "[know-one-thing]"),
    ),
}


def write_pretest(path, quiz=PRETEST, **files):
    return write_course(path, **FILES | QUESTIONS | {f"{FOLDER}/quiz.yaml": quiz} | files)


@pytest.fixture
def attempt(tmp_path, ada) -> Attempt:
    """Ada has started the pretest of a course that was just published."""
    edition = publish(read_course(write_pretest(tmp_path)))
    quiz = Quiz.objects.get(unit__key="before")
    return attempts.start(enrol(ada, edition), quiz, timezone.now())


def hand_in(client, attempt) -> str:
    client.post(page(attempt, "submit"), hidden(client, page(attempt, "review")))
    return text_of(client.get(page(attempt, "result")))


def unit_page(client) -> str:
    return text_of(client.get(reverse("course:unit", args=["tiny-course", "before"])))


def test_it_takes_no_hours_is_not_required_and_is_taken_once(tmp_path):
    unit = read_course(write_pretest(tmp_path)).unit("before")
    assert (unit.required, unit.body.attempts, unit.body.review) == (False, 1, "score")
    without = read_course(write_course(tmp_path / "without", **FILES))
    with_pretest = read_course(write_pretest(tmp_path))
    assert count(with_pretest).minutes == count(without).minutes
    assert count(with_pretest).items == count(without).items + 2


@pytest.mark.django_db
def test_its_page_says_that_it_counts_for_nothing(learner, attempt):
    shown = unit_page(learner)
    assert "Take it before you begin to read. It counts for nothing" in shown
    assert "Pass mark" not in shown
    question = text_of(learner.get(page(attempt)))
    assert "Pretest: it counts for nothing" in question
    assert "Save and see why" not in question


@pytest.mark.django_db
def test_my_course_leads_to_it_until_it_is_done_or_the_reading_has_begun(learner, attempt):
    mine = reverse("course:mine", args=["tiny-course"])
    offer = "Optional, before you read:"
    assert offer in text_of(learner.get(mine))
    hand_in(learner, attempt)
    assert offer not in text_of(learner.get(mine))


@pytest.mark.django_db
def test_it_shows_the_points_by_objective_and_no_key(learner, attempt):
    save(attempt.items.get(position=1), right_answer(attempt.items.get(position=1)))
    shown = hand_in(learner, attempt)
    assert "Pretest done" in shown
    rows = shown[shown.index("Right before the course, by objective") :]
    assert rows.index("Know one thing") < rows.index("0 of 1") < rows.index("Say it")
    assert rows.index("Say it") < rows.index("1 of 1")
    assert "It is so." not in shown
    assert "It is fifty" not in shown
    assert "passed" not in shown.casefold()


@pytest.mark.django_db
def test_it_cannot_be_taken_again_and_gives_no_certificate_and_no_figures(learner, attempt):
    for item in attempt.items.all():
        save(item, right_answer(item))
    hand_in(learner, attempt)
    completion = Completion.objects.get(unit__key="before")
    assert (completion.earned, completion.possible) == ("", "")
    remaining = {unit.key for unit in attempt.enrolment.remaining()}
    assert remaining == set(Unit.objects.filter(required=True).values_list("key", flat=True))
    assert not ScoreCount.objects.exists()
    assert list(count_differences()) == []

    shown = unit_page(learner)
    assert "You have taken it." in shown
    assert "Passed" not in shown
    assert "2 of 2" in shown
    learner.post(reverse("quizzes:start", args=["tiny-course", "before"]))
    assert Attempt.objects.count() == 1


BROKEN = {
    "attempts: 2\n": "a pretest is taken once; take attempts away",
    "required: true\n": "a pretest counts for nothing, so nobody has to take it",
    "final: true\n": "a pretest stands at the beginning; take final away",
    "review: after_pass\n": "a pretest shows no keys, because the same objectives are asked",
    "time_limit_minutes: 20\n": "a pretest has no time limit",
}


@pytest.mark.parametrize("line", BROKEN)
def test_a_broken_pretest_says_what_to_write(tmp_path, line):
    [mistake] = mistakes(write_pretest(tmp_path, PRETEST + line))
    assert (mistake.file, mistake.line) == (f"{FOLDER}/quiz.yaml", 5)
    assert BROKEN[line] in mistake.text


def test_a_pretest_holds_no_must_pass_question(tmp_path):
    siblings = {
        f"{FOLDER}/1{n}0-sibling.md": changed(
            SINGLE,
            ("id: what-is-so", f"id: sibling-{n}\ngroup: airway\nmust_pass: true"),
            ("What is so?", f"What is so, in case {n}?"),
        )
        for n in range(3)
    }
    [mistake] = mistakes(write_pretest(tmp_path, **siblings))
    assert "a pretest cannot be passed, so it holds no must-pass question" in mistake.text
