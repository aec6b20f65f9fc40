"""What was typed in the stages of a case and in gaps, as staff see it."""

import pytest
from django.urls import reverse

from tests.factories import make_user
from tests.quizzes.cohort import crowd
from tests.quizzes.factories import add_item, case, cloze, make_quiz, single, text

pytestmark = pytest.mark.django_db


def test_a_wrong_answer_says_in_which_stage_and_gap_it_was_typed(client):
    quiz = make_quiz(pass_mark=50)
    add_item(quiz, *case(single(), cloze(text("air"))), ref="steps")
    crowd(quiz, 30, "b", {"s1": "b", "s2": {"g1": "Water"}})
    client.force_login(make_user(is_staff=True, is_superuser=True))
    page = client.get(reverse("quizzes:staff_question", args=["basics", "quiz", "steps"]))
    answer = 'water<span class="sub">Stage 2 of 2, Gap 1 of 1</span>'
    assert f'<th scope="row">{answer}</th>' in page.content.decode()
