"""A case in stages: what is closed stays closed, and what is committed stays as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import BadResponse, Unfinished, question_from
from quizzes.models import Attempt
from tests.factories import enrol
from tests.quizzes.factories import (
    case,
    cloze,
    make_attempt,
    make_quiz,
    multi,
    numeric,
    order,
    page,
    single,
    start_url,
    text,
)
from tests.quizzes.forms import form_of, forms_of
from tests.quizzes.results.test_results import hand_in
from tests.quizzes.sitting.test_sitting import hidden, post, text_of

JSON = {"headers": {"Accept": "application/json"}}


def commit(client, attempt, stage="s1", **fields):
    """Press the button that commits a stage, with these fields in the form."""
    return post(
        client,
        page(attempt),
        **{"answer--commit": stage} | {k.replace("_", "-"): v for k, v in fields.items()},
    )


# How far the learner is, and what a form may say


def test_a_response_holds_the_committed_stages_and_the_draft():
    data = question_from(*case())
    draft = data.response_from({"answer-s1": ["b"]}, "answer")
    assert draft == {"s1": "b"}
    committed = data.response_from({"answer-s1": ["b"], "answer--commit": ["s1"]}, "answer", draft)
    assert committed == {"s1": "b", "s2": None}
    assert data.response_from(
        {"answer-s2": ["5"], "answer-s2-unit": ["g"]}, "answer", committed
    ) == {
        "s1": "b",
        "s2": "5 g",
    }
    assert data.response_from({}, "answer") is None


def test_a_saved_response_stands_in_its_form_again():
    data = question_from(*case(single(), multi(none_allowed=True), cloze()))
    for response in (
        {"s1": "b"},
        {"s1": None, "s2": None},
        {"s1": "b", "s2": [], "s3": {"g1": "x", "g3": "a"}},
        None,
    ):
        assert data.response_from(form_of(data, response, "answer"), "answer", response) == response


def test_the_forms_of_a_response_give_it_one_after_the_other():
    data = question_from(*case(single(), numeric(), cloze()))
    for response in (data.best_response(), {"s1": None, "s2": "5 g", "s3": {"g1": "x"}}):
        saved = None
        for form in forms_of(data, response, "answer"):
            saved = data.response_from(form, "answer", saved)
        assert saved == response


STAGES = ("s1", "s2", "s3", "s4")
FORMS = st.dictionaries(
    st.sampled_from([*(f"answer-{each}" for each in STAGES), "answer--commit", "answer--skip"]),
    st.lists(
        st.sampled_from(["a", "b", "c", "d", "s1", "s2", "s3", "s4", "on", ""]),
        min_size=1,
        max_size=1,
    ),
)


@given(st.lists(FORMS, max_size=12))
def test_no_row_of_forms_opens_a_stage_before_its_turn_or_changes_a_committed_answer(forms):
    data = question_from(*case(single(), single(), single(), single()))
    before = None
    for form in forms:
        try:
            after = data.response_from(form, "answer", before)
            data.score(after)
        except (BadResponse, Unfinished):
            continue  # refused, and not saved
        was, now = list(before or {}), list(after or {})
        assert now == list(STAGES[: len(now)])
        assert len(now) <= max(len(was), 1) + (form.get("answer--commit") == [(was or ["s1"])[-1]])
        assert [after[stage] for stage in was[:-1]] == [before[stage] for stage in was[:-1]]
        before = after


# Through the front door


@pytest.mark.django_db
def test_a_case_is_answered_stage_by_stage(learner, ada):
    attempt = make_attempt(ada, case())
    shown = text_of(learner.get(page(attempt)))
    assert "Question of STAGE1?" in shown
    assert "STAGE2" not in shown
    answer = commit(learner, attempt, answer_s1="b")
    assert answer.headers["Location"] == f"{page(attempt)}#answer-s2-stage"
    shown = text_of(learner.get(page(attempt)))
    assert 'id="answer-s2-stage" tabindex="-1">Stage 2 of 3' in shown
    assert "Your answer: <b>Option b</b>" in shown
    assert "STAGE3" not in shown
    assert 'name="answer-s1"' not in shown
    commit(learner, attempt, "s2", answer_s2="0.5", **{"answer-s2-unit": "g"})
    shown = text_of(learner.get(page(attempt)))
    assert "Your answer: <b>0.5 g</b>" in shown
    assert "answer--commit" not in shown
    assert (
        post(learner, page(attempt), **{"answer-s3": ["a", "c", "d"]})
        .headers["Location"]
        .endswith("/review/")
    )
    assert attempt.items.get().response == {"s1": "b", "s2": "0.5 g", "s3": ["a", "c", "d"]}
    assert "Every question is answered." in text_of(learner.get(page(attempt, "review")))
    assert "1 <small>of 1 point, or 100%" in hand_in(learner, attempt)


@pytest.mark.django_db
def test_committing_needs_an_answer_or_the_word_that_there_is_none(learner, ada):
    attempt = make_attempt(ada, case())
    answer = commit(learner, attempt)
    assert answer.status_code == 200
    assert (
        '<li><a href="#answer-s1">Answer this stage, or check “I do not know.”</a></li>'
        in text_of(answer)
    )
    assert "STAGE2" not in text_of(answer)
    assert attempt.items.get().response is None
    commit(learner, attempt, answer__skip="on")
    assert attempt.items.get().response == {"s1": None, "s2": None}
    assert "You left this stage without an answer." in text_of(learner.get(page(attempt)))


@pytest.mark.django_db
def test_committing_what_cannot_be_read_asks_again_and_opens_nothing(learner, ada):
    attempt = make_attempt(ada, case(numeric(), single()))
    answer = commit(learner, attempt, answer_s1="five")
    assert '<a href="#answer-s1">Stage 1 of 2: Write a number and choose its unit' in text_of(
        answer
    )
    assert 'value="five"' in text_of(answer)
    assert "STAGE2" not in text_of(answer)
    assert attempt.items.get().response is None


@pytest.mark.django_db
def test_a_stage_with_gaps_asks_for_the_gap_that_is_empty(learner, ada):
    attempt = make_attempt(ada, case(cloze(text("x"), text("y")), single()))
    answer = commit(learner, attempt, **{"answer-s1-g1": "x"})
    assert '<a href="#answer-s1-g2">Answer this stage' in text_of(answer)
    assert re.search(r'id="answer-s1-g1"[^>]*value="x"', text_of(answer))
    commit(learner, attempt, **{"answer-s1-g1": "x", "answer--skip": "on"})
    assert attempt.items.get().response == {"s1": {"g1": "x"}, "s2": None}


@pytest.mark.django_db
def test_enter_in_a_field_saves_and_neither_commits_nor_moves(learner, ada):
    """A browser presses the first button of a form for Enter."""
    attempt = make_attempt(ada, case(numeric(), single()), order())
    for position, value in ((1, "stay"), (2, "")):
        shown = text_of(learner.get(page(attempt, position=position)))
        first = re.search(r'<form class="q-form".*?(<button[^>]*>)', shown, re.DOTALL)[1]
        assert f'name="go" value="{value}"' in first


@pytest.mark.django_db
def test_saving_keeps_the_draft_of_the_open_stage_and_commits_nothing(learner, ada):
    attempt = make_attempt(ada, case())
    saved = learner.post(page(attempt), hidden(learner, page(attempt)) | {"answer-s1": "b"}, **JSON)
    assert (saved.status_code, saved.json()["seq"]) == (200, 1)
    commit(learner, attempt, answer_s1="c")
    url = page(attempt)
    fields = hidden(learner, url) | {"answer-s2": "0.5", "answer-s2-unit": "g"}
    saved = learner.post(url, fields, **JSON).json()
    assert saved["reading"] == "0.5\N{NO-BREAK SPACE}g"
    assert attempt.items.get().response == {"s1": "c", "s2": "0.5 g"}
    assert 'value="0.5"' in text_of(learner.get(url))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"answer-s1": "c"},
        {"answer-s1": "", "answer-s2": "5"},
        {"answer-s3": "a"},
        {"answer--commit": "s3"},
        {"answer--commit": "z"},
        {"answer-s2": "5", "answer--commit": "s2", "answer-s3": "a"},
        {"answer-s2": "5", "answer-s2-unit": "stone"},
    ],
)
def test_a_forged_form_changes_nothing(learner, ada, fields):
    attempt = make_attempt(ada, case())
    commit(learner, attempt, answer_s1="b")
    before = attempt.items.get()
    answer = post(learner, page(attempt), **fields)
    assert answer.status_code == 400
    assert "STAGE3" not in text_of(answer)
    after = attempt.items.get()
    assert (
        (after.response, after.seq) == (before.response, before.seq) == ({"s1": "b", "s2": None}, 1)
    )


@pytest.mark.django_db
def test_the_last_stage_cannot_be_committed(learner, ada):
    attempt = make_attempt(ada, case(single(), single()))
    commit(learner, attempt, answer_s1="b")
    assert commit(learner, attempt, "s2", answer_s2="b").status_code == 400


@pytest.mark.django_db
def test_a_stale_tab_is_told_and_changes_nothing(learner, ada):
    attempt = make_attempt(ada, case())
    old = hidden(learner, page(attempt))
    commit(learner, attempt, answer_s1="b")
    for fields in ({"answer-s1": "c"}, {"answer-s1": "c", "answer--commit": "s1"}):
        answer = learner.post(page(attempt), old | fields)
        assert answer.status_code == 409
        assert "Stage 1 of 3: Option c" in text_of(answer)
        assert "was committed since" in text_of(answer)
        assert learner.post(page(attempt), old | fields, **JSON).status_code == 409
    assert attempt.items.get().response == {"s1": "b", "s2": None}


@pytest.mark.django_db
def test_a_double_click_commits_once(learner, ada):
    attempt = make_attempt(ada, case())
    form = hidden(learner, page(attempt)) | {"answer-s1": "b", "answer--commit": "s1"}
    answers = [learner.post(page(attempt), form) for _click in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {
        f"{page(attempt)}#answer-s2-stage"
    }
    assert (attempt.items.get().response, attempt.items.get().seq) == ({"s1": "b", "s2": None}, 1)


@pytest.mark.django_db
def test_start_leads_back_to_the_open_stage_with_its_draft(learner, ada):
    quiz = make_quiz(single(), case(), single())
    enrol(ada, quiz.unit.edition)
    learner.post(start_url())
    attempt = Attempt.objects.get()
    post(learner, page(attempt), answer="b")
    post(learner, page(attempt, position=2), **{"answer-s1": "b", "answer--commit": "s1"})
    post(learner, page(attempt, position=2), **{"answer-s2": "7", "answer-s2-unit": "mg"})
    assert learner.post(start_url()).headers["Location"] == page(attempt, position=2)
    shown = text_of(learner.get(page(attempt, position=2)))
    assert "Stage 2 of 3" in shown
    assert 'value="7"' in shown
    review = text_of(learner.get(page(attempt, "review")))
    assert "2 questions are open." in review
    assert "Hand in with 2 questions open" in review
    assert "<b>not finished</b>, saved" in review
    assert "Go to question 2" in review


@pytest.mark.django_db
def test_what_was_kept_while_signed_out_opens_no_stage(client, ada):
    attempt = make_attempt(ada, case())
    client.force_login(ada)
    form = hidden(client, page(attempt))
    client.logout()
    client.post(page(attempt), form | {"answer-s1": "c", "answer-s2": "7", "answer--stage": "s3"})
    client.force_login(ada)
    shown = text_of(client.get(page(attempt)))
    stage = attempt.items.get().version.data.parts[0].question
    assert f'value="{stage.codes["c"]}" checked' in shown
    assert "STAGE2" not in shown
    assert "STAGE3" not in shown


@pytest.mark.django_db
def test_an_open_attempt_shows_no_key_no_reason_and_no_later_stage(learner, ada):
    attempt = make_attempt(
        ada, case(single(weight="9173"), numeric(value="123456"), multi()), single()
    )
    url = page(attempt)
    pages = [
        learner.get(url),
        post(learner, url, go="stay", **{"answer-s1": "c"}),
        learner.get(url),
    ]
    pages += [
        commit(learner, attempt),
        learner.post(url, hidden(learner, url) | {"answer-s1": "b"}, **JSON),
    ]
    pages += [learner.get(page(attempt, "review")), learner.get(page(attempt, position=2))]
    first = [text_of(each) for each in pages]
    commit(learner, attempt, answer_s1="b")
    pages = [learner.get(url), post(learner, url, **{"answer-s2": "five"})]
    pages += [
        learner.post(url, hidden(learner, url) | {"answer-s2": "7", "answer-s2-unit": "mg"}, **JSON)
    ]
    pages += [
        learner.post(url, hidden(learner, url) | {"seq": "0"}),
        learner.get(page(attempt, "review")),
    ]
    second = [text_of(each) for each in pages]
    secrets = (
        "WHY ",
        "123456",
        "9173",
        "A slip",
        "weight",
        "credit",
        "correct",
        "all_or_nothing",
        "#opening",
    )
    for shown in first + second:
        for secret in (*secrets, "STAGE3"):
            assert not re.search(rf"\b{re.escape(secret)}\b", shown), secret
    assert not any("STAGE2" in shown for shown in first)
