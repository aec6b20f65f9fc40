"""Mail a code to a mailbox, and find out whether somebody can read it."""

import secrets

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moving import mails
from accounts.moving.models import CODE_LIFETIME, PROOF_LIFETIME, MailboxCode

SEND_RATES = {"mailbox_code": "12/1h/user"}
Purpose = MailboxCode.Purpose


class CodeRefusedError(Exception):
    """The code is not right, or can be typed no longer; the text says what to do."""


def send(request: HttpRequest, user: User, purpose: Purpose, address: str) -> None:
    """Mail a new code to an address; the one before works no longer.

    Raises CodeRefusedError if the person has asked for too many.
    """
    _count_request(request, user)
    code = get_adapter().generate_email_verification_code()
    with transaction.atomic():
        kept = _keep(user, purpose, address, code)
        mails.queue_code(kept, user, code)


def send_nothing(request: HttpRequest, user: User, purpose: Purpose, address: str) -> MailboxCode:
    """Act as if a code was mailed, so that the page does not tell which addresses are known."""
    _count_request(request, user)
    return _keep(user, purpose, address, secrets.token_hex())


def _count_request(request: HttpRequest, user: User) -> None:
    """Count a code that is asked for; raise CodeRefusedError over the limit."""
    if not ratelimit.consume(
        request, app="accounts", action="mailbox_code", config=SEND_RATES, user=user
    ):
        raise CodeRefusedError(_("You asked for many codes. Wait an hour, then try again."))


def _keep(user: User, purpose: Purpose, address: str, code: str) -> MailboxCode:
    """Write down what would prove the mailbox, instead of what was sent before."""
    values = {
        "address": address,
        "digest": _digest(user, purpose, code),
        "sent_at": timezone.now(),
        "guesses_left": MailboxCode.MAX_GUESSES,
        "entered_at": None,
    }
    kept, _made = MailboxCode.objects.update_or_create(user=user, purpose=purpose, defaults=values)
    return kept


def enter(user: User, purpose: Purpose, typed: str) -> None:
    """Prove a mailbox by the code that was mailed there; safe to repeat.

    Raises CodeRefusedError for a wrong code, and for one that is too old or was guessed too often.
    """
    now = timezone.now()
    codes = MailboxCode.objects.filter(user=user, purpose=purpose)
    if any(code.is_proven for code in codes):
        return
    # Of many guesses at once each is counted.
    usable = codes.filter(entered_at=None, guesses_left__gt=0, sent_at__gt=now - CODE_LIFETIME)
    if not usable.update(guesses_left=F("guesses_left") - 1):
        raise CodeRefusedError(_("This code works no longer. Send a new one."))
    if not constant_time_compare(codes.get().digest, _digest(user, purpose, typed)):
        raise CodeRefusedError(
            _("This is not the newest code that we sent there. Look at the last email.")
        )
    codes.update(entered_at=now)


def of(user: User) -> dict[str, MailboxCode]:
    """Return the codes that were mailed for a person, by purpose; proofs that still count too."""
    codes = MailboxCode.objects.filter(user=user)
    return {code.purpose: code for code in codes if code.is_proven or not code.entered_at}


def forget(user: User, *purposes: Purpose) -> None:
    """Forget the codes and proofs of these purposes."""
    MailboxCode.objects.filter(user=user, purpose__in=purposes).delete()


def forget_old() -> int:
    """Delete the codes and proofs that count no longer; return how many."""
    oldest = timezone.now() - CODE_LIFETIME - PROOF_LIFETIME
    return MailboxCode.objects.filter(sent_at__lt=oldest).delete()[0]


def _digest(user: User, purpose: str, code: str) -> str:
    """Return what is kept of a code, in 64 hexadecimal digits."""
    salt = f"accounts.moving:{user.pk}:{purpose}"
    plain = normalize_user_code(code)
    return salted_hmac(salt, plain, algorithm="sha256").hexdigest()
