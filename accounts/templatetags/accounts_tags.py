"""What pages of sign-up and sign-in say of mail."""

from typing import Any

from django import template

from accounts import mail

register = template.Library()
PAGES_THAT_WAIT_FOR_MAIL = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_reset_password_done",
}


@register.simple_tag(takes_context=True)
def mail_state(context: dict[str, Any]) -> dict[str, bool]:
    """Return whether this page waits for a mail, and whether mail is late now."""
    match = context["request"].resolver_match
    is_awaited = match is not None and match.url_name in PAGES_THAT_WAIT_FOR_MAIL
    return {"is_awaited": is_awaited, "is_late": is_awaited and mail.is_late()}
