"""Every edge case of docs/edge-cases.md (S1 to S30, and Q1 to Q17), with the test that holds it:
here, or where the table says. A test that is named and does not exist fails the first one below."""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from importlib import import_module

import pytest
import time_machine
from django.urls import reverse

from accounts import personal_data
from quizzes.grading import COUNTED, DROPPED_EXCLUDE, total
from quizzes.kinds import BadResponse, question_from
from quizzes.marking.standing import standing
from quizzes.models import Attempt
from quizzes.records import timeline_entries
from quizzes.sitting import attempts
from tests.factories import enrol
from tests.quizzes import factories as make
from tests.quizzes.factories import answer_all, make_attempt, make_quiz, page, save
from tests.quizzes.forms import code_of
from tests.quizzes.sitting.test_sitting import hidden, text_of

HERE = {f"S{n}" for n in (*range(1, 19), 23, 24, 27, 28)} | {"Q5", "Q8", "Q9", "Q17"}
ELSEWHERE = {
    "S19": "test_concurrency.test_eight_clicks_on_start_make_one_attempt_and_all_land_on_it",
    "S20": "sitting.test_attempts.test_start_while_one_is_open_resumes_it",
    "S21": "sitting.test_attempts.test_a_limit_refuses_with_a_reason_and_leaves_no_row",
    "S22": "sitting.test_attempts.test_a_wait_ends_exactly_at_its_time",
    "S25": "sitting.test_sitting.test_handing_in_by_a_double_click_gives_one_mark_and_one_page",
    "S26": "sitting.test_front_door.test_a_new_edition_in_the_middle_changes_nothing_of_an_attempt",
    "S29": "regrading.test_regrading."
    "test_another_key_marks_by_option_id_and_the_old_marking_stays_readable",
    "S30": "sitting.test_sitting.test_a_stranger_and_another_learner_find_nothing",
    "Q1": "kinds.test_kinds_text."
    "test_the_opposite_and_the_tenfold_are_wrong_and_cannot_stand_in_one_list",
    "Q2": "sitting.test_front_door.test_a_blank_paper_is_worth_nothing",
    "Q3": "kinds.test_kinds.test_blank_all_wrong_and_everything_ticked_never_pass",
    "Q4": "bank.test_authoring.test_a_quiz_without_a_question_is_none",
    "Q6": "sitting.test_closed_keys."
    "test_no_answer_of_the_server_holds_a_key_a_reason_or_a_weight_before_handing_in",
    "Q7": "test_concurrency."
    "test_a_limit_of_three_is_never_passed_by_eight_tabs_that_start_and_hand_in",
    "Q10": "sitting.test_kept_answers.test_another_person_at_the_same_computer_never_sees_it",
    "Q11": "sitting.test_kept_answers."
    "test_an_answer_survives_the_sign_in_and_is_saved_by_the_button_alone",
    "Q12": "test_illegal_states.test_an_answer_that_was_handed_in",
    "Q13": "sitting.test_attempts.test_handing_in_one_quiz_touches_no_other_attempt",
    "Q14": "marking.test_must_pass.test_no_other_address_completes_the_quiz",
    "Q15": "regrading.test_regrading.test_an_option_that_somebody_chose_must_be_there",
    "Q16": "test_concurrency.test_two_tabs_that_save_at_once_leave_one_answer_and_tell_the_other",
}
TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

THIRDS = make.cloze(*[make.single()] * 3)
FIVE = {"ids": "abcde", "right": "acd"}
# Case: a question, a response, and the exact share with its status; None is refused.
SCORED = [
    ("S1", make.single(), None, "0 omitted"),
    ("S2", make.single(), "z", None),
    ("S3", make.multi(**FIVE), ["d", "a", "c"], "1 correct"),
    ("S4", make.multi(**FIVE), ["a", "c"], "0 wrong"),
    ("S4", make.multi(**FIVE), ["a", "b", "c", "d"], "0 wrong"),
    ("S5", make.multi(**FIVE, policy="plus_minus"), ["a", "c", "b"], "1/3 partial"),
    ("S6", make.multi(**FIVE, policy="plus_minus"), [*"abcde"], "1/3 partial"),
    ("S7", make.multi(**FIVE, policy="every_decision"), ["a", "c"], "4/5 partial"),
    ("S8", make.numeric("0.3", "0.1", units={}), "0.4", "1 correct"),
    ("S9", make.numeric("0.3", "0.1", units={}), "0.4000001", "0 wrong"),
    ("S10", make.numeric(units={}), "   ", "0 omitted"),
    ("S10", make.numeric(units={}), "abc", "0 invalid"),
    ("S11", make.numeric(), "0.5 g", "1 correct"),
    ("S11", make.numeric(), "500", "0 invalid"),
    ("S11", make.numeric(units={"mg": "1", "mL": "7"}), "500 mL", "0 wrong"),
    ("S12", make.text("hyperkalaemia"), "  HyperKalaemia ", "1 correct"),
    ("S12", make.text("hyperkalaemia"), "hypokalaemia", "0 wrong"),
    ("S13", make.match(), {"p1": "a", "p2": "b", "p3": "d"}, "2/3 partial"),
    ("S13", make.match(), {}, "0 omitted"),
    ("S14", make.order(policy="all_or_nothing"), [*"abdc"], "0 wrong"),
    ("S14", make.order(policy="absolute"), [*"abdc"], "1/2 partial"),
    ("S14", make.order(policy="pairs"), [*"abdc"], "5/6 partial"),
    ("S15", THIRDS, {"g1": "b", "g2": "b", "g3": "b"}, "1 correct"),
]


