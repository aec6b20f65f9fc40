"""From whom mails come, and what stands below each: the provider, and why somebody gets it."""

from collections.abc import Callable
from email.utils import formataddr, parseaddr
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import gettext as _


class Sender(NamedTuple):
    """Hold the provider's name, postal address and contact address; "" for what is not known."""

    name: str
    address: str = ""
    contact: str = ""


def _waymark() -> Sender:
    return Sender("Waymark")


# Returns who runs the site. A higher app sets it.
sender: Callable[[], Sender] = _waymark


def from_email() -> str:
    """Return the header From: the provider's name with the address that the server may use."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((_one_line(sender().name), address), charset="utf-8")


def reply_to() -> list[str]:
    """Return where answers go: to the contact address of the provider, if there is one."""
    contact = sender().contact
    return [contact] if contact else []


def foot(recipient: str) -> str:
    """Return what stands below a mail, in the active language."""
    provider = sender()
    where = [_one_line(provider.address), provider.contact]
    lines = ["--", _one_line(provider.name), " · ".join(filter(None, where))]
    if EmailAddress.objects.filter(email=recipient, verified=True).exists():
        lines.append(
            _("You get this because of your account here. Nothing in it tells us that you read it.")
        )
    return "\n".join(filter(None, lines)) + "\n"


def _one_line(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())
