"""Every number that decides about a quiz, an attempt or a figure, at, below and above it.
Written out here."""

import uuid
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from quizzes.bank.item_rules import length_flaw, letter_flaw, longest_is_key
from quizzes.grading import Total, reaches
from quizzes.marking.standing import standing
from quizzes.models import Attempt, BankItem
from quizzes.results.result_page import HowRight
from quizzes.sitting import attempts
from quizzes.sitting.accommodations import grant
from quizzes.sitting.attempts import AlreadySubmittedError, AttemptRefusedError
from quizzes.statistics.advice import advise
from quizzes.statistics.charts.histogram import score_bars
from quizzes.statistics.figures import Figures
from quizzes.statistics.psychometrics.options import OptionUse
from tests.course.source.test_thresholds import mistakes
from tests.factories import enrol
from tests.quizzes.bank.test_item_rules import single as written
from tests.quizzes.factories import make_attempt, make_quiz, page, save, single
from tests.quizzes.quiz_folder import FOLDER, SINGLE
from tests.quizzes.sitting.test_sitting import hidden
from tests.quizzes.statistics.test_item_advice import figures, names, option

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DEADLINE = NOW + timedelta(minutes=20)
MICROSECOND = timedelta(microseconds=1)


# --- the clock of an attempt ---

# After the deadline: 30 seconds for the way of a click to the server.
IN_TIME = [timedelta(0), timedelta(seconds=29), timedelta(seconds=30)]
TOO_LATE = [timedelta(seconds=30) + MICROSECOND, timedelta(seconds=31), timedelta(hours=3)]


@pytest.fixture
def timed(ada) -> Attempt:
    quiz = make_quiz(single(), time_limit_minutes=20)
    attempt = attempts.start(enrol(ada, quiz.unit.edition), quiz, NOW)
    assert attempt.deadline_at == DEADLINE
    return attempt


@pytest.mark.django_db
@pytest.mark.parametrize("after", IN_TIME + TOO_LATE, ids=str)
def test_an_answer_is_saved_up_to_thirty_seconds_after_the_deadline(timed, after):
    item = timed.items.get()
    if after in IN_TIME:
        assert attempts.save_answer(item, "b", seq=0, at=DEADLINE + after)
    else:
        with pytest.raises(AlreadySubmittedError):
            attempts.save_answer(item, "b", seq=0, at=DEADLINE + after)
    item.refresh_from_db()
    assert (item.response == "b") == (after in IN_TIME)


@pytest.mark.django_db
@pytest.mark.parametrize("after", [timedelta(minutes=-1), *IN_TIME, *TOO_LATE], ids=str)
def test_who_handed_in_and_when(timed, after):
    attempts.submit(timed, uuid.uuid4(), DEADLINE + after)
    stored = Attempt.objects.get()
    assert stored.submitted_at == min(DEADLINE + after, DEADLINE)
    assert stored.submit_reason == ("timeout" if after in TOO_LATE else "learner")


@pytest.mark.django_db
@pytest.mark.parametrize("after", IN_TIME + TOO_LATE, ids=str)
def test_an_attempt_is_due_after_the_same_thirty_seconds_by_every_path(timed, after):
    now = DEADLINE + after
    due = after in TOO_LATE
    assert attempts.overdue(now).exists() == due
    assert attempts.expire_if_due(Attempt.objects.get(), now) == due
    assert Attempt.objects.get().is_open == (not due)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "is_extended"), [(MICROSECOND, True), (timedelta(0), True), (-MICROSECOND, False)]
)
def test_more_time_is_granted_up_to_the_deadline(timed, grace, before, is_extended):
    at = DEADLINE - before
    reason = {"extra_time_percent": 50, "extra_attempts": 0, "reason": "Dyslexia.", "by": grace}
    grant(timed.enrolment, ["quiz"], at=at, **reason)
    extended = DEADLINE + timedelta(minutes=10)
    assert Attempt.objects.get().deadline_at == (extended if is_extended else DEADLINE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waited", "may_start"),
    [(timedelta(minutes=30) - MICROSECOND, False), (timedelta(minutes=30), True)],
)
def test_the_wait_between_attempts_counts_from_handing_in(ada, waited, may_start):
    quiz = make_quiz(cooldown_minutes=30)
    enrolment = enrol(ada, quiz.unit.edition)
    first = attempts.start(enrolment, quiz, NOW - timedelta(hours=1))
    attempts.submit(first, uuid.uuid4(), NOW)
    if may_start:
        assert attempts.start(enrolment, quiz, NOW + waited).number == 2
    else:
        with pytest.raises(AttemptRefusedError) as refused:
            attempts.start(enrolment, quiz, NOW + waited)
        assert refused.value.opens_at == NOW + timedelta(minutes=30)


