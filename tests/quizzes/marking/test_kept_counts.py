"""The counts that statistics read: kept by every marking, and equal to a recount of the rows."""

import pytest
from django.core.management import call_command
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import personal_data
from course.models import Enrolment
from quizzes.kinds.text import ShortText
from quizzes.marking.kept_counts import count_differences, rebuild_counts
from quizzes.models import AnswerCount, ScoreCount, TypedCount
from quizzes.regrading.orders import approve, ask
from tests.factories import make_edition, make_user
from tests.quizzes.cohort import cohort, crowd
from tests.quizzes.factories import (
    case,
    cloze,
    make_quiz,
    multi,
    numeric,
    reflection,
    single,
    text,
)
from tests.quizzes.marking.test_verification import verify
from tests.quizzes.regrading.test_regrading import BECAUSE, WHY, first_version, hand_in, new_version

pytestmark = pytest.mark.django_db


def scores():
    """How many have each score, as (earned, possible, passed, n)."""
    rows = ScoreCount.objects.occurring().order_by("earned", "possible", "passed")
    return list(rows.values_list("earned", "possible", "passed", "n"))


def answers(version):
    """How many gave each answer, as (score, state, status, chosen, n)."""
    rows = AnswerCount.objects.occurring().filter(version=version).order_by("chosen", "earned")
    return list(rows.values_list("earned", "state", "status", "chosen", "n"))


def mark_again(version, action, to_version=None):
    order = ask(version, action, to_version, WHY, make_user(is_staff=True))
    approve(order, make_user(is_staff=True), BECAUSE)


def test_a_hand_in_counts_its_score_and_each_answer():
    quiz = make_quiz(single(), multi(policy="plus_minus"), numeric(), reflection(), pass_mark=60)
    for _each in range(2):
        hand_in(make_user(), quiz, "b", ["d", "a", "c"], "500 mg", "A thought.")
    hand_in(make_user(), quiz, "a", None, "31 mg", None)

    assert scores() == [("0", "3", False, 1), ("3", "3", True, 2)]
    one, several, number, thought = (item.version for item in quiz.bank.order_by("position"))
    assert answers(one) == [("0", "counted", "wrong", "a", 1), ("3", "counted", "correct", "b", 2)]
    assert answers(several) == [
        ("0", "counted", "omitted", "", 1),
        ("3", "counted", "correct", "a c d", 2),
    ]
    # Words that were typed are not kept here, nor is what has no score.
    assert answers(number) == [
        ("0", "counted", "wrong", "", 1),
        ("3", "counted", "correct", "", 2),
    ]
    assert answers(thought) == []


def typed():
    """How many typed each wrong answer."""
    return dict(TypedCount.objects.values_list("text", "n"))


def test_wrong_answers_that_were_typed_are_counted_folded():
    quiz = make_quiz(numeric(), text())
    right = ShortText.from_body(text()[1]).best_response()
    for number, word in [("31 mg", "Air"), (" 31  MG.", "air"), ("500 mg", right), (None, "“a”")]:
        hand_in(make_user(), quiz, number, word)
    assert typed() == {"31 mg": 2, "air": 2, '"a"': 1}


def test_what_was_typed_in_gaps_and_stages_is_counted_by_its_place():
    gaps = cloze(text("sodium"), numeric(units={}))
    quiz = make_quiz(gaps, case(single(), cloze(text("air")), numeric()))
    in_gaps = {"g1": " Natrium", "g2": "500"}
    in_case = {"s1": "b", "s2": {"g1": "Water"}, "s3": "31 mg"}
    hand_in(make_user(), quiz, in_gaps, in_case)
    hand_in(make_user(), quiz, {"g1": "natrium", "g2": "7"}, {"s1": "a"})
    rows = TypedCount.objects.order_by("version", "place").values_list("place", "text", "n")
    assert list(rows) == [
        ("g1", "natrium", 2),
        ("g2", "7", 1),
        ("s2.g1", "water", 1),
        ("s3", "31 mg", 1),
    ]
    assert list(count_differences()) == []


def test_a_question_keeps_two_hundred_texts_and_rebuilding_keeps_the_most_frequent():
    quiz = make_quiz(numeric())
    crowd(quiz, 1, "777 mg")
    cohort(quiz, [{1: f"{number} mg"} for number in range(1000, 1210)])
    crowd(quiz, 3, "888 mg")
    assert (len(typed()), typed()["777 mg"], typed().get("888 mg")) == (200, 1, None)
    assert list(count_differences()) == []
    rebuild_counts()
    assert (len(typed()), typed()["888 mg"]) == (200, 3)


def test_the_last_place_goes_to_a_new_text_that_comes_with_one_that_is_kept():
    quiz = make_quiz(cloze(numeric(units={}), numeric(units={})))
    cohort(quiz, [{1: {"g1": str(number)}} for number in range(1000, 1199)])
    hand_in(make_user(), quiz, {"g1": "1000", "g2": "7"})
    hand_in(make_user(), quiz, {"g1": "1001", "g2": "8"})
    counted = typed()
    assert (len(counted), counted["1000"], counted["1001"]) == (200, 2, 2)
    assert (counted["7"], counted.get("8")) == (1, None)


def test_a_typed_answer_that_is_right_by_another_key_is_taken_off(ada):
    quiz = make_quiz(numeric())
    hand_in(ada, quiz, "31 mg")
    version = first_version(quiz)
    mark_again(version, "full_marks")
    assert typed() == {"31 mg": 1}
    mark_again(version, "exclude")
    assert typed() == {}
    assert list(count_differences()) == []


