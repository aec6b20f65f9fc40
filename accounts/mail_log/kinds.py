"""Which kind of mail a row of the outbox is, by the beginning of its key."""

from functools import cache

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.approvals.kinds import KINDS
from accounts.models import OutgoingMail


class MailKind(models.TextChoices):
    CODE = "code", _("Code or link to sign in")
    ACCOUNT = "account", _("About an account")
    CERTIFICATE = "certificate", _("About a certificate")
    GROUP = "group", _("Invitation or reminder")
    COURSE = "course", _("About a course")
    ANSWER = "answer", _("Answer or message")
    STAFF = "staff", _("To staff")


# Mails with a code or a link that opens an account are known by their mark alone.
BEGINNINGS = {
    MailKind.ACCOUNT: (
        "account/",
        "mfa/",
        "socialaccount/",
        "account-erased:",
        "account-exported:",
        "address-move:",
        "address-moved:",
        "address-taken:",
        "emergency:",
        "join:",
        "let-in:",
        "let-in-asked:",
        "mailbox-code:",
    ),
    MailKind.CERTIFICATE: (
        "certificate:",
        "certificate-corrected:",
        "certificate-renewal-",
        "certificate-replaced:",
        "certificate-revoked:",
        "certificate-statement:",
        "name-request:",
        "renew:",
        "bulk:",
    ),
    MailKind.GROUP: (
        "asked-reminder:",
        "course-reminder:",
        "group-added:",
        "group-manager:",
        "invitation:",
        "reminded-by-staff:",
    ),
    MailKind.COURSE: ("safety-correction:",),
    MailKind.ANSWER: ("message.", "report:"),
    MailKind.STAFF: ("chain-head:", "named-person:", "role-ends:", "role-given:"),
}


@cache
def beginnings_of(kind: str) -> tuple[str, ...]:
    """Return how the keys of a kind begin."""
    beginnings = BEGINNINGS.get(MailKind(kind), ())
    if kind == MailKind.STAFF:
        return (*beginnings, *(f"{name}-alone:" for name in KINDS))
    return beginnings


def kind_of(mail: OutgoingMail) -> MailKind | None:
    """Return the kind of a mail; None if none is known."""
    if mail.is_secret:
        return MailKind.CODE
    for kind in MailKind:
        if mail.key.startswith(beginnings_of(kind)):
            return kind
    return None


def of_kind(kind: str) -> Q:
    """Return the condition that a mail is of a kind."""
    if kind == MailKind.CODE:
        return Q(is_secret=True)
    condition = Q(pk__in=[])
    for beginning in beginnings_of(kind):
        condition |= Q(key__startswith=beginning)
    return condition & Q(is_secret=False)
