"""The outbox: one row a mail, unique by key, written with what it tells of and sent after the commit."""

import logging
from datetime import timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from accounts.models import OutgoingMail, User

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=10)


def queue(key: str, user: User, subject: str, body: str) -> None:
    """Put a mail into the outbox, once per ``key``; it is sent when the surrounding transaction has committed."""
    mail, made = OutgoingMail.objects.get_or_create(
        key=key, defaults={"recipient": user.email, "subject": subject, "body": body, "language": user.language}
    )
    if made:
        transaction.on_commit(lambda: deliver.enqueue(mail.pk), robust=True)


@task
def deliver(mail_id: int) -> None:
    """Send one mail, if it is still to be sent. Whoever claims it has ten minutes; a killed worker's claim then
    lapses."""
    now = timezone.now()
    claimed = (
        _unsent()
        .filter(pk=mail_id)
        .filter(Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE))
        .update(claimed_at=now, attempts=F("attempts") + 1)
    )
    if not claimed:
        return
    mail = OutgoingMail.objects.get(pk=mail_id)
    try:
        send_mail(mail.subject, mail.body, None, [mail.recipient])
    except Exception as error:  # any mail backend's own kinds; the row keeps it for the next try
        OutgoingMail.objects.filter(pk=mail_id).update(claimed_at=None, last_error=type(error).__name__)
        logger.warning("mail failed id=%s error=%s", mail_id, type(error).__name__)
    else:
        OutgoingMail.objects.filter(pk=mail_id).update(sent_at=timezone.now(), body="", last_error="")
        logger.info("mail sent id=%s", mail_id)


def deliver_unsent() -> int:
    """Try again what is still in the outbox; the number of mails tried."""
    unsent = list(_unsent().values_list("pk", flat=True))
    for mail_id in unsent:
        deliver.enqueue(mail_id)
    return len(unsent)


def _unsent() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(sent_at=None, attempts__lt=MAX_ATTEMPTS)
