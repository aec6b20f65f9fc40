"""An answer that arrives without a session, or with a form from before the last sign-in, is kept
for its owner."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import enrol
from tests.quizzes.factories import make_attempt, numeric, page, save, single
from tests.quizzes.forms import code_of
from tests.quizzes.sitting.test_sitting import hidden, text_of

pytestmark = pytest.mark.django_db
KEPT = "Your answer was kept while you signed in"


@pytest.fixture
def browser() -> Client:
    """As strict as a real one about forms of other sites."""
    return Client(enforce_csrf_checks=True)


def sign_in(browser, user, to="/", **ticks):
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    url = reverse("account_login")
    fields = hidden(browser, url) | {
        "login": user.email,
        "password": "correct horse battery",
        "next": to,
    }
    response = browser.post(url, fields | ticks)
    assert response.status_code == 302, text_of(response)
    return response


def expire(browser, ada, attempt, **answer):
    """Ada fills in a form, her session ends, she presses Save; the address she is led to."""
    sign_in(browser, ada)
    form = hidden(browser, page(attempt)) | answer
    Session.objects.all().delete()
    response = browser.post(page(attempt), form)
    assert response.status_code == 302
    return response.headers["Location"]


def test_an_answer_survives_the_sign_in_and_is_saved_by_the_button_alone(browser, ada):
    attempt = make_attempt(ada, numeric())
    led_to = expire(
        browser, ada, attempt, answer="0.5", sureness="3", flag="on", **{"answer-unit": "g"}
    )
    assert led_to == f"{reverse('account_login')}?next={page(attempt)}"
    assert sign_in(browser, ada, to=page(attempt)).headers["Location"] == page(attempt)
    for _reload in range(2):
        text = text_of(browser.get(page(attempt)))
        assert KEPT in text
        assert 'value="0.5"' in text
        assert '<option value="g" selected>' in text
        assert re.search(r'name="sureness" value="3" checked', text)
        assert re.search(r'name="flag" checked', text)
    assert attempt.items.get().response is None
    browser.post(
        page(attempt), hidden(browser, page(attempt)) | {"answer": "0.5", "answer-unit": "g"}
    )
    assert attempt.items.get().response == "0.5 g"
    assert KEPT not in text_of(browser.get(page(attempt)))


def test_a_form_from_before_the_last_sign_in_is_kept_too(browser, ada):
    attempt = make_attempt(ada)
    sign_in(browser, ada)
    form = hidden(browser, page(attempt)) | {"answer": "c"}
    browser.logout()
    sign_in(browser, ada)  # in another tab; every form from before has an old token now
    response = browser.post(page(attempt), form)
    assert response.headers["Location"] == page(attempt)
    text = text_of(browser.get(page(attempt)))
    assert KEPT in text
    assert f'value="{code_of(attempt, "c")}" checked' in text
    assert attempt.items.get().response is None


def test_a_forged_form_is_kept_for_nobody(browser, ada, eve):
    attempt, others = make_attempt(ada), make_attempt(eve, single(), key="quiz-2")
    sign_in(browser, ada)
    theirs = hidden(browser, page(attempt))
    for forged in ({"answer": "c"}, {"answer": "c", "owner": "1:1"}):
        assert browser.post(page(attempt), forged).status_code == 403
    assert browser.post(page(others), theirs | {"answer": "c"}).status_code == 404
    assert KEPT not in text_of(browser.get(page(attempt)))


def test_another_person_at_the_same_computer_never_sees_it(browser, ada, eve):
    attempt = make_attempt(ada)
    theirs = type(attempt).objects.create(
        enrolment=enrol(eve, attempt.quiz.unit.edition),
        quiz=attempt.quiz,
        unit_key="quiz",
        number=1,
        started_at=timezone.now(),
    )
    item = attempt.items.get()
    item.pk, item.attempt = None, theirs
    item.save()
    expire(browser, ada, attempt, answer="c")
    sign_in(browser, eve)
    text = text_of(browser.get(page(theirs)))  # the same address as Ada's
    assert KEPT not in text
    assert " checked" not in text


def test_a_kept_answer_is_forgotten_after_some_hours(browser, ada):
    attempt = make_attempt(ada)
    expire(browser, ada, attempt, answer="c")
    sign_in(browser, ada)
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert KEPT not in text_of(browser.get(page(attempt)))


def test_an_enormous_answer_is_not_kept(browser, ada):
    attempt = make_attempt(ada, numeric())
    expire(browser, ada, attempt, answer="9" * 21_000)
    sign_in(browser, ada)
    assert KEPT not in text_of(browser.get(page(attempt)))


def test_a_kept_answer_does_not_hide_that_the_attempt_was_handed_in(browser, ada):
    attempt = make_attempt(ada)
    expire(browser, ada, attempt, answer="c")
    save(attempt.items.get(), "b")
    sign_in(browser, ada)
    browser.post(page(attempt, "submit"), hidden(browser, page(attempt, "review")))
    assert browser.get(page(attempt)).headers["Location"] == page(attempt, "result")


def test_an_answer_survives_the_end_of_a_session_on_a_shared_computer(browser, ada):
    attempt = make_attempt(ada, numeric())
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(browser, ada, to=page(attempt), is_shared="on")
        form = hidden(browser, page(attempt)) | {"answer": "0.5", "answer-unit": "g"}
        clock.shift(timedelta(minutes=16))
        led_to = browser.post(page(attempt), form).headers["Location"]
        assert led_to == f"{reverse('account_login')}?next={page(attempt)}"
        sign_in(browser, ada, to=page(attempt), is_shared="on")
        text = text_of(browser.get(page(attempt)))
    assert KEPT in text
    assert 'value="0.5"' in text
