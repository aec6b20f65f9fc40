"""Every kind of question is marked again by option id, or not at all."""

import pytest

from quizzes.regrading.orders import approve, ask
from tests.quizzes.factories import (
    case,
    cloze,
    make_quiz,
    match,
    multi,
    numeric,
    order,
    single,
    text,
)
from tests.quizzes.regrading.test_regrading import (
    BECAUSE,
    WHY,
    first_version,
    hand_in,
    new_version,
    refusal,
    runs_of,
)

pytestmark = pytest.mark.django_db

# asked, corrected, a response that only the corrected key calls right
CORRECTIONS = {
    "single": (single("b"), single("c"), "c"),
    "multi": (multi("ab"), multi("ac"), ["a", "c"]),
    "numeric": (numeric("500"), numeric("400"), "0.4 g"),
    "text": (text("sodium"), text("sodium", "natrium"), "Natrium"),
    "match": (match({"p1": "a", "p2": "b"}), match({"p1": "b", "p2": "b"}), {"p1": "b", "p2": "b"}),
    "order": (order("abc"), order("bac"), ["b", "a", "c"]),
    "cloze": (cloze(single("b", stem="")), cloze(single("c", stem="")), {"g1": "c"}),
    "case": (case(single("b")), case(single("c")), {"s1": "c"}),
}
# What the corrected version knows and the first one never offered; what somebody answered and the
# other has no more.
NEVER_OFFERED = {
    "single": single("e", "abcde"),
    "multi": multi("ae"),
    "match": match({"p1": "e", "p2": "b"}, "abcde"),
    "order": order("abcd"),
    "cloze": cloze(single("e", "abcde", stem="")),
    "case": case(single("e", "abcde")),
}
GONE = {
    "single": single("b", "ab"),
    "multi": multi("ab", "abe"),
    "match": match({"p1": "a", "p2": "c"}, "ac"),
    "cloze": cloze(single("b", "ab", stem="")),
    "case": case(single("b", "ab")),
}


@pytest.mark.parametrize("kind", CORRECTIONS)
def test_every_kind_is_marked_by_a_corrected_key(kind, ada, grace, ida):
    asked, corrected, response = CORRECTIONS[kind]
    quiz = make_quiz(asked)
    attempt = hand_in(ada, quiz, response)
    assert attempt.grade.passed is False
    version = first_version(quiz)
    approve(ask(version, "rescore", new_version(version, *corrected), WHY, grace), ida, BECAUSE)
    assert runs_of(attempt)[1:] == [(2, "regrade", "1", "1", True)]


@pytest.mark.parametrize("kind", NEVER_OFFERED)
def test_no_kind_is_marked_by_a_key_that_nobody_could_give(kind, grace):
    version = first_version(
        make_quiz(CORRECTIONS[kind][0] if kind != "multi" else multi("ab", "abcd"))
    )
    said = refusal(version, "rescore", new_version(version, *NEVER_OFFERED[kind]), WHY, grace)
    assert said.startswith("Nobody could give the right answer of version 2 to version 1")


@pytest.mark.parametrize("kind", GONE)
def test_no_kind_is_marked_by_a_version_that_lacks_what_was_answered(kind, ada, grace):
    asked, _corrected, response = CORRECTIONS[kind]
    quiz = make_quiz(asked)
    hand_in(ada, quiz, response)
    version = first_version(quiz)
    said = refusal(version, "rescore", new_version(version, *GONE[kind]), WHY, grace)
    assert said.startswith("Version 2 cannot mark 1 answer to version 1")
