from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import OutgoingMail
from accounts.personal_data import erase, export
from certificates import issuing, record_mails
from certificates.issuing import Tally
from certificates.models import Certificate
from certificates.records import events
from course.models import Course, Edition, Enrolment, Provider, Unit
from tests.factories import enrol, finish, make_edition, make_unit, make_user, sign_off

pytestmark = pytest.mark.django_db
NOTHING_DUE = Tally(issued=0, held=0, failed=0)


def test_the_last_unit_issues_a_certificate_and_mails_a_link(certificate, enrolment, ada):
    assert (certificate.enrolment, certificate.holder_name) == (enrolment, "Ada Lovelace")
    [message] = mail.outbox
    assert (message.to, message.subject) == ([ada.email], "Your certificate is ready")
    assert certificate.shown_code in message.body
    assert [line for line in message.body.splitlines() if "://" in line] == [
        "http://localhost:8000/certificates/"
    ]
    assert message.content_subtype == "plain"


def test_issuing_again_changes_nothing(certificate, enrolment):
    assert issuing.issue(enrolment, enrolment.course.slug) == certificate
    assert issuing.issue_missing() == NOTHING_DUE
    assert (Certificate.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_every_scheduled_job_twice_issues_and_mails_nothing_new(certificate):
    call_command("issue_missing")
    call_command("issue_missing")
    assert (Certificate.objects.count(), len(mail.outbox)) == (1, 1)


@pytest.mark.parametrize("done", [0, 1])
def test_without_the_evidence_nothing_is_issued(enrolment, done):
    for unit in enrolment.edition.units.all()[:done]:
        enrolment.complete(unit)
    with pytest.raises(issuing.NotEligibleError):
        issuing.issue(enrolment, enrolment.course.slug)
    assert not Certificate.objects.exists()


def test_a_completion_date_alone_is_no_evidence(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        completed_at=datetime.now(UTC), completed_on=date(2026, 11, 24)
    )
    issuing.issue_missing()
    assert not Certificate.objects.exists()


def test_there_is_no_award_of_another_name(enrolment):
    finish(enrolment)
    with pytest.raises(issuing.NotEligibleError):
        issuing.issue(enrolment, "another-course")


def test_what_a_dead_worker_left_is_found(enrolment, django_capture_on_commit_callbacks):
    finish(enrolment)  # the commit's announcement is lost
    assert not Certificate.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("issue_missing")
    assert Certificate.objects.count() == len(mail.outbox) == 1


def test_a_revoked_certificate_is_not_issued_anew(certificate, enrolment, grace):
    events.revoke(
        certificate, events.Act(by=grace, because="issued-in-error", note="Wrong person.")
    )
    assert issuing.issue_missing() == NOTHING_DUE
    assert issuing.issue(enrolment, enrolment.course.slug) == certificate
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Pago_Pago", date(2026, 3, 28)),
        ("Pacific/Kiritimati", date(2026, 3, 30)),
        ("UTC", date(2026, 3, 29)),
    ],
)
def test_the_date_is_the_learners_own(edition, zone, day, django_capture_on_commit_callbacks):
    enrolment = enrol(make_user(name="Ada Lovelace", time_zone=zone), edition)
    enrolment.confirm_statement("I took this course myself.")
    with django_capture_on_commit_callbacks(execute=True):
        for unit in edition.units.all():
            enrolment.complete(unit, at=datetime(2026, 3, 29, 10, 30, tzinfo=UTC))
    certificate = Certificate.objects.get()
    assert (certificate.completed_on, certificate.completed_zone) == (day, zone)


def test_waived_units_are_named_and_count_neither_as_passed_nor_as_time_nor_for_credit(
    client, ada, grace, provider, django_capture_on_commit_callbacks
):
    Provider.objects.update(accreditation="Two credits.")
    edition = make_edition(minutes=137)
    module = edition.modules.get()
    make_unit(module, "quiz-1", kind=Unit.Kind.QUIZ, position=3, number="1.3", title="Quiz one")
    waived = {"number": "", "title": "Quiz two", "minutes": 30}
    make_unit(module, "quiz-2", kind=Unit.Kind.QUIZ, position=4, **waived)
    enrolment = enrol(ada, edition)
    with django_capture_on_commit_callbacks(execute=True):
        enrolment.waive(edition.units.get(key="quiz-2"), by=grace, because="Sat it on paper")
        finish(enrolment)
    certificate = Certificate.objects.get()
    assert (certificate.quiz_count, certificate.waived_units) == (1, ["Quiz two"])
    assert (certificate.minutes, certificate.minutes_waived) == (107, 30)
    assert certificate.accreditation == ""
    assert "It earns no continuing education credit." in certificate.limits
    assert "Sat it on paper" not in certificate.waived

    course_page = reverse("course:course", args=["basics"])
    assert "Two credits." in client.get(course_page).content.decode()
    client.force_login(ada)
    own_page = client.get(course_page).content.decode()
    assert "Two credits." not in own_page
    assert own_page.count("a quiz was waived for you") == 2