@pytest.mark.django_db
@pytest.mark.parametrize(("allowed", "extra"), [(1, 0), (2, 0), (1, 2)])
def test_as_many_attempts_start_as_are_allowed_and_granted(ada, grace, allowed, extra):
    quiz = make_quiz(attempts_allowed=allowed)
    enrolment = enrol(ada, quiz.unit.edition)
    reason = {
        "extra_time_percent": 0,
        "extra_attempts": extra,
        "reason": "Illness.",
        "by": grace,
        "at": NOW,
    }
    grant(enrolment, ["quiz"], **reason)
    for _attempt in range(allowed + extra):
        attempts.submit(attempts.start(enrolment, quiz, NOW), uuid.uuid4(), NOW)
    with pytest.raises(AttemptRefusedError) as refused:
        attempts.start(enrolment, quiz, NOW)
    assert refused.value.opens_at is None


@pytest.mark.django_db
def test_who_has_no_attempt_left_is_not_told_to_wait_for_one(ada):
    quiz = make_quiz(attempts_allowed=1, cooldown_minutes=30)
    enrolment = enrol(ada, quiz.unit.edition)
    attempts.submit(attempts.start(enrolment, quiz, NOW), uuid.uuid4(), NOW)
    with pytest.raises(AttemptRefusedError) as refused:
        attempts.start(enrolment, quiz, NOW)
    assert refused.value.opens_at is None


@pytest.mark.django_db
def test_nothing_granted_where_nothing_was_is_no_row(timed, grace):
    nothing = {
        "extra_time_percent": 0,
        "extra_attempts": 0,
        "reason": "A slip.",
        "by": grace,
        "at": NOW,
    }
    assert grant(timed.enrolment, ["quiz"], **nothing) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("keep", "kept"), [("best", 2), ("last", 3), ("first", 1)])
def test_the_score_that_counts_is_of_the_attempt_that_the_quiz_says(ada, keep, kept):
    quiz = make_quiz(single(), single(), keep=keep, attempts_allowed=None)
    enrolment = enrol(ada, quiz.unit.edition)
    for responses in ("aa", "ba", "aa"):
        attempt = attempts.start(enrolment, quiz, NOW)
        for item, response in zip(attempt.items.all(), responses, strict=True):
            save(item, response)
        attempts.submit(attempt, uuid.uuid4(), NOW)
    assert standing(enrolment, quiz, NOW).kept_attempt.number == kept


# --- the pass mark ---


@pytest.mark.parametrize(
    ("earned", "possible", "mark", "passed"),
    [
        (79, 100, 80, False),
        (80, 100, 80, True),
        (81, 100, 80, True),
        (Fraction(7999, 100), 100, 80, False),
        (Fraction(2, 3), 1, 66, True),
        (Fraction(2, 3), 1, 67, False),
        (0, 1, 0, True),
        (1, 1, 100, True),
        (0, 0, 80, None),
    ],
)
def test_the_pass_mark_is_reached_exactly_without_rounding(earned, possible, mark, passed):
    assert reaches(Fraction(earned), Fraction(possible), mark) == passed


@pytest.mark.parametrize(
    ("earned", "shown"),
    [
        (Fraction(7999, 10_000), "79.9"),
        (Fraction(8, 10), "80"),
        (Fraction(8009, 10_000), "80"),
        (Fraction(801, 1_000), "80.1"),
        (Fraction(1), "100"),
        (Fraction(0), "0"),
    ],
)
def test_a_score_is_shown_floored_to_a_tenth(earned, shown):
    assert Total(earned, Fraction(1), None).display == shown


