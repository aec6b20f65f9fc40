"""Say why a sign-in through a provider did not work, and what to do."""

import logging
from collections.abc import Mapping
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger(__name__)

UNREACHABLE = "unreachable"
CANCELLED = "cancelled"
ENDED = "ended"
REFUSED = "refused"
NO_ADDRESS = "no_address"
TAKEN = "taken"
State = Mapping[str, Any] | None


def reason_of(error: str, exception: Exception | None, state: State) -> str:
    """Return the reason for what allauth reports.

    state: what was kept when the sign-in began; None if it is not known, or was used before.
    """
    if error == AuthError.CANCELLED:
        return CANCELLED
    if isinstance(exception, requests.RequestException):
        return UNREACHABLE
    return ENDED if state is None else REFUSED


def page(request: HttpRequest, provider: Any, reason: str, state: State = None) -> HttpResponse:
    """Return the page for the reason, with a button that begins again."""
    logger.warning("single sign-on failed provider=%s reason=%s", provider.sub_id, reason)
    state = state or {}
    context = {
        "organization": provider,
        "reason": reason,
        "next": state.get("next", ""),
        "process": state.get("process", ""),
    }
    status = 503 if reason == UNREACHABLE else 401
    response = render(request, "socialaccount/authentication_error.html", context, status=status)
    add_never_cache_headers(response)
    return response


def stop(
    request: HttpRequest, provider: Any, reason: str, state: State = None
) -> ImmediateHttpResponse:
    """Return the exception that ends the sign-in with its page."""
    return ImmediateHttpResponse(page(request, provider, reason, state))