def test_the_review_state_is_that_of_the_day(
    edition, enrolment, django_capture_on_commit_callbacks
):
    sign_off(edition, "A. Reviewer", "B. Reviewer", profession="Pharmacist")
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    assert Certificate.objects.get().review_state == "signed-off"


@pytest.mark.parametrize(
    ("until", "statement"),
    [(None, "Two credits."), (date(2000, 1, 1), "")],
    ids=["in force", "lapsed"],
)
def test_credit_is_stated_only_while_the_accreditation_holds(
    enrolment, provider, until, statement, django_capture_on_commit_callbacks
):
    Provider.objects.update(accreditation="Two credits.", accredited_until=until)
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    assert Certificate.objects.get().accreditation == statement


def test_nothing_that_changes_later_changes_the_certificate(
    client, certificate, ada, provider, edition
):
    page = reverse("certificates:record", args=[certificate.shown_code])
    before, pdf = _facts(client.get(page)), certificate.pdf()
    ada.name = "Somebody Else"
    ada.save()
    Enrolment.objects.update(
        holder_name="Somebody Else", completed_on=date(1999, 1, 1), completed_zone="Asia/Tokyo"
    )
    Provider.objects.update(
        legal_name="Another Hospital", time_zone="Asia/Tokyo", paper="letter", signatory_name="X"
    )
    Course.objects.update(slug="renamed")
    make_edition(edition.course, title="Another title")
    assert _facts(client.get(page)) == before
    assert Certificate.objects.get().pdf() == pdf


def test_erasing_the_account_keeps_the_record_and_cuts_the_tie(client, certificate, ada):
    assert export(ada)["certificates"]["certificates"][0]["number"] == certificate.shown_code
    erase(ada)
    certificate.refresh_from_db()
    assert certificate.enrolment is None
    assert client.get(certificate.get_absolute_url()).status_code == 200
    assert issuing.issue_missing() == NOTHING_DUE


def test_the_database_refuses_a_second_current_certificate(certificate):
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.code, copy.sequence, copy.record_hash = None, "0" * 12, 2, "1" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_the_database_refuses_a_revocation_without_reason(certificate):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.update(revoked_at=datetime.now(UTC))


def test_a_name_that_cannot_be_printed_waits_for_a_latin_form(
    client, ada, edition, django_capture_on_commit_callbacks
):
    enrolment = enrol(ada, edition, holder_name="王小明")
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    assert not Certificate.objects.exists()
    client.force_login(ada)
    assert [hold.reason for hold in enrolment.holds.all()] == ["holder-name"]
    assert (
        "Your certificate is held for now"
        in client.get(reverse("certificates:mine")).content.decode()
    )
    Enrolment.objects.update(holder_name="Wang Xiaoming")
    with django_capture_on_commit_callbacks(execute=True):
        issuing.issue_missing()
    assert Certificate.objects.get().holder_name == "Wang Xiaoming"
    assert not enrolment.holds.exists()


def test_a_failed_row_leaves_no_file(enrolment, media, monkeypatch):
    finish(enrolment)
    Certificate.objects.all().delete()
    monkeypatch.setattr(record_mails.mail, "queue", _broken)
    with pytest.raises(IntegrityError):
        issuing.issue(enrolment, enrolment.course.slug)
    assert not Certificate.objects.exists()
    assert list(media.rglob("*.pdf")) == []


def _broken(*args: object) -> None:
    raise IntegrityError("the outbox is broken")


def _facts(response) -> str:
    return response.content.decode().partition("<dl")[2].partition("</dl>")[0]


def test_the_edition_of_the_certificate_is_the_one_that_was_completed(certificate, edition):
    assert isinstance(edition, Edition)
    assert (certificate.edition_number, certificate.edition_digest) == (
        edition.number,
        edition.digest,
    )


def test_a_provider_may_hold_certificates_until_two_reviewers_have_signed(
    client, ada, edition, enrolment, provider, django_capture_on_commit_callbacks
):
    Provider.objects.update(hold_until_reviewed=True)
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    assert not Certificate.objects.exists()
    client.force_login(ada)
    assert (
        "holds certificates until"
        in client.get(reverse("course:mine", args=["basics"])).content.decode()
    )
    assert issuing.issue_missing() == Tally(issued=0, held=1, failed=0)
    sign_off(edition, "Dr One")
    assert issuing.issue_missing() == Tally(issued=0, held=1, failed=0)
    sign_off(edition, "Dr Two")
    with django_capture_on_commit_callbacks(execute=True):
        assert issuing.issue_missing() == Tally(issued=1, held=0, failed=0)
    assert Certificate.objects.get().review_state == "signed-off"
