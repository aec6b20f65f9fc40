"""The sessions of one person: where they are signed in, and ending them."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.security.devices import device_name

WAYS = {
    "password": _("password"),
    "code": _("emailed code"),
    "webauthn": _("passkey"),
    "totp": _("authenticator app"),
    "recovery_codes": _("recovery code"),
    "socialaccount": _("single sign-on"),
}


@dataclass(frozen=True)
class SignedIn:
    """Hold one place where a person is signed in.

    pk: of the row. ways: with what they signed in, in words. is_here: the session that asks.
    """

    pk: int
    device: str
    since: datetime
    ways: list[Promise]
    is_here: bool


def sessions_of(request: HttpRequest, user: User) -> list[SignedIn]:
    """Return the live sessions of a person, this one first, then the newest. Two queries."""
    rows = UserSession.objects.filter(user=user).order_by("-created_at")
    live = _live_data(user, [row.session_key for row in rows])
    here = request.session.session_key
    shown = [
        SignedIn(
            row.pk,
            device_name(row.user_agent),
            row.created_at,
            _ways(live[row.session_key]),
            row.session_key == here,
        )
        for row in rows
        if row.session_key in live
    ]
    return sorted(shown, key=lambda session: not session.is_here)


def end_session(request: HttpRequest, user: User, pk: int) -> None:
    """End one session of a person, but not the one that asks; nothing happens if it is over."""
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    for row in others.filter(pk=pk):
        row.end()


def end_all_sessions(user: User) -> None:
    """End every session of a person, and forget those that are over."""
    for row in UserSession.objects.filter(user=user):
        row.end()


def _live_data(user: User, keys: list[str]) -> dict[str, dict[str, object]]:
    """Return what the live sessions of a person hold, by key."""
    data = {}
    for session in Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()):
        held = session.get_decoded()
        is_theirs = held.get(SESSION_KEY) == str(user.pk)
        if is_theirs and held.get(HASH_SESSION_KEY) == user.get_session_auth_hash():
            data[session.session_key] = held
    return data


def _ways(held: dict[str, object]) -> list[Promise]:
    """Return with what somebody signed in, in words and in order."""
    records = held.get(AUTHENTICATION_METHODS_SESSION_KEY)
    if not isinstance(records, list):
        return []
    # Whoever signed up has typed the code of the mailbox, and nothing before it.
    first = [record for record in records if not record.get("reauthenticated")] or records[:1]
    names = [record.get("type") or record["method"] for record in first]
    return [WAYS[name] for name in dict.fromkeys(names) if name in WAYS]
