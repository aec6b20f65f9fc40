"""The sweep that hands in what nobody came back to: with what was saved, at its deadline, one by
one."""

import uuid
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from course.models import Completion
from quizzes.models import Attempt, AttemptItem, GradeRun
from quizzes.sitting import attempts
from tests.factories import enrol, make_user
from tests.quizzes.factories import make_quiz, single

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LIMIT = timedelta(minutes=20)


@pytest.fixture
def quiz():
    return make_quiz(single(), single(), time_limit_minutes=20, pass_mark=50)


def start(quiz, user=None, at=TEN, answers=("b",)) -> Attempt:
    """An attempt with these answers saved a minute after its start."""
    attempt = attempts.start(enrol(user or make_user(), quiz.unit.edition), quiz, at)
    for item, answer in zip(attempt.items.all(), answers, strict=False):
        attempts.save_answer(item, answer, seq=0, at=at + timedelta(minutes=1))
    return attempt


def sweep(at) -> str:
    """What the command prints at that time."""
    out = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("expire_attempts", stdout=out)
    return out.getvalue()


def test_what_nobody_came_back_to_is_handed_in_at_its_deadline_with_what_was_saved(quiz, ada):
    attempt = start(quiz, ada)
    assert sweep(TEN + timedelta(hours=3)) == "Attempts handed in: 1.\n"
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at, attempt.submit_reason) == (
        "submitted",
        TEN + LIMIT,
        "timeout",
    )
    assert (attempt.grade.earned, attempt.grade.possible) == ("1", "2")
    assert Completion.objects.get().completed_at == TEN + LIMIT


def test_the_grace_of_a_late_click_is_waited_for(quiz):
    attempt = start(quiz)
    sweep(TEN + LIMIT + attempts.GRACE)
    attempt.refresh_from_db()
    assert attempt.is_open
    sweep(TEN + LIMIT + attempts.GRACE + timedelta(seconds=1))
    attempt.refresh_from_db()
    assert attempt.submit_reason == "timeout"


def test_a_second_sweep_changes_nothing(quiz):
    start(quiz)
    sweep(TEN + timedelta(hours=1))
    before = list(Attempt.objects.values()), list(GradeRun.objects.values())
    assert sweep(TEN + timedelta(hours=2)) == "Attempts handed in: 0.\n"
    assert (list(Attempt.objects.values()), list(GradeRun.objects.values())) == before


def test_attempts_that_run_have_no_limit_or_were_handed_in_are_left_alone(quiz):
    running = start(quiz, at=TEN + timedelta(minutes=50))
    free = start(make_quiz(edition=quiz.unit.edition, key="free"))
    done = attempts.submit(start(quiz), uuid.uuid4(), TEN + timedelta(minutes=2))
    sweep(TEN + timedelta(hours=1))
    assert list(Attempt.objects.order_by("pk").values_list("pk", "state", "submit_reason")) == [
        (running.pk, "open", ""),
        (free.pk, "open", ""),
        (done.pk, "submitted", "learner"),
    ]


def test_one_that_cannot_be_marked_stops_no_other_and_is_named(quiz, caplog):
    """As if a fault had left an answer behind that no form sends."""
    first, broken, last = start(quiz), start(quiz), start(quiz)
    AttemptItem.objects.filter(attempt=broken).update(response="nowhere")
    with pytest.raises(CommandError, match=f"attempts {broken.pk}\\."):
        sweep(TEN + timedelta(hours=1))
    assert list(Attempt.objects.order_by("pk").values_list("pk", "state")) == [
        (first.pk, "submitted"),
        (broken.pk, "open"),
        (last.pk, "submitted"),
    ]
    assert f"attempt not expired id={broken.pk}" in caplog.text
    assert not GradeRun.objects.filter(attempt=broken).exists()
    AttemptItem.objects.filter(attempt=broken).update(response="b")
    assert sweep(TEN + timedelta(hours=1)) == "Attempts handed in: 1.\n"
    assert GradeRun.objects.get(attempt=broken).earned == "2"
