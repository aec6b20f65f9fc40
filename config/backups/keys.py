"""The keys of the site, which are kept apart from its backups."""

import hashlib
import os
import shlex
from pathlib import Path

from django.conf import settings

from config.whole_files import put_on_disk


def file_name() -> str:
    """Return the name of the file of today's keys: other keys, another name."""
    return f"keys-{hashlib.sha256(_lines().encode()).hexdigest()[:12]}.env"


def write_keys(folder: Path) -> Path:
    """Write today's keys into the folder, readable for their owner alone; return the file."""
    path = folder / file_name()
    if path.exists():
        return path
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(_lines())
    put_on_disk(unfinished)
    unfinished.rename(path)
    put_on_disk(folder)
    return path


def _lines() -> str:
    """Return the keys as ``var/.env`` holds them."""
    second_factor_keys = ",".join(settings.SECOND_FACTOR_KEYS)
    return (
        f"SECRET_KEY={shlex.quote(settings.SECRET_KEY)}\n"
        f"SECOND_FACTOR_KEYS={shlex.quote(second_factor_keys)}\n"
    )
