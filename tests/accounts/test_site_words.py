"""A password is more than the name of the site or of its provider."""

import pytest

from accounts.models import User
from tests.accounts.browser import Browser, proven
from tests.factories import make_provider

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("waymarkwaymark", False),
        ("Northgate-2026!", False),
        ("TeachingHospital1", False),
        ("learn.northgate.one", False),  # "one" has three letters
        ("learn.northgate.four", True),
        ("northgate walnut tandem", True),
        ("200 walnuts and 3 tandems", True),
    ],
)
def test_a_password_says_more_than_the_words_of_the_site(settings, password, is_taken):
    settings.BASE_URL = "https://learn.northgate.example"
    make_provider(legal_name="Northgate Teaching Hospital")
    ada = proven("ada@example.org")
    browser = Browser()
    browser.stay_signed_in(ada)
    page = browser.set_password(password)
    assert User.objects.get(pk=ada.pk).has_usable_password() == is_taken
    assert is_taken or "little more than the name of this site" in page.content.decode()
