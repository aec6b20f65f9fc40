"""What every mail has in common: words, sender and links are the provider's."""

import re

import pytest
from django.conf import settings

from accounts.mail_log.kinds import MailKind, beginnings_of
from tests.every_mail import templates, write_every_mail
from tests.mail_words import LINK

pytestmark = pytest.mark.django_db
LONGEST_SUBJECT = 78
FOOT = (
    "\n\n--\nNorthgate Teaching Hospital\n1 North Street, Northgate · courses@northgate.example\n"
)


def test_every_kind_of_mail_is_in_the_providers_name_and_leads_to_this_site():
    written = write_every_mail()
    begun = {beginning for kind in MailKind for beginning in beginnings_of(kind)}
    # The words of a notice of one person alone are the same for every act.
    wanted = {name for name in begun if not name.endswith("-alone:")} | {"administrator-alone:"}
    wanted |= {f"{prefix}:" for prefix in templates()}
    keys = [mail.key for mail in written]
    assert [name for name in sorted(wanted) if not any(key.startswith(name) for key in keys)] == []

    for key, message in written:
        assert message.from_email.startswith("Northgate Teaching Hospital <"), key
        assert FOOT in message.body, key
        assert len(message.subject) <= LONGEST_SUBJECT, key
        # No gap of two empty lines, and nothing that was not filled in.
        assert re.search(r"\n\n\n|%\(|[{}]|\bNone\b", message.body) is None, key
        assert [link for link in LINK.findall(message.body) if not on_this_site(link)] == [], key


def on_this_site(link: str) -> bool:
    return link.startswith(f"{settings.BASE_URL}/") or link == settings.BASE_URL
