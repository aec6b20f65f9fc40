"""Names with line ends or signs that nobody sees are refused wherever a name is typed.

Those of lists of people and of identity providers: tests/accounts/groups/test_rosters.py and
tests/accounts/single_sign_on/test_joining.py; those on certificates: tests/course/names/.
"""

import pytest
from django.urls import reverse

from accounts.models import LearnerGroup, User
from tests.factories import make_edition

pytestmark = pytest.mark.django_db

REFUSAL = "it contains an invisible character"
HOSTILE = [
    "Dr Eve\r\nBcc: x@h.example",
    "Ada\N{RIGHT-TO-LEFT OVERRIDE}ecalevoL",
    "\N{LEFT-TO-RIGHT ISOLATE}Ada",
    "Ada\N{ZERO WIDTH SPACE}Lovelace",
    "Ada\N{LINE SEPARATOR}Lovelace",
    "Ada\N{SOFT HYPHEN}Lovelace",
]
# The letter between the two is joined as in the alphabet of Persian.
JOINED = "\u0639\u0644\u06cc\N{ZERO WIDTH NON-JOINER}\u0631\u0636\u0627"


@pytest.fixture
def forms(ada, grace) -> dict[str, tuple[User | None, dict[str, str]]]:
    """Who fills in each form that asks for a name, and with what besides it."""
    make_edition()
    settings = {"time_zone": "UTC", "language": "en-us", "theme": ""}
    return {
        reverse("account_signup"): (None, {"email": "new@h.example"}),
        reverse("accounts:settings"): (ada, settings),
        reverse("groups:new"): (grace, {"zone": "UTC"}),
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_is_read_otherwise_than_it_is_written_is_refused(client, forms, ada, name):
    for url, (who, form) in forms.items():
        client.logout()
        if who:
            client.force_login(who)
        page = client.post(url, form | {"name": name})
        assert (url, page.status_code, REFUSAL in page.content.decode()) == (url, 200, True)
    ada.refresh_from_db()
    assert ada.name == "Ada Lovelace"
    assert not User.objects.filter(email="new@h.example").exists()
    assert not LearnerGroup.objects.exists()


def test_letters_of_any_script_are_taken(client, forms, ada):
    url = reverse("accounts:settings")
    client.force_login(ada)
    for name in ("Béla Łukaszewicz-Hámori", "王小明", JOINED, "عائشة"):
        assert client.post(url, forms[url][1] | {"name": name}).status_code == 302
        ada.refresh_from_db()
        assert ada.name == name