# --- forms ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seq", "status"),
    [
        ("0", 409),
        ("1", 302),
        ("2", 400),
        ("999999999", 400),
        ("0000000001", 400),
        ("-1", 400),
        ("", 400),
        ("1.0", 400),
    ],
)
def test_a_form_carries_the_number_of_a_save_that_was(learner, ada, seq, status):
    attempt = make_attempt(ada)
    save(attempt.items.get(), "a")
    form = hidden(learner, page(attempt)) | {"answer": "b", "seq": seq}
    assert learner.post(page(attempt), form).status_code == status
    assert attempt.items.get().response == ("b" if status == 302 else "a")


@pytest.mark.django_db
@pytest.mark.parametrize(("seq", "is_saved"), [(0, False), (1, True), (2, False)])
def test_an_answer_is_saved_from_a_form_made_at_the_latest_save_alone(ada, seq, is_saved):
    item = make_attempt(ada).items.get()
    save(item, "a")
    assert attempts.save_answer(item, "b", seq=seq, at=item.saved_at) == is_saved
    item.refresh_from_db()
    assert (item.response, item.seq) == (("b", 2) if is_saved else ("a", 1))


@pytest.mark.django_db
@pytest.mark.parametrize("sureness", [0, 1, 2, 3, 4])
def test_sureness_is_of_three_degrees(learner, ada, sureness):
    attempt = make_attempt(ada)
    form = hidden(learner, page(attempt)) | {"answer": "b", "sureness": sureness}
    assert learner.post(page(attempt), form).status_code == (302 if 1 <= sureness <= 3 else 400)


@pytest.mark.django_db
@pytest.mark.parametrize(("length", "is_taken"), [(2_000, True), (2_001, False)])
def test_a_report_has_two_thousand_characters(learner, ada, length, is_taken):
    attempt = make_attempt(ada, review="after_submit")
    attempts.submit(attempt, uuid.uuid4(), attempt.started_at)
    item = attempt.items.get()
    url = page(attempt, "report", position=1)
    learner.post(url, {"kind": "typo", "text": "x" * length})
    assert item.reports.exists() == is_taken


# --- what an author may write ---


def of_quiz(tmp_path, lines: str) -> str:
    return mistakes(tmp_path, **{f"{FOLDER}/quiz.yaml": lines, f"{FOLDER}/010-single.md": SINGLE})


BARE = 'key: start-quiz\ntitle: "Quiz: the start"\nrevision: 1\n'


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [
        ("attempts", 1, 1_000),
        ("cooldown_minutes", 0, 129_600),
        ("time_limit_minutes", 1, 1_440),
        ("revision", 1, 10_000),
    ],
)
def test_the_numbers_of_a_quiz_have_borders(tmp_path, field, least, most):
    lines = BARE.replace("revision: 1\n", "") if field == "revision" else BARE
    for number in (least, most):
        assert of_quiz(tmp_path, f"{lines}{field}: {number}\n") == ""
    for number in (least - 1, most + 1):
        assert "quiz.yaml" in of_quiz(tmp_path, f"{lines}{field}: {number}\n")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("purpose: practice\n", ""),
        ("purpose: practice\nfinal: true\n", "practice is never final"),
        ("purpose: practice\ntime_limit_minutes: 20\n", "practice has no time limit"),
        ("final: true\ntime_limit_minutes: 20\n", ""),
    ],
)
def test_practice_is_never_final_and_has_no_clock(tmp_path, lines, words):
    found = of_quiz(tmp_path, BARE + lines)
    assert words in found
    assert bool(found) == bool(words)


@pytest.mark.parametrize(("options", "is_refused"), [(10, False), (11, True)])
def test_nobody_weighs_more_than_ten_options(tmp_path, options, is_refused):
    more = "".join(
        f"- [ ] ({chr(ord('a') + place)}) Thing number {place}\n"
        "      Rationale: It is not so.[@F1]\n"
        for place in range(2, options)
    )
    found = mistakes(
        tmp_path, **{f"{FOLDER}/quiz.yaml": BARE, f"{FOLDER}/010-single.md": SINGLE + more}
    )
    assert ("nobody weighs more than 10" in found) == is_refused


