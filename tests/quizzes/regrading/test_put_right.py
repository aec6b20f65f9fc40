"""Who may be asked what, and when.

The siblings an attempt asks, and the attempts that put one question right.
"""

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from course.models import Completion
from quizzes.draws import draw
from quizzes.models import Attempt, Rule
from quizzes.sitting import attempts
from quizzes.sitting.attempts import AttemptRefusedError
from quizzes.sitting.drawing import candidates_by_rule
from tests.factories import enrol, make_user
from tests.quizzes.factories import (
    add_item,
    add_must_pass,
    make_objective,
    make_quiz,
    multi,
    page,
    right_answer,
    save,
    single,
)
from tests.quizzes.marking.test_must_pass import item_of, make_critical, mark_again, sit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


# --- siblings -------------------------------------------------------------------------------------


@pytest.fixture
def overlapping():
    """A quiz whose rules all reach the same siblings.

    They are a group, an objective that two groups share, and one question.
    """
    quiz = make_quiz(attempts_allowed=None)  # its first rule: exactly one question
    objective = make_objective(quiz.unit.edition)
    for group in ("airway", "consent"):
        for _sibling in range(3):
            add_item(quiz, *single(), group=group, objectives=[objective])
    for _alone in range(2):
        add_item(quiz, *single(), objectives=[objective])
    Rule.objects.create(quiz=quiz, position=2, group="airway")
    Rule.objects.create(quiz=quiz, position=3, objective=objective, draw=2)
    return quiz


def families(items) -> list[str]:
    """The group of each question; its id where it has none."""
    return [item.group or f"alone {item.pk}" for item in items]


@pytest.mark.parametrize(
    "seen", [{}, {"airway": 3}, {"alone": 3}], ids=["nothing", "siblings", "others"]
)
def test_whatever_the_seed_and_what_was_seen_two_siblings_are_never_drawn_together(
    overlapping, seen
):
    bank = {item.pk: item for item in overlapping.bank.all()}
    counts = Counter(
        {item.version.question_id: seen.get(item.group or "alone", 0) for item in bank.values()}
    )
    drawn_groups = Counter()
    for number in range(100):
        rules = candidates_by_rule(overlapping, counts)
        drawn = families(bank[each.id] for each in draw(rules, number.to_bytes(2)))
        assert len(set(drawn)) == len(drawn) == 4
        assert drawn[1] == "airway"
        drawn_groups.update(drawn)
    assert drawn_groups["airway"] == 100


def test_no_attempt_asks_two_siblings(overlapping, ada):
    enrolment = enrol(ada, overlapping.unit.edition)
    for _attempt in range(8):
        attempt = attempts.start(enrolment, overlapping, NOW)
        asked = families(item.bank_item for item in attempt.items.select_related("bank_item"))
        assert len(set(asked)) == len(asked) == 4
        attempts.submit(attempt, None, NOW)


def test_a_group_without_a_name_is_none(ada):
    """Questions of no group are no siblings, and a rule for a group draws none of them."""
    quiz = make_quiz(single(), single(), single())
    Rule.objects.create(quiz=quiz, position=4, group="airway")
    sibling = add_item(quiz, *single(), group="airway")
    attempt = attempts.start(enrol(ada, quiz.unit.edition), quiz, NOW)
    assert attempt.items.count() == 4
    assert attempt.items.get(position=4).bank_item == sibling


def test_a_rule_draws_from_its_own_source_alone(overlapping):
    kinds = [
        {each.id for each in candidates}
        for _count, candidates in candidates_by_rule(overlapping, Counter())
    ]
    bank = list(overlapping.bank.order_by("pk"))
    first, airway, rest = bank[0], bank[1:4], bank[4:]
    assert kinds == [
        {first.pk},
        {item.pk for item in airway},
        {item.pk for item in [*airway, *rest]},
    ]
    assert [count for count, _candidates in candidates_by_rule(overlapping, Counter())] == [1, 1, 2]


@pytest.mark.parametrize("shuffle", [False, True])
def test_questions_are_asked_in_the_order_of_the_rules_or_in_one_of_the_attempt(ada, shuffle):
    quiz = make_quiz(*[single()] * 8, shuffle=shuffle)
    enrolment = enrol(ada, quiz.unit.edition)
    orders = set()
    for _attempt in range(4):
        attempt = attempts.start(enrolment, quiz, NOW)
        orders.add(tuple(attempt.items.values_list("bank_item__position", flat=True)))
        attempts.submit(attempt, None, NOW)
    assert {tuple(sorted(order)) for order in orders} == {tuple(range(1, 9))}
    assert (orders == {tuple(range(1, 9))}) == (not shuffle)


