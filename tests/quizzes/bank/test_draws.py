"""Which questions an attempt asks: exactly, unforeseeably, and what was seen least first."""

import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.draws import Candidate, CannotDraw, draw, shuffled
from quizzes.models import Rule
from quizzes.sitting import attempts
from tests.factories import enrol
from tests.quizzes.factories import add_item, answer_all, make_objective, make_quiz, single

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def candidates(*ids, seen=0) -> list[Candidate]:
    return [Candidate(each, f"question {each}", seen) for each in ids]


def test_overlapping_rules_are_met_where_a_greedy_draw_would_fail():
    for seed in range(20):
        drawn = draw([(2, candidates(1, 2, 3)), (1, candidates(1))], bytes([seed]))
        assert [each.id for each in drawn[2:]] == [1]
        assert {each.id for each in drawn[:2]} == {2, 3}


def test_rules_that_compete_are_named_and_the_others_are_not():
    rules = [
        (1, candidates(9)),
        (2, candidates(1, 2)),
        (2, candidates(5, 6, 7)),
        (1, candidates(2)),
    ]
    with pytest.raises(CannotDraw) as refused:
        draw(rules, b"seed")
    assert refused.value.places == {1, 3}


def test_siblings_are_never_asked_together():
    siblings = [Candidate(each, "group g") for each in (1, 2, 3)]
    with pytest.raises(CannotDraw):
        draw([(2, siblings)], b"")
    assert len(draw([(2, [*siblings, *candidates(4)])], b"")) == 2


def test_a_rule_never_displaces_what_was_not_seen_by_what_was():
    """Rule 1 may fall back on question 2, seen five times.

    It need not, as rule 2 can take question 3.
    """
    rules = [(1, [*candidates(1), *candidates(2, seen=5)]), (1, candidates(1, 3))]
    for seed in range(20):
        assert [each.id for each in draw(rules, bytes([seed]))] == [1, 3]


def test_the_order_is_the_seeds_alone():
    rules = [(5, candidates(*range(20)))]
    assert draw(rules, b"one") == draw(rules, b"one")
    assert len({tuple(draw(rules, bytes([seed]))) for seed in range(10)}) == 10
    assert shuffled("abcdefgh", b"one", "1") != shuffled("abcdefgh", b"one", "2")


def test_every_question_is_drawn_about_as_often_as_every_other():
    counts = Counter(
        each.id
        for seed in range(1000)
        for each in draw([(3, candidates(*range(12)))], b"%d" % seed)
    )
    assert set(counts) == set(range(12))
    assert all(180 < count < 320 for count in counts.values()), (
        counts
    )  # 250 expected, standard deviation 14


# Of up to six questions in up to four families: which rules may draw a question, and how often it
# was seen.
QUESTIONS = st.lists(
    st.tuples(st.integers(0, 3), st.sets(st.integers(0, 2)), st.integers(0, 3)),
    min_size=1,
    max_size=6,
)
COUNTS = st.lists(st.integers(0, 2), min_size=3, max_size=3)


def rules_of(questions, counts):
    made = [
        (Candidate(n, f"family {family}", seen), rules)
        for n, (family, rules, seen) in enumerate(questions)
    ]
    return [
        (count, [each for each, open_to in made if rule in open_to])
        for rule, count in enumerate(counts)
    ]


def brute_force(rules) -> int | None:
    """The least sum of ``seen`` of all ways to fill every place from different families.

    None if there is none.
    """
    places = [candidates for count, candidates in rules for _each in range(count)]
    ways = [way for way in product(*places) if len({each.family for each in way}) == len(places)]
    return min((sum(each.seen for each in way) for way in ways), default=None)


def check(rules, drawn) -> None:
    places = [candidates for count, candidates in rules for _each in range(count)]
    assert all(each in candidates for each, candidates in zip(drawn, places, strict=True))
    assert len({each.family for each in drawn}) == len(drawn)


@settings(max_examples=150, deadline=None)
@given(QUESTIONS, COUNTS, st.binary(max_size=2))
def test_a_draw_fails_only_where_no_way_exists_and_the_named_rules_cannot_be_met(
    questions, counts, seed
):
    rules = rules_of(questions, counts)
    least = brute_force(rules)
    try:
        check(rules, draw(rules, seed))
    except CannotDraw as error:
        assert least is None
        competing = [rules[place] for place in error.places]
        held = {each.family for _count, candidates in competing for each in candidates}
        assert sum(count for count, _candidates in competing) > len(held)
    else:
        assert least is not None


@settings(max_examples=150, deadline=None)
@given(QUESTIONS, COUNTS, st.binary(max_size=2))
def test_a_draw_asks_what_was_seen_least(questions, counts, seed):
    """Exactly, where siblings are open to the same rules, as those of one objective are."""
    open_to = {family: rules for family, rules, _seen in questions}
    rules = rules_of(
        [(family, open_to[family], seen) for family, _rules, seen in questions], counts
    )
    least = brute_force(rules)
    if least is not None:
        assert sum(each.seen for each in draw(rules, seed)) == least


def calls_of_a_draw(size):
    """How many functions a draw of 70 from a pool of that size calls, of Python and of C."""
    quarter = size // 4
    step = size // 12
    objectives = [
        (10, candidates(*range(first, first + quarter))) for first in range(0, 7 * step, step)
    ]
    calls = Counter()
    sys.setprofile(lambda _frame, event, _argument: calls.update([event]))
    try:
        drawn = draw(objectives, b"seed")
    finally:
        sys.setprofile(None)
    assert len(drawn) == 70
    return calls.total()


def test_the_work_of_a_draw_grows_with_the_pool_and_not_with_its_square():
    assert calls_of_a_draw(4800) < 3 * calls_of_a_draw(2400)


@pytest.mark.django_db
def test_attempts_ask_what_this_learner_did_not_see_yet_and_others_never_matter(ada, eve):
    quiz = make_quiz(attempts_allowed=None)
    objective = make_objective(quiz.unit.edition)
    for _each in range(6):
        add_item(quiz, *single(), objectives=[objective])
    Rule.objects.create(quiz=quiz, position=2, objective=objective, draw=2)
    drawn = {}
    for user in (ada, eve):
        enrolment, drawn[user] = enrol(user, quiz.unit.edition), []
        for _attempt in range(3):
            attempt = attempts.start(enrolment, quiz, NOW)
            drawn[user] += attempt.items.filter(position__gt=1).values_list("bank_item", flat=True)
            answer_all(attempt, right=False)
            attempts.submit(attempt, None, NOW)
    everything = set(quiz.bank.filter(objectives=objective).values_list("pk", flat=True))
    assert all(len(each) == 6 and set(each) == everything for each in drawn.values())


@pytest.mark.django_db
def test_a_group_asks_one_of_its_siblings_and_another_the_next_time(ada):
    quiz = make_quiz(attempts_allowed=None)
    for _each in range(3):
        add_item(quiz, *single(), group="airway")
    Rule.objects.create(quiz=quiz, position=2, group="airway")
    enrolment, asked = enrol(ada, quiz.unit.edition), set()
    for _attempt in range(3):
        attempt = attempts.start(enrolment, quiz, NOW)
        asked.add(attempt.items.get(position=2).bank_item_id)
        attempts.submit(attempt, None, NOW)
    assert asked == set(quiz.bank.filter(group="airway").values_list("pk", flat=True))
