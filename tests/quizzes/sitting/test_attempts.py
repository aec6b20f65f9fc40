"""A learner's way through a quiz, by its methods: start, save, hand in; limits, waits; what the
database refuses."""

import uuid
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.models import Completion, Unit
from quizzes.kinds import BadResponse
from quizzes.models import Attempt, GradeRun, ItemGrade
from quizzes.sitting import attempts
from quizzes.sitting.attempts import AlreadySubmittedError, AttemptRefusedError
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import (
    add_rule,
    answer_all,
    make_attempt,
    make_quiz,
    multi,
    numeric,
    save,
    single,
)

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def start(enrolment, quiz, at=TEN) -> Attempt:
    return attempts.start(enrolment, quiz, at)


def submit(attempt, at=TEN, key=None) -> Attempt:
    return attempts.submit(attempt, key or uuid.uuid4(), at)


def sit(enrolment, quiz, right, at=TEN) -> Attempt:
    attempt = start(enrolment, quiz, at)
    answer_all(attempt, right)
    return submit(attempt, at)


def test_an_attempt_freezes_versions_points_and_the_order_of_options(ada):
    quiz = make_quiz(single(), multi(shuffle=False), numeric(), points=2)
    items = list(start(enrol(ada, quiz.unit.edition), quiz).items.select_related("version"))
    assert [(item.position, item.version.kind, item.points) for item in items] == [
        (1, "single", 2),
        (2, "multi", 2),
        (3, "numeric", 2),
    ]
    assert sorted(items[0].option_order) == list("abcd")
    assert [item.option_order for item in items[1:]] == [list("abcde"), []]


def test_the_order_of_options_differs_between_attempts(ada):
    quiz = make_quiz(single(ids="abcdefgh"), attempts_allowed=None)
    enrolment = enrol(ada, quiz.unit.edition)
    orders = {tuple(sit(enrolment, quiz, False).items.get().option_order) for _round in range(6)}
    assert len(orders) > 1


def test_start_while_one_is_open_resumes_it(ada):
    quiz = make_quiz()
    enrolment = enrol(ada, quiz.unit.edition)
    assert start(enrolment, quiz) == start(enrolment, quiz)
    assert Attempt.objects.get().number == 1


def test_a_limit_refuses_with_a_reason_and_leaves_no_row(ada):
    quiz = make_quiz(attempts_allowed=3)
    enrolment = enrol(ada, quiz.unit.edition)
    for _round in range(3):
        sit(enrolment, quiz, False)
    with pytest.raises(AttemptRefusedError) as refused:
        start(enrolment, quiz)
    assert refused.value.opens_at is None
    assert Attempt.objects.count() == 3


def test_a_limit_counts_through_editions(ada):
    quiz = make_quiz(attempts_allowed=1)
    enrolment = enrol(ada, quiz.unit.edition)
    sit(enrolment, quiz, False)
    newer = make_quiz(edition=make_edition(quiz.unit.edition.course, lessons=0), attempts_allowed=1)
    enrolment.edition = newer.unit.edition
    enrolment.save()
    with pytest.raises(AttemptRefusedError):
        start(enrolment, newer)


def test_a_wait_ends_exactly_at_its_time(ada):
    quiz = make_quiz(cooldown_minutes=24 * 60)
    enrolment = enrol(ada, quiz.unit.edition)
    sit(enrolment, quiz, False)
    with pytest.raises(AttemptRefusedError) as refused:
        start(enrolment, quiz, TEN + timedelta(hours=23, minutes=59, seconds=59))
    assert refused.value.opens_at == TEN + timedelta(days=1)
    assert start(enrolment, quiz, TEN + timedelta(days=1)).number == 2


def test_a_pass_is_written_down_with_exact_points_in_the_same_transaction(ada):
    attempt = make_attempt(ada, single(), multi(policy="plus_minus", right="abc"), pass_mark=50)
    one, two = attempt.items.all()
    save(one, "b")
    save(two, ["a", "b", "d"])
    submit(attempt)
    run = attempt.grade
    assert (run.earned, run.possible, run.passed, run.run, run.reason) == (
        "4/3",
        "2",
        True,
        1,
        "submit",
    )
    completion = Completion.objects.get()
    assert (completion.unit_key, completion.earned, completion.possible) == ("quiz", "4/3", "2")
    assert attempt.enrolment.completed_at == TEN


def test_a_fail_writes_no_completion(ada):
    attempt = make_attempt(ada)
    submit(attempt)
    assert attempt.grade.passed is False
    assert not Completion.objects.exists()


