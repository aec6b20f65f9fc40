"""Erase an account at once: by its owner, by an administrator, or by a command."""

import logging

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import audit, mail, personal_data
from accounts.erasing.traces import traces_of
from accounts.models import User
from accounts.roles.administrators import LAST_ADMINISTRATOR, is_last_administrator

logger = logging.getLogger(__name__)


class ErasureRefusedError(Exception):
    """The account may not be erased, or not like this; the text says why and what to do."""


def erase_account(user: User, by: User | None, because: str, *, says_goodbye: bool = True) -> bool:
    """Erase an account and sign it out everywhere; return False if it was erased before.

    by: the owner or an administrator; None for a command.
    because: stays in the audit log, so it may not name the person.
    says_goodbye: False for whoever was erased, and told so, before.
    Raises ErasureRefusedError, and changes nothing then.
    """
    with transaction.atomic():
        locked = _lock(user)
        if locked is None:
            return False
        _check(locked, because)
        audit.record(by, "account.erased", locked, because)
        address, language = locked.email, locked.language
        personal_data.erase(locked)
        if says_goodbye:
            _queue_farewell(address, language, f"account-erased:{user.public_id}")
        user_key = str(user.pk)
        transaction.on_commit(lambda: forget_sessions.enqueue(user_key), robust=True)
    logger.info("account erased user=%s", user.public_id)
    return True


def _lock(user: User) -> User | None:
    """Lock the account's row, and return the account as it is stored now; None if it is gone."""
    # Whoever else erases it, or writes something of it, waits for this lock.
    accounts = User.objects.select_for_update()
    return accounts.filter(pk=user.pk).first()


def _check(user: User, because: str) -> None:
    """Raise ErasureRefusedError for the last administrator, or a reason that names the person."""
    if is_last_administrator(user):
        raise ErasureRefusedError(str(LAST_ADMINISTRATOR))
    if traces_of(user).are_in(because):
        raise ErasureRefusedError(
            _("Write the reason without name and address: it stays in the audit log.")
        )


def _queue_farewell(address: str, language: str, key: str) -> None:
    """Queue the mail that says what was done; its row forgets the address once it is sent."""
    with translation.override(language):
        subject = _("Your account was erased")
        text = _(
            "Your account is erased, as you or the provider asked. Name, address, notes and"
            " messages are gone, and you are signed out everywhere.\n\n"
            "What stays, and until when, is written here:\n%(privacy)s\n\n"
            "Did you not ask for this? Write to us here:\n%(help)s\n"
        )
        body = text % {
            "privacy": settings.BASE_URL + reverse("page", args=["privacy"]),
            "help": settings.BASE_URL + reverse("inbox:help"),
        }
    mail.queue_to(address, key, subject, body, language, is_last=True)


@task
def forget_sessions(user_key: str) -> None:
    """Delete the sessions of an erased account, in a worker: their data holds the address.

    user_key: the primary key as text. Without its account a session signs nobody in.
    """
    keys = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") == user_key
    ]
    Session.objects.filter(pk__in=keys).delete()
