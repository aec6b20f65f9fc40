"""Put a backup in the place of a site: database, files, migrations, erasures; then verify it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import AuditEvent, OutgoingMail, User
from certificates.file_checks import without_record
from certificates.models import Certificate
from config.backups import database_copy, description, erasures, keys, making, stored_files
from config.backups.description import BackupError, Description
from config.newer_database import unknown_migrations
from course.models import Enrolment

Say = Callable[[str], object]


@dataclass(frozen=True)
class Order:
    """Hold what is to be put back.

    backup: its folder. replace: the words that allow to replace a site in use.
    erased: a further list of erased people, such as a file of the log; None for none.
    """

    backup: Path
    replace: str
    erased: Path | None


def restore(order: Order, say: Say) -> list[str]:
    """Put a backup back, say what is done, and return what is wrong with the restored site.

    Raises BackupError before the database is changed, or if it could not be loaded: then it is as
    before. Safe to repeat.
    """
    described = description.read(order.backup)
    origin = f"{described.site} at {described.made_at}, by Waymark {described.version}"
    say(f"A backup of {origin}.")
    names = description.check_files(order.backup)
    say(f"All {len(names)} files are as they were written.")
    _check_engine(described)
    _check_not_newer(described)
    _check_replaceable(order.replace)
    if order.erased and not order.erased.is_file():
        raise BackupError(f"{order.erased} is no file.")
    erased = _erased_since(order)

    say(f"Stored files: {_put_files_back(order.backup, names)}.")
    database_copy.load(order.backup / database_copy.file_name())
    ContentType.objects.clear_cache()
    say("The database is loaded.")
    return [*_finish(described, erased, say), *_verify(described, say)]


def next_steps(described: Description) -> Iterator[str]:
    """Yield what an operator does after a restore."""
    if described.keys != keys.file_name():
        yield (
            "Put SECRET_KEY and SECOND_FACTOR_KEYS of the site that was backed up into var/.env:"
            f" this site has others. If “--keys” wrote them, they are in {described.keys}. With"
            " other SECOND_FACTOR_KEYS nobody can use an authenticator app or a recovery code."
        )
    yield f"Run “{settings.MANAGE_COMMAND} collectstatic --no-input” if this machine is new."
    lost = len(list(without_record(default_storage)))
    if lost:
        yield (
            f"Files of certificates without a record: {lost}. They were issued after the backup."
            " Copy them out of the folder “certificates” of the storage; then"
            f" “{settings.MANAGE_COMMAND} check_files --sweep-all” deletes them there."
        )
    waiting = OutgoingMail.objects.waiting().count()
    if waiting:
        yield (
            f"Emails that wait: {waiting}. They go out when a worker starts; some may have been"
            f" sent after the backup was made. “{settings.MANAGE_COMMAND} mail” lists them."
        )
    yield (
        "What was done after the backup is undone. Revoke again, end roles again, tell people:"
        " docs/backup.md has the list."
    )
    yield "Start the web processes and the workers anew, and make a backup."


def _check_engine(described: Description) -> None:
    if described.engine != connection.vendor:
        raise BackupError(
            f"The backup is of a database of the kind {described.engine}, and DATABASE_URL names"
            f" one of the kind {connection.vendor}. Let it name an empty one of the same kind."
        )
    if described.engine == "postgresql":
        database_copy.check_programs("pg_restore", "psql")


def _check_not_newer(described: Description) -> None:
    """Raise BackupError if the database has migrations that this version does not know."""
    unknown = unknown_migrations(described.migrations)
    if unknown:
        raise BackupError(
            f"The backup is newer than this program: it was made by Waymark {described.version},"
            f" this is {description.waymark_version()}, which does not know {', '.join(unknown)}."
            " Install the version that made it, or a newer one."
        )


def _check_replaceable(words: str) -> None:
    """Raise BackupError if people use this site, and the words do not say to replace it."""
    expected = f"everything at {urlsplit(settings.BASE_URL).netloc}"
    found = _what_people_did()
    if found and words != expected:
        raise BackupError(
            f"This site is not empty: {found}. A restore would replace all of it. Nothing was"
            " changed. If it is meant, stop the web processes and the workers, back this site up,"
            f' and add: --replace "{expected}"'
        )


def _what_people_did() -> str:
    """Return in words what people have done on this site; "" if it is empty."""
    tables = set(connection.introspection.table_names())
    models = {"accounts": User, "enrolments": Enrolment, "certificates": Certificate}
    counts = {
        word: model._default_manager.count()
        for word, model in models.items()
        if model._meta.db_table in tables
    }
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _erased_since(order: Order) -> set[str]:
    """Return the record numbers of everybody who is known to have been erased."""
    beside = order.backup.resolve().parent
    is_site = AuditEvent._meta.db_table in connection.introspection.table_names()
    # Looked at first: where there is nothing to write, the folder may be one that cannot be
    # written to.
    if is_site and erasures.unlisted(beside):
        # If this restore is interrupted, the next one must still know them.
        with making.alone_in(beside):
            erasures.remember(beside)
    erased = erasures.listed_in(beside / erasures.LIST)
    return erased | (erasures.listed_in(order.erased) if order.erased else set())


def _put_files_back(backup: Path, names: list[str]) -> int:
    """Store the files; return how many the backup has."""
    try:
        return stored_files.put_back(backup, names)
    except Exception as error:  # each storage fails in its own way
        raise BackupError(
            f"A file could not be stored: {error}. The database is as it was before. Mend the"
            " storage, then run the same command again."
        ) from error


def _finish(described: Description, erased: set[str], say: Say) -> list[str]:
    """Make a site of a loaded database; return what could not be done."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    count, problems = erasures.erase_again(erased)
    say(f"People erased again who were erased after the backup: {count}.")
    # Somebody may have signed out of them since.
    Session.objects.all().delete()
    say("Everybody is signed out.")
    AuditEvent.objects.create(
        verb="site.restored",
        subject_type="",
        subject_key=described.made_at,
        reason="By a command on the server, from the backup of this time.",
    )
    return problems


def _verify(described: Description, say: Say) -> Iterator[str]:
    """Verify the records and the grades, and yield what is wrong."""
    try:
        call_command("verify_records", expect=described.last_link, stdout=_Lines(say))
    except CommandError as error:
        yield f"verify_records: {error}"
    try:
        call_command("verify_grades", stdout=_Lines(say))
    except CommandError as error:
        yield f"verify_grades: {error}"


class _Lines:
    """Hand on what a command prints, line by line."""

    def __init__(self, say: Say) -> None:
        self.say = say

    def write(self, text: str) -> None:
        self.say(text.rstrip("\n"))
