"""An address is kept in the one form in which mail to it is sent."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail

from accounts.models import User
from tests.accounts.browser import Browser, code_to, proven

pytestmark = pytest.mark.django_db
migration = import_module("accounts.migrations.0024_plain_addresses")


def test_a_domain_in_letters_of_its_own_is_the_one_that_browsers_send_in_ascii():
    """Some browsers turn what was typed into ASCII, and others do not."""
    Browser().sign_up("ada@bücher.example")
    assert User.objects.get().email == "ada@xn--bcher-kva.example"
    mail.outbox.clear()
    Browser().ask_for_code("ada@BÜCHER.example")
    assert mail.outbox[0].to == ["ada@xn--bcher-kva.example"]


def test_an_upgrade_brings_addresses_into_their_plain_form():
    old = proven("ada@books.example")
    taken, other = proven("eve@books.example"), proven("eve@xn--bcher-kva.example")
    for user in (old, taken):
        kept = user.email.replace("books", "bücher")
        User.objects.filter(pk=user.pk).update(email=kept)
        EmailAddress.objects.filter(user=user).update(email=kept)
    migration.keep_plain(apps, None)

    browser = Browser()
    browser.ask_for_code("ADA@Bücher.example")
    browser.enter_sign_in_code(code_to("ada@xn--bcher-kva.example"))
    assert browser.user == old
    assert User.objects.with_address("ADA@Bücher.example").get() == old
    # Two accounts of one mailbox: staff can join them, and the upgrade takes nothing away.
    taken.refresh_from_db()
    assert taken.email == "eve@bücher.example"
    assert User.objects.with_address("eve@bücher.example").get() == other
