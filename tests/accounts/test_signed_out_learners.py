"""Whoever was signed out while they read is told what became of the button that they pressed."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
NOT_DONE = "You were signed out, so this was not done."


def test_a_button_pressed_without_a_session_leads_back_to_its_page(client):
    lesson = reverse("course:unit", args=["short", "welcome"])
    complete = reverse("course:complete", args=["short", "welcome"])
    sign_in = reverse("account_login")
    browser = {"Accept": "text/html,*/*", "Referer": f"http://testserver{lesson}?from=mail"}

    answer = client.post(complete, headers=browser, follow=True)
    assert answer.redirect_chain == [(f"{sign_in}?next={lesson}%3Ffrom%3Dmail", 302)]
    assert NOT_DONE in answer.content.decode()
    assert NOT_DONE not in client.get(sign_in).content.decode()

    # Nobody reads what a script is answered: the next page must not say it.
    client.post(complete, headers=browser | {"Accept": "*/*"})
    assert NOT_DONE not in client.get(sign_in).content.decode()

    for elsewhere in ("", "https://elsewhere.example/a", "http://["):
        answer = Client().post(complete, headers={"Referer": elsewhere})
        assert answer.headers["Location"] == f"{sign_in}?next={complete}"


def test_an_address_that_only_takes_forms_says_so(client, ada):
    client.force_login(ada)
    answer = client.get(reverse("course:complete", args=["short", "welcome"]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "go back to the page with the button" in answer.content.decode()
