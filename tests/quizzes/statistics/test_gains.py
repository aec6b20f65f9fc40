"""Before and after: what learners got right in the pretest and at the end, by objective."""

import csv
import io
import statistics

import pytest
from django.urls import reverse

from course.models import Objective
from quizzes.marking.kept_counts import count_differences, rebuild_counts
from quizzes.models import Attempt, GainCount
from quizzes.statistics.figures import MIN_ATTEMPTS_FOR_STATISTICS as FEWEST
from tests.course.staff.test_staff import staff_with
from tests.factories import enrol, make_edition
from tests.quizzes.cohort import again, cohort
from tests.quizzes.factories import make_quiz, reflection, single
from tests.quizzes.marking.test_kept_counts import mark_again
from tests.quizzes.regrading.test_regrading import hand_in
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
AIRWAY, CONSENT = "airway", "consent"
R, W = "b", "a"  # right, wrong


@pytest.fixture
def course():
    """A pretest of two questions and a final quiz of four, on two objectives of the course."""
    edition = make_edition(lessons=0)
    objectives = {
        key: Objective.objects.create(
            edition=edition, key=key, text=f"Know {key}", bloom="apply", position=place
        )
        for place, key in enumerate((AIRWAY, CONSENT), 50)
    }
    pretest = make_quiz(
        single(), single(), edition=edition, key="before", purpose="pretest", required=False
    )
    final = make_quiz(
        single(), single(), single(), single(), reflection(),
        edition=edition, key="cases", is_final=True,
    )  # fmt: skip
    for quiz, keys in ((pretest, [AIRWAY, CONSENT]), (final, [AIRWAY, AIRWAY, CONSENT])):
        for item, key in zip(quiz.bank.order_by("position"), keys, strict=False):
            item.objectives.set([objectives[key]])
    return pretest, final


def both(course, learners, before, after):
    """So many learners who answered so before and after; a letter a question."""
    pretest, final = course
    first = cohort(pretest, [dict(enumerate(before, 1))] * learners)
    enrolments = [attempt.enrolment for attempt in first]
    again(final, enrolments, [dict(enumerate(after, 1))] * learners)
    return enrolments


def kept():
    """How many learners have each pair of shares, by objective."""
    rows = GainCount.objects.occurring().order_by("objective", "before", "after")
    return [tuple(row) for row in rows.values_list("objective", "before", "after", "n")]


def test_a_final_attempt_counts_its_pair_by_objective_and_for_all_together(course):
    both(course, 2, [R, W], [R, R, W, W])
    both(course, 1, [W, W], [R, W, R, R])
    # The fourth question and the reflection ask about no objective of the course.
    assert kept() == [
        ("", "0", "2/3", 1),
        ("", "1/2", "2/3", 2),
        (AIRWAY, "0", "1/2", 1),
        (AIRWAY, "1", "1", 2),
        (CONSENT, "0", "0", 2),
        (CONSENT, "0", "1", 1),
    ]
    assert list(count_differences()) == []


def test_a_hand_in_at_the_end_counts_as_a_cohort_does(course, ada):
    pretest, final = course
    enrolment = enrol(ada, final.unit.edition)
    hand_in(None, pretest, R, W, enrolment=enrolment)
    assert kept() == []
    hand_in(None, final, R, W, R, R, None, enrolment=enrolment)
    hand_in(None, final, R, R, R, R, None, enrolment=enrolment)  # a second attempt counts not
    assert kept() == [("", "1/2", "2/3", 1), (AIRWAY, "1", "1/2", 1), (CONSENT, "0", "1", 1)]
    assert list(count_differences()) == []


def test_a_pretest_after_the_first_quiz_was_begun_is_no_pretest(course, ada):
    pretest, final = course
    quiz = make_quiz(edition=final.unit.edition, key="module-quiz")
    enrolment = enrol(ada, final.unit.edition)
    hand_in(None, quiz, R, enrolment=enrolment)
    hand_in(None, pretest, R, W, enrolment=enrolment)
    hand_in(None, final, R, R, R, R, None, enrolment=enrolment)
    assert kept() == []


def test_staff_and_who_left_the_pretest_out_are_not_counted(course, ada, grace):
    pretest, final = course
    hand_in(ada, final, R, R, R, R, None)
    enrolment = enrol(grace, final.unit.edition)
    hand_in(None, pretest, R, R, enrolment=enrolment)
    hand_in(None, final, R, R, R, R, None, enrolment=enrolment)
    assert kept() == []


