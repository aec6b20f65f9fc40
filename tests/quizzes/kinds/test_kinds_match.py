"""Matching: its form, its marks, and what nobody may read from its page."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.source import read_course
from quizzes.kinds import BadResponse, Html, question_from
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.factories import make_attempt, make_quiz, match, page, save, told
from tests.quizzes.forms import form_of
from tests.quizzes.quiz_folder import FOLDER, changed, write_quiz
from tests.quizzes.regrading.test_regrading import first_version, new_version, refusal
from tests.quizzes.results.test_results import hand_in
from tests.quizzes.sitting.test_sitting import post, text_of

MATCH = """\
---
id: what-belongs
type: match
objectives: [say-it]
remediation: welcome#danger
facts: [F1]
policy: all_or_nothing
---
What belongs to each?

- (p1 = a) The first case
      Rationale: It is so.[@F1]
- (p2 = b) The second case
      Rationale: It is so.[@F1]
- (p3 = a) The third case
      Rationale: It is so.[@F1]
- (p4 = c) The fourth case
      Rationale: It is so.[@F1]
- (a) One thing
- (b) Another thing
- (c) A third thing
- (d) No thing
"""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (match(key={"p1": "a"}), "at least two premises"),
        (match(ids="abcdefghijklmnopqrstuv"), "from two to 20 choices"),
        (match(ids="abccd"), "the same id"),
        (match(key={"a": "b", "c": "d"}), "the same id"),
        (match(key={"p1": "a", "p2": "z"}), 'there is no choice "z"'),
        (match(policy="fuzzy"), "no policy"),
        (
            match(premises=[{"id": "p1", "text": "One", "rationale": "WHY"}]),
            "every premise has its choice",
        ),
        (match(key={"p1": "a", "p2": "a", "p3": "b"}), "(a) is right for 2 of 3 premises"),
        (match(shuffle=False), "in the order of their premises"),
    ],
)
def test_a_question_says_what_is_wrong_with_itself(question, words):
    assert words in told(question_from(*question))


@pytest.mark.parametrize(
    "question",
    [
        match(),
        match(key={"p1": "a", "p2": "a", "p3": "b", "p4": "c"}),
        match(key={"p1": "a", "p2": "a", "p3": "b"}, policy="all_or_nothing"),
        match(key={"p1": "b", "p2": "a", "p3": "c"}, shuffle=False),
        match(ids="abcdefghijklmnopqrst"),
    ],
)
def test_a_sound_question_has_no_mistake(question):
    data = question_from(*question)
    assert data.check() == []
    assert data.score(data.best_response()).status == "correct"


@given(
    st.dictionaries(
        st.sampled_from(["p1", "p2", "p3"]), st.sampled_from(["a", "b", "c", "d", "", None])
    )
)
def test_a_share_is_what_is_right_of_all_premises_and_a_form_says_it_again(response):
    data = question_from(*match())
    given_ = {premise: choice for premise, choice in response.items() if choice}
    right = sum(data.key[premise] == choice for premise, choice in given_.items())
    assert data.score(response).fraction * 3 == right
    assert (data.score(response).status == "omitted") == (not given_)
    assert data.response_from(form_of(data, response, "answer-g1"), "answer-g1") == (given_ or None)


def test_a_form_with_an_unknown_choice_or_two_for_one_premise_is_refused():
    data = question_from(*match())
    code = data.codes["a"]
    for values in (["a"], ["0" * 10], [code, code]):
        with pytest.raises(BadResponse):
            data.response_from({"answer-p1": values}, "answer")
    assert data.response_from({"answer-p1": ["", code]}, "answer") == {"p1": "a"}


def test_what_stands_for_a_choice_differs_from_question_to_question():
    """Otherwise a result page would tell the ids of the next forms, and the author's order."""
    codes = [question_from(*match(rationale=reason)).codes for reason in ("One.", "Two.")]
    assert codes[0].keys() == codes[1].keys()
    assert not set(codes[0].values()) & set(codes[1].values())


def test_it_is_read_from_text(tmp_path):
    body = (
        read_course(write_quiz(tmp_path, **{"040-match.md": MATCH}))
        .unit("start-quiz")
        .body.questions[3]
        .body
    )
    reason = "It is so.[@F1]"
    assert body == {
        "vignette": "",
        "stem": "What belongs to each?",
        "rationale": "",
        "premises": [
            {"id": "p1", "text": "The first case", "rationale": reason},
            {"id": "p2", "text": "The second case", "rationale": reason},
            {"id": "p3", "text": "The third case", "rationale": reason},
            {"id": "p4", "text": "The fourth case", "rationale": reason},
        ],
        "choices": [
            {"id": "a", "text": "One thing"},
            {"id": "b", "text": "Another thing"},
            {"id": "c", "text": "A third thing"},
            {"id": "d", "text": "No thing"},
        ],
        "key": {"p1": "a", "p2": "b", "p3": "a", "p4": "c"},
        "policy": "all_or_nothing",
        "shuffle": True,
    }


REASON = "      Rationale: It is so.[@F1]\n"


