"""Ordering: moved by buttons, never answered by itself, marked as the policy says."""

import re
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.source import read_course
from quizzes.kinds import BadResponse, Html, question_from
from tests.quizzes.bank.test_authoring import mistakes
from tests.quizzes.factories import make_attempt, order, page, save, told
from tests.quizzes.forms import form_of
from tests.quizzes.quiz_folder import FOLDER, changed, write_quiz
from tests.quizzes.results.test_results import hand_in
from tests.quizzes.sitting.test_sitting import hidden, text_of

POLICIES = ["all_or_nothing", "absolute", "pairs", "adjacent"]
ORDER = """\
---
id: what-comes-first
type: order
objectives: [say-it]
remediation: welcome#danger
facts: [F1]
policy: pairs
---
Put these in order.

Rationale: It is so.[@F1]

- (a) The first thing
- (c) The second thing
- (b) The third thing
      Rationale: It comes last.[@F1]
"""


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (order("ab"), "at least three rows"),
        (order("abca"), "the same id"),
        (order(policy="fuzzy"), "no policy"),
        (order(key=["a", "b", "c", "z"]), "every row and nothing else"),
    ],
)
def test_a_question_says_what_is_wrong_with_itself(question, words):
    assert words in told(question_from(*question))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_sound_question_has_no_mistake(policy):
    data = question_from(*order(policy=policy))
    assert data.check() == []
    assert data.score(data.best_response()).status == "correct"


@given(st.sampled_from(POLICIES), st.permutations("abcdef"))
def test_only_the_key_is_worth_everything_and_turned_round_it_is_worth_nothing(policy, given_):
    data = question_from(*order("abcdef", policy=policy))
    assert 0 <= data.score(given_).fraction <= 1
    assert (data.score(given_).fraction == 1) == (given_ == list("abcdef"))
    assert data.score(list("fedcba")).fraction == 0


@given(st.permutations("abcdef"), st.permutations("abcdef"))
def test_pairs_count_the_same_whatever_the_rows_are_called(key, given_):
    """Kendall: one less for each pair that stands the wrong way round, of all pairs."""
    renamed = dict(zip(key, "abcdef", strict=True))
    data, plain = (
        question_from(*order(key, policy="pairs")),
        question_from(*order("abcdef", policy="pairs")),
    )
    assert data.score(given_) == plain.score([renamed[each] for each in given_])


@pytest.mark.parametrize("policy", ["pairs", "absolute", "adjacent"])
def test_guessing_is_worth_what_chance_says(policy):
    """Over all orders of four: half of the pairs, one place in four, one neighbour in four."""
    data = question_from(*order(policy=policy))
    shares = [data.score(list(each)).fraction for each in permutations("abcd")]
    assert sum(shares) / len(shares) == {"pairs": Fraction(1, 2)}.get(policy, Fraction(1, 4))


def form(data, ids, **more):
    """What the form of an ordering sends that shows these rows."""
    return {"answer": [data.codes[each] for each in ids]} | {
        f"answer-{name}": [text] for name, text in more.items()
    }


def test_an_untouched_form_is_no_answer():
    data = question_from(*order())
    assert data.response_from(form(data, "cabd"), "answer") is None
    assert data.response_from({}, "answer") is None
    assert data.response_from(form(data, "cabd", mine="on"), "answer") == list("cabd")


def test_a_move_is_an_answer():
    data = question_from(*order())
    down, up = f"{data.codes['c']} down", f"{data.codes['d']} up"
    assert data.response_from(form(data, "cabd", move=down), "answer") == list("acbd")
    assert data.response_from(form(data, "cabd", move=up, mine="on"), "answer") == list("cadb")


@given(st.permutations("abcd"))
def test_a_saved_order_stands_in_its_form_again(response):
    data = question_from(*order())
    assert data.response_from(form_of(data, response, "answer-g1"), "answer-g1") == response


@pytest.mark.parametrize("ids", ["abc", "aabc", "abcdd"])
def test_a_form_without_every_row_once_is_refused(ids):
    data = question_from(*order())
    with pytest.raises(BadResponse):
        data.response_from(form(data, ids, mine="on"), "answer")


