"""One mailbox has one address, however it is typed."""

import pytest
from django.core import mail

from accounts.models import User
from tests.accounts.browser import Browser

pytestmark = pytest.mark.django_db
IN_ASCII = "ada@xn--bcher-kva.example"
KEPT = "ada@bücher.example"


@pytest.mark.parametrize(
    "typed", [KEPT, IN_ASCII, "ADA@BÜCHER.example", "ada@bü\u200bcher.example"]
)
def test_a_domain_in_letters_of_its_own_is_the_one_that_browsers_send_in_ascii(typed):
    Browser().sign_up(typed)
    assert User.objects.get().email == KEPT
    mail.outbox.clear()
    Browser().ask_for_code(IN_ASCII)
    assert mail.outbox[0].to == [KEPT]
    assert User.objects.with_address(typed).get().email == KEPT
