"""The pages of statistics, through HTTP.

Who may open them, what counts, what is hidden, what to look at.
"""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from course.models import Course
from quizzes.models import ItemReport, QuestionVersion
from quizzes.regrading.orders import approve, ask
from quizzes.statistics.figures import QuizStatistics
from quizzes.statistics.first_attempts import first_attempts
from quizzes.statistics.psychometrics.analysis import analyse
from tests.factories import make_edition, make_user
from tests.quizzes import factories
from tests.quizzes.cohort import again, cohort, likely
from tests.quizzes.factories import add_item, make_quiz, multi, numeric, single
from tests.quizzes.statistics.published_example import FIGURES, KEY, RESPONSES
from tests.quizzes.statistics.staff_pages import LIST, named, question_url, quiz_url, text

pytestmark = pytest.mark.django_db

SCORED = [
    single,
    multi,
    numeric,
    factories.text,
    factories.match,
    factories.order,
    factories.cloze,
    factories.case,
]


def both(first, second):
    """The answers of one learner to the second and the third question of the bank."""
    return {2: first, 3: second}


# --- who may open what --------------------------------------------------------------------------


def test_the_pages_open_with_the_permission_alone(client, staff, quiz):
    for url in (LIST, quiz_url(), question_url("first")):
        assert client.get(url).status_code == 200
    assert LIST in text(client, reverse("staff:home"))


def test_nobody_else_finds_them(client, quiz, ada):
    client.force_login(make_user(is_staff=True))
    assert LIST not in text(client, reverse("staff:home"))
    for user in (make_user(is_staff=True), ada):
        client.force_login(user)
        for url in (LIST, quiz_url(), question_url("first")):
            assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["Editor", "Auditor"])
def test_the_groups_that_need_it_have_it(name):
    assert Group.objects.get(name=name).permissions.filter(codename="view_statistics").exists()


def test_what_is_not_there_is_not_found(client, staff, quiz):
    make_quiz(key="practice", edition=quiz.unit.edition, purpose="practice")
    for url in (quiz_url("other"), quiz_url("practice"), question_url("other")):
        assert client.get(url).status_code == 404


# --- what is hidden -----------------------------------------------------------------------------


def test_nothing_is_shown_of_fewer_than_thirty(client, staff, quiz):
    cohort(quiz, [both("b", "a")] * 29)
    for url in (LIST, quiz_url(), question_url("first")):
        assert "Too few answers: 29 of 30" in text(client, url)
        for figure in ('class="spark', 'class="stats"', "<figure"):
            assert figure not in text(client, url)


def test_thirty_are_enough(client, staff, quiz):
    cohort(quiz, [both("b", "b")] * 20 + [both("a", "b")] * 10)
    assert "67% <small>49–81%</small>" in text(client, question_url("first"))
    assert "100% pass at the first attempt" in text(client, quiz_url())
    assert "Too few" not in text(client, LIST)


def test_the_interval_of_all_right_ends_at_all_and_of_all_wrong_begins_at_none(client, staff, quiz):
    cohort(quiz, [both("b", "a")] * 34)
    assert "100% <small>90–100%</small>" in text(client, question_url("first"))
    cohort(quiz, [both("b", "a")])
    assert "0% <small>0–10%</small>" in text(client, question_url("second"))


def test_a_question_that_was_rarely_drawn_is_hidden_by_itself(client, staff, quiz):
    cohort(quiz, [{2: "b"}] * 30 + [{3: "b"}] * 12)
    assert "Too few answers: 12 of 30" in text(client, quiz_url())
    assert "Too few answers: 12 of 30" in text(client, question_url("second"))
    assert "Too few" not in text(client, question_url("first"))


def test_no_page_names_a_learner_or_says_how_sure_anybody_was(client, staff, quiz):
    cohort(quiz, [both("b", "a")] * 31)
    for url in (LIST, quiz_url(), question_url("first")):
        page = text(client, url)
        assert "Cora" not in page
        assert "@example.org" not in page
        assert "sure" not in page.split("<main", 1)[1].replace("measure", "")


# --- what counts --------------------------------------------------------------------------------


def facility(quiz, ref="first"):
    [attempts] = first_attempts([quiz], in_detail=True)
    found = QuizStatistics(attempts).figures(
        quiz.bank.select_related("version").get(version__question__ref=ref)
    )
    return found.n, found.statistics and found.statistics.facility


def test_later_attempts_do_not_count(quiz):
    first = cohort(quiz, [both("b", "b")] * 15 + [both("a", "b")] * 15)
    again(quiz, [attempt.enrolment for attempt in first], [both("b", "b")] * 30, number=2)
    assert facility(quiz) == (30, 0.5)


def test_an_attempt_that_puts_one_question_right_does_not_count(quiz):
    [attempt] = cohort(quiz, [both("a", "b")])
    item = attempt.items.first()
    attempts = again(quiz, [attempt.enrolment], [{2: "b"}], number=2, puts_right=item)
    assert attempts[0].puts_right == item
    assert facility(quiz) == (1, None)


