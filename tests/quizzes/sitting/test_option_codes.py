"""The letters that an author gave to options stand in no page, and older forms still count."""

import re

import pytest

from tests.quizzes.factories import cloze, make_attempt, multi, order, page, single
from tests.quizzes.factories import match as matching
from tests.quizzes.forms import code_of
from tests.quizzes.sitting.test_sitting import hidden, post, text_of

pytestmark = pytest.mark.django_db
VALUES = re.compile(r'<(?:input|option|button)[^>]* value="([^"]*)"')


@pytest.mark.parametrize(
    "question", [single(), multi(), order(), matching(), cloze(single(), single())]
)
def test_no_field_of_a_form_holds_an_id_of_the_author(learner, ada, question):
    attempt = make_attempt(ada, question)
    values = VALUES.findall(text_of(learner.get(page(attempt))))
    assert not set("abcde").intersection(values)
    assert len([value for value in values if re.fullmatch("[0-9a-f]{10}", value)]) >= 4


@pytest.mark.parametrize(("question", "key"), [(single("b"), "b"), (multi("acd"), ["a", "c", "d"])])
def test_a_code_is_saved_as_the_option_that_it_stands_for(learner, ada, question, key):
    attempt = make_attempt(ada, question)
    codes = [code_of(attempt, option) for option in key]
    post(learner, page(attempt), answer=codes)
    assert attempt.items.get().response == key


def test_a_page_from_before_there_were_codes_can_still_be_sent(learner, ada):
    attempt = make_attempt(ada)
    post(learner, page(attempt), answer="b")
    assert attempt.items.get().response == "b"


def test_a_draft_from_before_there_were_codes_is_shown_and_can_be_chosen(learner, ada):
    attempt = make_attempt(ada)
    item = attempt.items.get()
    item.response, item.seq = "a", 2
    item.draft = {"seq": 1, "fields": {"answer": ["c"]}}
    item.save()
    choice = text_of(learner.get(page(attempt)))
    assert "Option c" in choice
    learner.post(page(attempt), hidden(learner, page(attempt)) | {"answer": "c", "chosen": "on"})
    item.refresh_from_db()
    assert (item.response, item.draft) == ("c", None)
