"""Tags for the look of pages, for the inbox, for mail, and for what is kept about people."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Min, Q

from accounts import mail, personal_data
from accounts.forms import LookForm
from accounts.looks import Look
from accounts.models import AddressMove, InboxMessage, User

register = template.Library()
PAGES_THAT_WAIT_FOR_MAIL = {
    "account_confirm_login_code",
    "account_confirm_reauthentication_code",
    "account_email_verification_sent",
    "account_reset_password_done",
    "prove_mailbox",
}


@register.simple_tag(takes_context=True)
def mail_is_awaited(context: template.Context) -> bool:
    """Return whether the reader of this page is waiting for a mail."""
    match = context["request"].resolver_match
    return match is not None and match.url_name in PAGES_THAT_WAIT_FOR_MAIL


@register.simple_tag
def waiting_move(user: User | AnonymousUser) -> AddressMove | None:
    """Return the change of this account's address that waits."""
    if not user.is_authenticated:
        return None
    return AddressMove.objects.waiting().filter(user=user).first()


@register.simple_tag
def kept_parts() -> list[personal_data.Kept]:
    """Return in words what is kept about a person, part by part."""
    return [part.kept for part in personal_data.parts()]


@register.simple_tag
def look_form(look: Look) -> LookForm:
    """Return the form that changes a look."""
    return LookForm(initial=look._asdict(), auto_id="look_%s")


@register.simple_tag
def mail_is_late() -> bool:
    """Return whether mails are failing at the moment."""
    return mail.is_late()


@register.simple_tag
def waiting_messages() -> dict[str, Any]:
    """Return the count, the oldest time and the reports of harm of what waits in the inbox."""
    is_harm = Q(kind=InboxMessage.Kind.HARM)
    return InboxMessage.objects.waiting().aggregate(
        count=Count("pk"), oldest=Min("sent_at"), harm=Count("pk", filter=is_harm)
    )
