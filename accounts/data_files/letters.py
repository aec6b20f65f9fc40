"""Write the file of somebody who asked for their data by letter, for whoever runs the server."""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import audit, mail
from accounts.data_files import archives
from accounts.erasing.traces import traces_of
from accounts.models import User

OWNER_ONLY = 0o600


class ReasonNamesPersonError(Exception):
    """The reason has the name or the address of the person."""


def export_person(user: User, path: Path, because: str) -> None:
    """Write the file, put that on record, and tell the person.

    No page of staff does this: the file has notes that are for the person alone.
    Raises OSError (FileExistsError too), and ReasonNamesPersonError; nothing is written then.
    """
    if traces_of(user).are_in(because):
        raise ReasonNamesPersonError
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        # The file is whole on the disk before the record says so.
        with transaction.atomic(), os.fdopen(handle, "wb") as file:
            event = audit.record(None, "account.exported", user, because)
            _tell(user, f"account-exported:{event.pk}")
            archives.write(user, file)
    except BaseException:
        path.unlink()
        raise


def _tell(user: User, key: str) -> None:
    """Queue the mail that says that a copy was made."""
    with translation.override(user.language):
        subject = _("A copy of your data was made")
        text = _(
            "Whoever runs this site wrote everything that is kept about you into a file, because"
            " somebody asked for it in your name.\n\n"
            "Was it not you? Write to us at once:\n%s\n"
        )
        body = text % f"{settings.BASE_URL}{reverse('inbox:help')}"
    mail.queue(key, user, subject, body)
