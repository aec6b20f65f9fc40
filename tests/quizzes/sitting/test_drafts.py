"""What was typed and could not be saved is kept, shown and chosen: never lost, and never handed
in unseen."""

import re

import pytest
from django.contrib.messages import get_messages

from accounts import personal_data
from quizzes.models import Attempt
from tests.quizzes.factories import (
    case,
    cloze,
    make_attempt,
    multi,
    numeric,
    page,
    reflection,
    save,
    single,
    text,
)
from tests.quizzes.sitting.test_sitting import hidden, post, text_of

pytestmark = pytest.mark.django_db
JSON = {"headers": {"Accept": "application/json"}}
TIMES = {"min": "1", "h": "60"}
THOUGHTS = "What I would say to her, at length. " * 19  # 684 characters
TWO = "Two answers to question 1"


@pytest.fixture
def attempt(ada) -> Attempt:
    return make_attempt(ada, numeric(value="35", units=TIMES), single())


def item_of(attempt, position=1):
    return attempt.items.get(position=position)


def type_over(learner, attempt, typed="40,0", **more):
    """Ada saved 4 min; now she types something that cannot be read. The response to that."""
    url = page(attempt)
    post(learner, url, answer="4", go="stay", **{"answer-unit": "min"})
    return learner.post(url, hidden(learner, url) | {"answer": typed, "answer-unit": "min"}, **more)


# --- what cannot be read ---


def test_an_unreadable_change_says_not_saved_what_to_write_and_what_stays_saved(learner, attempt):
    shown = text_of(type_over(learner, attempt))
    assert "This answer is not saved yet" in shown
    assert "Write 40.0, not 40,0." in shown
    assert "Your earlier answer stays saved: <b>4 min</b>" in shown
    assert 'class="reads empty"' in shown
    assert "Kept on our server" not in shown
    assert item_of(attempt).response == "4 min"


def test_scripts_are_told_so_too(learner, attempt):
    refused = type_over(learner, attempt, **JSON)
    assert (refused.status_code, set(refused.json())) == (422, {"error"})
    assert refused.json()["error"] == "Not saved. Write 40.0, not 40,0."
    assert item_of(attempt).response == "4 min"


@pytest.mark.parametrize("go", ["2", "review"])
def test_a_number_leads_on_from_what_cannot_be_read_and_it_is_kept(learner, attempt, go):
    url = page(attempt)
    place = page(attempt, "review") if go == "review" else page(attempt, position=2)
    form = hidden(learner, url) | {"answer": "40,0", "answer-unit": "min", "go": go}
    answer = learner.post(url, form, follow=True)
    assert answer.redirect_chain == [(place, 302)]
    told = "Question 1 is not saved. Write 40.0, not 40,0. What you entered is kept on its page."
    assert told in text_of(answer)
    assert 'value="40,0"' in text_of(learner.get(url))


def test_a_number_does_not_lead_on_from_what_is_too_long_to_keep(learner, attempt):
    url = page(attempt)
    shown = learner.post(url, hidden(learner, url) | {"answer": "9" * 30_000, "go": "2"})
    assert "This answer is not saved yet" in text_of(shown)


@pytest.mark.parametrize("more", [{}, JSON])
def test_an_unreadable_change_stands_in_its_field_when_the_learner_comes_back(
    learner, attempt, more
):
    type_over(learner, attempt, **more)
    for _visit in range(2):
        shown = text_of(learner.get(page(attempt)))
        assert 'value="40,0"' in shown
        assert '<option value="min" selected>' in shown
        assert "This answer is not saved yet" in shown


@pytest.mark.usefixtures("both_engines")
def test_the_last_look_shows_each_answer_and_what_was_typed_later(learner, attempt):
    type_over(learner, attempt)
    shown = text_of(learner.get(page(attempt, "review")))
    assert "1 answer is not saved" in shown
    assert "</span>4 min</span>" in shown
    assert "You also entered “40,0 min”. It was not saved." in shown
    post(learner, page(attempt), answer="40.0", **{"answer-unit": "min"})
    shown = text_of(learner.get(page(attempt, "review")))
    assert "</span>40 min</span>" in shown
    assert "not saved" not in shown
    assert item_of(attempt).draft is None


