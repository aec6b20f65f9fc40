"""What a process keeps of quizzes and questions changes no page."""

import re

import pytest
from django.core.cache import caches

from course.models.published import forget_rows_at_hand
from quizzes.models import Attempt, BankItem, Quiz
from tests.factories import enrol, make_edition, make_user
from tests.quizzes.factories import (
    case,
    cloze,
    make_quiz,
    match,
    multi,
    numeric,
    order,
    page,
    single,
    start_url,
)
from tests.quizzes.forms import forms_of
from tests.quizzes.sitting.test_sitting import hidden, text_of

pytestmark = pytest.mark.django_db(transaction=True)  # in a transaction nothing is kept
KINDS = (single(), multi(), numeric(), match(), order(), cloze(), case())
OF_ONE_REQUEST = re.compile(r'name="(?:csrfmiddlewaretoken|submit_key)" value="[^"]*"')


def forget() -> None:
    forget_rows_at_hand()
    caches["pieces"].clear()


def begin(client, quiz, *, answers: bool) -> Attempt:
    """An attempt of a new learner, who answers every second question right, or none."""
    learner = make_user()
    enrolment = enrol(learner, quiz.unit.edition)
    client.force_login(learner)
    client.post(start_url(quiz.unit.key))
    attempt = Attempt.objects.get(enrolment=enrolment)
    for item in attempt.items.select_related("version").filter(position__in=(1, 3, 5, 7)):
        question = item.version.data
        forms = forms_of(question, question.best_response()) if answers else [{"flag": "on"}]
        for seq, fields in enumerate(forms):
            posted = client.post(page(attempt, position=item.position), {"seq": seq} | fields)
            assert posted.status_code == 302
    return attempt


def pages_of(client, attempt, *names) -> list[str]:
    """The pages, without what is new in every request."""
    client.force_login(attempt.enrolment.user)
    addresses = [page(attempt, position=n) for n in range(1, len(KINDS) + 1)]
    if "result" in names:
        addresses = []
    addresses += [page(attempt, name) for name in names]
    addresses.append(attempt.quiz.unit.get_absolute_url())
    return [OF_ONE_REQUEST.sub("", text_of(client.get(url))) for url in addresses]


def cold_pages(client, attempt, *names) -> list[str]:
    forget()
    return pages_of(client, attempt, *names)


def test_pages_look_the_same_whoever_asked_for_them_first(client):
    """Two editions, whose quizzes have one key, and learners at different places in them."""
    edition = make_edition(lessons=1)
    newer = make_edition(lessons=1, course=edition.course)
    older_quiz = make_quiz(*KINDS, edition=edition, pass_mark=50)
    newer_quiz = make_quiz(*KINDS, edition=newer, pass_mark=90)
    attempts = [
        begin(client, quiz, answers=answers)
        for quiz in (older_quiz, newer_quiz)
        for answers in (True, False)
    ]
    cold = [cold_pages(client, attempt, "review") for attempt in attempts]
    assert [pages_of(client, attempt, "review") for attempt in attempts] == cold
    forget()
    backwards = [pages_of(client, attempt, "review") for attempt in reversed(attempts)]
    assert backwards[::-1] == cold

    for attempt in attempts:
        client.force_login(attempt.enrolment.user)
        client.post(page(attempt, "submit"), hidden(client, page(attempt, "review")))
        attempt.refresh_from_db()
    cold = [cold_pages(client, attempt, "result", "receipt") for attempt in attempts]
    assert [pages_of(client, attempt, "result", "receipt") for attempt in attempts] == cold


def test_no_page_writes_on_what_is_kept(client, django_assert_num_queries):
    """A kept row still holds what the database holds, after a whole attempt."""
    quiz = make_quiz(*KINDS, edition=make_edition(lessons=1))
    attempt = begin(client, quiz, answers=True)
    fields = hidden(client, page(attempt, "review"))
    client.post(page(attempt, "submit"), fields)
    pages_of(client, attempt, "result", "receipt")
    ids = [item.bank_item_id for item in attempt.items.all()]
    with django_assert_num_queries(0):
        kept = [*BankItem.at_hand(ids).values(), *Quiz.at_hand([quiz.pk]).values()]
    for row in kept:
        fresh = type(row).objects.get(pk=row.pk)
        for field in row._meta.concrete_fields:
            assert getattr(row, field.attname) == getattr(fresh, field.attname)
