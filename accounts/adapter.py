"""Where allauth asks us."""

import uuid
from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils import timezone, translation

from accounts import mail


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Keep addresses in lower case, let everybody sign up, and queue mails."""

    def clean_email(self, email: str) -> str:
        return str(super().clean_email(email)).lower()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put one of allauth's mails into the outbox, so that no page waits for the mail server."""
        request = allauth_context.request
        site = get_current_site(request)
        known = {"request": request, "email": email, "current_site": site}
        message = self.render_mail(template_prefix, email, known | context)
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
    """Return how long the code or link of each of allauth's mails opens an account, by template."""
    seconds = {
        "account/email/login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "account/email/email_confirmation": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/email_confirmation_signup": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/password_reset_code": app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
        "account/email/password_reset_key": settings.PASSWORD_RESET_TIMEOUT,
    }
    return {template: timedelta(seconds=value) for template, value in seconds.items()}