def test_attempts_that_are_still_open_do_not_count(quiz):
    cohort(quiz, [both("b", "b")] * 30)
    again(quiz, strangers(quiz, 1), [both("a", "a")], hand_in=False)
    assert facility(quiz) == (30, 1)


def strangers(quiz, number):
    other = make_quiz(edition=quiz.unit.edition, key="elsewhere")
    return [attempt.enrolment for attempt in cohort(other, [{1: "b"}] * number)]


def test_earlier_editions_with_the_same_revision_count(client, staff, quiz):
    cohort(quiz, [both("b", "b")] * 30)
    edition = make_edition(Course.objects.get(), lessons=0)
    later = make_quiz(edition=edition, pass_mark=50)
    assert "on edition 1" in text(client, quiz_url())
    assert "30 first attempts" in text(client, quiz_url())
    assert later.unit.edition.number == 2


def test_a_quiz_that_was_revised_starts_again(client, staff, quiz):
    cohort(quiz, [both("b", "b")] * 30)
    make_quiz(edition=make_edition(Course.objects.get(), lessons=0), revision=2)
    assert "Too few answers: 0 of 30" in text(client, quiz_url())


def version_of(quiz, ref="first"):
    return quiz.bank.get(version__question__ref=ref).version


def mark_again(quiz, action, to_version=None):
    """Have "first" marked again for everybody: one asks, another approves."""
    asked = ask(
        version_of(quiz), action, to_version, "The key was wrong.", make_user(is_staff=True)
    )
    approve(asked, make_user(is_staff=True), "It was.")


def test_the_latest_marking_counts(quiz):
    cohort(quiz, [both("a", "b")] * 30)
    old = version_of(quiz)
    other = QuestionVersion.objects.create(
        question=old.question,
        number=2,
        kind="single",
        body=old.body | {"key": "a"},
        sha256="2" * 64,
    )
    mark_again(quiz, "rescore", other)
    # Marked by another version: these answers belong to that version from now on.
    assert facility(quiz) == (0, None)
    [found] = first_attempts([quiz])
    assert (found.matrix.totals, found.matrix.counts) == ([2], [30])
    assert found.columns[other.pk, 1].n == 30


def test_a_question_taken_out_of_the_score_is_in_no_figure(client, staff, quiz):
    cohort(quiz, [both("a", "b")] * 30)
    mark_again(quiz, "exclude")
    assert facility(quiz) == (0, None)
    assert facility(quiz, "second") == (30, 1)
    assert "100% pass" in text(client, quiz_url())


def test_full_marks_for_everybody_say_nothing_about_the_question(client, staff, quiz):
    cohort(quiz, [both("a", "b")] * 30)
    mark_again(quiz, "full_marks")
    assert facility(quiz) == (30, None)
    assert "Everybody got full marks" in text(client, quiz_url())
    assert "Everybody got full marks" in text(client, question_url("first"))


# --- what is shown ------------------------------------------------------------------------------


def test_the_published_example_comes_out_of_the_database_too():
    quiz = make_quiz(pass_mark=66)
    items = [add_item(quiz, *single(right=key.lower())) for key in KEY]
    answers = [
        {
            item.position: None if letter == "-" else letter.lower()
            for item, letter in zip(items, row, strict=True)
        }
        for row in RESPONSES
    ]
    cohort(quiz, answers)
    [attempts] = first_attempts([quiz], in_detail=True)
    test = analyse(attempts.matrix)
    assert round(test.alpha, 6) == FIGURES["alpha"]
    assert round(test.sem, 6) == FIGURES["sem"]
    versions = [version for version, _points in attempts.columns]
    for expected, item in zip(FIGURES["item_rest_corrected"], items, strict=True):
        assert round(test.items[versions.index(item.version_id)].item_rest, 6) == expected


def test_reliability_belongs_to_a_fixed_form(client, staff, quiz):
    cohort(quiz, likely(quiz, 40))
    assert "not defined" not in text(client, LIST)
    cohort(quiz, likely(quiz, 40, seed=2, asked=2))
    assert "not defined" in text(client, LIST)
    assert "asked different questions" in text(client, quiz_url())


def test_a_question_that_the_strong_get_wrong_asks_for_its_key_to_be_checked(client, staff):
    quiz = make_quiz(pass_mark=50)
    named(quiz, "backwards", "fine", "other", "more")
    strong, weak = {2: "c", 3: "b", 4: "b", 5: "b"}, {2: "b", 3: "a", 4: "c", 5: "d"}
    cohort(quiz, [strong] * 20 + [weak] * 15)
    page = text(client, quiz_url())
    assert "1 question needs a look" in page
    assert page.count("Check the key") == 1
    page = text(client, question_url("backwards"))
    for reason in (
        "earned less on the rest",
        "Chosen more often than the key: C.",
        "a better rest",
    ):
        assert reason in page
    assert "Options A and D are chosen by fewer than 5% each." in page
    assert "<b>B</b> 100% → 0%" in page
    assert "Nothing to do" not in page