@pytest.mark.parametrize("move", ["", "x up", "CODE", "CODE sideways", "CODE up", "CODE  down"])
def test_a_move_that_no_button_makes_is_refused(move):
    data = question_from(*order())
    sent = form(data, "abcd", move=move.replace("CODE", data.codes["a"]))
    with pytest.raises(BadResponse):
        data.response_from(sent, "answer")


def test_it_is_read_from_text_in_the_order_of_its_rows(tmp_path):
    body = (
        read_course(write_quiz(tmp_path, **{"040-order.md": ORDER}))
        .unit("start-quiz")
        .body.questions[3]
        .body
    )
    assert body == {
        "vignette": "",
        "stem": "Put these in order.",
        "rationale": "It is so.[@F1]",
        "options": [
            {"id": "a", "text": "The first thing", "rationale": ""},
            {"id": "c", "text": "The second thing", "rationale": ""},
            {"id": "b", "text": "The third thing", "rationale": "It comes last.[@F1]"},
        ],
        "key": ["a", "c", "b"],
        "policy": "pairs",
    }


@pytest.mark.parametrize(
    ("pairs", "line", "words"),
    [
        ([("- (c) The second thing\n", "")], 9, "at least three rows"),
        ([("(c)", "(a)")], 14, "the same id"),
        ([("second", "first")], 14, "(a) and (c) read alike"),
        ([("- (c)", "- [x] (c)")], 14, 'is written "- (a) Text"'),
        ([("- (c)", "- (c = 2)")], 14, 'is written "- (a) Text"'),
        ([("- (c)", "3. (c)")], 14, 'is written "- (a) Text"'),
        ([("- (c)", "-(c)")], 14, 'is written "- (a) Text"'),
        ([("Rationale: It is so.[@F1]\n\n", "")], 11, "this row has no reason"),
        ([("policy: pairs", "policy: nearly")], 7, "absolute, adjacent, all_or_nothing, pairs"),
    ],
)
def test_a_mistake_has_its_line(tmp_path, pairs, line, words):
    found = mistakes(write_quiz(tmp_path, **{"040-order.md": changed(ORDER, *pairs)}))
    assert (f"{FOLDER}/040-order.md", line) in [
        (each.file, each.line) for each in found if words in each.text
    ]


def test_an_answer_is_said_in_words():
    data = question_from(*order("abc"))
    html = Html({"option.a": "<em>One</em>", "option.b": "Two", "option.c": "Three"})
    assert data.in_words(html, list("bac")) == "1. Two; 2. One; 3. Three"
    assert data.in_words(html, None) == ""


