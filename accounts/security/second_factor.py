"""Staff use a second factor; before a sensitive act they use it again."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]

# A page with a form asks for the factor early, so that there is time to fill the form in.
TO_SEE_THE_FORM = timedelta(minutes=15)
TO_SEND_THE_FORM = timedelta(minutes=45)
# What staff need before and while they add a factor, and what visitors see as well.
OPEN_PATHS = ("/accounts/", "/account/", "/pages/")
OPEN_FILES = ("/healthz", "/readyz", "/robots.txt", "/manifest.webmanifest", "/favicon.ico")


def is_needed_by(user: User | AnonymousUser) -> bool:
    """Return whether this person has to use a second factor."""
    return settings.STAFF_SECOND_FACTOR and user.is_authenticated and user.is_staff


def used_at(request: HttpRequest) -> float:
    """Return when a factor was last used in this session, in seconds since 1970; 0 if never."""
    records = get_authentication_records(request, request.user)
    return max((record["at"] for record in records if record["method"] == "mfa"), default=0)


class SecondFactorMiddleware:
    """Let staff in once they have used a second factor in this session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: object) -> HttpResponse | None:
        """Return the way to the factor, or None for those who need none."""
        is_open = request.path in OPEN_FILES or request.path.startswith(OPEN_PATHS)
        if is_open or not is_needed_by(request.user) or used_at(request):
            return None
        return ask_for_factor(request)


def ask_for_factor(request: HttpRequest) -> HttpResponse:
    """Send somebody to use a factor, or to add the first one; what they posted is kept."""
    if not is_mfa_enabled(request.user):
        messages.warning(
            request,
            _("You have staff rights. First add a passkey or an authenticator app."),
        )
        return redirect("accounts:security")
    ways = get_adapter().get_reauthentication_methods(request.user)
    response: HttpResponse = suspend_request(request, ways[0]["url"])
    return response


def is_due(request: HttpRequest) -> bool:
    """Return whether this person has to use the factor again before a sensitive act."""
    period = TO_SEND_THE_FORM if request.method == "POST" else TO_SEE_THE_FORM
    is_recent = time.time() - used_at(request) <= period.total_seconds()
    return is_needed_by(request.user) and not is_recent


def asks_again(view: View[R, P]) -> View[R, P]:
    """Return a view of a sensitive act, which asks staff for their factor if it was long ago."""

    @wraps(view)
    def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_due(request):
            return ask_for_factor(request)
        return view(request, *args, **kwargs)

    guarded.asks_again = True  # type: ignore[attr-defined]  # a test lists these views
    return guarded
