"""What every kind promises: few methods, and a form that holds what is stored."""

import pytest

from quizzes.kinds import KINDS, Draft, Html, QuestionKind, question_from
from quizzes.question.option_order import OptionOrder
from tests.quizzes.factories import case, cloze, match, multi, numeric, order, reflection, single
from tests.quizzes.factories import text as short_text

MAX_METHODS = 20
ANSWERED = {
    "single": (single(), "c"),
    "multi": (multi(), ["a", "b"]),
    "numeric": (numeric(), "0.5 g"),
    "text": (short_text(), "hyperkalaemia"),
    "match": (match(), {"p1": "d", "p3": "a"}),
    "order": (order(), list("dcba")),
    "cloze": (cloze(), {"g1": "zinc", "g3": "a"}),
    "case": (case(single(), numeric()), {"s1": "b", "s2": "7 mcg"}),
    "reflection": (reflection(), "First\nthen"),
}
EACH_KIND = pytest.mark.parametrize("kind", list(KINDS))


def test_the_contract_of_a_question_kind_has_at_most_twenty_methods():
    public = [
        name
        for name, member in vars(QuestionKind).items()
        if not name.startswith("_")
        and (callable(member) or isinstance(member, classmethod | property))
    ]
    assert len(public) <= MAX_METHODS, sorted(public)


@EACH_KIND
def test_the_form_of_a_stored_response_sends_it_again(kind):
    body, response = ANSWERED[kind]
    question = question_from(*body)
    shown = question.widget(Html(), response, question.options.ids, "answer")
    assert question.response_from(shown.fields(), "answer", response) == response


@EACH_KIND
def test_a_form_shown_again_holds_the_draft_and_not_the_stored_response(kind):
    body, response = ANSWERED[kind]
    question = question_from(*body)
    shown = question.widget(Html(), response, question.options.ids, "answer", Draft({}))
    emptied = question.response_from(shown.fields(), "answer", response)
    assert emptied in (None, {"s1": "b", "s2": None})


def test_a_saved_number_is_read_out_and_an_unreadable_draft_is_not():
    question = question_from(*case(single(), numeric()))
    draft = Draft({"answer-s2": ["five"]}, {"answer-s2": "Write a number."})
    stored = {"s1": "b", "s2": "0.50 g"}
    assert question.widget(Html(), stored, [], "answer").read_as == "0.5\N{NO-BREAK SPACE}g"
    refused = question.widget(Html(), stored, [], "answer", draft)
    assert refused.read_as == ""
    assert refused.stage.shown.field.typed == "five"
    assert refused.stage.shown.field.errors == ("Write a number.",)


def test_a_committed_stage_is_shown_as_it_is_stored():
    question = question_from(*case(numeric(), single()))
    shown = question.widget(Html(), {"s1": "5 mg mg", "s2": None}, [], "answer")
    assert [stage.answer for stage in shown.committed] == ["5 mg mg"]


def test_after_a_commit_the_page_scrolls_to_the_stage_that_is_open():
    question = question_from(*case(order(), single()))
    sorter = question.parts[0].question
    moved = {"answer-s1-move": [f"{sorter.codes['b']} up"]}
    before = question.widget(Html(), {"s1": None}, [], "answer")
    after = question.widget(Html(), {"s1": list("bacd"), "s2": None}, [], "answer")
    assert before.anchor_after(moved) == f"answer-s1-{sorter.codes['b']}"
    assert after.anchor_after({"answer--commit": ["s1"]}) == "answer-s2-stage"
    assert after.anchor_after({"answer-s2": ["a"]}) == ""


def test_an_order_that_is_a_key_is_never_shown_first():
    rows = OptionOrder(("g1.a", "g1.b", "g2.a", "g2.b"), never_first=(("g1.a", "g1.b"),))
    assert not rows.is_allowed_initial_order(["g2.b", "g1.a", "g2.a", "g1.b"])
    assert rows.is_allowed_initial_order(["g2.a", "g1.b", "g2.b", "g1.a"])
    nested = question_from(*cloze(order("abcd"), single()))
    assert nested.options.never_first == (("g1.a", "g1.b", "g1.c", "g1.d"),)