@pytest.mark.parametrize(("longest", "is_much"), [(25, False), (26, True)])
def test_a_key_a_quarter_longer_than_the_next_is_much_longer(longest, is_much):
    assert longest_is_key(written(a="x" * 20, b="y" * longest, c="z" * 19)) == is_much
    assert not longest_is_key(written(a="x" * longest, b="y" * 20, c="z" * 19))


LONG = written(a="Short", b="A much, much longer answer than all the others", c="Brief")
EVEN = written()


@pytest.mark.parametrize(
    ("long", "even", "is_warning"),
    [
        (3, 0, None),
        (4, 0, False),
        (2, 2, None),
        (3, 1, True),
        (3, 3, None),
        (4, 3, True),
        (5, 0, False),
    ],
)
def test_the_longest_option_may_be_the_key_in_half_of_four_questions(long, even, is_warning):
    flaw = length_flaw([LONG] * long + [EVEN] * even)
    assert (flaw and flaw.is_warning) == is_warning


@pytest.mark.parametrize(
    ("same", "others", "is_told"),
    [(7, 0, False), (8, 0, True), (4, 4, False), (5, 3, True), (5, 5, False)],
)
def test_a_letter_may_be_the_key_of_half_of_eight_questions(same, others, is_told):
    assert bool(letter_flaw([EVEN] * same + [written(key="a")] * others)) == is_told


# --- from how many answers on a figure is told ---


@pytest.mark.parametrize(
    ("right", "answers", "share"), [(0, 0, None), (4, 4, None), (3, 5, 60), (3, 7, 42)]
)
def test_a_share_of_the_sure_is_told_of_five_answers(right, answers, share):
    assert HowRight("certain", right, answers).share == share


@pytest.mark.parametrize(("answers", "too_few"), [(0, True), (29, True), (30, False), (31, False)])
def test_figures_of_a_question_are_told_of_thirty_answers(answers, too_few):
    assert Figures(BankItem(), answers).too_few == too_few


@pytest.mark.parametrize(
    ("chosen", "works"), [(0.049, False), (0.05, True), (0.051, True), (None, False)]
)
def test_a_distractor_works_from_five_per_cent_on(chosen, works):
    assert OptionUse("a", 5, chosen, None, None).is_functional == works


@pytest.mark.parametrize(
    ("facility", "item_rest", "expected"),
    [
        (0.949, 0.05, ["Tells little apart"]),
        (0.95, 0.05, ["Very easy"]),
        (0.95, -0.2, ["Check the key", "Very easy"]),
        (0.951, 0.3, ["Very easy"]),
        (0.299, 0.3, ["Very hard"]),
        (0.30, 0.3, ["Very hard"]),
        (0.301, 0.3, []),
        (0.6, -0.197, ["Check the key"]),
        (0.6, -0.196, ["Tells little apart"]),
        (0.6, -0.001, ["Tells little apart"]),
        (0.6, 0.0, ["Tells little apart"]),
        (0.6, 0.099, ["Tells little apart"]),
        (0.6, 0.1, []),
    ],
)
def test_each_limit_of_advice(facility, item_rest, expected):
    assert names(figures(facility, item_rest)) == expected


@pytest.mark.parametrize(("others", "is_told"), [(49, False), (50, False), (51, True)])
def test_an_option_chosen_more_often_than_the_key_is_told(others, is_told):
    options = [option("A", 50, 0.3, is_key=True), option("B", others, -0.2)]
    [advice] = advise(figures(item_rest=-0.3), options, False)
    assert ("B." in advice.text) == is_told


@pytest.mark.parametrize(("rest", "is_told"), [(0.29, False), (0.3, False), (0.31, True)])
def test_an_option_chosen_by_stronger_learners_than_the_key_is_told(rest, is_told):
    options = [option("A", 50, 0.3, is_key=True), option("B", 30, rest)]
    [advice] = advise(figures(item_rest=-0.3), options, False)
    assert ("B." in advice.text) == is_told


@pytest.mark.parametrize(("most", "in_points"), [(1, True), (20, True), (21, False)])
def test_a_bar_stands_for_a_point_up_to_twenty_points(most, in_points):
    assert score_bars([(Fraction(most), Fraction(most), True, 1)], 80).in_points == in_points