def test_every_case_has_its_test():
    cases = {f"S{n}" for n in range(1, 31)} | {f"Q{n}" for n in range(1, 18)}
    assert HERE | set(ELSEWHERE) == cases
    for place in ELSEWHERE.values():
        module, _dot, name = place.rpartition(".")
        assert callable(getattr(import_module(f"tests.quizzes.{module}"), name)), place
    written = " ".join(
        [
            *(row[0] for row in SCORED),
            *(
                each.__doc__ or ""
                for each in vars(import_module(__name__)).values()
                if callable(each)
            ),
        ]
    )
    assert not [case for case in HERE if not re.search(rf"\b{case}\b", written)]


@pytest.mark.parametrize(("case", "question", "response", "expected"), SCORED)
def test_an_answer_is_worth(case, question, response, expected):
    asked = question_from(*question)
    if expected is None:
        with pytest.raises(BadResponse):
            asked.score(response)
        return
    score = asked.score(response)
    assert f"{score.fraction} {score.status}" == expected


def test_a_total_is_compared_before_it_is_rounded():
    """S16, S17, S18: a hair below the pass mark fails and shows less; exactly it passes; of
    nothing, neither."""
    below = total([(Fraction(1), Fraction("0.7995"), COUNTED)], Fraction(80))
    assert (below.passed, below.display) == (False, "79.9")
    exactly = total(
        [(Fraction(3), Fraction(1), COUNTED), (Fraction(1), Fraction(1, 5), COUNTED)], Fraction(80)
    )
    assert (exactly.passed, exactly.display) == (True, "80")
    nothing = total([(Fraction(1), Fraction(1), DROPPED_EXCLUDE)], Fraction(80))
    assert (nothing.passed, nothing.display) == (None, None)


def timed(ada) -> Attempt:
    """Ada's attempt at two questions with 30 minutes, begun at ten; the first is answered."""
    quiz = make_quiz(make.single(), make.single(), time_limit_minutes=30)
    attempt = attempts.start(enrol(ada, quiz.unit.edition), quiz, TEN)
    attempts.save_answer(attempt.items.first(), "b", seq=0, at=TEN)
    return attempt


@pytest.mark.django_db
def test_who_comes_back_after_the_deadline_finds_what_was_saved_marked(ada, client):
    """S23: the browser died, the time ran out: marked on what was saved, at the deadline,
    because time was over."""
    attempt = timed(ada)
    with time_machine.travel(TEN + timedelta(hours=3), tick=False):
        client.force_login(ada)
        assert client.get(page(attempt, position=2)).headers["Location"] == page(attempt, "result")
        assert "time over" in text_of(client.get(page(attempt, "result")))
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.submit_reason) == (TEN + timedelta(minutes=30), "timeout")
    assert [grade.status for grade in attempt.grade.grades.order_by("item__position")] == [
        "correct",
        "omitted",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("late", "codes", "second", "reason"),
    [(3, (302, 302), "b", "learner"), (61, (409, 302), None, "timeout")],
)
def test_a_click_on_its_way_counts_and_a_late_one_does_not(
    ada, client, late, codes, second, reason
):
    """S24, Q8: by the server's clock, whatever the browser says of the time."""
    attempt = timed(ada)
    with time_machine.travel(TEN + timedelta(minutes=30, seconds=late), tick=False):
        client.force_login(ada)
        answer = {"seq": "0", "answer": "b", "now": TEN.isoformat(), "deadline": "2030-01-01"}
        saved = client.post(page(attempt, position=2), answer)
        handed_in = client.post(page(attempt, "submit"), {"submit_key": "0" * 32} | answer)
    assert (saved.status_code, handed_in.status_code) == codes
    if late > 60:
        assert "What was saved in time was handed in and marked" in text_of(saved)
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.submit_reason) == (TEN + timedelta(minutes=30), reason)
    assert [item.response for item in attempt.items.all()] == ["b", second]


