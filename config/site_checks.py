"""What a site lacks before people use it: each finding with the line that mends it.

``manage.py check --deploy`` prints them, and the desk of administrators shows those with the tag
SITE, which checks of the same kind in other modules have as well.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core import checks
from django.core.cache import caches
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.validators import validate_email
from django.db import Error as DatabaseFault
from django.db import connection
from django.http.request import validate_host
from django.utils import timezone

from accounts import mail
from accounts.models import PeriodicRun, User
from accounts.security import factor_keys
from config import workers
from course.models import Provider

SITE = "site"
STORAGE = "storage"
PLACES = ("default", "copies")  # the storages of files
ENV = "Write into var/.env (or set in the environment), and start anew:"
MANAGE = settings.MANAGE_COMMAND
TIMER_SILENT_AFTER = timedelta(minutes=15)  # timed work is due every minute
SENDING_NOTHING = tuple(
    f"django.core.mail.backends.{name}." for name in ("console", "dummy", "filebased")
)
MIN_FREE_BYTES = 500 * 1024 * 1024
NO_PROVIDER = "config.W004"
NO_WORKER, NO_TIMER, NO_MAIL = "config.W006", "config.W007", "config.W010"

Findings = Iterator[CheckMessage]


def site_check(find: Callable[[], Findings], tag: str = SITE) -> Callable[[], Findings]:
    """Register a check of a site in use; of one under DEBUG nothing is asked."""

    def check(**_: Any) -> list[CheckMessage]:
        if settings.DEBUG:
            return []
        try:
            return list(find())
        except DatabaseFault:  # said by the check of the database; or there are no tables yet
            return []

    checks.register(check, checks.Tags.security, tag, deploy=True)
    return find


@site_check
def database() -> Findings:
    """Find a database that does not answer: no other check can ask it."""
    try:
        connection.ensure_connection()
    except DatabaseFault as error:
        yield Error(
            f"The database does not answer: {type(error).__name__}. What it holds was not checked.",
            hint="Start it, and compare DATABASE_URL. On a server that was set up as "
            "docs/operating.md says, type “waymark check --deploy”.",
            id="config.E009",
        )


@site_check
def base_url() -> Findings:
    """Find an address under which nobody reaches the site."""
    address = urlsplit(settings.BASE_URL)
    host = address.hostname or ""
    if host in {"", "localhost", "127.0.0.1", "::1"}:
        yield Error(
            f"BASE_URL is {settings.BASE_URL}: links in emails and on certificates lead nowhere.",
            hint=f"{ENV} BASE_URL=https://learn.example.org",
            id="config.E003",
        )
    elif address.scheme != "https":
        yield Warning(
            f"BASE_URL is {settings.BASE_URL}: passwords and records travel unencrypted.",
            hint=f"Put a proxy with TLS in front. {ENV} BASE_URL=https://{host}",
            id="config.W002",
        )
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield Error(
            f"ALLOWED_HOSTS does not list {host}, the host of BASE_URL: every page answers 400.",
            hint=f"{ENV} ALLOWED_HOSTS={host}",
            id="config.E004",
        )


@site_check
def proxy_count() -> Findings:
    """Find a site of https that does not know of its proxy."""
    if settings.HTTPS and not settings.BEHIND_PROXY:
        yield Warning(
            "BASE_URL is https, and BEHIND_PROXY is off: behind a proxy that ends TLS every page "
            "redirects to itself, and all visitors share the address and limits of the proxy.",
            hint=f"{ENV} BEHIND_PROXY=on and TRUSTED_PROXY_COUNT=1 (how many proxies there are).",
            id="config.W003",
        )


@site_check
def sender() -> Findings:
    """Find a sender that mail servers refuse."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if not _is_address(address) or not settings.DEFAULT_FROM_EMAIL.isprintable():
        yield Error(
            f"DEFAULT_FROM_EMAIL is {settings.DEFAULT_FROM_EMAIL}: mail servers refuse it.",
            hint=f"{ENV} DEFAULT_FROM_EMAIL=learn@example.org, an address that your mail server "
            "may send for.",
            id="config.E005",
        )


