"""The bar at the top of every page, which is kept for many people and names each of them."""

import html
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.sitting import attempts
from tests.factories import make_user
from tests.quizzes.factories import make_attempt, page

pytestmark = pytest.mark.django_db(transaction=True)  # in a transaction nothing is kept
NAME = re.compile(r'popovertarget="account_menu">\s*<span>(.*?)</span>')
BAR = re.compile(r'<nav aria-label="Main">.*?</nav>', re.DOTALL)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HOSTILE = 'Eve <!-- token --> <b>& "Co"</b> <!-- name -->'


def test_each_person_sees_their_own_name_and_can_sign_out() -> None:
    for name in ("Ada Lovelace", HOSTILE, "Grace Hopper"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_user(name=name))

        page = client.get(reverse("page", args=["privacy"])).content.decode()

        shown = NAME.findall(page)
        assert [html.unescape(text) for text in shown] == [name]
        assert "<b>" not in shown[0]

        token = TOKEN.findall(page)[-1]
        client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})
        assert "_auth_user_id" not in client.session


def test_a_visitor_gets_no_cookie_of_a_header_without_a_form() -> None:
    client = Client()
    client.get(reverse("page", args=["privacy"]))
    assert not client.cookies


def test_the_bar_of_a_learner_is_the_same_in_a_lesson_and_in_a_quiz() -> None:
    ada = make_user()
    attempt = make_attempt(ada)
    client = Client()
    client.force_login(ada)
    unit = attempt.quiz.unit.get_absolute_url()
    pages = [unit, page(attempt), page(attempt, "review")]
    bars = [BAR.search(client.get(address).content.decode()).group() for address in pages]
    attempts.submit(attempt, uuid.uuid4(), timezone.now())
    bars.append(BAR.search(client.get(page(attempt, "result")).content.decode()).group())
    assert ">Notes</a>" in bars[0]
    assert len(set(bars)) == 1
