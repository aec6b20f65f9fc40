"""Short text: what is read as the same, what never is, and what an author is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.source import read_course
from quizzes.kinds import BadResponse, question_from
from quizzes.kinds.opposites import are_opposites, is_tenfold
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.factories import make_attempt, page, save, text, told
from tests.quizzes.forms import form_of
from tests.quizzes.quiz_folder import FOLDER, changed, write_quiz
from tests.quizzes.results.test_results import hand_in
from tests.quizzes.sitting.test_sitting import post, text_of

TEXT = """\
---
id: what-is-it-called
type: text
objectives: [say-it]
remediation: welcome#danger
facts: [F1]
answers: [hyperkalaemia, hyperkalemia]
slips:
  - {text: hypokalaemia, rationale: That is too little.}
  - {text: high potassium, credit: "1/2", rationale: Right; it has a name.}
---
The potassium is 6.8 mmol/L. What is this called?

Rationale: Hyper is too much.[@F1]
"""
OPPOSITES = [
    ("hypertension", "hypotension"),
    ("hyperglycemia", "hypoglycemia"),
    ("hyperthyroidism", "hypothyroidism"),
    ("hyperkalaemia", "hypokalemia"),
    ("0.5 mg/kg", "5 mg/kg"),
    ("0.5 mg/kg", "0.05 mg/kg"),
    ("100 mg/kg", "10 mg/kg"),
    ("5 \N{MICRO SIGN}g", "5 mg"),
    ("esketamine", "ketamine"),
    ("contraindicated", "not contraindicated"),
    ("contraindicated", "indicated"),
    ("NMDA antagonist", "NMDA agonist"),
    ("inhaled", "exhaled"),
    ("anticonvulsant", "proconvulsant"),
    ("tachycardia", "bradycardia"),
    ("before the dose", "after the dose"),
    ("with food", "without food"),
]
ALIKE = [
    ("hyperkalaemia", "hyperkalemia"),
    ("500 mg", "0.5 g"),
    ("0.5 mg", ".50 mg"),
    ("2 hours", "two hours"),
    ("5 mg", "6 mg"),
    ("off-label use", "off label use"),
    ("ketamine", "racemic ketamine"),
    ("NMDA receptor", "N-methyl-D-aspartate receptor"),
    ("CYP2D6 *1/*4", "the diplotype *1/*4"),
    ("REMS", "Risk Evaluation and Mitigation Strategy"),
]


@pytest.mark.parametrize(("one", "other"), OPPOSITES)
def test_the_opposite_and_the_tenfold_are_wrong_and_cannot_stand_in_one_list(one, other):
    """What a peer's fuzzy match accepted: each scores 0, and an author who lists both is told."""
    assert question_from(*text(one)).score(other).status == "wrong"
    assert question_from(*text(other)).score(one).status == "wrong"
    assert are_opposites(one, other) != is_tenfold(one, other)
    assert (are_opposites(other, one), is_tenfold(other, one)) == (
        are_opposites(one, other),
        is_tenfold(one, other),
    )
    assert "only one can be right" in told(question_from(*text(one, other, slips=[])))


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_names_of_one_thing_may_stand_in_one_list(one, other):
    assert not are_opposites(one, other)
    assert not is_tenfold(one, other)
    assert question_from(*text(one, other, slips=[])).check() == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (text({"text": "so", "credit": "1/2"}), "worth everything"),
        (text("so", {"text": "nearly", "credit": "2"}), "at most 1"),
        (text("so", {"text": "nearly", "credit": "0"}), "greater than 0"),
        (text("so", "."), "letters or digits"),
        (text("x" * 201), "at most 200 characters"),
        (text("**ataxia**"), "signs of Markdown"),
        (text("H~2~O"), "signs of Markdown"),
        (text("so", slips=[{"text": "`ataxia`", "rationale": "No."}]), "signs of Markdown"),
        (text("off label", "Off\N{NO-BREAK SPACE}label."), "read as the same"),
        (text("hypokalaemia"), 'the slip "hypokalaemia" is a right answer'),
    ],
)
def test_a_question_says_what_is_wrong_with_itself(question, words):
    assert words in told(question_from(*question))


def test_variants_that_differ_in_capitals_only_are_two_where_capitals_count():
    assert question_from(*text("pH", "PH", case=True, slips=[])).check() == []
    assert "read as the same" in told(question_from(*text("pH", "PH", slips=[])))


@given(st.text(max_size=60))
def test_an_answer_is_right_exactly_if_it_is_a_variant(typed):
    """Whatever is typed: no crash, and a variant is right with what a keyboard adds."""
    data = question_from(*text(typed, slips=[]))
    expected = {"omitted"} if not typed.strip() else {"correct", "omitted"}
    assert data.score(typed).status in expected
    assert data.score(f"\N{NO-BREAK SPACE}{typed} ").status in expected
    assert data.score(f"{typed} and more").status == "wrong"


