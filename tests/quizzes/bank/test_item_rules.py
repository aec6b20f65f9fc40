"""What the checks say about the writing of items, held to good and bad examples."""

import pytest

from quizzes.bank.item_rules import flaws, length_flaw, letter_flaw
from quizzes.bank.written import WrittenQuestion


def single(stem="What fits best?", key="b", vignette="", **texts):
    texts = texts or {"a": "One reading of it", "b": "Another reading", "c": "A third reading"}
    options = [{"id": each, "text": text, "rationale": "Why."} for each, text in texts.items()]
    body = {"vignette": vignette, "stem": stem, "options": options, "key": key}
    return WrittenQuestion.of("single", body)


def numeric(stem, units=None):
    body = {
        "stem": stem,
        "vignette": "",
        "options": [],
        "answers": [{"value": "1"}],
        "units": units or {},
    }
    return WrittenQuestion.of("numeric", body)


def short_text(*answers, vignette):
    body = {"vignette": vignette, "stem": "What is it called?", "options": []}
    return WrittenQuestion.of("text", body | {"answers": list(answers)})


def found(question):
    return " ".join(flaw.text for flaw in flaws(question))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (single("Which of these is not a contraindication?"), "asks for what is not so"),
        (single("All fit EXCEPT which?"), "asks for what is not so"),
        (single("Which statement is false?"), "asks for what is not so"),
        (single("Which step is least likely to help?"), "asks for what is not so"),
        (single("A man waits. Which isn’t so?"), "asks for what is not so"),
        (single(a="It always works", b="It may work", c="It seldom works"), "absolute word"),
        (single(a="It may work", b="It seldom works", c="Every patient responds"), "absolute word"),
        (single(a="It may work", b="It seldom works", c="It is impossible"), "absolute word"),
        (numeric("What did the nurse draw up?"), "no unit"),
        (numeric("How much is in the syringe?"), "no unit"),
        (single(vignette="![A flow chart of Another reading](img/x.svg)"), "says the right answer"),
        (short_text("Ataxia", vignette="![Signs of ataxia](img/x.svg)"), "says the right answer"),
        (
            short_text({"text": "ataxia", "credit": "1/2"}, vignette="![Ataxia](img/x.svg)"),
            "says the right answer",
        ),
    ],
)
def test_a_flaw_is_found(question, words):
    assert words in found(question)


@pytest.mark.parametrize(
    "question",
    [
        single(),
        single("A clinic says that it is not certified. What fits best?"),
        single("Which answer decides whether or not to go on?"),
        single("He has not yet slept. What comes next?"),
        single(a="It never fails", b="It always fails", c="It may fail"),
        single(a="It may work", b="It seldom works", c="It works in most"),
        numeric("The drug amount is how many times the intended amount?"),
        numeric("What percentage is that?"),
        numeric("What is drawn up?", {"mg": "1"}),
        single(vignette="![A flow chart with four boxes](img/x.svg)"),
        single(a="Yes", b="No", vignette="![A nomogram with notes](img/x.svg)"),
        short_text("tax", vignette="![Signs of ataxia](img/x.svg)"),
    ],
)
def test_sound_writing_is_left_alone(question):
    assert found(question) == ""


def test_a_key_that_is_always_the_longest_is_an_error_and_often_a_warning():
    long = single(a="Short", b="A much, much longer answer than all the others", c="Brief")
    even = single()
    assert length_flaw([long] * 4).is_warning is False
    assert length_flaw([long] * 3 + [even]).is_warning is True
    assert length_flaw([long, long, even, even]) is None
    assert length_flaw([long] * 3) is None


def test_true_and_false_are_counted_for_themselves():
    assert single(a="True", b="False").is_true_false
    assert not single().is_true_false


def test_one_letter_that_is_always_the_key_is_told():
    assert "(b) is the key of 8 of 8" in letter_flaw([single()] * 8).text
    assert letter_flaw([single()] * 4 + [single(key="a")] * 4) is None
    assert letter_flaw([single()] * 7) is None
