"""Ask for a code from the mailbox whose address a provider gave, before it counts."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.security import mail_limits

SESSION_KEY = "single_sign_on_mailbox"
MAIL = "account/email/single_sign_on_code"
MAX_RESENDS = 2


class MailboxProof(AbstractCodeVerificationProcess):  # type: ignore[misc]
    """A code that was mailed, and the person of the provider who waits for it.

    Kept in the session, and nothing of it in the database.
    """

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
        )

    @property
    def email(self) -> str:
        return str(self.state["email"])

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(MAX_RESENDS)

    def sociallogin(self) -> SocialLogin:
        """Return the person of the provider."""
        return SocialLogin.deserialize(self.state["sociallogin"])

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)

    def send(self) -> None:
        """Mail a new code; the one before it no longer works.

        Raises ImmediateHttpResponse where the address got too many mails.
        """
        try:
            mail_limits.count(self.request, self.email)
        except ValidationError as too_many:
            messages.error(self.request, too_many.messages[0])
            raise ImmediateHttpResponse(redirect("account_login")) from too_many
        self.state["code"] = get_adapter().generate_login_code()
        name = self.sociallogin().provider.name
        get_adapter().send_mail(MAIL, self.email, {"code": self.code, "organization": name})
        self.persist()


def ask(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponse:
    """Mail a code to the address of the claims, and go to the page that asks for it."""
    state = MailboxProof.initial_state(user=None, email=sociallogin.email_addresses[0].email)
    proof = MailboxProof(request, state | {"sociallogin": sociallogin.serialize()})
    proof.send()
    return redirect("prove_mailbox")


def pending(request: HttpRequest) -> MailboxProof | None:
    """Return the proof that this session waits for; None if there is none in time."""
    state = request.session.get(SESSION_KEY)
    if not state:
        return None
    proof: MailboxProof | None = MailboxProof(request, state).abort_if_invalid()
    return proof


def proven_person(proof: MailboxProof) -> SocialLogin:
    """Return the person, whose address now counts as theirs, and end the wait."""
    proof.abort()
    sociallogin = proof.sociallogin()
    sociallogin.email_addresses[0].verified = True
    return sociallogin
