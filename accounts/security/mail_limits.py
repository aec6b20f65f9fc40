"""Limit the codes and links that strangers can have mailed to one address."""

import logging

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.security.devices import known_device_id

logger = logging.getLogger(__name__)
# A network alone cannot use up what an address may get.
RATES = {
    "mails_from_network": "10/1h/key",
    "mails": "40/1h/key",
    "mails_from_known_device": "20/1h/key",
}


def count(request: HttpRequest, email: str) -> None:
    """Count a mail that is about to go to the address; raise ValidationError over the limit.

    It is counted for addresses without an account too, so that the limit tells nobody which exist.
    """
    device = known_device_id(request, email)
    if device:
        keys = {"mails_from_known_device": f"{email} {device}"}
    else:
        keys = {"mails_from_network": f"{email} {ratelimit.get_ip(request)}", "mails": email}
    for action, key in keys.items():
        if ratelimit.consume(request, app="accounts", action=action, config=RATES, key=key) is None:
            logger.warning("mail with a code or link refused: too many limit=%s", action)
            raise ValidationError(
                _(
                    "This address got many emails within an hour. Use the newest code in the "
                    "mailbox on the device that asked for it, or try again in an hour."
                )
            )