def test_a_paper_that_was_handed_in_blank_says_nothing_and_is_left_out(course):
    both(course, 1, [None, None], [R, R, R, R])
    both(course, 1, [R, R], [None, None, None, None])
    assert kept() == []
    both(course, 1, [None, R], [R, R, R, R])  # what was left out of others is not right
    assert ("", "1/2", "1", 1) in kept()


@pytest.mark.parametrize("place", [0, 1])
def test_a_question_that_is_marked_again_changes_the_pairs(course, place):
    both(course, 2, [W, W], [W, W, W, W])
    version = course[place].bank.order_by("position").first().version
    mark_again(version, "full_marks")
    before, after = ("1", "0") if place == 0 else ("0", "1/2")
    assert (AIRWAY, before, after, 2) in kept()
    mark_again(version, "exclude")
    assert all(objective != AIRWAY for objective, *_shares in kept()) == (place == 0)
    assert list(count_differences()) == []


def test_rebuilding_finds_the_same_and_a_wrong_count_is_told(course):
    both(course, 3, [R, W], [R, R, R, W])
    before = kept()
    GainCount.objects.filter(objective=AIRWAY).update(n=7)
    assert list(count_differences()) == [
        f"quiz {course[1].pk}, objective airway, from 1 to 1: 7 learners are counted, "
        "and there are 3"
    ]
    rebuild_counts()
    assert kept() == before
    assert list(count_differences()) == []


@pytest.fixture
def editor(client):
    editor = staff_with("quizzes.view_statistics")
    client.force_login(editor)
    return editor


def url(name, key="cases"):
    return reverse(f"quizzes:{name}", args=["basics", key])


def test_staff_see_the_gain_with_its_interval_and_take_it_away_as_a_file(client, editor, course):
    both(course, 20, [W, W], [R, R, R, W])
    both(course, 20, [R, W], [R, R, W, W])
    shown = text_of(client.get(url("staff_quiz")))
    section = shown[shown.index("Before and after") :]
    assert section.index("All objectives") < section.index("Know airway")
    assert "Know consent" in section

    rows = list(csv.DictReader(io.StringIO(client.get(url("staff_gains")).content.decode())))
    assert [row["objective"] for row in rows] == ["", AIRWAY, CONSENT]
    airway = rows[1]
    assert (airway["text"], airway["learners"]) == ("Know airway", "40")
    assert (airway["before"], airway["after"], airway["gain"]) == ("0.5000", "1.0000", "0.5000")
    differences = [1.0] * 20 + [0.0] * 20
    margin = 1.959964 * statistics.stdev(differences) / 40**0.5
    assert float(airway["gain_from"]) == pytest.approx(0.5 - margin, abs=1e-4)
    assert float(airway["gain_to"]) == pytest.approx(0.5 + margin, abs=1e-4)
    assert "+50" in section
    assert f"+{100 * (0.5 - margin):.0f} to +{100 * (0.5 + margin):.0f}" in section


def test_nothing_is_shown_of_too_few_learners(client, editor, course):
    both(course, FEWEST - 1, [W, W], [R, R, R, W])
    shown = text_of(client.get(url("staff_quiz")))
    assert f"Too few learners: {FEWEST - 1} of {FEWEST}" in shown
    assert "+100" not in shown
    [row, *_others] = csv.DictReader(io.StringIO(client.get(url("staff_gains")).content.decode()))
    assert (row["learners"], row["before"], row["gain_to"]) == (str(FEWEST - 1), "", "")


def test_a_quiz_that_is_not_final_has_no_before_and_after(client, editor, course):
    quiz = make_quiz(edition=course[1].unit.edition, key="module-quiz")
    assert "Before and after" not in text_of(
        client.get(quiz_page := url("staff_quiz", "module-quiz"))
    )
    assert client.get(quiz_page + "before-and-after.csv").status_code == 404
    assert quiz.unit.key == "module-quiz"


@pytest.mark.parametrize("learners", [1, 60])
def test_the_page_costs_the_same_for_one_learner_and_for_many(
    client, editor, course, learners, django_assert_num_queries
):
    both(course, learners, [W, R], [R, R, R, W])
    client.get(url("staff_quiz"))
    with django_assert_num_queries(13):
        client.get(url("staff_quiz"))
    assert Attempt.objects.count() == 2 * learners