def test_a_good_question_gives_no_reason_to_change_it(client, staff):
    quiz = make_quiz(pass_mark=50)
    named(quiz, "good", "other", ids="abc")
    strong, half, weak = both("b", "b"), both("b", "a"), both("a", "a")
    cohort(
        quiz,
        [strong] * 20 + [half] * 5 + [weak] * 8 + [both("c", "c")] * 7,
    )
    assert "Nothing to do" in text(client, question_url("good"))


def test_a_safety_critical_question_may_be_easy(client, staff):
    quiz = make_quiz(pass_mark=50)
    add_item(quiz, *single(), ref="critical", group="air", must_pass=True)
    named(quiz, "plain")
    cohort(quiz, [both("b", "b")] * 30)
    assert "Very easy" not in text(client, question_url("critical"))
    assert "Very easy" in text(client, question_url("plain"))


def test_a_missed_safety_critical_question_is_told_from_too_few_points(client, staff):
    quiz = make_quiz(pass_mark=50)
    add_item(quiz, *single(), ref="critical", group="air", must_pass=True)
    named(quiz, "plain")
    cohort(
        quiz,
        [both("b", "b")] * 20 + [both("a", "b")] * 10,
    )
    page = text(client, quiz_url())
    assert (
        "30 of 30 reached 50% of the points. Of these, 10 had missed a safety-critical question."
        in page
    )
    assert "67% pass at the first attempt" in page


def test_a_question_without_options_shows_how_it_was_answered_and_what_five_typed(client, staff):
    quiz = make_quiz(pass_mark=50)
    add_item(quiz, *numeric(), ref="number")
    answers = ["500 mg"] * 20 + ["31 mg", " 31  MG."] * 2 + ["31 mg"] + ["32 mg"] * 4 + [None] * 6
    cohort(quiz, [{2: each} for each in answers])
    page = text(client, question_url("number"))
    for row in ("Right", "Wrong", "No answer"):
        assert f'<th scope="row">{row}</th>' in page
    assert '<th scope="row">31 mg</th> <td data-l="Learners" class="r">5</td>' in page
    assert "32 mg" not in page


def test_what_was_typed_is_hidden_where_there_are_too_few_answers(client, staff):
    quiz = make_quiz(pass_mark=50)
    add_item(quiz, *numeric(), ref="number")
    cohort(quiz, [{2: "31 mg"}] * 29)
    assert "31 mg" not in text(client, question_url("number"))


def test_several_right_options_are_each_shown(client, staff):
    quiz = make_quiz(pass_mark=50)
    add_item(quiz, *multi(policy="plus_minus"), ref="several")
    answers = [["a", "c", "d"]] * 20 + [["a", "b"]] * 12
    cohort(quiz, [{2: each} for each in answers])
    assert text(client, question_url("several")).count('class="tag good"') == 3


@pytest.mark.parametrize("kind", SCORED)
def test_a_question_of_every_kind_is_shown_with_its_key(client, staff, kind):
    quiz = make_quiz(pass_mark=50)
    item = add_item(quiz, *kind(), ref="shown")
    cohort(quiz, [{2: item.version.data.best_response()}] * 18 + [{2: None}] * 12)
    page = text(client, question_url("shown"))
    assert "60% <small>42–75%</small>" in page
    assert "WHY " in page
    assert "No answer" in page


def test_a_kind_without_a_choice_among_options_has_no_table_of_them_and_no_advice_to_drop_one():
    quiz = make_quiz(pass_mark=50)
    item = add_item(quiz, *factories.match(), ref="shown")
    cohort(quiz, [{2: item.version.data.best_response()}] * 18 + [{2: None}] * 12)
    [attempts] = first_attempts([quiz], in_detail=True)
    assert QuizStatistics(attempts).figures(item).options == ()


def test_a_question_without_a_right_answer_has_no_figures(client, staff):
    quiz = make_quiz(pass_mark=50)
    add_item(quiz, *factories.reflection(), ref="thought")
    cohort(quiz, [{1: "b", 2: "A thought."}] * 30)
    assert "Not marked" in text(client, question_url("thought"))
    assert "Not marked" in text(client, quiz_url())
    assert "A thought." not in text(client, question_url("thought"))


def test_links_lead_to_where_something_can_be_done(client, staff, quiz):
    regrade = reverse("quizzes:staff_regrade_ask", args=["basics", "first", 1])
    [attempt] = cohort(quiz, [both("a", "b")])
    report = ItemReport.objects.create(item=attempt.items.first(), kind="wrong")
    assert regrade not in text(client, question_url("first"))
    assert report.get_absolute_url() not in text(client, question_url("first"))
    for name in ("view_regradeorder", "order_regrade", "answer_report"):
        staff.user_permissions.add(Permission.objects.get(codename=name))
    assert regrade in text(client, question_url("first"))
    assert report.get_absolute_url() in text(client, question_url("first"))
    assert "Nobody has reported this question." in text(client, question_url("second"))
