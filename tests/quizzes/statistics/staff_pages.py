"""The pages of statistics: their addresses, and what they say."""

from django.urls import reverse

from tests.quizzes.factories import add_item, single

LIST = reverse("quizzes:staff_quizzes")


def quiz_url(key="quiz"):
    return reverse("quizzes:staff_quiz", args=["basics", key])


def question_url(ref, key="quiz"):
    return reverse("quizzes:staff_question", args=["basics", key, ref])


def text(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def named(quiz, *refs, **more):
    """Questions whose key is "b", by these refs."""
    return [add_item(quiz, *single(**more), ref=ref) for ref in refs]
