"""What is mailed when an address changes or accounts are joined. Links open pages, nothing more."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import mail
from accounts.changes import UNDO_PERIOD, undo_url
from accounts.models import AccountChange, User
from accounts.moving.models import AccountJoin, AddressMove, MailboxCode

STOP_SALT = "accounts.moving.stop"
PROVE_SALT = "accounts.moving.prove"


def queue_code(code: MailboxCode, user: User, typed: str) -> None:
    """Mail a code. Only one purpose hands the account over, so each mail says its own."""
    with translation.override(user.language):
        subject = _("Your code: %s") % typed
        text = _code_text(code) % {"code": typed, "address": user.email}
    key = f"mailbox-code:{uuid.uuid4()}"
    mail.queue_to(code.address, key, subject, text, user.language, secret_until=code.ends_at)


def _code_text(code: MailboxCode) -> str:
    """Return the text of the mail with a code."""
    if code.purpose == MailboxCode.Purpose.NEW:
        return _(
            "Type this code on the page where you change your address:\n\n%(code)s\n\n"
            "It is good for 15 minutes. The account of %(address)s then uses this mailbox.\n\n"
            "Did you not ask? Then somebody typed your address. Do nothing.\n"
        )
    if code.purpose == MailboxCode.Purpose.OLD:
        return _(
            "Somebody who is signed in to your account wants to change its email address."
            " If it is you, type this code on that page:\n\n%(code)s\n\n"
            "It is good for 15 minutes. Give it to nobody: with it your account uses another"
            " mailbox.\n\n"
            "If it is not you, nothing changes without this code. Sign in, and sign out"
            " everywhere under Settings, Security.\n"
        )
    return _(
        "Somebody wants to join the account of this mailbox and another account of the same"
        " person. If it is you, type this code on that page:\n\n%(code)s\n\n"
        "It is good for 15 minutes. Give it to nobody: with it all records of this account may go"
        " to the other one, or come from it.\n\n"
        "If it is not you, do nothing, and nothing changes.\n"
    )


def queue_taken(address: str, user: User) -> None:
    """Tell a mailbox that has an account that another account wants to use it."""
    with translation.override(user.language):
        subject = _("This address has an account already")
        text = _(
            "Somebody wants to use this address for another account. Nothing was changed, because"
            " it has an account already.\n\nIf both accounts are yours, you can join them:\n"
            "%(join)s\n\nIf you did not ask for this, do nothing.\n"
        )
        body = text % {"join": _link("accounts:join")}
    mail.queue_to(address, f"address-taken:{uuid.uuid4()}", subject, body, user.language)


def queue_moved(user: User, old_email: str, change: AccountChange | None) -> None:
    """Tell both mailboxes of a changed address; the old one can undo it.

    change: None if the address went back to what it was before.
    """
    key = f"address-moved:{uuid.uuid4()}"
    words = {"old": old_email, "new": user.email, "help": _link("inbox:help")}
    if change:
        words["undo"] = undo_url(change)
    secret_until = timezone.now() + UNDO_PERIOD if change else None
    with translation.override(user.language):
        subject = _("Your email address here was changed")
        to_new = _text_to_new() % words
        to_old = _text_to_old(has_undo=change is not None) % words
    mail.queue_to(user.email, f"{key}:new", subject, to_new, user.language)
    mail.queue_to(old_email, f"{key}:old", subject, to_old, user.language, secret_until)


def _text_to_new() -> str:
    """Return what the new mailbox reads after a change."""
    return _(
        "The email address of your account was changed from %(old)s to %(new)s.\n\n"
        "From now on, sign in with %(new)s.\n\nIf it was not you, write to us: %(help)s\n"
    )


def _text_to_old(*, has_undo: bool) -> str:
    """Return what the old mailbox reads after a change."""
    if not has_undo:
        return _(
            "The email address of your account was changed from %(old)s to %(new)s.\n\n"
            "If it was not you, write to us: %(help)s\n"
        )
    return _(
        "The email address of your account was changed from %(old)s to %(new)s.\n\n"
        "If it was you, there is nothing to do.\n\n"
        "If it was not you, open this page within 7 days:\n%(undo)s\n\n"
        "There you can put this address back. That signs everybody out and removes the"
        " password. You then sign in with a code that we send to this mailbox. Nothing in"
        " your record is lost.\n"
    )


def queue_notice(move: AddressMove, day: int) -> None:
    """Tell the old mailbox of a change that waits, once for each day of notice."""
    user = move.user
    with translation.override(user.language):
        subject = _("Your email address here is about to change. You can stop it.")
        text = _(
            "Somebody asked us to change the email address of your account from %(old)s to"
            " %(new)s, because they can no longer read this mailbox.\n\n"
            "If nobody stops it, it is done on %(due)s UTC.\n\n"
            "Can you read this and did not ask? Stop it here. You need not sign in:\n%(stop)s\n\n"
            "If it is right, you need not do anything.\n"
        )
        body = text % {
            "old": move.old_email,
            "new": move.new_email,
            "due": date_format(move.due_at, "DATETIME_FORMAT"),
            "stop": stop_url(move),
        }
    key = f"address-move:{move.pk}:{day}"
    mail.queue_to(move.old_email, key, subject, body, user.language)


def queue_proof(move: AddressMove, lifetime: timedelta) -> None:
    """Ask the new mailbox, after a request of staff, whether it can be read."""
    user = move.user
    with translation.override(user.language):
        subject = _("Confirm your new email address")
        text = _(
            "You asked our staff to let your account use this mailbox. Confirm it here within"
            " 7 days:\n%(prove)s\n\n"
            "It is done on %(due)s UTC at the earliest. Then sign in with a code that we send"
            " here.\n\nDid you not ask? Then do nothing, and nothing changes.\n"
        )
        token = signing.dumps(move.pk, salt=PROVE_SALT)
        body = text % {
            "prove": _link("accounts:prove_move", token),
            "due": date_format(move.due_at, "DATETIME_FORMAT"),
        }
    key = f"address-move:{move.pk}:proof"
    secret_until = timezone.now() + lifetime
    mail.queue_to(move.new_email, key, subject, body, user.language, secret_until)


def queue_stopped(move: AddressMove) -> None:
    """Tell the new mailbox that the change will not happen."""
    with translation.override(move.user.language):
        subject = _("The change of your email address was stopped")
        body = _(
            "Your account keeps its address. The change was stopped: by somebody who reads the old"
            " mailbox, on a page of the account, or because the new address is not free anymore."
            "\n\nIf you cannot sign in to your account, write to us: %s\n"
        ) % _link("inbox:help")
    key = f"address-move:{move.pk}:stopped"
    mail.queue_to(move.new_email, key, subject, body, move.user.language)


def queue_joined(join: AccountJoin) -> None:
    """Tell both mailboxes that their accounts are one now."""
    kept = join.kept
    with translation.override(kept.language):
        subject = _("Your two accounts are one now")
        text = _(
            "The account of %(ended)s was joined with that of %(kept)s. All records of both are"
            " there now. Sign in with %(kept)s.\n\n"
            "If it was not you, write to us at once: %(help)s\n"
        )
        body = text % {
            "ended": join.ended_email,
            "kept": kept.email,
            "help": _link("inbox:help"),
        }
    for name, address in (("kept", kept.email), ("ended", join.ended_email)):
        mail.queue_to(address, f"join:{join.pk}:{name}", subject, body, kept.language)


def stop_url(move: AddressMove) -> str:
    """Return the absolute address of the page that stops a change that waits."""
    return _link("accounts:stop_move", signing.dumps(move.pk, salt=STOP_SALT))


def _link(view: str, *args: str) -> str:
    """Return the absolute address of a page."""
    return f"{settings.BASE_URL}{reverse(view, args=args)}"
