"""The outbox: one row for each mail, written in the transaction of what it tells, sent afterwards.

A row is unique by its key. A mail that fails is tried again after longer and longer pauses, and
given up when it expires.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django_tasks import task

from accounts import letterhead
from accounts.models import OutgoingMail, User, end_of_retries

logger = logging.getLogger(__name__)
# Minutes between attempts: 1, 2, 4 … 256, and 256 from then on.
FIRST_PAUSE = timedelta(minutes=1)
MAX_DOUBLINGS = 8
# A run comes every minute; a long queue goes as fast as the mail server takes it.
MAX_MAILS_A_RUN, MAX_SECONDS_A_RUN = 10_000, 45
# A server that does not answer takes EMAIL_TIMEOUT seconds for each mail: after so many failures
# the other mails wait for the next run.
MAX_FAILURES_A_RUN = 3
PRIORITY_OF_SECRETS = 10
LATE_AFTER = timedelta(minutes=5)
WRONG_ADDRESS = "SMTPRecipientsRefused"  # what ``last_error`` says of a mail that nobody can get
# In the subjects of codes: "Your code: 482 913", "Your code: XK4-9PQ".
CODE = re.compile(r"(?<=: )[0-9A-Z][0-9A-Z -]+$")


def _no_address(_body: str) -> str:
    return ""


# Returns the address in a text whose page stops such mails, or "". A higher app sets it.
stop_address_in: Callable[[str], str] = _no_address


class NotTakenError(Exception):
    """The mail backend says that it has not handed the mail over."""


def queue(key: str, user: User, subject: str, body: str) -> None:
    """Put a mail to ``user`` into the outbox, once per ``key``."""
    queue_to(user.email, key, subject, body, user.language)


def queue_to(
    address: str,
    key: str,
    subject: str,
    body: str,
    language: str,
    secret_until: datetime | None = None,
    *,
    is_last: bool = False,
) -> None:
    """Put a mail to ``address`` into the outbox, once per ``key``.

    It is sent after the commit.
    secret_until: when the code or link in the text, which opens an account, stops working.
    is_last: the account is erased, and the outbox forgets the address once the mail is sent.
    """
    defaults = {
        "recipient": address,
        "subject": subject,
        "body": body,
        "language": language,
        "is_secret": secret_until is not None,
        "is_last": is_last,
        "expires_at": secret_until or end_of_retries(),
    }
    mail, is_new = OutgoingMail.objects.get_or_create(key=key, defaults=defaults)
    if is_new:
        delivery = deliver.using(priority=PRIORITY_OF_SECRETS) if mail.is_secret else deliver
        transaction.on_commit(lambda: delivery.enqueue(mail.pk), robust=True)


@task
def deliver(mail_id: int) -> None:
    """Send one mail, in a worker, if it is due; leave it to the timer while mail is late."""
    # A server that stays silent takes EMAIL_TIMEOUT seconds for each mail, and other tasks wait
    # meanwhile. The timer tries a few mails a minute until one is sent.
    if not is_late():
        send_if_due(mail_id)


def send_if_due(mail_id: int) -> bool:
    """Send one mail if it is due; return False if it failed.

    The log and the row say why.
    """
    now = timezone.now()
    due = OutgoingMail.objects.due(now).filter(pk=mail_id)
    mail = due.first()
    # The conditional UPDATE is the claim: of several workers one gets the row.
    if mail is None or not due.update(claimed_at=now, attempts=F("attempts") + 1):
        return True
    try:
        _send(mail)
    except Exception as error:  # each mail backend has kinds of its own
        _keep_for_later(mail, now, error)
        return False
    ended = {"sent_at": timezone.now(), "given_up_at": None, "body": "", "last_error": ""}
    if mail.is_last:
        ended["recipient"] = ""
    if mail.is_secret:
        ended["subject"] = without_code(mail)
    OutgoingMail.objects.filter(pk=mail_id).update(**ended)
    logger.info("mail sent id=%s", mail_id)
    return True


def _send(mail: OutgoingMail) -> None:
    """Hand a mail to the mail server, from the provider and with what stands below each.

    Raises NotTakenError, or what the mail backend raises.
    """
    with translation.override(mail.language):
        foot = letterhead.foot(mail.recipient)
    taken = EmailMessage(
        subject=mail.subject,
        body=f"{mail.body.rstrip()}\n\n{foot}",
        from_email=letterhead.from_email(),
        to=[mail.recipient],
        reply_to=letterhead.reply_to(),
        headers=_headers(mail),
    ).send()
    if taken != 1:
        raise NotTakenError


def _headers(mail: OutgoingMail) -> dict[str, str]:
    """Return what mail programs read."""
    # Programs that answer for people who are away leave such mails alone.
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": message_id(mail)}
    if address := stop_address_in(mail.body):
        # The page behind it asks first: a program that opens links stops nothing.
        headers["List-Unsubscribe"] = f"<{address}>"
    return headers


def message_id(mail: OutgoingMail) -> str:
    """Return the same identifier whenever this mail is sent.

    A worker that dies between handing a mail over and noting it has it sent once more: by this,
    mail servers and programs can know that it is the same one.
    """
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.BASE_URL}/mails/{mail.key}")
    return f"<{name}@{urlsplit(settings.BASE_URL).hostname}>"


def without_code(mail: OutgoingMail) -> str:
    """Return the subject of a mail with dots in the place of a code."""
    return CODE.sub("…", mail.subject)


def _keep_for_later(mail: OutgoingMail, claimed_at: datetime, error: Exception) -> None:
    """Release the claim, and record the error and when to try again."""
    pause = FIRST_PAUSE * 2 ** min(mail.attempts, MAX_DOUBLINGS)
    # Whoever has taken over a lapsed claim keeps it.
    OutgoingMail.objects.filter(pk=mail.pk, claimed_at=claimed_at).update(
        claimed_at=None,
        next_attempt_at=timezone.now() + pause,
        last_error=type(error).__name__,
    )
    logger.warning("mail failed id=%s error=%s", mail.pk, type(error).__name__)


def deliver_due() -> int:
    """Try the mails that are due, codes first; return how many were tried."""
    now = timezone.now()
    _give_up_expired(now)
    due = OutgoingMail.objects.due(now).order_by("-is_secret", "next_attempt_at", "pk")
    tried = failed = 0
    began = time.monotonic()
    for mail_id in list(due.values_list("pk", flat=True)[:MAX_MAILS_A_RUN]):
        tried += 1
        failed += not send_if_due(mail_id)
        if failed == MAX_FAILURES_A_RUN or time.monotonic() - began > MAX_SECONDS_A_RUN:
            break
    return tried


def _give_up_expired(now: datetime) -> None:
    """Give up the mails that have expired, and delete the texts of secret ones."""
    expired = OutgoingMail.objects.waiting().filter(expires_at__lte=now)
    expired.filter(is_last=True).update(given_up_at=now, recipient="", body="")
    secret_count = expired.filter(is_secret=True).update(given_up_at=now, body="")
    other_count = expired.update(given_up_at=now)
    if secret_count or other_count:
        logger.warning("mails given up codes=%s others=%s", secret_count, other_count)


def resend(mail_id: int) -> bool:
    """Try an unsent mail now, and for seven days more; return whether it was sent."""
    now = timezone.now()
    unsent = OutgoingMail.objects.resendable(now).filter(pk=mail_id)
    if not unsent.update(attempts=0, **_fresh(now)):
        return False
    send_if_due(mail_id)
    return OutgoingMail.objects.filter(pk=mail_id).exclude(sent_at=None).exists()


def resend_later(mail_ids: Iterable[int]) -> int:
    """Let unsent mails be tried within the next minutes, and for seven days; return how many."""
    now = timezone.now()
    unsent = OutgoingMail.objects.resendable(now).filter(pk__in=mail_ids)
    return unsent.update(attempts=0, **_fresh(now))


def _fresh(now: datetime) -> dict[str, datetime | None]:
    """Return what lets a mail be tried as a new one."""
    return {"given_up_at": None, "next_attempt_at": now, "expires_at": end_of_retries()}


def unsent_since(moment: datetime) -> datetime | None:
    """Return when the newest mail before ``moment`` was written, if mails do not leave; else None.

    One with a wrong address does not count, and one that was given up counts for an hour.
    """
    now = timezone.now()
    counted = OutgoingMail.objects.exclude(last_error=WRONG_ADDRESS)
    counted = counted.exclude(given_up_at__lt=now - timedelta(hours=1))
    newest = counted.filter(created_at__lt=moment).order_by("-created_at", "-pk").first()
    if newest is None or newest.sent_at:
        return None
    # Of many that were written at once, the newest waits while the others are being sent.
    of_a_day = OutgoingMail.objects.filter(created_at__gt=now - timedelta(days=1))
    return None if of_a_day.filter(sent_at__gt=moment).exists() else newest.created_at


def is_late() -> bool:
    """Return whether the newest mail that was tried in the last hour has failed."""
    an_hour_ago = timezone.now() - timedelta(hours=1)
    was_tried = Q(sent_at__isnull=False) | ~Q(last_error="")
    is_one_wrong_address = Q(last_error=WRONG_ADDRESS)
    tried = OutgoingMail.objects.filter(
        was_tried, ~is_one_wrong_address, created_at__gt=an_hour_ago
    )
    newest = tried.order_by("-pk").first()
    return newest is not None and newest.sent_at is None
