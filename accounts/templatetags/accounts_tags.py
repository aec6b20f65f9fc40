"""Tags for the look of pages, and for what the pages of sign-up and sign-in say about mail."""

from django import template

from accounts import mail
from accounts.forms import LookForm
from accounts.looks import Look

register = template.Library()
PAGES_THAT_WAIT_FOR_MAIL = {
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_reset_password_done",
}


@register.simple_tag(takes_context=True)
def mail_is_awaited(context: template.Context) -> bool:
    """Return whether the reader of this page is waiting for a mail."""
    match = context["request"].resolver_match
    return match is not None and match.url_name in PAGES_THAT_WAIT_FOR_MAIL


@register.simple_tag
def look_form(look: Look) -> LookForm:
    """Return the form that changes a look."""
    return LookForm(initial=look._asdict(), auto_id="look_%s")


@register.simple_tag
def mail_is_late() -> bool:
    """Return whether mails are failing at the moment."""
    return mail.is_late()
