"""Every page counts the questions of an attempt by one rule; a reflection is never counted."""

import re

import pytest
from django.urls import reverse

from tests.quizzes.factories import make_attempt, match, page, reflection, save, single

pytestmark = pytest.mark.django_db


def words_at(client, url) -> str:
    """Return the words of a page, with single spaces."""
    text = re.sub(r"<[^>]+>", " ", client.get(url).content.decode())
    return " ".join(text.split())


def test_a_reflection_is_told_apart_and_not_counted_on_any_page(learner, ada):
    attempt = make_attempt(ada, single(), single(), reflection())
    save(attempt.items.get(position=1), "a")
    quiz_page = words_at(learner, attempt.quiz.unit.get_absolute_url())
    assert "2 scored questions, and 1 to think over." in quiz_page
    home = words_at(learner, reverse("course:mine", args=["basics"]))
    assert "You have answered 1 of 2 scored questions." in home
    assert "in progress, 1 of 2 scored questions answered" in home
    assert "1 of 2 scored questions answered" in words_at(learner, page(attempt))

    review = words_at(learner, page(attempt, "review"))
    assert "1 question is open." in review
    assert "Hand in 2 scored questions" in review
    save(attempt.items.get(position=2), "a")
    assert "Every scored question is answered." in words_at(learner, page(attempt, "review"))


def test_a_question_that_is_begun_is_open_on_every_page(learner, ada):
    attempt = make_attempt(ada, single(), match())
    save(attempt.items.get(position=1), "a")
    save(attempt.items.get(position=2), {"p1": "a"})
    assert "1 question is open." in words_at(learner, page(attempt, "review"))
    assert "1 of 2 answered" in words_at(learner, page(attempt))
    home = words_at(learner, reverse("course:mine", args=["basics"]))
    assert "in progress, 1 of 2 answered" in home
    assert "You have answered 1 of 2 questions." in home
