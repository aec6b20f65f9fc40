"""What a site lacks before it is used: printed by a command, and shown to administrators alike."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.files.storage import Storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import PeriodicRun
from config.backups import age
from config.site_checks import NO_PROVIDER, SITE, STORAGE
from config.workers import note_seen
from tests.accounts.factors import add_app
from tests.accounts.test_mail import queued
from tests.course.staff.test_staff import staff_with
from tests.factories import make_provider

pytestmark = pytest.mark.django_db
HOME = reverse("staff:home")
OWN_FOLDER = "django.core.files.storage.FileSystemStorage"
IN_MEMORY = "django.core.files.storage.InMemoryStorage"


class ClosedBucket(Storage):
    """A storage elsewhere that lets nobody in."""

    def exists(self, name: str) -> bool:
        raise PermissionError


@pytest.fixture
def ready_site(settings, grace):
    """A site with all that it needs."""
    settings.HTTPS, settings.BASE_URL = True, "https://learn.example.org"
    settings.ALLOWED_HOSTS = ["learn.example.org", "testserver"]
    settings.BEHIND_PROXY = True
    settings.DEFAULT_FROM_EMAIL = "Waymark <learn@example.org>"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    make_provider()
    add_app(grace)
    note_seen()
    age.record_success()
    PeriodicRun.objects.create(name="send_mail", started_at=timezone.now())
    return settings


def found() -> set[str]:
    return {finding.id for finding in run_checks(tags=[SITE], include_deployment_checks=True)}


def make_seen(name: str, ago: timedelta) -> None:
    PeriodicRun.objects.filter(name=name).update(started_at=timezone.now() - ago)


def test_a_site_with_all_that_it_needs_is_told_nothing(ready_site, client, grace):
    call_command("check", deploy=True, tags=[SITE], fail_level="WARNING", stderr=StringIO())
    client.force_login(grace)
    page = client.get(HOME)
    assert (page.context["stopped"], page.context["sections"]) == ([], [])


def test_the_command_and_the_desk_say_the_same_and_how_to_mend_it(settings, client, grace):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "config.missing_mail.MissingMailBackend"
    findings = run_checks(tags=[SITE], include_deployment_checks=True)
    assert {finding.id for finding in findings} == {
        "config.E002", "config.E003", "config.E005", "config.W004", "config.W005", "config.W006",
        "config.W007", "config.W020",
    }  # fmt: skip
    with pytest.raises(CommandError) as printed:
        call_command("check", deploy=True, tags=[SITE], stderr=StringIO())
    client.force_login(grace)
    page = client.get(HOME).content.decode()
    # The desk has had a row of its own for this one, with a link.
    assert "No provider has been entered" in page
    assert "The provider is not entered" not in page
    for finding in findings:
        for text in (finding.msg, finding.hint):
            assert text in str(printed.value)
            assert finding.id == NO_PROVIDER or escape(text) in page
    client.force_login(staff_with("accounts.view_auditevent"))
    assert findings[0].msg not in client.get(HOME).content.decode()


@pytest.mark.parametrize(
    ("name", "value", "finding"),
    [
        ("BASE_URL", "http://localhost:8000", "config.E003"),
        ("BASE_URL", "http://learn.example.org", "config.W002"),
        ("ALLOWED_HOSTS", ["www.example.org"], "config.E004"),
        ("BEHIND_PROXY", False, "config.W003"),
        ("DEFAULT_FROM_EMAIL", "Waymark <waymark@localhost>", "config.E005"),
        ("DEFAULT_FROM_EMAIL", "learn@example.org\nBcc: eve@example.org", "config.E005"),
        ("EMAIL_BACKEND", "config.missing_mail.MissingMailBackend", "config.E002"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "config.E013"),
        ("SINGLE_SIGN_ON_ONLY", True, "config.W012"),
    ],
)
def test_each_setting_is_found_alone(ready_site, name, value, finding):
    setattr(ready_site, name, value)
    if name == "BASE_URL":
        ready_site.ALLOWED_HOSTS = ["learn.example.org", "localhost"]
    assert found() == {finding}
    ready_site.DEBUG = True
    assert found() <= {"config.E002"}


def test_people_and_processes_are_looked_at_anew(ready_site, grace):
    make_seen("db_worker", timedelta(seconds=59))
    make_seen("send_mail", timedelta(minutes=14))
    assert found() == set()
    make_seen("db_worker", timedelta(seconds=61))
    make_seen("send_mail", timedelta(minutes=16))
    assert found() == {"config.W006", "config.W007"}
    ready_site.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    assert found() == {"config.W007"}
    queued(timezone.now() - timedelta(minutes=6))
    assert found() == {"config.W007", "config.W010"}
    grace.is_superuser = False
    grace.save()
    grace.authenticator_set.all().delete()
    assert found() == {"config.W007", "config.W010", "config.W008", "config.W005"}


def test_places_of_files_are_tried(ready_site, media, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    unusable = {"BACKEND": OWN_FOLDER, "OPTIONS": {"location": str(file / "copies")}}
    ready_site.STORAGES = ready_site.STORAGES | {"copies": unusable}
    assert found() == {"config.E007"}
    ready_site.STORAGES = ready_site.STORAGES | {"copies": {"BACKEND": IN_MEMORY}}
    assert found() == set()
    broken = {"BACKEND": "tests.test_site_checks.ClosedBucket"}
    ready_site.STORAGES = ready_site.STORAGES | {"copies": broken}
    assert found() == set()  # the desk writes nothing
    away = {"default": {"BACKEND": "tests.test_busy_servers.AwayCache"}}
    ready_site.CACHES = ready_site.CACHES | away
    tried = run_checks(tags=[STORAGE], include_deployment_checks=True)
    assert {finding.id for finding in tried} == {"config.E008", "config.E010"}
    unknown = {"BACKEND": OWN_FOLDER, "OPTIONS": {"bucket": "waymark"}}
    ready_site.STORAGES = ready_site.STORAGES | {"copies": unknown}
    assert found() == {"config.E008"}


def test_style_sheets_that_were_not_collected_are_found(ready_site, tmp_path):
    ready_site.STATIC_ROOT = str(tmp_path)
    hashed = {"BACKEND": "config.static_files.BundledStaticFilesStorage"}
    ready_site.STORAGES = ready_site.STORAGES | {"staticfiles": hashed}
    assert found() == {"config.E006"}
