import pytest
from django.urls import reverse

from accounts.models import OutgoingMail
from certificates.issuing import issue_missing
from certificates.models import Certificate, Hold
from tests.accounts.browser import pages_of
from tests.factories import finish

pytestmark = pytest.mark.django_db
WORDS = "I took this course myself."
ADDRESS = reverse("certificates:statement", args=["basics"])
MINE = reverse("course:mine", args=["basics"])


@pytest.fixture
def unstated(enrolment, django_capture_on_commit_callbacks):
    """Ada's enrolment, completed, without her statement."""
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment, states=False)
    return enrolment


def test_nothing_is_issued_before_the_holder_states_who_took_the_course(client, ada, unstated):
    assert not Certificate.objects.exists()
    assert [hold.reason for hold in unstated.holds.all()] == [Hold.HoldReason.STATEMENT]
    client.force_login(ada)
    for page in (MINE, reverse("certificates:mine"), ADDRESS):
        text = client.get(page).content.decode()
        assert WORDS in text
        assert "Issue my certificate" in text
    assert ADDRESS in client.get(reverse("course:home"), follow=True).content.decode()


def test_the_statement_is_kept_with_its_time_and_the_certificate_issued_at_once(
    client, ada, unstated, django_capture_on_commit_callbacks
):
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ADDRESS, {"is_own_work": "on"})
    assert response["Location"] == MINE
    unstated.refresh_from_db()
    certificate = Certificate.objects.get()
    assert certificate.statement == unstated.statement == WORDS
    assert certificate.stated_at == unstated.stated_at
    assert not unstated.holds.exists()
    assert client.get(ADDRESS)["Location"] == MINE


def test_a_second_statement_changes_nothing(
    client, ada, unstated, django_capture_on_commit_callbacks
):
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADDRESS, {"is_own_work": "on"})
    unstated.refresh_from_db()
    client.post(ADDRESS, {"is_own_work": "on"})
    client.post(ADDRESS)
    again = type(unstated).objects.get(pk=unstated.pk)
    assert again.stated_at == unstated.stated_at
    assert Certificate.objects.count() == 1


def test_without_the_tick_the_page_says_what_is_missing(client, ada, unstated):
    client.force_login(ada)
    assert "Check this box first" in client.post(ADDRESS).content.decode()
    unstated.refresh_from_db()
    assert unstated.stated_at is None


def test_nobody_states_for_another_or_before_the_end(client, eve, ada, enrolment):
    for person in (eve, ada):
        client.force_login(person)
        assert client.post(ADDRESS, {"is_own_work": "on"}).status_code == 404
    enrolment.refresh_from_db()
    assert enrolment.stated_at is None


def test_who_went_away_gets_one_mail(unstated):
    for _run in range(3):
        assert issue_missing().held == 1
    mail = OutgoingMail.objects.get(key__startswith="certificate-statement")
    assert mail.subject == "One step is left before your certificate"
    assert pages_of(mail.body) == [ADDRESS]
    assert OutgoingMail.objects.count() == 1
    assert not Certificate.objects.exists()


def test_a_certificate_of_before_stands_without_a_statement(client, ada, certificate):
    type(certificate.enrolment).objects.update(statement="", stated_at=None)
    client.force_login(ada)
    assert "Issue my certificate" not in client.get(MINE).content.decode()
    assert client.post(ADDRESS, {"is_own_work": "on"})["Location"] == MINE
    assert type(certificate.enrolment).objects.get().stated_at is None


def test_a_statement_is_kept_where_the_certificate_cannot_be_queued(
    client, ada, unstated, settings, django_capture_on_commit_callbacks
):
    settings.TASKS = {"default": {"BACKEND": "no.such.Backend"}}
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ADDRESS, {"is_own_work": "on"}).status_code == 302
    unstated.refresh_from_db()
    assert unstated.stated_at is not None
