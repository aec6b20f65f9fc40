"""Guides are made by a worker, each once; a reader gets the last one, or is told to wait."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates import guide_orders, guides
from certificates.models import GuideFile, GuideOrder
from course.models import Provider
from tests.certificates.test_holding import form_of
from tests.factories import finish, make_edition, sign_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings):
    """A queue as in production, whose worker runs when a test says so."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def work() -> None:
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False)


def waiting() -> int:
    """How many guides wait in the queue."""
    tasks = DBTaskResult.objects.filter(task_path="certificates.guide_orders.make_by_id")
    return tasks.ready().count()


def test_a_reader_never_waits_for_a_guide_to_be_made(client, ada, enrolment):
    finish(enrolment)
    client.force_login(ada)
    address = reverse("certificates:guide", args=[enrolment.course.slug])
    for _reader in range(3):
        response = client.get(address)
        assert (response.status_code, response["Retry-After"]) == (202, "60")
        assert "The guide is being made" in response.content.decode()
    assert waiting() == 1
    work()
    first = client.get(address)
    assert first.content.startswith(b"%PDF-")

    Provider.objects.update(legal_name="Southgate Hospital")
    assert client.get(address).content == client.get(address).content == first.content
    assert waiting() == 1
    work()
    assert client.get(address).content not in (b"", first.content)
    assert not GuideOrder.objects.exists()


def test_a_damaged_guide_is_not_sent_and_is_made_again(client, ada, enrolment, settings):
    finish(enrolment)
    made = guides.guide_of(enrolment.edition)
    path = settings.MEDIA_ROOT / made.storage_name
    pdf = path.read_bytes()
    path.write_bytes(b"%PDF- something else")
    client.force_login(ada)
    address = reverse("certificates:guide", args=[enrolment.course.slug])
    assert client.get(address).status_code == 202
    work()
    assert client.get(address).content == pdf
    assert GuideFile.objects.count() == 1


@pytest.mark.parametrize("change", ["provider", "sign-off"])
def test_a_change_has_the_guide_of_the_newest_edition_made(
    client, edition, grace, change, django_capture_on_commit_callbacks
):
    make_edition(edition.course, title="Ketamine: the Basics")
    newest = edition.course.editions.order_by("-number").first()
    before = guides.guide_of(newest)
    if change == "provider":
        client.force_login(grace)
        data = form_of(Provider.get(), legal_name="Southgate Hospital")
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(reverse("staff:provider"), data).status_code == 302
    else:
        sign_off(newest, "A. Reviewer", "B. Reviewer")
        assert guide_orders.make_missing() == 1  # every five minutes
    assert waiting() == 1
    work()
    made = GuideFile.objects.exclude(pk=before.pk)
    assert [guide.edition for guide in made] == [newest]


def test_two_workers_make_a_guide_once(edition):
    guide_orders.ask(edition)
    GuideOrder.objects.update(started_at=timezone.now())  # another worker is at it
    work()
    assert not GuideFile.objects.exists()
    guide_orders.ask(edition)
    assert waiting() == 0


def test_the_order_of_a_dead_worker_is_given_again(edition):
    guide_orders.ask(edition)
    work_never_began = timezone.now() - guide_orders.LONGEST_MAKING - timedelta(minutes=1)
    DBTaskResult.objects.all().delete()
    GuideOrder.objects.update(asked_at=work_never_began, started_at=work_never_began)
    assert guide_orders.make_missing() == 1
    work()
    assert GuideFile.objects.count() == 1


def test_a_change_while_a_guide_is_made_has_another_one_made(edition):
    def change_the_provider(sender, template, **_others):
        if template.name == "print/guide.html":
            Provider.objects.update(legal_name="Southgate Hospital")

    guide_orders.ask(edition)
    template_rendered.connect(change_the_provider)
    try:
        work()
    finally:
        template_rendered.disconnect(change_the_provider)
    assert GuideFile.objects.count() == 2
    assert guide_orders.make_missing() == 0
