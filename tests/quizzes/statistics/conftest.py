"""Who reads the statistics, and a quiz that has some."""

import pytest
from django.contrib.auth.models import Permission

from tests.factories import make_user
from tests.quizzes.factories import make_quiz
from tests.quizzes.statistics.staff_pages import named


@pytest.fixture
def staff(client):
    """Somebody who may see statistics and nothing else."""
    user = make_user(is_staff=True, name="Sam Staff")
    user.user_permissions.add(Permission.objects.get(codename="view_statistics"))
    client.force_login(user)
    return user


@pytest.fixture
def quiz():
    """A quiz whose bank has the questions "first" and "second", both keyed "b".

    They stand after one that is never asked.
    """
    quiz = make_quiz(pass_mark=50)
    named(quiz, "first", "second")
    return quiz
