"""Where allauth asks us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts import changes, signups
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """E-mail addresses are kept in lower case; new accounts are open to everybody."""

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email)).lower()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: accounts.backend limits guesses, from whichever page they come."""
        self._login_failed_rl_usage = None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Say that there were too many guesses, where the password was not even read."""
        if getattr(request, "has_too_many_guesses", False):
            raise self.validation_error("too_many_login_attempts")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Prove an address by its code; sign-ups that nobody proved do not stand in the way."""
        try:
            with transaction.atomic():
                signups.make_way(email_address.email, owner=email_address.user)
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:  # another session proved this address at the same moment
            text = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, text, {"email": email_address.email})
            return False

    def pre_login(self, request: HttpRequest, user: User, *, email: str | None, **kwargs: Any) -> HttpResponse | None:
        """Refuse a sign-in by an address that is no longer the account's."""
        # A code asked for before an undo would otherwise prove the thief's mailbox anew.
        if email and email.lower() != user.email:
            clear_login(request)
            messages.error(request, _("This code is no longer valid. Ask for a new one."))
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, email=email, **kwargs)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        # Proving the mailbox may just have changed the stored password. A session made with the
        # old one would end at the next page.
        user.refresh_from_db(fields=["password"])
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, *, signup: bool, **kwargs: Any) -> HttpResponse:
        """Tell a newcomer how to sign in next time."""
        response: HttpResponse = super().post_login(request, user, signup=signup, **kwargs)
        if signup:
            text = _(
                "Next time, sign in with a code that we send you. If you prefer a password, set one under Settings."
            )
            messages.info(request, text)
        return response

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the owner of a change, with a link that undoes it."""
        context = dict(context or {})
        if template_prefix in changes.UNDOABLE_NOTICES:
            change = user.changes.create(old_email=context.get("from_email", ""))
            context |= {"undo_url": changes.undo_url(change), "change": change}
        super().send_notification_mail(template_prefix, user, context, email)