def _is_address(text: str) -> bool:
    """Return whether a text is an email address with a whole domain."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return "." in text.rpartition("@")[2]


@site_check
def mail_server() -> Findings:
    """Find email that is printed or thrown away."""
    if settings.EMAIL_BACKEND.startswith(SENDING_NOTHING):
        yield Error(
            "EMAIL_URL sends no email: codes to sign in reach nobody, and may end in a log.",
            hint=f"{ENV} EMAIL_URL=smtp+tls://USER:PASSWORD@mail.example.org:587",
            id="config.E013",
        )


@site_check
def provider() -> Findings:
    """Find that nobody has entered the provider."""
    if not Provider.objects.exists():
        yield Warning(
            "The provider is not entered: every certificate is held until it is.",
            hint=f"Sign in as an administrator, and fill in {settings.BASE_URL}/staff/provider/",
            id=NO_PROVIDER,
        )


@site_check
def second_factors() -> Findings:
    """Find that there is no administrator, or staff without a second factor."""
    staff = User.objects.filter(is_staff=True, is_active=True)
    if not User.objects.administrators().exists():
        yield Warning(
            "Nobody is an administrator.",
            hint=f"Run: {MANAGE} createsuperuser, then sign in: email must work and a worker must"
            " run.",
            id="config.W008",
        )
    with_factor = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    count = staff.exclude(pk__in=with_factor.values("user")).count()
    if count:
        yield Warning(
            f"Staff without a passkey or an authenticator app: {count}.",
            hint="Let them sign in: they are led to add one. End the roles of people who left, at "
            f"{settings.BASE_URL}/staff/roles/",
            id="config.W005",
        )


@site_check
def emergency_administrator() -> Findings:
    """Find that nobody could sign in while the sign-in providers are down."""
    address = settings.EMERGENCY_ADMINISTRATOR
    people = User.objects.filter(is_active=True, is_superuser=True)
    if settings.SINGLE_SIGN_ON_ONLY and not people.filter(email=address).exists():
        yield Warning(
            "The address of EMERGENCY_ADMINISTRATOR is that of no administrator: nobody could "
            "sign in while the sign-in provider is down.",
            hint=f"{ENV} EMERGENCY_ADMINISTRATOR=the address of an administrator. Or make one: "
            f"{MANAGE} createsuperuser",
            id="config.W012",
        )


@site_check
def worker() -> Findings:
    """Find that no worker is there, or that nothing starts the timed work."""
    now = timezone.now()
    seen_at = workers.last_seen()
    if workers.are_needed() and (seen_at is None or seen_at < now - workers.SILENT_AFTER):
        yield Warning(
            f"No worker is there{_since(seen_at)}: emails, certificates and files wait; nothing "
            "is lost.",
            hint=f"Start two of: {MANAGE} db_worker",
            id=NO_WORKER,
        )
    timed = PeriodicRun.objects.exclude(started_at=None).exclude(name=workers.NAME)
    ran_at = timed.order_by("-started_at").values_list("started_at", flat=True).first()
    if ran_at is None or ran_at < now - TIMER_SILENT_AFTER:
        yield Warning(
            f"Timed work does not run{_since(ran_at)}: what was left is not taken up, and no "
            "quiz whose time is over is handed in; nothing is lost.",
            hint=f"Start every minute: {MANAGE} run_periodic",
            id=NO_TIMER,
        )


def _since(moment: Any) -> str:
    """Return since when, in UTC, or "" where there is no time."""
    return f" since {moment:%Y-%m-%d %H:%M} UTC" if moment else ""


@site_check
def leaving_mail() -> Findings:
    """Find that mails are written, and none leaves."""
    unsent_at = mail.unsent_since(timezone.now() - mail.LATE_AFTER)
    if unsent_at:
        yield Warning(
            f"No email was sent{_since(unsent_at)}: nobody gets a code to sign in.",
            hint=f"See the error: {MANAGE} mail. Compare EMAIL_URL with the mail server.",
            id=NO_MAIL,
        )


@site_check
def static_files() -> Findings:
    """Find that style sheets and scripts were not collected."""
    storage = staticfiles_storage
    if isinstance(storage, ManifestFilesMixin) and not storage.manifest_storage.exists(
        storage.manifest_name
    ):
        yield Error(
            f"Static files are not collected in {settings.STATIC_ROOT}: every page answers 500.",
            hint=f"Run: {MANAGE} collectstatic --no-input",
            id="config.E006",
        )


@site_check
def folders() -> Findings:
    """Find a folder of files that cannot be written, or whose disk is nearly full."""
    for alias in PLACES:
        try:
            storage = storages[alias]
        except TypeError as error:
            yield _lost_storage(alias, str(error))
        else:
            if isinstance(storage, FileSystemStorage):
                yield from _folder_findings(Path(storage.location))


def limits() -> Findings:
    """Find that Redis does not answer; a table of the database is asked for by another check."""
    try:
        caches["default"].get("check")
    except DatabaseFault:
        raise
    except Exception as error:  # of a library that may not be installed
        yield Error(
            f"CACHE_URL: Redis does not answer ({type(error).__name__}): nobody can sign in.",
            hint="Start it, or compare CACHE_URL with its address and password.",
            id="config.E010",
        )


def factor_secrets() -> Findings:
    """Find second factors that no key can read, as after a restore with other keys."""
    if count := factor_keys.count_unreadable():
        yield Error(
            f"No key of SECOND_FACTOR_KEYS reads {count} authenticator apps or sets of recovery "
            "codes: these people cannot use them.",
            hint=f"{ENV} SECOND_FACTOR_KEYS=the keys of before, as kept with the backups.",
            id="config.E014",
        )


def remote_storage() -> Findings:
    """Find a remote place that does not keep files."""
    for alias in PLACES:
        try:
            storage = storages[alias]
        except TypeError:  # said of folders
            continue
        if not isinstance(storage, FileSystemStorage):
            yield from _remote_findings(alias, storage)


def _folder_findings(folder: Path) -> Findings:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        yield Error(
            f"{existing} cannot be written by the user of this process: no certificate is stored.",
            hint=f"Give it to the user who runs the site: chown -R USER {existing}",
            id="config.E007",
        )
    free = shutil.disk_usage(existing).free
    if free < MIN_FREE_BYTES:
        yield Warning(
            f"The disk of {existing} has {free // 1024**2} MB left.",
            hint="Make room, or move the folder to a larger disk.",
            id="config.W009",
        )


def _remote_findings(alias: str, storage: Storage) -> Findings:
    """Find a remote place in which a small file cannot be written, read and deleted."""
    try:
        name = storage.save(f"check-{uuid.uuid4().hex}", ContentFile(b"Waymark"))
        try:
            with storage.open(name) as file:
                is_same = file.read() == b"Waymark"
        finally:
            storage.delete(name)
        fault = "" if is_same else "other bytes came back"
    except Exception as error:  # each storage has kinds of its own
        fault = type(error).__name__
    if fault:
        yield _lost_storage(alias, fault)


def _lost_storage(alias: str, fault: str) -> CheckMessage:
    return Error(
        f"The storage “{alias}” does not keep files ({fault}): no certificate is stored.",
        hint="Compare STORAGE_OPTIONS and COPIES_OPTIONS with the account of the storage.",
        id="config.E008",
    )


# Not for the desk: they wait for servers that may be silent, or read much, and one writes.
site_check(remote_storage, STORAGE)
site_check(limits, STORAGE)
site_check(factor_secrets, STORAGE)
