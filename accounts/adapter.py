"""Our answers where django-allauth asks the site: addresses, sign-up, sign-in, mails."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import changes, mail, signups
from accounts.email_addresses import plain_address
from accounts.groups import way_in
from accounts.models import User
from accounts.security import events, factors, second_factor, stays
from accounts.single_sign_on import only

ALLAUTH_FACTOR_STAGE = "allauth.mfa.stages.AuthenticateStage"
UNKNOWN_ACCOUNT = "account/email/unknown_account"
WAYS_TO_CONFIRM = {
    "reauthenticate": gettext_lazy("Use your password"),
    "reauthenticate_by_code": gettext_lazy("Email me a code"),
    "mfa_reauthenticate": gettext_lazy("Use your authenticator app or a recovery code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}
NEXT_TIME = gettext_lazy(
    "Next time, sign in with a code that we send you. "
    "If you prefer a passkey or a password, add one under Settings, Security."
)
NEXT_TIME_PASSKEY = gettext_lazy("Next time, sign in with your passkey, or with a mailed code.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Keep addresses in lower case, ask who may sign up, and queue mails."""

    # allauth also shows this message after wrong codes and after too many requests for a code,
    # so it does not say that a sign-in failed.
    error_messages: ClassVar[dict[str, str | Promise]] = DefaultAccountAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This is not the code in our newest email. Type it again, or ask for a new code."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Too many tries. Wait a few minutes, then ask for a new code."
        ),
    }

    def clean_email(self, email: str) -> str:
        """Return the address as it is kept; refuse one that is too long or names a machine."""
        plain = plain_address(super().clean_email(email))
        User._meta.get_field("email").run_validators(plain)
        if plain.endswith("]"):
            # Mail to "ada@[10.0.0.5]" would go to a machine that a stranger chose.
            raise ValidationError(_("Write an address with a name after the @, such as h.example."))
        return plain

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether this visitor may try to sign up (the setting SIGN_UP)."""
        return not only.is_on() and way_in.is_open(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count nothing here."""
        # accounts.backend limits guesses on every page that asks for a password.
        self._login_failed_rl_usage = None

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """Raise ValidationError if the password was refused because of too many guesses."""
        if getattr(request, "has_too_many_guesses", False):
            raise ValidationError(
                _("Too many wrong passwords. Ask for a sign-in code, or try again later.")
            )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address by its code; return False if another account has confirmed it."""
        try:
            with transaction.atomic():
                signups.free_address(email_address.email, owner=email_address.user)
                is_confirmed = bool(super().confirm_email(request, email_address))
        except IntegrityError:  # another session proved this address at the same moment
            text = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, text, {"email": email_address.email})
            return False
        if is_confirmed:
            # Who has just typed the code of a mailbox is not asked for another at once.
            record_authentication(request, email_address.user, method="code", reauthenticated=True)
        return is_confirmed

    def pre_login(
        self, request: HttpRequest, user: User, *, email: str | None, **kwargs: object
    ) -> HttpResponse | None:
        """Refuse a sign-in by an address that is no longer the account's."""
        # After an undo, a code that was asked for before would confirm the thief's mailbox again.
        if email and email.lower() != user.email:
            clear_login(request)
            messages.error(request, _("This code is no longer valid. Ask for a new one."))
            return redirect("account_login")
        if not only.may_use_other_ways(user) and not only.came_by_provider(request, user):
            clear_login(request)
            messages.error(request, only.words_of_refusal())
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, email=email, **kwargs)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign the user in with the password that is stored now."""
        # Proving the mailbox may just have changed the stored password. A session made with the
        # old one would end at the next page.
        user.refresh_from_db(fields=["password"])
        stays.begin(request)
        super().login(request, user)
        if only.is_on() and not only.came_by_provider(request, user):
            only.note_emergency_sign_in(user)

    def post_login(
        self, request: HttpRequest, user: User, *, signup: bool, **kwargs: object
    ) -> HttpResponse:
        """Tell a new user how to sign in next time, and all others of a new device."""
        response: HttpResponse = super().post_login(request, user, signup=signup, **kwargs)
        if not signup:
            events.mail_new_device(request, user)
        elif not only.came_by_provider(request, user):
            has_passkey = second_factor.used_at(request)
            messages.info(request, NEXT_TIME_PASSKEY if has_passkey else NEXT_TIME)
        return response

    def get_login_stages(self) -> list[str]:
        """Return the steps of a sign-in, with our rule for whom a second factor is asked."""
        stages = super().get_login_stages()
        ours = "accounts.security.factors.FactorStage"
        return [ours if stage == ALLAUTH_FACTOR_STAGE else stage for stage in stages]

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """Return the ways to confirm that it is you, in our words.

        Where a second factor is asked, and there is one, nothing less confirms.
        """
        methods = super().get_reauthentication_methods(user)
        by_factor = [method for method in methods if method["id"].startswith("mfa")]
        if by_factor and factors.is_second_factor_asked(user):
            methods = by_factor
        return [method | {"description": WAYS_TO_CONFIRM[method["id"]]} for method in methods]

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: Mapping[str, object] | None = None,
        email: str | None = None,
    ) -> None:
        """Send allauth's notice of a change, with a link that undoes it."""
        context = dict(context or {})
        old_email = str(context.get("from_email", ""))
        if change := changes.record_notified(user, template_prefix, old_email):
            context |= {"undo_url": changes.undo_url(change), "change": change}
        context["security_url"] = f"{settings.BASE_URL}{reverse('accounts:security')}"
        super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, object]) -> None:
        """Put one of allauth's mails into the outbox."""
        if template_prefix == UNKNOWN_ACCOUNT:
            if not User.objects.filter(email=email, is_active=False).exists():
                return  # a stranger cannot have us write to anybody
            context = {**context, "help_url": f"{settings.BASE_URL}{reverse('inbox:help')}"}
        # No page waits for the mail server.
        request = self.request
        site = get_current_site(request)
        base_context = {
            "request": request,
            "email": email,
            "current_site": site,
            # The host of the request is what somebody typed, and need not be this site's.
            "sign_in_url": f"{settings.BASE_URL}{reverse('account_request_login_code')}",
        }
        message = self.render_mail(template_prefix, email, {**base_context, **context})
        lifetime = secret_lifetimes().get(template_prefix)
        mail.queue_to(
            email,
            f"{template_prefix}:{uuid.uuid4()}",
            message.subject,
            message.body,
            translation.get_language() or settings.LANGUAGE_CODE,
            secret_until=timezone.now() + lifetime if lifetime else None,
        )


def secret_lifetimes() -> dict[str, timedelta]:
    """Return how long the code or link in each mail is valid, by template."""
    seconds = {
        "account/email/login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "account/email/single_sign_on_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "account/email/email_confirmation": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/email_confirmation_signup": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/password_reset_code": app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
        "account/email/password_reset_key": settings.PASSWORD_RESET_TIMEOUT,
    }
    lifetimes = {template: timedelta(seconds=value) for template, value in seconds.items()}
    undoable = changes.UNDOABLE_NOTICES | changes.NOTICES_OF_WAYS_IN
    return lifetimes | dict.fromkeys(undoable, changes.UNDO_PERIOD)