@pytest.mark.django_db
class TestSitting:
    @staticmethod
    def rows(shown) -> list[tuple[str, str]]:
        """Code and id of each row of a page, from the top."""
        return re.findall(
            r'name="answer" value="(\w+)">\s*<span class="pos">\d</span>'
            r"\s*<span data-row>Option (\w)",
            shown,
        )

    def send(self, learner, attempt, **fields):
        rows = self.rows(text_of(learner.get(page(attempt))))
        form = hidden(learner, page(attempt)) | {"answer": [code for code, _id in rows]}
        return learner.post(page(attempt), form | fields)

    def test_a_fresh_page_shows_the_rows_shuffled_with_no_answer(self, learner, ada):
        attempt = make_attempt(ada, order())
        shown = text_of(learner.get(page(attempt)))
        assert [each for _code, each in self.rows(shown)] == attempt.items.get().option_order
        assert "checked" not in shown
        assert len(re.findall(r'aria-label="Move (?:up|down): Option \w"', shown)) == 8
        assert re.findall(r'aria-label="Move (\w+): Option (\w)" disabled', shown) == [
            ("up", attempt.items.get().option_order[0]),
            ("down", attempt.items.get().option_order[-1]),
        ]

    def test_it_never_begins_in_the_order_of_the_key(self, ada):
        attempt = make_attempt(ada, *[order("abc")] * 60)
        orders = [tuple(item.option_order) for item in attempt.items.all()]
        assert ("a", "b", "c") not in orders
        assert len(set(orders)) == 5

    def test_saving_untouched_rows_saves_no_answer(self, learner, ada):
        attempt = make_attempt(ada, order())
        self.send(learner, attempt, flag="on", sureness="2")
        item = attempt.items.get()
        assert (item.response, item.flagged, item.is_answered) == (None, True, False)
        assert "There is no answer to this question yet." in text_of(learner.get(page(attempt)))

    def test_this_is_my_order_makes_it_one_and_taken_back_it_is_none(self, learner, ada):
        attempt = make_attempt(ada, order())
        self.send(learner, attempt, **{"answer-mine": "on"})
        assert attempt.items.get().response == attempt.items.get().option_order
        assert re.search(r'name="answer-mine" checked', text_of(learner.get(page(attempt))))
        self.send(learner, attempt)
        assert attempt.items.get().response is None

    def test_a_button_moves_a_row_saves_and_comes_back_to_it(self, learner, ada):
        attempt = make_attempt(ada, order(), order())
        first, second, third, fourth = attempt.items.first().option_order
        shown = text_of(learner.get(page(attempt)))
        code = {each: code for code, each in self.rows(shown)}[third]
        assert f'id="answer-{code}"' in shown
        answer = self.send(learner, attempt, **{"answer-move": f"{code} up"})
        assert answer.headers["Location"] == f"{page(attempt)}#answer-{code}"
        assert attempt.items.first().response == [first, third, second, fourth]
        again = text_of(learner.get(page(attempt)))
        assert [each for _code, each in self.rows(again)] == [first, third, second, fourth]
        assert re.search(r'name="answer-mine" checked', again)

    def test_what_no_form_sends_is_refused_and_nothing_is_saved(self, learner, ada):
        attempt = make_attempt(ada, order())
        codes = [code for code, _id in self.rows(text_of(learner.get(page(attempt))))]
        for sent in (codes[:3], [*codes[:3], codes[0]], ["a", "b", "c", "d"], [*codes, codes[0]]):
            assert (
                self.send(learner, attempt, answer=sent, **{"answer-mine": "on"}).status_code == 400
            )
        assert self.send(learner, attempt, **{"answer-move": f"{codes[0]} up"}).status_code == 400
        assert (attempt.items.get().response, attempt.items.get().seq) == (None, 0)

    def test_a_page_tells_no_id_of_a_row(self, learner, ada):
        attempt = make_attempt(ada, order())
        save(attempt.items.get(), list("badc"))
        shown = text_of(learner.get(page(attempt)))
        form = shown[shown.index("q-set") : shown.index("</fieldset>")]
        assert not re.search(r'"[abcd]["\s]', form)
        assert "WHY " not in shown

    def test_rows_kept_while_signed_out_stand_as_they_were_moved(self, client, ada):
        client.force_login(ada)
        attempt = make_attempt(ada, order())
        first, second, *rest = attempt.items.get().option_order
        rows = self.rows(text_of(client.get(page(attempt))))
        form = hidden(client, page(attempt)) | {"answer": [code for code, _id in rows]}
        client.logout()
        client.post(page(attempt), form | {"answer-move": f"{rows[0][0]} down"})
        session = dict(client.session)
        client.force_login(ada)
        kept = client.session
        kept.update({"kept_answer": session["kept_answer"]})
        kept.save()
        shown = text_of(client.get(page(attempt)))
        assert [each for _code, each in self.rows(shown)] == [second, first, *rest]
        assert attempt.items.get().response is None

    def test_a_result_says_for_each_row_where_it_was_put(self, learner, ada):
        attempt = make_attempt(ada, order(policy="absolute"), review="after_submit")
        save(attempt.items.get(), list("abdc"))
        shown = hand_in(learner, attempt)
        rows = re.findall(r'Option (\w)</span> <span class="flag">([^<]+)</span>', shown)
        assert rows == [
            ("a", "Your answer, correct"),
            ("b", "Your answer, correct"),
            ("c", "Your answer, incorrect: you put it at 4"),
            ("d", "Your answer, incorrect: you put it at 3"),
        ]
        assert shown.count('aria-label="Not right"') == 2
        assert set(re.findall(r"WHY (\w)", shown)) == set("abcd")

    def test_a_result_marks_no_row_before_the_key_is_open(self, learner, ada):
        attempt = make_attempt(ada, order(policy="absolute"), attempts_allowed=2)
        save(attempt.items.get(), list("abdc"))
        shown = hand_in(learner, attempt)
        assert re.findall(r"Option (\w)", shown) == list("abdc")
        for secret in ("WHY ", "Your answer, ", "The right order"):
            assert secret not in shown
