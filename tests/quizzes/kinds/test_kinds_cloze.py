"""A text with gaps: its marking, its form and its result, and what an author is told."""

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from quizzes import score
from quizzes.kinds import BadResponse, Html, question_from
from tests.factories import enrol
from tests.quizzes.factories import (
    cloze,
    make_attempt,
    make_quiz,
    match,
    multi,
    numeric,
    order,
    page,
    save,
    single,
    start_url,
    text,
)
from tests.quizzes.forms import form_of
from tests.quizzes.results.test_results import hand_in
from tests.quizzes.sitting.test_sitting import hidden, post, text_of

CASES = json.loads(Path(__file__).with_name("scoring_cases_parts.json").read_text())["items"]
CLOZE = """\
---
id: complete-it
type: cloze
objectives: [say-it]
remediation: welcome#danger
facts: [F1]
---
Complete the text.

It is {{g1}} and lasts {{g2}} hours.

It happens {{g3}}.

## g1
type: text
answers: [one thing]
weight: "2"
---
what it is

Rationale: It is one.[@F1]

## g2
type: numeric
answers: [{value: "2"}]
---
Rationale: It lasts two.[@F1]

## g3
type: single
shuffle: false
---
- [x] (a) often
      Rationale: So it is.[@F1]
- [ ] (b) seldom
      Rationale: It is not.[@F1]
"""
RIGHT = {"answer-g1": "sodium", "answer-g2": "500", "answer-g3": "b"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_made_of_parts_scores_as_expected(case):
    assert list(score.failures({"items": [case]})) == []


GAP = st.tuples(st.integers(1, 9), st.integers(1, 9), st.booleans())


@given(st.lists(GAP, min_size=1, max_size=8))
def test_a_text_is_worth_the_weighted_mean_of_its_gaps(gaps):
    body = cloze(*[text("x", weight=f"{top}/{bottom}") for top, bottom, _right in gaps])
    answers = {
        f"g{place}": "x" if right else "y" for place, (_top, _bottom, right) in enumerate(gaps, 1)
    }
    weights = [Fraction(top, bottom) for top, bottom, _right in gaps]
    right = sum((weight for weight, gap in zip(weights, gaps, strict=True) if gap[2]), Fraction(0))
    found = question_from(*body).score(answers)
    assert found.fraction == right / sum(weights)
    assert (found.status == "correct") == all(gap[2] for gap in gaps)


@given(st.dictionaries(st.sampled_from(["g1", "g2", "g3"]), st.text(max_size=5) | st.none()))
def test_any_answer_is_scored_or_refused_and_lies_between_0_and_1(response):
    try:
        assert 0 <= question_from(*cloze()).score(response).fraction <= 1
    except BadResponse:
        assert response.get("g3") not in {None, "", "a", "b", "c", "d"}


def test_a_saved_response_stands_in_its_form_again():
    data = question_from(*cloze(text(), numeric(), single(), multi(none_allowed=True)))
    for response in (
        {"g1": "x", "g2": "5 g", "g3": "a", "g4": ["a", "b"]},
        {"g2": "7 mg"},
        {"g4": []},
        None,
    ):
        assert data.response_from(form_of(data, response, "answer"), "answer") == response


def test_a_form_is_read_gap_by_gap():
    form = dict(QueryDict("answer-g1= sodium &answer-g2=&answer-g3=a").lists())
    assert question_from(*cloze()).response_from(form, "answer") == {"g1": "sodium", "g3": "a"}
    with pytest.raises(BadResponse):
        question_from(*cloze(single())).response_from({"answer-g1": ["a", "b"]}, "answer")


def test_the_options_of_every_gap_have_an_order_of_their_own():
    data = question_from(*cloze(single(), single(shuffle=False), single()))
    shown_order = [
        "g3.b",
        "g1.d",
        "g2.c",
        "g1.a",
        "g2.a",
        "g3.a",
        "g1.b",
        "g2.b",
        "g1.c",
        "g3.d",
        "g2.d",
        "g3.c",
    ]
    assert sorted(shown_order) == sorted(data.options.ids)
    shown = [data.order_of(part, shown_order) for part in data.parts]
    assert shown == [["d", "a", "b", "c"], ["a", "b", "c", "d"], ["b", "a", "d", "c"]]


def test_what_stands_between_two_gaps_without_a_space_stays_with_the_first():
    kind, body = cloze(text("x"), text("y"), text("z"), passage="{{g1}},{{ g2 }}/{{g3}}.")
    html = Html({"passage": body["passage"]})
    shown = question_from(kind, body).widget(html, None, [], "answer")
    *pieces, end = shown.pieces
    assert [(piece.html, piece.gap.name, piece.punctuation) for piece in pieces] == [
        ("<p>", "answer-g1", ","),
        ("", "answer-g2", "/"),
        ("", "answer-g3", "."),
    ]
    assert (end.html, end.gap, end.punctuation) == ("</p>", None, "")


@pytest.mark.django_db
def test_every_gap_is_a_labelled_field_within_its_sentence(learner, ada):
    attempt = make_attempt(
        ada, cloze(text(stem="the ion"), numeric(units={"mg": "1"}, stem=""), single(stem=""))
    )
    shown = text_of(learner.get(page(attempt)))
    paragraph = re.search(r'<div class="passage"><p>(.*?)</p>', shown, re.DOTALL)[1]
    assert "Part " in paragraph
    for number, hint in ((1, ", <span>the ion</span>"), (2, ""), (3, "")):
        label = f'<label class="gap-n" for="answer-g{number}">'
        assert (
            f'{label}<span aria-hidden="true">{number}</span>'
            f'<span class="vh">Gap {number} of 3{hint}</span>' in paragraph
        )
        assert f'id="answer-g{number}" name="answer-g{number}"' in paragraph
    assert '<select class="input" id="answer-g3"' in paragraph
    assert 'aria-label="Gap 2 of 3, unit"' in paragraph
    assert "{{" not in shown


@pytest.mark.django_db
def test_a_gap_that_needs_room_stands_below_the_text(learner, ada):
    attempt = make_attempt(ada, cloze(text(), multi(stem="the signs")))
    shown = text_of(learner.get(page(attempt)))
    assert '<span class="gap-ref">Gap 2 of 2</span>' in shown
    assert re.search(
        r"<legend>Gap 2 of 2: the signs</legend>\s*<p class=\"how\">Select all that apply", shown
    )
    post(learner, page(attempt), **{"answer-g2": ["c", "a"]})
    assert attempt.items.get().response == {"g2": ["a", "c"]}


@pytest.mark.django_db
def test_rows_to_match_and_to_order_can_stand_below_a_text(learner, ada):
    attempt = make_attempt(ada, cloze(order(), match()))
    item = attempt.items.get()
    data, kept = item.version.data, item.option_order
    sorter, matching = (part.question for part in data.parts)
    assert data.order_of(data.parts[0], kept) != list("abcd")
    rows = [sorter.codes[each] for each in data.order_of(data.parts[0], kept)]
    form = {
        "answer-g1": rows,
        "answer-g1-move": f"{rows[1]} up",
        "answer-g2-p1": matching.codes["a"],
    }
    assert (
        post(learner, page(attempt), **form).headers["Location"]
        == f"{page(attempt)}#answer-g1-{rows[1]}"
    )
    item.refresh_from_db()
    moved = [rows[1], rows[0], *rows[2:]]
    assert [sorter.codes[each] for each in item.response["g1"]] == moved
    assert item.response["g2"] == {"p1": "a"}
    assert item.is_begun


@pytest.mark.django_db
def test_gaps_are_saved_one_by_one_and_all_by_their_form(learner, ada):
    attempt = make_attempt(ada, cloze())
    post(learner, page(attempt), go="stay", **{"answer-g1": "sodium"})
    assert attempt.items.get().response == {"g1": "sodium"}
    assert "1 question is open." in text_of(learner.get(page(attempt, "review")))
    post(learner, page(attempt), go="stay", **RIGHT)
    shown = text_of(learner.get(page(attempt)))
    assert 'value="sodium"' in shown
    gap = attempt.items.get().version.data.parts[-1].question
    assert f'<option value="{gap.codes["b"]}" selected>' in shown
    assert "Every question is answered." in text_of(learner.get(page(attempt, "review")))
    assert "1 <small>of 1 point, or 100%" in hand_in(learner, attempt)


@pytest.mark.django_db
def test_start_leads_back_to_a_text_that_is_not_finished(learner, ada):
    quiz = make_quiz(cloze(), single())
    enrol(ada, quiz.unit.edition)
    first = learner.post(start_url()).headers["Location"]
    post(learner, first, **{"answer-g1": "sodium"})
    assert learner.post(start_url()).headers["Location"] == first
    post(learner, first, **RIGHT)
    assert learner.post(start_url()).headers["Location"] != first


@pytest.mark.django_db
def test_a_gap_that_cannot_be_read_is_named_and_nothing_is_lost(learner, ada):
    attempt = make_attempt(ada, cloze())
    answer = post(learner, page(attempt), **RIGHT | {"answer-g2": "five"})
    shown = text_of(answer)
    assert answer.status_code == 200
    assert '<li><a href="#answer-g2">Gap 2 of 3: Write a number.' in shown
    assert 'id="answer-g2_error"' in shown
    assert re.search(
        r'id="answer-g2"[^>]*value="five" aria-invalid="true" aria-describedby="answer-g2_error"',
        shown,
    )
    assert 'value="sodium"' in shown
    assert attempt.items.get().response is None


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"answer-g3": "z"}, {"answer-g3": ["a", "b"]}])
def test_what_no_form_sends_is_refused(learner, ada, fields):
    attempt = make_attempt(ada, cloze())
    assert post(learner, page(attempt), **fields).status_code == 400
    assert attempt.items.get().seq == 0