def test_the_last_look_shows_answers_of_every_kind_in_words(learner, ada):
    asked = single(), multi(), text(), cloze(text("sodium"), numeric(units=TIMES)), reflection()
    attempt = make_attempt(ada, *asked)
    answers = [
        "b",
        ["a", "c"],
        "hyperkalemia",
        {"g1": "sodium", "g2": "2 hours"},
        "I would listen.",
    ]
    for item, answer in zip(attempt.items.all(), answers, strict=True):
        save(item, answer)
    words = re.findall(
        r'<span class="vh">Your answer: </span>(.*?)</span>',
        text_of(learner.get(page(attempt, "review"))),
    )
    assert words == [
        "Option b",
        "Option a; Option c",
        "hyperkalemia",
        "Gap 1 of 2: sodium; Gap 2 of 2: 2 h",
        "I would listen.",
    ]


def test_nothing_is_handed_in_that_the_last_look_did_not_show(learner, attempt):
    looked_over = hidden(learner, page(attempt, "review"))
    type_over(learner, attempt)
    for fields in (looked_over, {"submit_key": looked_over["submit_key"]}):
        refused = learner.post(page(attempt, "submit"), fields)
        assert refused.headers["Location"] == page(attempt, "review")
        assert "An answer changed after this page was made" in str(
            [*get_messages(refused.wsgi_request)][-1]
        )
        assert Attempt.objects.get().is_open
    handed_in = learner.post(page(attempt, "submit"), hidden(learner, page(attempt, "review")))
    assert handed_in.headers["Location"] == page(attempt, "result")
    shown = text_of(learner.get(page(attempt, "result")))
    assert "You also entered “40,0 min”. It was not saved, so it was not marked." in shown


def test_the_learners_own_copy_of_the_data_holds_it(learner, attempt, ada):
    type_over(learner, attempt)
    exported = personal_data.export(ada)["quizzes"][0]["answers"]
    assert [(each["answer"], each["typed_and_not_saved"]) for each in exported] == [
        ("4 min", "40,0 min"),
        ("", ""),
    ]


def test_a_form_in_which_nothing_was_written_leaves_no_draft(learner, ada):
    attempt = make_attempt(ada, case(single(), numeric()))
    refused = post(learner, page(attempt), **{"answer--commit": "s1"})
    assert "Answer this stage" in text_of(refused)
    assert item_of(attempt).draft is None


def test_what_no_form_holds_is_not_kept(learner, attempt):
    type_over(learner, attempt, typed="9" * 30_000)
    assert item_of(attempt).draft is None


# --- what comes from an older page ---


@pytest.fixture
def diary(ada) -> Attempt:
    return make_attempt(ada, reflection())


def send_from_an_older_page(learner, attempt, typed=THOUGHTS, go="", **more):
    """A newer page has saved "Short." before; the response, and the older form."""
    old = hidden(learner, page(attempt)) | {"answer": typed, "go": go}
    post(learner, page(attempt), answer="Short.")
    return learner.post(page(attempt), old, **more), old


@pytest.mark.parametrize("more", [{}, JSON])
def test_a_text_from_an_older_page_is_kept_beside_what_is_saved(learner, diary, more):
    response, _old = send_from_an_older_page(learner, diary, **more)
    assert response.status_code == 409
    if more:
        assert response.json() == {
            "error": "Not saved: a newer answer was saved from another page. "
            "Save once more to see both and choose."
        }
    for shown in (response, learner.get(page(diary))):
        if shown.headers["Content-Type"].startswith("text/html"):
            assert TWO in text_of(shown)
            assert "Short." in text_of(shown)
            assert THOUGHTS.strip() in text_of(shown)
    assert item_of(diary).response == "Short."
    assert "1 answer is not saved" in text_of(learner.get(page(diary, "review")))


def choose(learner, attempt, button):
    """Press a button of the page with two versions, twice."""
    url = page(attempt)
    fields = hidden(learner, url) if button == "stay" else {}
    return [learner.post(url, fields | {"go": button}).headers["Location"] for _click in range(2)]


@pytest.mark.usefixtures("both_engines")
def test_the_learner_takes_the_text_of_the_older_page_by_a_double_click(learner, diary):
    send_from_an_older_page(learner, diary)
    assert choose(learner, diary, "stay") == [page(diary)] * 2
    item = item_of(diary)
    assert (item.response, item.draft, item.seq) == (THOUGHTS, None, 2)
    assert TWO not in text_of(learner.get(page(diary)))