# --- what puts a missed question right ------------------------------------------------------------


@pytest.fixture
def quiz():
    return make_critical("airway", "consent", ordinary=10)


@pytest.fixture
def enrolment(ada, quiz):
    return enrol(ada, quiz.unit.edition)


def test_only_siblings_of_the_missed_question_are_asked_least_seen_first(enrolment, quiz):
    first = sit(enrolment, quiz)
    missed = item_of(first)
    siblings = set(quiz.bank.filter(group="airway").values_list("version__question", flat=True))
    asked = []
    for _again in range(4):
        attempt = sit(enrolment, quiz, puts_right=missed)
        item = attempt.items.get()
        assert (attempt.puts_right, attempt.deadline_at, item.position) == (missed, None, 1)
        asked.append(item.question_id)
    others = siblings - {missed.question_id}
    assert set(asked[:2]) == set(asked[2:]) == others


def test_the_missed_question_itself_is_never_asked_however_often_its_sibling_was(ada):
    quiz = make_quiz(*[single()] * 9)
    add_must_pass(quiz, questions=2)
    enrolment = enrol(ada, quiz.unit.edition)
    missed = item_of(sit(enrolment, quiz))
    for _again in range(3):
        assert sit(enrolment, quiz, puts_right=missed).items.get().question != missed.question


def test_four_decisions_of_five_put_nothing_right_though_they_reach_the_pass_mark(ada):
    quiz = make_quiz(*[single()] * 9)
    add_must_pass(quiz, kind_and_body=multi(policy="every_decision"))
    enrolment = enrol(ada, quiz.unit.edition)
    first = attempts.start(enrolment, quiz, NOW)
    for item in first.items.filter(bank_item__group=""):
        save(item, "b")
    attempts.submit(first, uuid.uuid4(), NOW)
    for response, is_passed in ((["a", "c"], False), (["a", "c", "d"], True)):
        attempt = attempts.start(enrolment, quiz, NOW, puts_right=item_of(first))
        save(attempt.items.get(), response)
        run = attempts.submit(attempt, uuid.uuid4(), NOW).grade
        assert run.passed == is_passed
        assert Completion.objects.exists() == is_passed


# --- who may begin one, through the front door ----------------------------------------------------


def missed_both(enrolment, quiz):
    return sit(enrolment, quiz, missed=("airway", "consent"))


def still_open(enrolment, quiz):
    return attempts.start(enrolment, quiz, NOW)


def below_the_mark(enrolment, quiz):
    return sit(enrolment, quiz, missed=("", "airway"))


def one_that_puts_right(enrolment, quiz):
    return sit(enrolment, quiz, puts_right=item_of(sit(enrolment, quiz)))


def one_that_has_put_right(enrolment, quiz):
    return sit(enrolment, quiz, missed=(), puts_right=item_of(missed_both(enrolment, quiz)))


def nothing_missed(enrolment, quiz):
    return sit(enrolment, quiz, missed=())


def put_right_already(enrolment, quiz):
    first = missed_both(enrolment, quiz)
    sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    return first


def passed_by_another(enrolment, quiz):
    first = missed_both(enrolment, quiz)
    sit(enrolment, quiz, missed=())
    return first


def taken_out_of_the_score(enrolment, quiz):
    first = missed_both(enrolment, quiz)
    mark_again(item_of(first), "exclude")
    return first


def given_full_marks(enrolment, quiz):
    first = missed_both(enrolment, quiz)
    mark_again(item_of(first), "full_marks")
    return first


def of_somebody_else(enrolment, quiz):
    attempt = missed_both(enrol(make_user(), quiz.unit.edition), quiz)
    attempt.number = 7
    return attempt


def of_a_left_course(enrolment, quiz):
    first = missed_both(enrolment, quiz)
    enrolment.ended_at = NOW
    enrolment.save()
    return first