def test_only_the_first_whole_attempt_at_a_certifying_quiz_counts(ada):
    quiz = make_quiz(single())
    enrolment = hand_in(ada, quiz, "a").enrolment
    hand_in(ada, quiz, "b", enrolment=enrolment)
    practice = make_quiz(single(), key="practice", edition=quiz.unit.edition, purpose="practice")
    hand_in(ada, practice, "b", enrolment=enrolment)
    assert scores() == [("0", "1", False, 1)]


def test_the_first_attempt_at_a_revised_quiz_counts_again(ada):
    quiz = make_quiz(single())
    enrolment = hand_in(ada, quiz, "b").enrolment
    later = make_edition(quiz.unit.edition.course, lessons=0)
    revised = make_quiz(single(), edition=later, revision=2)
    hand_in(ada, revised, "b", enrolment=enrolment)
    counted = dict(ScoreCount.objects.values_list("quiz", "n"))
    assert counted == {quiz.pk: 1, revised.pk: 1}
    assert list(count_differences()) == []


def test_staff_never_count_also_when_they_are_staff_no_more():
    quiz = make_quiz(single())
    user = make_user(is_staff=True)
    enrolment = hand_in(user, quiz, "b").enrolment
    user.is_staff = False
    user.save()
    hand_in(user, quiz, "b", enrolment=Enrolment.objects.get(pk=enrolment.pk))
    assert scores() == []
    assert list(count_differences()) == []


def test_who_becomes_staff_later_stays_counted(ada):
    quiz = make_quiz(single())
    hand_in(ada, quiz, "b")
    ada.is_staff = True
    ada.save()
    rebuild_counts()
    assert scores() == [("1", "1", True, 1)]


@pytest.mark.parametrize(
    ("action", "score"),
    [
        ("rescore", ("1", "2", False, 1)),
        ("exclude", ("1", "1", True, 1)),
        ("full_marks", ("2", "2", True, 1)),
    ],
)
def test_a_regrade_moves_what_it_changes(ada, action, score):
    quiz = make_quiz(single(), single(), pass_mark=60)
    hand_in(ada, quiz, "b", "b")
    version = first_version(quiz)
    to_version = new_version(version, *single("c")) if action == "rescore" else None
    mark_again(version, action, to_version)
    assert scores() == [score]
    marked_by = answers(to_version or version)
    assert [n for *_rest, n in marked_by] == ([] if action == "exclude" else [1])
    assert list(count_differences()) == []


def test_an_erasure_changes_no_count(ada):
    quiz = make_quiz(single())
    hand_in(ada, quiz, "b")
    personal_data.erase(ada)
    assert scores() == [("1", "1", True, 1)]
    assert list(count_differences()) == []


def test_the_check_finds_counts_that_are_wrong_and_rebuilding_mends_them(ada):
    quiz = make_quiz(single())
    hand_in(ada, quiz, "b")
    ScoreCount.objects.update(n=4)
    AnswerCount.objects.all().delete()
    version = first_version(quiz)
    printed, ending = verify()
    assert printed.splitlines() == [
        f"quiz {quiz.pk}, score 1 of 1: 4 first attempts are counted, and there are 1",
        f"quiz {quiz.pk}, version {version.pk}, score 1 of 1: 0 answers are counted, and there "
        "are 1",
    ]
    assert ending.endswith("2 differences.")
    call_command("verify_grades", "--rebuild")
    assert verify()[1] == ""


def test_a_migration_counts_what_was_marked_before_there_were_counts(ada):
    hand_in(ada, make_quiz(single()), "b")
    for model in (ScoreCount, AnswerCount, TypedCount):
        model.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert scores() == [("1", "1", True, 1)]
    assert AnswerCount.objects.get().chosen == "b"


# What a cohort does: hand in with these answers, or have a question marked again.
HAND_IN = st.tuples(
    st.sampled_from([None, "a", "b"]),
    st.sampled_from([None, [], ["a"], ["a", "c", "d"]]),
    st.sampled_from([None, "500 mg", "0.5 g", "31 mg"]),
    st.sampled_from([None, {"g1": "sodium", "g2": "7"}, {"g1": "natrium"}]),
)
REGRADE = st.tuples(st.integers(0, 3), st.sampled_from(["exclude", "full_marks"]))
ACTS = st.lists(
    st.one_of(
        HAND_IN.map(lambda answers: ("hand_in", answers)),
        REGRADE.map(lambda what: ("mark_again", what)),
        st.integers(0, 3).map(lambda place: ("again", place)),
        st.integers(0, 3).map(lambda place: ("erase", place)),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(acts=ACTS)
def test_whatever_happens_the_counts_are_what_a_recount_finds(acts):
    gaps = cloze(text("sodium"), numeric(units={}))
    quiz = make_quiz(single(), multi(policy="plus_minus"), numeric(), gaps, edition=make_edition())
    learners = []
    for act, what in acts:
        if act == "hand_in":
            learners.append(hand_in(make_user(), quiz, *what).enrolment)
        elif act == "mark_again":
            place, action = what
            version = quiz.bank.order_by("position")[place].version
            in_force = version.regrade_orders.order_by("pk").last()
            if in_force is None or in_force.action != action:
                mark_again(version, action)
        elif what < len(learners) and learners[what].user:
            if act == "again":
                hand_in(None, quiz, "b", ["a"], None, None, enrolment=learners[what])
            else:
                personal_data.erase(learners[what].user)
                learners[what].refresh_from_db()
    assert list(count_differences()) == []
    counted = ScoreCount.objects.filter(quiz=quiz).aggregate(n=Sum("n"))
    assert (counted["n"] or 0) == len(learners)