@pytest.mark.parametrize(
    ("pairs", "line", "words"),
    [
        ([("(p2 = b)", "(p2 = z)")], 13, 'there is no choice "z"'),
        ([("(p2 = b)", "(p2 = a)"), ("all_or_nothing", "share")], 19, "(a) is right for 3 of 4"),
        ([("- (d)", "- [ ] (d)")], 22, 'is written "- (p1 = a) Text"'),
        ([("- (d) No thing\n", "- (d) one  Thing.\n")], 22, "(a) and (d) read alike"),
        ([("The second case", "The first case")], 13, "(p1) and (p2) read alike"),
        (
            [(f"- (p2 = b) The second case\n{REASON}", "- (p2 = b) The second case\n")],
            13,
            "this row has no reason",
        ),
        (
            [("- (d) No thing\n", f"- (d) No thing\n{REASON}")],
            22,
            "a reason stands under its premise",
        ),
    ],
)
def test_a_mistake_has_its_line(tmp_path, pairs, line, words):
    found = mistakes(write_quiz(tmp_path, **{"040-match.md": changed(MATCH, *pairs)}))
    assert [
        each.line for each in found if words in each.text and each.file == f"{FOLDER}/040-match.md"
    ] == [line]


def test_one_reason_above_the_rows_is_enough(tmp_path):
    one = changed(MATCH, (REASON, ""), ("each?\n", "each?\n\nRationale: It is so.[@F1]\n"))
    body = (
        read_course(write_quiz(tmp_path, **{"040-match.md": one}))
        .unit("start-quiz")
        .body.questions[3]
        .body
    )
    assert body["rationale"] == "It is so.[@F1]"


def test_an_answer_is_said_in_words():
    data = question_from(*match())
    html = Html(
        {"option.p1": "A &lt; B", "option.p2": "Two", "option.a": "<em>x</em>", "option.b": "y"}
    )
    assert data.in_words(html, {"p2": "b", "p1": "a"}) == "A < B: x; Two: y"
    assert data.in_words(html, None) == ""


@pytest.mark.django_db
class TestSitting:
    def test_it_is_answered_by_a_list_for_each_premise_with_nothing_preselected(self, learner, ada):
        attempt = make_attempt(ada, match())
        shown = text_of(learner.get(page(attempt)))
        assert re.findall(r'<label for="(answer-p\d)">Premise (p\d)</label>', shown) == [
            ("answer-p1", "p1"),
            ("answer-p2", "p2"),
            ("answer-p3", "p3"),
        ]
        assert " selected" not in shown
        assert "For each of the 3 choose one of 4. A choice may serve several, or none." in shown
        codes = dict(re.findall(r'<option value="(\w+)">[A-D]\. Choice (\w)</option>', shown))
        chosen = {letter: code for code, letter in codes.items()}
        post(
            learner,
            page(attempt),
            **{"answer-p1": chosen["a"], "answer-p2": chosen["a"], "answer-p3": ""},
        )
        assert attempt.items.get().response == {"p1": "a", "p2": "a"}
        again = text_of(learner.get(page(attempt)))
        assert re.findall(r'value="(\w+)" selected', again) == [chosen["a"]] * 2

    def test_choices_stand_in_an_order_of_the_attempts_own(self, learner, ada):
        attempt = make_attempt(ada, *[match(ids="abcdefgh")] * 12)
        orders = {tuple(item.option_order) for item in attempt.items.all()}
        assert len(orders) > 6
        shown = text_of(learner.get(page(attempt)))
        assert re.findall(r"[A-H]\. Choice (\w)<", shown)[:8] == attempt.items.first().option_order

    def test_a_page_tells_no_id_of_a_choice(self, learner, ada):
        attempt = make_attempt(ada, match())
        save(attempt.items.get(), {"p1": "a"})
        shown = text_of(learner.get(page(attempt)))
        form = shown[shown.index("q-set") : shown.index("</fieldset>")]
        assert not re.search(r'"[abcd]"', form)
        assert "WHY " not in shown

    @pytest.mark.parametrize(
        "sent", [{"answer-p1": "a"}, {"answer-p1": "x" * 500}, {"answer-p1": ["", "b"]}]
    )
    def test_what_no_form_sends_is_refused_and_nothing_is_saved(self, learner, ada, sent):
        attempt = make_attempt(ada, match())
        assert post(learner, page(attempt), **sent).status_code == 400
        assert attempt.items.get().response is None

    def test_a_key_that_names_a_choice_nobody_was_offered_is_refused(self, db, grace):
        """A matching question is marked again by choices that its attempts had."""
        version = first_version(make_quiz(match()))
        wider = new_version(version, *match(ids="abcde", key={"p1": "a", "p2": "b", "p3": "e"}))
        assert "'e'" in refusal(version, "rescore", wider, "Why.", grace)

    def test_a_result_marks_each_row_once_the_key_is_open(self, learner, ada):
        attempt = make_attempt(ada, match(), review="after_submit")
        save(attempt.items.get(), {"p1": "a", "p2": "c"})
        shown = hand_in(learner, attempt)
        flags = re.findall(r"Premise (p\d)|(Your answer, \w+|Right answer|No answer)", shown)
        assert [one or other for one, other in flags] == [
            *("p1", "Your answer, correct"),
            *("p2", "Your answer, incorrect", "Right answer"),
            *("p3", "No answer", "Right answer"),
        ]
        assert set(re.findall(r"WHY (\w+)", shown)) == {"p1", "p2", "p3"}
        assert "Partly right." in shown

    def test_a_result_marks_no_row_before_the_key_is_open(self, learner, ada):
        attempt = make_attempt(ada, match(), attempts_allowed=2)
        save(attempt.items.get(), {"p1": "a", "p2": "c"})
        shown = hand_in(learner, attempt)
        assert "Choice a" in shown
        for secret in ("WHY ", "Your answer, ", "Right answer", "Choice b", "Choice d"):
            assert secret not in shown