@given(st.text(alphabet="hypoerkalmi -0.5mg", max_size=20))
def test_nothing_near_is_ever_right(typed):
    right = typed.strip().removesuffix(".").strip() == "hyperkalaemia"
    assert (question_from(*text("hyperkalaemia")).score(typed).fraction == 1) == right


def test_a_form_is_read_as_typed_and_stands_there_again():
    data = question_from(*text())
    assert (
        data.response_from({"answer": [" Hyper\N{NO-BREAK SPACE}K. "]}, "answer")
        == "Hyper\N{NO-BREAK SPACE}K."
    )
    assert data.response_from({"answer": [" \u200b "]}, "answer") is None
    assert data.response_from({}, "answer") is None
    assert data.response_from({"answer-g1": ["so"]}, "answer-g1") == "so"
    assert data.response_from(form_of(data, "so", "answer"), "answer") == "so"
    with pytest.raises(BadResponse):
        data.response_from({"answer": ["x" * 201]}, "answer")


def test_it_is_read_from_text(tmp_path):
    unit = read_course(write_quiz(tmp_path, **{"040-text.md": TEXT})).unit("start-quiz")
    assert unit.body.questions[3].body == {
        "vignette": "",
        "stem": "The potassium is 6.8 mmol/L. What is this called?",
        "rationale": "Hyper is too much.[@F1]",
        "options": [],
        "answers": ["hyperkalaemia", "hyperkalemia", {"text": "high potassium", "credit": "1/2"}],
        "slips": [
            {"text": "hypokalaemia", "rationale": "That is too little."},
            {"text": "high potassium", "rationale": "Right; it has a name."},
        ],
    }


@pytest.mark.parametrize(
    ("pairs", "line", "words"),
    [
        ([("[hyperkalaemia, hyperkalemia]", "[]")], 7, "is empty"),
        (
            [("[hyperkalaemia, hyperkalemia]", "[hyperkalaemia, hypokalemia]")],
            7,
            "only one can be right",
        ),
        ([("Rationale: Hyper is too much.[@F1]\n", "")], 12, "the answer has no reason"),
        (
            [("Hyper is too much.[@F1]\n", "Hyper is too much.[@F1]\n\n- [x] (a) An option\n")],
            16,
            "no options",
        ),
        ([('credit: "1/2"', 'credit: "half"')], 8, "not an exact number"),
    ],
)
def test_a_mistake_has_its_line(tmp_path, pairs, line, words):
    found = mistakes(write_quiz(tmp_path, **{"040-text.md": changed(TEXT, *pairs)}))
    assert (f"{FOLDER}/040-text.md", line) in [
        (each.file, each.line) for each in found if words in each.text
    ]


@pytest.mark.django_db
class TestSitting:
    def test_it_is_answered_by_its_form(self, client, ada):
        client.force_login(ada)
        attempt = make_attempt(ada, text())
        shown = text_of(client.get(page(attempt)))
        assert 'for="answer"' in shown
        assert 'autocomplete="off"' in shown
        assert 'spellcheck="false"' in shown
        assert "capital letters do not" in shown
        for secret in ("hyperkal", "hypokal", "WHY ", "A slip"):
            assert secret not in shown
        post(client, page(attempt), answer=" Hyperkalemia ")
        assert attempt.items.get().response == "Hyperkalemia"
        assert 'value="Hyperkalemia"' in text_of(client.get(page(attempt)))

    def test_a_result_says_in_words_and_by_an_icon_what_was_wrong(self, client, ada):
        client.force_login(ada)
        attempt = make_attempt(ada, text(), review="after_submit")
        save(attempt.items.get(), "Hypokalaemia")
        shown = hand_in(client, attempt)
        for words in (
            "Your answer, incorrect",
            'aria-label="Not right"',
            "A slip to the opposite",
            "Right answer",
        ):
            assert words in shown
        assert "Also right: hyperkalemia" in shown
        assert "WHY the word" in shown

    def test_a_missed_one_shows_no_key_before_the_pass(self, client, ada):
        client.force_login(ada)
        attempt = make_attempt(ada, text(), attempts_allowed=2)
        save(attempt.items.get(), "sleep")
        shown = hand_in(client, attempt)
        assert "Your answer, incorrect" in shown
        for secret in ("hyperkal", "Right answer", "WHY "):
            assert secret not in shown

    def test_part_of_the_points_is_called_so(self, client, ada):
        client.force_login(ada)
        attempt = make_attempt(
            ada, text("sedation", {"text": "sleep", "credit": "1/2"}), review="after_submit"
        )
        save(attempt.items.get(), "sleep")
        assert "Your answer, partly right" in hand_in(client, attempt)
