"""Find the account of a person who comes through a provider for the first time."""

from allauth.account.internal.flows.email_verification import verify_email_indirectly
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.db import transaction
from django.http import HttpRequest

from accounts import signups
from accounts.models import User
from accounts.single_sign_on import faults, mailbox


def admit(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Let allauth go on with the right account, or raise ImmediateHttpResponse with a page."""
    is_connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
    if sociallogin.is_existing or is_connecting:
        return
    if not sociallogin.email_addresses:
        raise faults.stop(request, sociallogin.provider, faults.NO_ADDRESS, sociallogin.state)
    if not sociallogin.email_addresses[0].verified:
        raise ImmediateHttpResponse(mailbox.ask(request, sociallogin))
    join(request, sociallogin)


def join(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Connect the identity with the account that has its proven address, if there is one.

    Raises ImmediateHttpResponse if another person of the same provider came by that address.
    """
    email = sociallogin.email_addresses[0].email
    with transaction.atomic():
        signups.free_address(email, owner=sociallogin.user)
        user = User.objects.filter(email=email).first()
        if user is None:
            return
        if not user.is_active:
            sociallogin.user = user  # allauth refuses the sign-in, and says so
            return
        came_before = SocialAccount.objects.filter(provider=sociallogin.account.provider)
        if came_before.filter(user=user).exists():
            # A hospital gives the address of somebody who left to the next one of that name.
            raise faults.stop(request, sociallogin.provider, faults.TAKEN, sociallogin.state)
        EmailAddress.objects.get_or_create(
            user=user, email=email, defaults={"primary": True, "verified": False}
        )
        # Whatever a stranger chose for an account that nobody had proven is cleared here.
        verify_email_indirectly(request, user, email)
        user.refresh_from_db()
        sociallogin.connect(request, user)
