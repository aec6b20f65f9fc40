"""Sitting a quiz through HTTP, without scripts: start, answer, leave, come back, hand in."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from quizzes.models import Attempt, GradeRun
from tests.factories import enrol
from tests.quizzes.factories import (
    answer_all,
    make_attempt,
    make_quiz,
    match,
    multi,
    numeric,
    page,
    save,
    single,
    start_url,
)
from tests.quizzes.forms import code_of

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


def text_of(response) -> str:
    return response.content.decode()


def hidden(client, url) -> dict:
    """What the forms of a page carry."""
    return dict(HIDDEN.findall(text_of(client.get(url))))


def post(client, url, **fields):
    """Send the form of a page as it stands there, with these fields."""
    return client.post(url, hidden(client, url) | fields)


def test_start_leads_to_the_first_question_and_again_to_the_first_without_an_answer(learner, ada):
    quiz = make_quiz(single(), single())
    enrol(ada, quiz.unit.edition)
    assert learner.post(start_url()).headers["Location"].endswith("/attempts/1/questions/1/")
    attempt = Attempt.objects.get()
    assert post(learner, page(attempt), answer="a").headers["Location"] == page(attempt, position=2)
    assert learner.post(start_url()).headers["Location"] == page(attempt, position=2)
    assert Attempt.objects.count() == 1


def test_start_by_get_changes_nothing(learner, ada):
    quiz = make_quiz()
    enrol(ada, quiz.unit.edition)
    assert learner.get(start_url()).headers["Location"] == reverse(
        "course:unit", args=["basics", "quiz"]
    )
    assert not Attempt.objects.exists()


def test_a_saved_answer_has_a_receipt_with_the_learners_own_clock(learner, ada):
    ada.time_zone = "Etc/GMT+8"  # eight hours behind UTC, whatever any country decides
    ada.save()
    attempt = make_attempt(ada)
    with time_machine.travel(datetime(2026, 11, 24, 22, 2, 11, tzinfo=UTC), tick=False):
        response = post(learner, page(attempt), answer="b", go="stay")
        assert response.headers["Location"] == page(attempt)
        text = text_of(learner.get(page(attempt)))
    assert 'role="status"' in text
    assert "Saved 14:02:11." in text
    assert f'value="{code_of(attempt, "b")}" checked' in text
    assert attempt.items.get().response == "b"


def test_an_untouched_page_has_no_receipt_and_an_empty_save_is_no_answer(learner, ada):
    attempt = make_attempt(ada)
    assert "Saved " not in text_of(learner.get(page(attempt)))
    post(learner, page(attempt), go="stay")
    assert "There is no answer to this question yet." in text_of(learner.get(page(attempt)))
    assert not attempt.items.get().is_answered


def test_buttons_lead_on_back_and_to_the_last_look(learner, ada):
    attempt = make_attempt(ada, single(), single())
    assert post(learner, page(attempt), go="back").headers["Location"] == page(attempt, position=2)
    assert post(learner, page(attempt, position=2), go="back").headers["Location"] == page(attempt)
    assert post(learner, page(attempt, position=2)).headers["Location"] == page(attempt, "review")


def test_numbers_and_the_last_look_are_buttons_that_save_what_was_entered(learner, ada):
    attempt = make_attempt(ada, *[single()] * 4)
    text = text_of(learner.get(page(attempt)))
    buttons = re.findall(r'<button class="[\w ]*" form="answer_form" name="go" value="(\w+)"', text)
    assert buttons == ["1", "2", "3", "4", "review"]
    for position, go in enumerate(buttons[2:], 1):
        leads_to = post(learner, page(attempt, position=position), answer="b", go=go)
        place = page(attempt, "review") if go == "review" else page(attempt, position=int(go))
        assert leads_to.headers["Location"] == place
    assert [item.response for item in attempt.items.all()] == ["b", "b", "b", None]


def test_a_number_that_is_none_of_the_attempt_leads_to_the_next_question(learner, ada):
    attempt = make_attempt(ada, single(), single())
    for go in ("0", "3", "99999999999999999999", "²", "https://elsewhere.example"):
        leads_to = post(learner, page(attempt), answer="b", go=go)
        assert leads_to.headers["Location"] == page(attempt, position=2)


def test_what_is_said_of_sureness_stands_at_the_first_question_alone(learner, ada):
    attempt = make_attempt(ada, single(), single())
    said = [
        "Never changes your mark" in text_of(learner.get(page(attempt, position=position)))
        for position in (1, 2)
    ]
    assert said == [True, False]


def test_every_kind_is_answered_by_its_form(learner, ada):
    attempt = make_attempt(ada, single(), multi(), numeric())
    post(learner, page(attempt), answer="b", flag="on", sureness="3")
    post(learner, page(attempt, position=2), answer=["d", "a"])
    post(learner, page(attempt, position=3), answer="0.5", **{"answer-unit": "g"})
    saved = [(item.response, item.flagged, item.sureness) for item in attempt.items.all()]
    assert saved == [("b", True, 3), (["a", "d"], False, None), ("0.5 g", False, None)]
    text = text_of(learner.get(page(attempt, position=3)))
    assert ">1/2\N{NO-BREAK SPACE}g</b>" not in text
    assert "We will read this as <b data-reading>0.5\N{NO-BREAK SPACE}g</b>" in text
    assert 'value="0.5"' in text
    assert '<option value="g" selected>' in text


def test_a_page_says_how_the_question_counts(learner, ada):
    attempt = make_attempt(
        ada, multi(), multi(policy="plus_minus"), multi(policy="every_decision"), numeric()
    )
    words = (
        "every choice is right",
        "each wrong one takes away",
        "judge rightly",
        "number and its unit",
    )
    for position, expected in enumerate(words, 1):
        assert expected in text_of(learner.get(page(attempt, position=position)))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1 000 mg", "1000\N{NO-BREAK SPACE}mg"),
        (".5g", "0.5\N{NO-BREAK SPACE}g"),
        ("5e-7 mg", "0.0000005\N{NO-BREAK SPACE}mg"),
        ("0.12345678901234567890 mg", "0.1234567890123456789\N{NO-BREAK SPACE}mg"),
        ("1e900 mg", "1e900 mg"),
    ],
)
def test_a_page_says_how_it_read_a_number(learner, ada, typed, shown):
    attempt = make_attempt(ada, numeric())
    post(learner, page(attempt), answer=typed)
    assert f"We will read this as <b data-reading>{shown}</b>" in text_of(
        learner.get(page(attempt))
    )


@pytest.mark.parametrize("typed", ["five", "1,5", "500", "0x10"])
def test_a_number_that_cannot_be_read_is_asked_for_again_and_kept_in_its_field(learner, ada, typed):
    attempt = make_attempt(ada, numeric())
    response = post(learner, page(attempt), answer=typed, sureness="2")
    text = text_of(response)
    assert response.status_code == 200
    assert 'class="error-summary" role="alert"' in text
    assert "<title>Error: " in text
    assert f'value="{typed}"' in text
    assert 'aria-invalid="true"' in text
    assert re.search(r'name="sureness" value="2" checked', text)
    assert attempt.items.get().response is None


@pytest.mark.parametrize(
    "fields",
    [
        {"answer": "z"},
        {"answer": ["a", "b"]},
        {"answer": "a", "sureness": "9"},
        {"answer": "a", "seq": "x"},
    ],
)
def test_what_no_form_sends_is_refused_and_nothing_is_saved(learner, ada, fields):
    attempt = make_attempt(ada)
    assert post(learner, page(attempt), **fields).status_code == 400
    assert learner.post(page(attempt), {"answer": "a"}).status_code == 400
    assert (attempt.items.get().response, attempt.items.get().seq) == (None, 0)


def test_a_stale_tab_never_wins_and_shows_the_newer_answer(learner, ada):
    attempt = make_attempt(ada)
    old = hidden(learner, page(attempt))
    post(learner, page(attempt), answer="b")
    response = learner.post(page(attempt), old)
    assert response.status_code == 409
    assert "A newer answer was saved from another page" in text_of(response)
    assert f'value="{code_of(attempt, "b")}" checked' in text_of(response)
    response = learner.post(page(attempt), old | {"answer": "c"})
    assert response.status_code == 409
    assert "Two answers to question 1" in text_of(response)
    assert attempt.items.get().response == "b"
    assert (
        learner.post(page(attempt), old | {"answer": "b"}).status_code == 302
    )  # the same, sent twice


def test_a_question_is_answered_when_nothing_of_it_is_left(learner, ada):
    attempt = make_attempt(ada, match())
    codes = attempt.items.get().version.data.codes
    premises = {f"answer-p{number}": codes["a"] for number in (1, 2, 3)}
    json = {"headers": {"Accept": "application/json"}}
    url = page(attempt)
    saved = learner.post(url, hidden(learner, url) | {"answer-p1": codes["a"]}, **json)
    assert saved.json()["counter"] == "0 of 1 answered"
    assert saved.json()["step"] == {"classes": "", "label": "Question 1, begun"}
    shown = text_of(learner.get(url))
    assert "0 of 1 answered" in shown
    assert 'aria-label="Question 1, begun"' in shown
    saved = learner.post(url, hidden(learner, url) | premises, **json)
    assert saved.json()["counter"] == "1 of 1 answered"
    assert "1 of 1 answered" in text_of(learner.get(url))


def test_an_old_form_that_fits_no_more_is_stale_and_a_form_from_nowhere_is_refused(learner, ada):
    attempt = make_attempt(ada)
    old = hidden(learner, page(attempt))
    post(learner, page(attempt), answer="b")
    assert learner.post(page(attempt), old | {"answer": "z"}).status_code == 409
    assert learner.post(page(attempt), old | {"answer": "c", "seq": "2"}).status_code == 400
    assert (attempt.items.get().response, attempt.items.get().seq) == ("b", 1)


def test_scripts_save_by_the_same_address(learner, ada):
    attempt = make_attempt(ada, numeric())
    json = {"headers": {"Accept": "application/json"}}
    old = hidden(learner, page(attempt))
    with time_machine.travel(datetime(2026, 11, 24, 9, 5, 7, tzinfo=UTC), tick=False):
        saved = learner.post(page(attempt), old | {"answer": "5 mg"}, **json)
    assert (saved.status_code, saved.json()) == (
        200,
        {
            "seq": 1,
            "receipt": "Saved 09:05:07. Kept on our server. You can close this page.",
            "reading": "5\N{NO-BREAK SPACE}mg",
            "counter": "1 of 1 answered",
            "step": {"classes": "answered", "label": "Question 1, answered"},
        },
    )
    assert learner.post(page(attempt), old | {"answer": "6 mg"}, **json).status_code == 409
    assert learner.post(page(attempt), old | {"answer": "six"}, **json).status_code == 422


def test_the_last_look_lists_what_is_answered_left_and_flagged(learner, ada):
    attempt = make_attempt(ada, single(), single())
    save(attempt.items.first(), "a", flagged=True)
    text = text_of(learner.get(page(attempt, "review")))
    assert "1 question is open." in text
    assert text.count("not answered</b>") == 1
    assert '<span class="tag">Flagged</span>' in text


def test_with_questions_open_the_last_look_leads_to_the_first_and_asks_before_handing_in(
    learner, ada
):
    attempt = make_attempt(ada, single(), single(), match(), single())
    save(attempt.items.get(position=1), "a")
    save(attempt.items.get(position=3), {"p1": "a"})
    text = text_of(learner.get(page(attempt, "review")))
    assert re.search(
        rf'<a class="button" href="{page(attempt, position=2)}">Go to question 2<', text
    )
    assert "3 questions are open." in text
    step = re.search(r"<details class=\"hand-in\">.*?</details>", text, re.S)[0]
    assert "Hand in with 3 questions open" in step
    assert re.search(r'type="checkbox" required>.*?questions 2, 3, 4 open', step, re.S)
    assert "do not make up the pass mark of 80%" in step
    assert '<button class="button quiet" type="submit">Hand in 4 questions<' in step
    answer_all(attempt)
    text = text_of(learner.get(page(attempt, "review")))
    assert '<button class="button" type="submit">Hand in 4 questions<' in text
    assert "<details" not in text[text.index("<main") :]


@pytest.mark.parametrize(
    ("answered", "more", "told"),
    [(3, {}, True), (4, {}, False), (0, {"purpose": "practice"}, False)],
)
def test_the_last_look_says_if_the_pass_mark_is_out_of_reach(learner, ada, answered, more, told):
    attempt = make_attempt(ada, *[single()] * 5, **more)
    for item in attempt.items.all()[:answered]:
        save(item, "a")
    text = text_of(learner.get(page(attempt, "review")))
    assert ("do not make up the pass mark of 80%" in text) is told


def test_handing_in_by_a_double_click_gives_one_mark_and_one_page(learner, ada):
    attempt = make_attempt(ada)
    answer_all(attempt)
    fields = hidden(learner, page(attempt, "review"))
    answers = [learner.post(page(attempt, "submit"), fields) for _click in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [page(attempt, "result")] * 2
    assert GradeRun.objects.count() == 1
    assert "Passed" in text_of(learner.get(page(attempt, "result")))


def test_handing_in_by_get_or_without_a_key_changes_nothing(learner, ada):
    attempt = make_attempt(ada)
    assert learner.get(page(attempt, "submit")).headers["Location"] == page(attempt, "review")
    assert learner.post(page(attempt, "submit"), {"submit_key": "x"}).status_code == 400
    assert Attempt.objects.get().is_open


def test_saving_after_handing_in_is_told_so(learner, ada):
    attempt = make_attempt(ada)
    form = hidden(learner, page(attempt))
    post(learner, page(attempt, "review"))
    learner.post(page(attempt, "submit"), hidden(learner, page(attempt, "review")))
    response = learner.post(page(attempt), form | {"answer": "b"})
    assert response.status_code == 409
    assert "Nothing of what you just sent was saved" in text_of(response)
    assert attempt.items.get().response is None
    for name in ("question", "review"):
        assert learner.get(page(attempt, name)).headers["Location"] == page(attempt, "result")


def test_an_open_attempt_has_no_result_yet(learner, ada):
    attempt = make_attempt(ada)
    assert learner.get(page(attempt, "result")).headers["Location"] == page(attempt, "review")


def test_nothing_that_gives_away_a_key_leaves_the_server_before_handing_in(learner, ada):
    attempt = make_attempt(ada, single(), multi(policy="plus_minus"), numeric(value="123456"))
    json = {"headers": {"Accept": "application/json"}}
    pages = [
        learner.get(page(attempt, "review")),
        learner.get(reverse("course:unit", args=["basics", "quiz"])),
    ]
    for position in (1, 2, 3):
        url = page(attempt, position=position)
        pages += [
            learner.get(url),
            post(learner, url, answer="7 mg" if position == 3 else "a", go="stay"),
        ]
        pages += [learner.get(url), learner.post(url, hidden(learner, url) | {"seq": "0"})]
        pages.append(
            learner.post(
                url, hidden(learner, url) | {"answer": "8 mg" if position == 3 else "b"}, **json
            )
        )
    for response in pages:
        text = text_of(response)
        for secret in (
            "WHY ",
            "123456",
            "A slip",
            "#opening",
            "correct",
            "rationale",
            "credit",
            "all_or_nothing",
        ):
            assert not re.search(rf"\b{secret}\b" if secret.isalpha() else secret, text), secret


@pytest.mark.parametrize("name", ["question", "review", "submit", "result"])
def test_a_stranger_and_another_learner_find_nothing(client, ada, eve, name):
    attempt = make_attempt(ada)
    enrol(eve, attempt.quiz.unit.edition)
    client.force_login(eve)
    assert client.get(page(attempt, name)).status_code == 404
    if name in {"question", "submit"}:
        assert client.post(page(attempt, name), {"answer": "b", "seq": "0"}).status_code == 404
    assert attempt.items.get().response is None
    assert Attempt.objects.get().is_open


def test_what_does_not_exist_is_not_found(learner, ada):
    attempt = make_attempt(ada)
    for url in (page(attempt, position=2), page(attempt, position=10**20), start_url("lesson-1")):
        assert learner.post(url, {"seq": "0"}).status_code == 404
    attempt.number = 10**20
    assert learner.get(page(attempt)).status_code == 404


def test_signed_out_pages_lead_to_the_sign_in(client, ada):
    attempt = make_attempt(ada)
    for name in ("question", "review", "result"):
        assert (
            client.get(page(attempt, name)).headers["Location"].startswith(reverse("account_login"))
        )