def test_exactly_the_pass_mark_passes_and_a_hair_less_does_not(ada):
    questions = [single()] * 4 + [multi(ids="abcde", right="a", policy="every_decision")]
    attempt = make_attempt(ada, *questions, pass_mark=80)
    for item in list(attempt.items.all())[:4]:
        save(item, "b")
    assert submit(attempt).grade.total.display == "80"
    assert attempt.grade.passed is True
    other = make_attempt(make_user(), *questions, pass_mark=96, edition=make_edition(lessons=0))
    for item in list(other.items.all())[:4]:
        save(item, "b")
    save(other.items.last(), ["a", "b"])
    run = submit(other).grade
    assert (run.total.display, run.passed) == ("96", True)


def test_the_first_pass_counts_and_later_failures_take_nothing_away(ada):
    quiz = make_quiz()
    enrolment = enrol(ada, quiz.unit.edition)
    assert [sit(enrolment, quiz, right).grade.passed for right in (False, True, False)] == [
        False,
        True,
        False,
    ]
    standing = attempts.standing(enrolment, quiz, TEN)
    assert standing.passed_attempt.number == 2
    assert Completion.objects.get().earned == "1"


def test_handing_in_twice_marks_once(ada):
    attempt = make_attempt(ada)
    key = uuid.uuid4()
    answer_all(attempt)
    for each in (key, key, uuid.uuid4()):
        assert (
            attempts.submit(Attempt.objects.get(pk=attempt.pk), each, timezone.now()).submit_key
            == key
        )
    assert GradeRun.objects.get().passed
    assert Completion.objects.count() == 1


def test_handing_in_one_quiz_touches_no_other_attempt(ada, eve):
    mine, others = make_attempt(ada), make_attempt(eve, edition=make_edition(lessons=0))
    second = make_quiz(edition=mine.quiz.unit.edition, key="quiz-2")
    other_of_mine = start(mine.enrolment, second)
    submit(mine)
    assert {attempt.pk for attempt in Attempt.objects.filter(state="open")} == {
        others.pk,
        other_of_mine.pk,
    }
    assert GradeRun.objects.count() == 1


def test_after_handing_in_nothing_is_saved(ada):
    attempt = make_attempt(ada)
    submit(attempt)
    with pytest.raises(AlreadySubmittedError):
        save(attempt.items.get(), "b")
    assert attempt.items.get().response is None


def test_an_older_form_never_overwrites_a_newer_answer(ada):
    item = make_attempt(ada).items.get()
    assert attempts.save_answer(item, "a", seq=0, at=TEN)
    assert not attempts.save_answer(item, "c", seq=0, at=TEN)
    assert not attempts.save_answer(item, None, seq=0, at=TEN)
    assert (item.response, item.seq, item.saved_at) == ("a", 1, TEN)
    assert attempts.save_answer(item, "a", seq=0, at=TEN)  # the same again, its receipt got lost
    assert item.seq == 1
    assert attempts.save_answer(item, "c", seq=1, at=TEN)
    assert item.response == "c"


@pytest.mark.parametrize(
    ("response", "sureness"), [("z", None), (["a"], None), ({"a": 1}, None), ("a", 4)]
)
def test_an_impossible_answer_is_not_saved(ada, response, sureness):
    item = make_attempt(ada).items.get()
    with pytest.raises(BadResponse):
        save(item, response, sureness=sureness)
    item.refresh_from_db()
    assert (item.response, item.seq) == (None, 0)


def test_sureness_and_flags_never_change_the_mark(ada, eve):
    edition = make_edition(lessons=0)
    quiz = make_quiz(edition=edition)
    runs = []
    for user, more in ((ada, {}), (eve, {"sureness": 3, "flagged": True})):
        attempt = start(enrol(user, edition), quiz)
        save(attempt.items.get(), "a", **more)
        runs.append(submit(attempt).grade)
    assert [(run.earned, run.passed) for run in runs] == [("0", False)] * 2


def test_an_edit_of_a_question_leaves_open_attempts_alone(ada, eve):
    quiz = make_quiz()
    attempt = start(enrol(ada, quiz.unit.edition), quiz)
    save(attempt.items.get(), "b")
    ref = attempt.items.get().question.ref
    newer = Unit.objects.get(
        pk=make_quiz(edition=make_edition(quiz.unit.edition.course, lessons=0)).unit.pk
    ).quiz
    add_rule(newer, 2, *single(right="c"), ref=ref)
    assert submit(attempt).grade.passed
    later = start(enrol(eve, newer.unit.edition), newer)
    save(later.items.last(), "b")
    assert [grade.status for grade in submit(later).grade.grades.order_by("item__position")] == [
        "omitted",
        "wrong",
    ]
    assert attempt.items.get().version.number == 1
    assert later.items.last().version.number == 2


