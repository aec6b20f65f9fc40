"""How long somebody stays signed in: until the browser closes, longer, or a limited time.

Last use is kept in a signed cookie, so that no page writes to the database.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.host_cookies import read_host_cookie, set_host_cookie
from accounts.models import User
from accounts.security import devices

logger = logging.getLogger(__name__)

CHOICE_KEY = "stay_choice"
SHARED_KEY = "is_shared_computer"
SIGNED_IN_KEY = "signed_in_at"
COOKIE = "last_use"
# Within this time the cookie is not sent anew.
COOKIE_STEP = timedelta(minutes=1)


@dataclass(frozen=True)
class Limits:
    """Hold how long a session lasts.

    unused: without a request; None if there is no such end. whole: from the sign-in on.
    """

    unused: timedelta | None
    whole: timedelta


LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)
LEARNER_LIMITS = Limits(None, LONGEST)
SHARED_LIMITS = Limits(timedelta(minutes=15), LONGEST)
STAFF_LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))
STAFF_SHARED_LIMITS = Limits(timedelta(minutes=15), timedelta(hours=12))


def choose(request: HttpRequest, *, keep: bool, is_shared: bool) -> None:
    """Note in the session what was ticked on the sign-in page, until the sign-in is complete."""
    # A shared computer is the safer choice of the two.
    request.session[CHOICE_KEY] = "shared" if is_shared else "keep" if keep else ""


def begin(request: HttpRequest) -> None:
    """Let the session that begins now last as long as was ticked."""
    choice = request.session.pop(CHOICE_KEY, "")
    request.session[SHARED_KEY] = choice == "shared"
    request.session.set_expiry(None if choice == "keep" else 0)


def is_shared(request: HttpRequest) -> bool:
    """Return whether somebody signed in here said that others use this computer."""
    return bool(request.session.get(SHARED_KEY))


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, **_: object) -> None:
    """Write down when a session began."""
    request.session[SIGNED_IN_KEY] = time.time()


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest, **_: object) -> None:
    """Have the browser delete what scripts kept, once somebody has signed out."""
    request.forgets_device = True  # type: ignore[attr-defined]


class StayMiddleware:
    """End sessions that were not used for too long; keep the cookies of those in use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limits = _limits_of(request)
        if limits and _is_over(request, limits):
            logger.info("session ended by its limits user=%s", request.user.pk)
            was_shared = is_shared(request)
            logout(request)
            # On a device of their own, people find again what they had begun to write.
            request.forgets_device = was_shared  # type: ignore[attr-defined]
            if request.method != "POST":  # else the sign-in says what became of the form
                text = _(
                    "You were signed out to keep your account safe. What you saved is still there."
                )
                messages.info(request, text)
            limits = None
        response = self.get_response(request)
        if limits and limits.unused and request.user.is_authenticated:
            _note_use(request, response)
        signed_in: User | None = getattr(request, "signed_in_user", None)
        if signed_in and not is_shared(request):
            devices.remember_device(request, response, signed_in.email)
        if getattr(request, "forgets_device", False):
            # Scripts keep unsaved words of notes in the browser (static/js/note_dialog.js).
            response["Clear-Site-Data"] = '"storage"'
        return response


def _limits_of(request: HttpRequest) -> Limits | None:
    """Return the limits of this session; None if nobody is signed in."""
    user = request.user
    if not user.is_authenticated:
        return None
    if user.is_staff:
        return STAFF_SHARED_LIMITS if is_shared(request) else STAFF_LIMITS
    return SHARED_LIMITS if is_shared(request) else LEARNER_LIMITS


def _is_over(request: HttpRequest, limits: Limits) -> bool:
    """Return whether the session is older than its limits allow."""
    age = time.time() - request.session.get(SIGNED_IN_KEY, 0)
    if age > limits.whole.total_seconds():
        return True
    if limits.unused is None or age <= limits.unused.total_seconds():
        return False
    return not _was_used_within(request, limits.unused)


def _was_used_within(request: HttpRequest, period: timedelta) -> bool:
    """Return whether the cookie says that this session was used within the period."""
    try:
        _signer(request).unsign(read_host_cookie(request, COOKIE), max_age=period)
    except signing.BadSignature:
        return False
    return True


def _note_use(request: HttpRequest, response: HttpResponse) -> None:
    """Write into a cookie that this session is used now."""
    if _was_used_within(request, COOKIE_STEP):
        return
    set_host_cookie(response, COOKIE, _signer(request).sign("used"))


def _signer(request: HttpRequest) -> signing.TimestampSigner:
    """Return a signer whose texts are good for this session alone."""
    return signing.TimestampSigner(salt=f"accounts.security.stays:{request.session.session_key}")