@pytest.mark.django_db
def test_reloading_at_the_very_end_spends_nothing_and_ends_nothing(ada, client):
    """Q8: at the deadline itself and within its grace the page is still there, and reloading
    does not add time."""
    attempt = timed(ada)
    for seconds in (0, 0, 15):
        with time_machine.travel(TEN + timedelta(minutes=30, seconds=seconds), tick=False):
            client.force_login(ada)
            assert client.get(page(attempt, position=2)).status_code == 200
    attempt.refresh_from_db()
    assert (attempt.is_open, attempt.deadline_at) == (True, TEN + timedelta(minutes=30))


@pytest.mark.django_db
def test_a_reload_shows_the_same_order_and_marks_by_id(learner, ada):
    """S27."""
    attempt = make_attempt(ada, make.single(ids="abcdefgh"))
    shown = [
        re.findall(r'name="answer" value="(\w+)"', text_of(learner.get(page(attempt))))
        for _reload in range(3)
    ]
    in_order = [code_of(attempt, option) for option in attempt.items.get().option_order]
    assert shown[0] == shown[1] == shown[2] == in_order
    learner.post(page(attempt), hidden(learner, page(attempt)) | {"answer": "b"})
    learner.post(page(attempt, "submit"), hidden(learner, page(attempt, "review")))
    assert Attempt.objects.get().grade.passed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("keep", "number", "passes"), [("best", 2, True), ("last", 3, False), ("first", 1, False)]
)
def test_attempts_of_60_90_and_70_per_cent(ada, keep, number, passes):
    """S28: the kept attempt is the best, the last or the first; what was once passed stays
    written down."""
    quiz = make_quiz(*[make.single()] * 10, keep=keep)
    enrolment = enrol(ada, quiz.unit.edition)
    for right in (6, 9, 7):
        attempt = attempts.start(enrolment, quiz, TEN)
        for item in list(attempt.items.all())[:right]:
            save(item, "b")
        attempts.submit(attempt, None, TEN)
    found = standing(enrolment, quiz, TEN)
    assert (found.kept_attempt.number, found.passes(found.kept_attempt)) == (number, passes)
    assert enrolment.completions.exists() == (keep != "first")


@pytest.mark.django_db
def test_only_what_was_drawn_is_answered_once(learner, ada, eve):
    """Q5: answers to other positions in one form are ignored, questions that were not drawn are
    not there, and sending the right answer again adds nothing."""
    attempt = make_attempt(ada, make.single(), make.single())
    others = make_attempt(eve, key="other")
    extra = {
        "answer-2": "b",
        "answers": '{"2": "b"}',
        "position": "2",
        "question": others.items.get().question_id,
    }
    for _again in range(3):
        learner.post(page(attempt), hidden(learner, page(attempt)) | {"answer": "b"} | extra)
    for url in (page(attempt, position=3), page(others)):
        assert learner.post(url, {"seq": "0", "answer": "b"}).status_code == 404
    learner.post(
        page(attempt, "submit"), hidden(learner, page(attempt, "review")) | extra | {"earned": "2"}
    )
    assert [item.response for item in attempt.items.all()] == ["b", None]
    assert (Attempt.objects.get(pk=attempt.pk).grade.earned, others.items.get().response) == (
        "1",
        None,
    )


@pytest.mark.django_db
def test_leaving_reloading_and_coming_back_spend_no_attempt(learner, ada):
    """Q9."""
    attempt = make_attempt(ada, make.single(), make.single(), attempts_allowed=1)
    save(attempt.items.first(), "a")
    for name in ("question", "review", "question"):
        learner.get(page(attempt, name))
        learner.head(page(attempt, name))
    learner.get(reverse("course:mine", args=["basics"]))
    assert learner.post(reverse("quizzes:start", args=["basics", "quiz"])).headers[
        "Location"
    ] == page(attempt, position=2)
    assert (Attempt.objects.get().is_open, attempt.items.first().response) == (True, "a")


@pytest.mark.django_db
def test_every_place_tells_the_same_total(learner, ada):
    """Q17: the result, the pages of quiz and course, the timeline, one's own export and the
    completion."""
    attempt = make_attempt(ada, *[make.single()] * 9, make.multi(policy="plus_minus"))
    answer_all(attempt)
    save(attempt.items.last(), ["a", "c"])
    attempts.submit(attempt, None, TEN)
    told = "9.66 of 10"
    assert "9.66 <small>of 10 points, or 96.6%" in text_of(learner.get(page(attempt, "result")))
    for url in (attempt.quiz.unit.get_absolute_url(), reverse("course:mine", args=["basics"])):
        assert told in text_of(learner.get(url)), url
    assert [entry.detail for entry in timeline_entries(attempt.enrolment)][-1] == f"{told}, passed"
    assert personal_data.export(ada)["quizzes"][0]["result"] == f"{told}, passed"
    assert attempt.enrolment.completions.get().earned == attempt.grade.earned == "29/3"
