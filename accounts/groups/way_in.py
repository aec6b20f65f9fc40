"""Decide who may sign up: everybody, people who were invited, or addresses at some domains."""

from enum import StrEnum

from allauth.account.signals import user_logged_in
from django.conf import settings
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts.groups.domains import is_at
from accounts.groups.joining import CannotJoinError, join, problem_of_link, take
from accounts.groups.links import group_of_link
from accounts.models import Invitation, LearnerGroup, User

SESSION_KEY = "way_in"


class SignUp(StrEnum):
    """Name what the setting SIGN_UP can be."""

    OPEN = "open"
    INVITATION = "invitation"
    DOMAINS = "domains"


def remember_invitation(request: HttpRequest, invitation: Invitation) -> None:
    """Keep in the session by which invitation a visitor comes in."""
    request.session[SESSION_KEY] = {"invitation": invitation.pk}


def remember_link(request: HttpRequest, group: LearnerGroup, code: str) -> None:
    """Keep in the session by which join link a visitor comes in."""
    request.session[SESSION_KEY] = {"key": group.key, "code": code}


def open_invitation(request: HttpRequest) -> Invitation | None:
    """Return the invitation by which a visitor comes in, if it is still open."""
    pk = request.session.get(SESSION_KEY, {}).get("invitation")
    if pk is None:
        return None
    now_open = Invitation.objects.open(timezone.now()).select_related("group")
    return now_open.filter(pk=pk, group__closed_at=None).first()


def _group_of_session(request: HttpRequest) -> LearnerGroup | None:
    """Return the group of the join link by which a visitor comes in."""
    way_in = request.session.get(SESSION_KEY, {})
    return group_of_link(way_in.get("key", ""), way_in.get("code", ""))


def _open_group(request: HttpRequest) -> LearnerGroup | None:
    """Return the group of a join link that still has places."""
    group = _group_of_session(request)
    is_open = group and not problem_of_link(group, request.user)
    return group if is_open else None


def is_open(request: HttpRequest) -> bool:
    """Return whether this visitor gets the form of sign-up."""
    if settings.SIGN_UP != SignUp.INVITATION:
        return True
    return bool(open_invitation(request) or _open_group(request))


def admits(request: HttpRequest, address: str) -> bool:
    """Return whether a visitor may sign up with an address. It does not ask for accounts."""
    if settings.SIGN_UP == SignUp.OPEN:
        return True
    if settings.SIGN_UP == SignUp.DOMAINS and is_at_any(address):
        return True
    invitation = open_invitation(request)
    if invitation and invitation.address == address:
        return True
    group = _open_group(request)
    return group is not None and (not group.domain or is_at(address, group.domain))


def is_at_any(address: str) -> bool:
    """Return whether an address is at one of the domains of the site."""
    return any(is_at(address, domain) for domain in settings.SIGN_UP_DOMAINS)


def may_be_proven(request: HttpRequest, address: str) -> bool:
    """Return whether a new account may still come in now that its mailbox is proven."""
    invited = Invitation.objects.open(timezone.now()).filter(address=address)
    return admits(request, address) or invited.exists()


@receiver(user_logged_in)
def come_in(request: HttpRequest, user: User, **_: object) -> None:
    """Let somebody who pressed "Join" before signing in into that group."""
    if SESSION_KEY not in request.session:
        return
    invitation, group = open_invitation(request), _group_of_session(request)
    if invitation:
        take(invitation, user)
    elif group:
        try:
            join(group, user)
        except CannotJoinError as error:
            messages.error(request, str(error))
    del request.session[SESSION_KEY]