def test_the_learner_keeps_what_is_saved_by_a_double_click(learner, diary):
    send_from_an_older_page(learner, diary)
    assert choose(learner, diary, "keep") == [page(diary)] * 2
    item = item_of(diary)
    assert (item.response, item.draft, item.seq) == ("Short.", None, 1)
    assert TWO not in text_of(learner.get(page(diary)))


@pytest.mark.usefixtures("both_engines")
def test_another_save_does_not_throw_the_older_text_away(learner, diary):
    newer = hidden(learner, page(diary)) | {"seq": "1"}
    send_from_an_older_page(learner, diary)
    assert learner.post(page(diary), newer | {"answer": "Not so short."}).status_code == 302
    assert item_of(diary).response == "Not so short."
    assert THOUGHTS.strip() in text_of(learner.get(page(diary)))


def test_a_choice_that_came_too_late_is_asked_once_more(learner, diary):
    send_from_an_older_page(learner, diary)
    chosen = hidden(learner, page(diary))
    newer = {"seq": "1", "owner": chosen["owner"], "answer": "From a third page."}
    assert learner.post(page(diary), newer).status_code == 302
    response = learner.post(page(diary), chosen | {"go": "stay"})
    assert response.status_code == 409
    assert "From a third page." in text_of(response)
    assert THOUGHTS.strip() in text_of(response)


@pytest.mark.parametrize(("typed", "leads_on"), [("", True), ("Short.", True), ("Long.", False)])
def test_a_number_leads_on_from_an_older_page_unless_both_are_to_be_seen(
    learner, diary, typed, leads_on
):
    response, _old = send_from_an_older_page(learner, diary, typed=typed, go="review")
    assert (response.status_code == 302) is leads_on
    assert (TWO in text_of(response)) is not leads_on
    assert item_of(diary).response == "Short."


def test_an_older_page_in_which_nothing_was_written_changes_nothing(learner, diary):
    response, _old = send_from_an_older_page(learner, diary, typed="")
    assert "A newer answer was saved from another page" in text_of(response)
    assert TWO not in text_of(response)
    assert item_of(diary).draft is None


def test_an_unreadable_text_of_an_older_page_is_asked_for_again_when_it_is_chosen(learner, attempt):
    url = page(attempt)
    old = hidden(learner, url) | {"answer": "40,0", "answer-unit": "min"}
    post(learner, url, answer="4", **{"answer-unit": "min"})
    refused = learner.post(url, old)
    assert "This answer is not saved yet" in text_of(refused)
    assert TWO in text_of(learner.get(url))
    chosen = text_of(learner.post(url, hidden(learner, url) | {"go": "stay"}))
    assert "Write 40.0, not 40,0." in chosen
    assert item_of(attempt).response == "4 min"


def test_an_answer_to_a_stage_that_was_committed_since_is_shown_and_cannot_be_used(learner, ada):
    attempt = make_attempt(ada, case(text("sodium"), single()))
    url = page(attempt)
    old = hidden(learner, url) | {"answer-s1": "potassium, on second thoughts"}
    post(learner, url, **{"answer-s1": "sodium", "answer--commit": "s1"})
    shown = text_of(learner.post(url, old))
    assert "potassium, on second thoughts" in shown
    assert "was committed since" in shown
    assert "Use this answer instead" not in shown


def test_nobody_else_sees_or_chooses_it(client, diary, eve, ada):
    client.force_login(ada)
    send_from_an_older_page(client, diary)
    client.force_login(eve)
    assert client.get(page(diary)).status_code == 404
    assert client.post(page(diary), {"go": "keep"}).status_code == 404
    assert item_of(diary).draft is not None


def test_after_handing_in_scripts_are_told_and_nothing_changes(learner, diary):
    _response, old = send_from_an_older_page(learner, diary)
    learner.post(page(diary, "submit"), hidden(learner, page(diary, "review")))
    draft = item_of(diary).draft
    told = learner.post(page(diary), old, **JSON)
    assert (told.status_code, set(told.json())) == (409, {"error"})
    for fields in (old, {"go": "keep"}):
        assert learner.post(page(diary), fields).status_code == 409
    assert item_of(diary).draft == draft
