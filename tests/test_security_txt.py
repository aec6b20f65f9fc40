"""Whom to tell of a weakness: what /.well-known/security.txt says, and when it is not there."""

from datetime import UTC, datetime

import pytest
import time_machine

from config.security_txt import check_contact
from tests.factories import make_provider

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"


def fields(client) -> dict[str, str]:
    """Return the fields of the file; each stands in it once."""
    answer = client.get(ADDRESS)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    found = dict(line.split(": ", 1) for line in lines)
    assert len(found) == len(lines)
    return found


def test_the_file_names_the_contact_of_the_settings_else_that_of_the_provider(client, settings):
    settings.BASE_URL = "https://learn.example.org"
    assert client.get(ADDRESS).status_code == 404

    make_provider(contact="training@northgate.example")
    with time_machine.travel(datetime(2026, 11, 30, 13, 5, tzinfo=UTC), tick=False):
        assert fields(client) == {
            "Contact": "mailto:training@northgate.example",
            "Expires": "2027-02-28T00:00:00Z",
            "Preferred-Languages": "en",
            "Canonical": "https://learn.example.org/.well-known/security.txt",
        }

    settings.SECURITY_CONTACT = "https://northgate.example/weakness"
    settings.SECURITY_POLICY_URL = "https://northgate.example/policy"
    found = fields(client)
    assert found["Contact"] == "https://northgate.example/weakness"
    assert found["Policy"] == "https://northgate.example/policy"


@pytest.mark.parametrize(
    ("contact", "policy", "refused"),
    [
        ("", "", []),
        ("security@northgate.example", "https://northgate.example/policy", []),
        ("tel:+1-201-555-0123", "", []),
        ("Security office", "", ["config.E011"]),
        ("http://northgate.example", "", ["config.E011"]),
        ("a@northgate.example, b@northgate.example", "", ["config.E011"]),
        ("", "http://northgate.example/policy", ["config.E012"]),
    ],
)
def test_what_the_file_could_not_show_is_an_error_of_manage_check(
    settings, contact, policy, refused
):
    settings.SECURITY_CONTACT, settings.SECURITY_POLICY_URL = contact, policy
    assert [error.id for error in check_contact()] == refused