def test_a_pass_of_an_older_revision_is_kept_and_does_not_count_for_the_new(client, ada):
    quiz = make_quiz()
    enrolment = enrol(ada, quiz.unit.edition)
    attempt = start(enrolment, quiz)
    answer_all(attempt)
    newer = make_quiz(edition=make_edition(quiz.unit.edition.course, lessons=0), revision=2)
    enrolment.edition = newer.unit.edition
    enrolment.save()
    assert submit(Attempt.objects.get()).grade.passed
    assert not Completion.objects.exists()
    assert attempts.standing(enrolment, newer, TEN).passed_attempt is None
    client.force_login(ada)
    told = client.get(Attempt.objects.get().get_absolute_url()).content.decode()
    assert "the revised quiz is still to be passed" in told
    assert "Take the quiz again" in told
    assert sit(enrolment, newer, True).grade.passed
    assert Completion.objects.get().revision == 2


def test_the_database_allows_one_open_attempt_a_time_for_what_was_handed_in_and_each_number_once(
    ada,
):
    attempt = make_attempt(ada)
    same = {
        "enrolment": attempt.enrolment,
        "quiz": attempt.quiz,
        "unit_key": "quiz",
        "started_at": TEN,
    }
    for more in ({"number": 2}, {"number": 1, "state": "submitted", "submitted_at": TEN}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.create(**same, **more)
    for change in ({"state": "submitted"}, {"submitted_at": TEN}, {"state": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(**change)


QUESTIONS = (
    single(),
    multi(),
    multi(policy="plus_minus"),
    multi(policy="every_decision"),
    numeric(),
)
ANSWERS = (
    st.sampled_from([None, "", *"abcd"]),
    *[st.none() | st.lists(st.sampled_from("abcde")).map(sorted)] * 3,
    st.sampled_from([None, "", "500 mg", "0.5 g", "50 mg", "500", "5 kg", "five"]),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("start")),
        st.tuples(st.just("submit")),
        *[
            st.tuples(st.just("save"), st.just(place), st.sampled_from([0, -1]), each)
            for place, each in enumerate(ANSWERS)
        ],
    ),
    max_size=14,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_whatever_a_learner_does_the_books_balance(db, steps):
    """One open attempt, a time iff handed in, one run, marks of exactly what was stored, sums,
    numbers."""
    quiz = Attempt.objects.first().quiz if Attempt.objects.exists() else make_quiz(*QUESTIONS)
    enrolment = enrol(make_user(), quiz.unit.edition)
    for step in [("start",), *steps]:
        _take(step, enrolment, quiz)
    mine = Attempt.objects.filter(enrolment=enrolment)
    assert mine.filter(state="open").count() <= 1
    assert sorted(mine.values_list("number", flat=True)) == list(range(1, mine.count() + 1))
    for attempt in mine:
        assert attempt.is_open == (attempt.submitted_at is None)
        assert [run.run for run in attempt.runs.all()] == ([] if attempt.is_open else [1])
        if not attempt.is_open:
            _check_marks(attempt)
    assert Completion.objects.filter(enrolment=enrolment).exists() == any(
        each.passed for each in _runs(mine)
    )


def _take(step, enrolment, quiz):
    if step[0] == "start":
        start(enrolment, quiz)
        return
    attempt = Attempt.objects.filter(enrolment=enrolment).last()
    if step[0] == "submit":
        submit(attempt)
        return
    _save, place, age, response = step
    item = attempt.items.all()[place]
    try:
        attempts.save_answer(item, response, seq=item.seq + age, at=TEN)
    except AlreadySubmittedError:
        assert not attempt.is_open


def _check_marks(attempt):
    run = attempt.grade
    grades = list(ItemGrade.objects.filter(run=run).select_related("item__version"))
    assert len(grades) == attempt.items.count()
    for grade in grades:
        again = grade.item.version.data.score(grade.item.response)
        assert (again.fraction, again.status) == (grade.fraction, grade.status)
    earned = sum((grade.fraction * grade.item.points for grade in grades), Fraction(0))
    assert Fraction(run.earned) == earned
    assert 0 <= earned <= Fraction(run.possible)
    assert run.passed == (earned * 100 >= attempt.quiz.pass_mark * Fraction(run.possible))


def _runs(mine):
    return GradeRun.objects.filter(attempt__in=mine)
