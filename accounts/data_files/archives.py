"""Write all that is kept about a person into one ZIP file: a page to read, JSON, and PDFs."""

import json
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import letterhead, personal_data
from accounts.models import User
from accounts.personal_data import PersonalData

README = "README.txt"


def write(user: User, file: IO[bytes]) -> None:
    """Write the archive of a person into an open file, in their language."""
    with translation.override(user.language), ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(README, _readme(user))
        for part in personal_data.parts():
            archive.writestr(_path_of(part), _json(part.export(user)))
        for source in personal_data.file_sources:
            for path, content in source(user):
                archive.writestr(path, content)


def file_name() -> str:
    """Return the name under which an archive of today is sent."""
    return f"my-data-{timezone.localdate():%Y-%m-%d}.zip"


def _path_of(part: PersonalData) -> str:
    return f"data/{part.name}.json"


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _readme(user: User) -> str:
    """Return the page that says what is in each file."""
    words = {
        "provider": letterhead.sender().name,
        "email": user.email,
        "time": date_format(timezone.now(), "F j, Y, H:i e"),
    }
    opening = _(
        "This is everything that %(provider)s keeps about the account of %(email)s, as it was on"
        " %(time)s.\n\n"
        "Your certificates are in the folder “certificates” and your notes of each course, to read"
        " and print, in the folder “notes”, if you have any. The folder “data” holds the same and"
        " all the rest for computer programs, as text in the format JSON. Times are in UTC.\n"
    )
    files = [_lines_of(part) for part in personal_data.parts()]
    return "\n".join([opening % words, *files])


def _lines_of(part: PersonalData) -> str:
    """Return what the file of a part holds, why, who reads it, and until when."""
    kept = part.kept
    words = {
        "path": _path_of(part),
        "title": kept.title,
        "what": kept.what,
        "why": kept.why,
        "readers": kept.readers,
        "until": kept.until,
    }
    text = _(
        "%(path)s\n  %(title)s. %(what)s\n  Why: %(why)s\n  Who reads it: %(readers)s.\n"
        "  How long: %(until)s\n"
    )
    return text % words
