"""What a backup says of itself: where it comes from, and the checksum of each of its files."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from certificates.records.chain import current_head
from config.backups import keys
from config.whole_files import put_on_disk

DESCRIPTION = "backup.json"
# As of the program sha256sum: "sha256sum --check SHA256SUMS" compares without Waymark.
CHECKSUMS = "SHA256SUMS"
FORMAT = 1


class BackupError(Exception):
    """A backup cannot be made or put back; the text says why and what to do."""


@dataclass(frozen=True)
class Description:
    """Hold what must be known of a backup before it is put back.

    made_at: in UTC, when it was begun. version: of Waymark. site: its BASE_URL.
    engine: of the database, "sqlite" or "postgresql".
    migrations: those that the database has, as "app.name".
    last_link: the hash of the last link of the chain of records, "" if there is none.
    keys: the name of the file in which ``--keys`` keeps the keys of the site.
    """

    format: int
    made_at: str
    version: str
    site: str
    engine: str
    migrations: list[str]
    last_link: str
    keys: str


def describe() -> Description:
    """Return the description of this site as it is now."""
    applied = MigrationRecorder(connection).applied_migrations()
    return Description(
        format=FORMAT,
        made_at=timezone.now().isoformat(timespec="seconds"),
        version=waymark_version(),
        site=settings.BASE_URL,
        engine=connection.vendor,
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        last_link=current_head().record_hash,
        keys=keys.file_name(),
    )


def waymark_version() -> str:
    """Return the number of this release."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])


def write(folder: Path, description: Description) -> None:
    """Write the description and the checksums of all files, and wait for the disk."""
    text = json.dumps(asdict(description), indent=2)
    (folder / DESCRIPTION).write_text(text + "\n")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{_sha256(path)}  {path.relative_to(folder).as_posix()}" for path in paths]
    checksums = folder / CHECKSUMS
    checksums.write_text("".join(f"{line}\n" for line in lines))
    for path in [*folder.rglob("*"), folder]:
        put_on_disk(path)


def read(folder: Path) -> Description:
    """Return the description of a backup; raise BackupError if there is none that we can read."""
    if not (folder / CHECKSUMS).is_file() or not (folder / DESCRIPTION).is_file():
        raise BackupError(
            f"{folder} is no whole backup: {DESCRIPTION} or {CHECKSUMS} is missing. A backup is a"
            " folder named after its time, in the folder that was given to the command “backup”."
        )
    values = json.loads((folder / DESCRIPTION).read_text())
    if values["format"] != FORMAT:
        raise BackupError(
            f"The backup has the format {values['format']}, and this version of Waymark reads"
            f" {FORMAT}. Put it back with Waymark {values['version']}, then upgrade."
        )
    return Description(**values)


def check_files(folder: Path) -> list[str]:
    """Compare every file with its checksum, and return their names; raise BackupError."""
    names, damaged = [], []
    for line in (folder / CHECKSUMS).read_text().splitlines():
        digest, _space, name = line.partition("  ")
        path = folder / name
        names.append(name)
        if not path.is_file() or _sha256(path) != digest:
            damaged.append(name)
    if DESCRIPTION not in names:
        damaged.append(DESCRIPTION)
    if damaged:
        raise BackupError(
            f"The backup is damaged, and nothing was put back. Missing or not as it was written:"
            f" {', '.join(damaged[:10])} ({len(damaged)} of {len(names)} files). Take another one."
        )
    return names


def _sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    if "\n" in str(path) or "\\" in str(path):  # sha256sum would write it in another way
        raise BackupError(f"A file cannot be backed up under this name: {str(path)!r}")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
