"""Compare the files of all certificates with their records, and delete files without a record."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.unnamed_files import unnamed_files
from certificates import mending
from certificates.models import Certificate, FileCheck, FileDamage
from certificates.records import files

logger = logging.getLogger(__name__)
CHUNK_SIZE = 100
# A younger file may belong to a certificate that is being issued.
MIN_ORPHAN_AGE = timedelta(days=1)
# Of more files without a record none is deleted: somebody may have put an older database in place,
# and these may be the only trace of what was issued since.
MAX_ORPHANS = 50
RESTORED = "site.restored"  # of the audit log


@dataclass
class Tally:
    """Hold what a run has done.

    compared: of how many certificates it compared the files.
    mended: how many damaged files are as issued again.
    damaged: the numbers of the certificates with a file that could not be mended.
    removed, kept: how many files without a record it deleted, or left because they are too many or
        were there before the database was restored.
    is_whole: whether it came to the last certificate.
    """

    compared: int = 0
    mended: int = 0
    damaged: tuple[str, ...] = ()
    removed: int = 0
    kept: int = 0
    is_whole: bool = True

    @property
    def is_fine(self) -> bool:
        return not self.damaged and not self.kept


def check_all(*, sweep_all: bool = False) -> Tally:
    """Compare the files of all certificates, from the first one on.

    sweep_all: delete files without a record, however many they are, and from before a restore.
    """
    _progress()
    FileCheck.objects.update(reached=0)
    return _check(until=None, sweep_all=sweep_all)


def check_for(duration: timedelta) -> Tally:
    """Go on comparing where the last run stopped, and stop when the time is over."""
    return _check(until=timezone.now() + duration, sweep_all=False)


def _check(until: datetime | None, *, sweep_all: bool) -> Tally:
    """Compare files until a time; after the last one, delete files without a record."""
    started_at = timezone.now()
    tally = Tally()
    mending.notice_what_was_put_back()
    _compare(tally, until)
    if tally.is_whole:
        _sweep(tally, sweep_all=sweep_all)
        FileCheck.objects.update(reached=0, ended_at=timezone.now())
    tally.mended = FileDamage.objects.filter(mended_at__gte=started_at).count()
    tally.damaged = _damaged_numbers()
    return tally


def _compare(tally: Tally, until: datetime | None) -> None:
    """Compare the files of the next certificates until a time, and keep how far it came."""
    progress = _progress()
    while chunk := _certificates_after(progress.reached):
        if until and timezone.now() >= until:
            tally.is_whole = False
            return
        for certificate in chunk:
            mending.compare(certificate)
        tally.compared += len(chunk)
        progress.reached = chunk[-1].sequence
        progress.save(update_fields=["reached"])


def _progress() -> FileCheck:
    """Return the row that says how far the comparison has come."""
    progress, _is_new = FileCheck.objects.get_or_create(pk=1)
    return progress


def _certificates_after(sequence: int) -> list[Certificate]:
    """Return the next certificates of the chain that still have a file."""
    with_file = Certificate.objects.exclude(pdf_name="").filter(sequence__gt=sequence)
    return list(with_file.order_by("sequence")[:CHUNK_SIZE])


def _damaged_numbers() -> tuple[str, ...]:
    """Return the numbers of the certificates with a damaged file, each once."""
    unmended = FileDamage.objects.unmended().order_by("certificate__sequence")
    numbers = [damage.certificate.shown_code for damage in unmended.select_related("certificate")]
    return tuple(dict.fromkeys(numbers))


def _sweep(tally: Tally, *, sweep_all: bool) -> None:
    """Delete old files without a record in both storages, unless they may still be needed."""
    for place in files.Place:
        storage = files.storage_of(place)
        orphans = _old_orphans(storage)
        kept = set() if sweep_all else _of_lost_records(orphans)
        for name in orphans.keys() - kept:
            storage.delete(name)
            logger.info("file without a record deleted name=%s place=%s", name, place)
        tally.removed += len(orphans) - len(kept)
        tally.kept += len(kept)


def _of_lost_records(orphans: dict[str, datetime]) -> set[str]:
    """Return the files that may be all that is left of certificates."""
    if len(orphans) > MAX_ORPHANS:
        return set(orphans)
    restored_at = _last_restore()
    return {name for name, at in orphans.items() if restored_at and at < restored_at}


def _last_restore() -> datetime | None:
    """Return when the database was last put back from a backup, None if never."""
    restores = AuditEvent.objects.filter(verb=RESTORED).order_by("-at")
    return restores.values_list("at", flat=True).first()


def without_record(storage: Storage) -> Iterator[str]:
    """Yield the names of the files of certificates that no record names."""
    return unnamed_files(storage, files.FOLDER, _recorded_names)


def _recorded_names(names: list[str]) -> set[str]:
    """Return those of these names that records have."""
    # The name of a file begins with its hash, and that column has an index.
    hashes = {name.removeprefix(f"{files.FOLDER}/")[:64] for name in names}
    certificates = Certificate.objects.filter(pdf_sha256__in=hashes)
    return set(certificates.values_list("pdf_name", flat=True))


def _old_orphans(storage: Storage) -> dict[str, datetime]:
    """Return when each file without a record was written, but not of one that is being issued."""
    written_at = {}
    for name in without_record(storage):
        try:
            written_at[name] = storage.get_modified_time(name)
        except FileNotFoundError:  # whoever wrote it has deleted it meanwhile
            continue
    youngest = timezone.now() - MIN_ORPHAN_AGE
    return {name: at for name, at in written_at.items() if at < youngest}
