"""How pages look to a reader: kept with the account, or on the device without one."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.looks import COOKIE
from accounts.models import User
from accounts.personal_data import export

pytestmark = pytest.mark.django_db
LOOK = reverse("accounts:look")
CATALOGUE = reverse("course:catalogue")
DARK_AND_LARGE = {"theme": "dark", "text_size": "large", "spacing": "wide"}
SHOWN = 'data-theme="dark" data-text-size="large" data-spacing="wide" data-shortcuts="off"'


def test_a_look_is_kept_with_the_account_and_worn_on_every_device(client, ada):
    client.force_login(ada)
    # The name changes in another tab meanwhile.
    User.objects.filter(pk=ada.pk).update(name="Ada King")
    for _twice in range(2):
        answer = client.post(LOOK, DARK_AND_LARGE | {"next": CATALOGUE})
        assert (answer.status_code, answer["Location"]) == (302, CATALOGUE)
    other_device = Client()
    other_device.force_login(ada)
    assert SHOWN in other_device.get(CATALOGUE).content.decode()
    assert 'value="large" id="id_text_size_2" checked' in (
        other_device.get(reverse("accounts:settings")).content.decode().replace("\n", " ")
    )
    ada.refresh_from_db()
    assert ada.name == "Ada King"
    assert export(ada)["account"]["look"] == DARK_AND_LARGE | {"uses_shortcuts": False}
    assert Client().get(CATALOGUE).content.decode().count("data-theme") == 0


def test_without_an_account_the_device_keeps_it(client, ada):
    client.post(LOOK, DARK_AND_LARGE | {"next": CATALOGUE})
    assert client.cookies[COOKIE]["httponly"]
    assert SHOWN in client.get(CATALOGUE).content.decode()
    # An account has a look of its own.
    client.force_login(ada)
    assert "data-theme" not in client.get(CATALOGUE).content.decode()


def test_the_usual_look_can_be_chosen_again(client):
    client.post(LOOK, DARK_AND_LARGE)
    client.post(LOOK, {"theme": "", "text_size": "", "spacing": "", "uses_shortcuts": "on"})
    page = client.get(LOOK).content.decode()
    assert "data-text-size" not in page
    assert "data-shortcuts" not in page


@pytest.mark.parametrize(
    "cookie", ["theme=pink&text_size=%22%3E&spacing=x", "&&==", "é" * 50, "a=1&" * 900]
)
def test_a_broken_cookie_is_no_harm(client, cookie):
    client.cookies[COOKIE] = cookie
    page = client.get(CATALOGUE)
    assert page.status_code == 200
    assert "data-theme" not in page.content.decode()
    assert "data-shortcuts" not in page.content.decode()


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "", "javascript:1"])
def test_nobody_is_led_to_another_site(client, page):
    assert client.post(LOOK, DARK_AND_LARGE | {"next": page})["Location"] == LOOK


def test_an_unknown_choice_is_refused_in_words(client, ada):
    client.force_login(ada)
    answer = client.post(LOOK, DARK_AND_LARGE | {"theme": "pink"})
    assert "Select a valid choice. pink is not one" in answer.content.decode()
    ada.refresh_from_db()
    assert (ada.theme, ada.text_size) == ("", "")


def test_another_site_cannot_change_it(ada):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    assert browser.post(LOOK, DARK_AND_LARGE).status_code == 403
