"""Delete the files that a killed process left in the storage without a record."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import Storage, default_storage, storages
from django.db.models import Model
from django.utils import timezone

from accounts.models import DataFile
from accounts.unnamed_files import unnamed_files
from certificates.models import GuideFile, NotesFile
from config.whole_files import UNFINISHED, WholeFileStorage

logger = logging.getLogger(__name__)
# A younger file may belong to a row that is being written.
MIN_AGE = timedelta(days=1)
# The folders of files that can be made again, and the rows that name them. Those of certificates
# are compared one by one (certificates/file_checks.py); those of courses are named by their hash
# and are used when the same course is published again.
RECORDS: dict[str, type[Model]] = {
    "data-files": DataFile,
    "guides": GuideFile,
    "notes": NotesFile,
}


def delete_stray() -> None:
    """Delete files of a day ago that no row names, and those that were never finished."""
    for folder, model in RECORDS.items():
        _delete(default_storage, _without_record(folder, model))
    for alias in ("default", "copies"):
        storage = storages[alias]
        if isinstance(storage, WholeFileStorage):
            _delete(storage, _unfinished(storage))


def _without_record(folder: str, model: type[Model]) -> Iterator[str]:
    """Yield the names of the files in a folder that no row of the model names."""

    def recorded(names: list[str]) -> set[str]:
        rows = model._default_manager.filter(storage_name__in=names)
        return set(rows.values_list("storage_name", flat=True))

    return unnamed_files(default_storage, folder, recorded)


def _unfinished(storage: WholeFileStorage) -> Iterator[str]:
    """Yield the names of the files whose writer died."""
    root = Path(storage.location)
    for path in root.rglob(f"*{UNFINISHED}"):
        yield str(path.relative_to(root))


def _delete(storage: Storage, names: Iterator[str]) -> None:
    """Delete those of these files that are old enough."""
    written_before = timezone.now() - MIN_AGE
    for name in names:
        try:
            if storage.get_modified_time(name) < written_before:
                storage.delete(name)
                logger.info("stray file deleted name=%s", name)
        except FileNotFoundError:  # whoever wrote it has finished or deleted it meanwhile
            continue
