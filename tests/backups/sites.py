"""Backing up and restoring in a test, as an operator does, and what the public then reads."""

import json
from hashlib import sha256
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate

REPLACE = "everything at localhost:8000"


def back_up(folder: Path, **options) -> Path:
    """Back this site up, and return the folder of the backup."""
    before = set(folder.iterdir())
    call_command("backup", folder, stdout=StringIO(), stderr=StringIO(), **options)
    (made,) = [path for path in folder.iterdir() if path not in before and path.is_dir()]
    return made


def restore(backup: Path, **options) -> str:
    """Put a backup back, and return what the command said."""
    words = StringIO()
    call_command("restore", backup, stdout=words, **{"replace": REPLACE} | options)
    return words.getvalue()


def check_that_every_certificate_verifies() -> list[str]:
    """Check each by its public page and by its file, and return their numbers."""
    client = Client()
    codes = []
    for certificate in Certificate.objects.order_by("sequence"):
        code = certificate.shown_code
        record = client.get(reverse("certificates:record_json", args=[code])).json()
        assert record["status"] == "genuine", code
        assert client.get(reverse("certificates:record", args=[code])).status_code == 200
        issued = (settings.MEDIA_ROOT / certificate.pdf_name).open("rb")
        page = client.post(reverse("certificates:check_file"), {"file": issued})
        assert "This is the file that was issued, byte for byte." in page.content.decode(), code
        codes.append(certificate.code)
    return codes


def seal(backup: Path) -> None:
    """Write the checksums of a backup that was changed anew."""
    files = [path for path in backup.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    lines = [
        f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(backup)}" for path in files
    ]
    (backup / "SHA256SUMS").write_text("\n".join(lines) + "\n")


def describe(backup: Path, **values) -> None:
    """Change what a backup says of itself."""
    description = json.loads((backup / "backup.json").read_text())
    (backup / "backup.json").write_text(json.dumps(description | values))
    seal(backup)