@pytest.mark.django_db
def test_an_open_attempt_shows_no_key_weight_or_reason(learner, ada):
    attempt = make_attempt(
        ada, cloze(text("keyword", weight="9173"), numeric(value="123456", units={}), single())
    )
    json = {"headers": {"Accept": "application/json"}}
    url = page(attempt)
    pages = [
        learner.get(url),
        post(learner, url, **{"answer-g1": "x", "answer-g2": "y"}),
        learner.get(url),
    ]
    pages += [
        learner.post(url, hidden(learner, url) | RIGHT, **json),
        learner.get(page(attempt, "review")),
    ]
    pages += [learner.post(url, hidden(learner, url) | {"seq": "0", "answer-g1": "old"})]
    for each in pages:
        for secret in (
            "WHY ",
            "keyword",
            "123456",
            "A slip",
            "weight",
            "9173",
            "credit",
            "correct",
            "#opening",
        ):
            assert not re.search(rf"\b{re.escape(secret)}\b", text_of(each)), secret


@pytest.mark.django_db
def test_a_result_marks_every_gap_and_keeps_the_keys_that_may_be_asked_again(learner, ada):
    attempt = make_attempt(ada, cloze(text("sodium"), text("calcium"), text("magnesium")))
    save(attempt.items.get(), {"g1": "sodium", "g2": "zinc"})
    shown = hand_in(learner, attempt)
    assert re.search(r'gap-answer right".*?aria-label="Right".*?sodium</b>', shown, re.DOTALL)
    assert re.search(r'gap-answer wrong".*?aria-label="Not right".*?zinc</b>', shown, re.DOTALL)
    verdicts = re.findall(
        r'class="part-verdict[^"]*">(?:<svg.*?</svg>)?\s*([\w ]+)<', shown, re.DOTALL
    )
    assert verdicts == ["Right", "Not right", "Not answered"]
    assert "Your answer, correct" in shown
    assert "Your answer, incorrect" in shown
    assert "calcium" not in shown
    assert "magnesium" not in shown
    assert shown.count("WHY the word") == 1  # of the gap that is right


@pytest.mark.django_db
def test_an_open_key_shows_the_right_answer_and_the_reason_of_every_gap(learner, ada):
    attempt = make_attempt(ada, cloze(text("sodium"), text("calcium")), review="after_submit")
    save(attempt.items.get(), {"g1": "zinc"})
    shown = hand_in(learner, attempt)
    assert "sodium" in shown
    assert "calcium" in shown
    assert shown.count("WHY the word") == 2
    receipt = text_of(learner.get(page(attempt, "receipt")))
    assert "Answer: Gap 1 of 2: zinc; Gap 2 of 2: none" in receipt
