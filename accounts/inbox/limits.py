"""Limit how many messages one person or one network sends."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

# A hospital is one network: its people are counted apart once they have signed in.
RATES = {"signed-in": "10/1h/user", "visitor": "10/1h/ip"}
WAIT_SECONDS = 60 * 60


def allow_message(request: HttpRequest) -> bool:
    """Count one message; return False if there have been too many in the last hour."""
    action = "signed-in" if request.user.is_authenticated else "visitor"
    usage = ratelimit.consume(request, app="inbox", action=action, config=RATES)
    return usage is not None
