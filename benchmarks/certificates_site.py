"""Serve the list of certificates, of 100 and then of 100,000, to the measuring process."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management import call_command
from django.urls import reverse

from benchmarks.child import serve
from benchmarks.exports import read_export
from benchmarks.site import browser_of
from certificates.models import Certificate
from certificates.records.holder_words import index_holder
from tests.certificates.test_documents import made
from tests.factories import make_edition, make_provider, make_user

CERTIFICATES = 100
# A hundred first names and a hundred surnames: one holder in a hundred has one of them, as many as
# have the commonest names.
BEGINNINGS = ["Be", "Da", "Fe", "Gi", "Ho", "Ka", "Lu", "Mi", "Ro", "Ta"]
ENDINGS = ["bova", "dán", "gatti", "kovi", "lund", "mann", "niska", "rosa", "ström", "vell"]
LAST_PAGE = 4_000  # of 100,000 certificates, 25 a page


def make_site() -> None:
    """Make the database, with a small course."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    make_provider()
    make_edition()
    for number in range(CERTIFICATES):
        first, second = BEGINNINGS[number % 10], BEGINNINGS[number // 10]
        name = f"{first}{ENDINGS[number // 10]} {second}{ENDINGS[number % 10]}"
        certificate = made(
            code=f"{number:012}",
            holder_name=name,
            sequence=number + 1,
            record_hash=f"{number:064}",
        )
        certificate.save(force_insert=True)
        index_holder(certificate)


def staff_pages() -> dict[str, str]:
    """Return the addresses of the list, by name."""
    certificates = reverse("certificates:staff_certificates")
    return {
        "first page of certificates": certificates,
        "last page of certificates": f"{certificates}?page={LAST_PAGE}",
        "search of certificates": f"{certificates}?q=belund+hobova",
        "search that finds no certificate": f"{certificates}?q=belund+nobody",
    }


def grow() -> None:
    """Copy the certificates, in another process."""
    command = [sys.executable, "-m", "benchmarks.environment", "certificates_grown"]
    subprocess.run(command, check=True, stdout=sys.stderr)


def main() -> None:
    """Make the site with 100 certificates and answer the measuring process."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    make_site()
    grace = make_user(name="Grace Hopper", is_staff=True, is_superuser=True)
    browser, plain = browser_of(grace), browser_of(grace)
    plain.environ["HTTP_ACCEPT_ENCODING"] = "identity"
    actions: dict[str, Callable[[], Any]] = {
        name: partial(browser.get, address) for name, address in staff_pages().items()
    }
    for page in actions.values():
        page()
    actions["grow"] = grow
    actions["rows"] = lambda: {"Certificate": Certificate.objects.count()}
    actions["csv"] = partial(read_export, plain, reverse("certificates:staff_certificates_csv"))
    serve(actions, answers)