ASKED, BACK, NOT_FOUND = "asked", "back to the result", 404
# The attempt, the question of it (a group, or "" for an ordinary one), and what its learner gets.
DOOR = [
    (missed_both, "airway", ASKED),
    (missed_both, "consent", ASKED),
    (missed_both, "", BACK),
    (still_open, "airway", NOT_FOUND),
    (below_the_mark, "airway", NOT_FOUND),
    (one_that_puts_right, "airway", NOT_FOUND),
    (one_that_has_put_right, "airway", NOT_FOUND),
    (nothing_missed, "airway", BACK),
    (put_right_already, "airway", BACK),
    (put_right_already, "consent", ASKED),
    (passed_by_another, "airway", BACK),
    (taken_out_of_the_score, "airway", BACK),
    (taken_out_of_the_score, "consent", ASKED),
    (given_full_marks, "airway", BACK),
    (of_somebody_else, "airway", NOT_FOUND),
    (of_a_left_course, "airway", NOT_FOUND),
]


@pytest.mark.parametrize(("made", "group", "answer"), DOOR)
def test_who_may_be_asked_a_sibling_of_what(learner, enrolment, quiz, made, group, answer):
    attempt = made(enrolment, quiz)
    item = attempt.items.filter(bank_item__group=group).first()
    before = Attempt.objects.count()
    url = page(attempt, "put_right", position=item.position)
    response = learner.post(url)
    newest = Attempt.objects.order_by("pk").last()
    if answer == ASKED:
        assert response.headers["Location"] == newest.items.get().url
        assert newest.puts_right == item
        # Again, while it is open: the same attempt, whichever question is asked for.
        assert learner.post(url).headers["Location"] == newest.items.get().url
    elif answer == BACK:
        assert response.headers["Location"] == page(attempt, "result")
    else:
        assert response.status_code == NOT_FOUND
    assert Attempt.objects.count() == before + (answer == ASKED)
    assert learner.post(page(attempt, "put_right", position=99)).status_code == NOT_FOUND


@pytest.mark.parametrize(
    ("waited", "is_asked"),
    [(timedelta(minutes=59, seconds=59), False), (timedelta(hours=1), True)],
)
def test_the_wait_between_attempts_counts_for_putting_right_too(ada, waited, is_asked):
    quiz = make_critical(cooldown_minutes=60, attempts_allowed=1)
    enrolment = enrol(ada, quiz.unit.edition)
    missed = item_of(sit(enrolment, quiz))
    if is_asked:
        assert attempts.start(enrolment, quiz, NOW + waited, puts_right=missed).puts_right == missed
    else:
        with pytest.raises(AttemptRefusedError):
            attempts.start(enrolment, quiz, NOW + waited, puts_right=missed)


def test_putting_right_uses_up_no_attempt(ada):
    quiz = make_critical(attempts_allowed=2)
    enrolment = enrol(ada, quiz.unit.edition)
    missed = item_of(sit(enrolment, quiz))
    for _again in range(3):
        sit(enrolment, quiz, puts_right=missed)
    assert sit(enrolment, quiz).number == 5
    with pytest.raises(AttemptRefusedError) as refused:
        attempts.start(enrolment, quiz, NOW)
    assert refused.value.opens_at is None


def test_the_right_answer_to_a_sibling_stands_for_its_own_attempt_alone(ada):
    """Two attempts miss the same question, and the second one fails by its score.

    Putting that right passes neither.
    """
    quiz = make_critical(attempts_allowed=None)
    enrolment = enrol(ada, quiz.unit.edition)
    first, failed = sit(enrolment, quiz), sit(enrolment, quiz, missed=("", "airway"))
    sit(enrolment, quiz, missed=(), puts_right=item_of(failed))
    assert not Completion.objects.exists()
    sit(enrolment, quiz, missed=(), puts_right=item_of(first))
    written = Completion.objects.get()
    assert (written.earned, written.possible) == ("9", "10")


def test_an_attempt_at_one_sibling_never_counts_as_a_sitting_of_the_quiz(ada):
    """One right answer of one is 100 per cent of it, and no pass."""
    quiz = make_critical(keep="last")
    enrolment = enrol(ada, quiz.unit.edition)
    failed = sit(enrolment, quiz, missed=("", "airway"))
    attempt = attempts.start(enrolment, quiz, NOW, puts_right=item_of(failed))
    save(attempt.items.get(), right_answer(attempt.items.get()))
    assert attempts.submit(attempt, uuid.uuid4(), NOW).grade.passed
    assert not Completion.objects.exists()


def test_what_a_new_marking_calls_right_passes_where_the_other_miss_was_put_right_before(
    enrolment, quiz
):
    first = missed_both(enrolment, quiz)
    sit(enrolment, quiz, missed=(), puts_right=item_of(first, "consent"))
    assert not Completion.objects.exists()
    mark_again(item_of(first, "airway"), "full_marks")
    assert Completion.objects.exists()
