"""An account is erased: what goes at once, what stays sealed, and what goes in the end."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail as mailbox
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.audit import record
from accounts.inbox import messages
from accounts.models import AuditEvent, InboxMessage, OutgoingMail, User
from certificates import bulk, corrections, issuing, retention
from certificates.corrections import Correction
from certificates.models import BulkLine
from certificates.records import events
from certificates.records.verifying import verify_chain
from certificates.retention_period import check_retention, retention_ends
from course.models import Course, Enrolment
from quizzes.models import Accommodation
from tests.accounts.browser import Browser, code_to, proven
from tests.certificates.faulty_storage import ReadOnlyDisk
from tests.factories import enrol, make_edition, make_user

pytestmark = pytest.mark.django_db
PAGE, GOODBYE = reverse("accounts:erase"), reverse("accounts:erased")
WITH_TRACES = {
    "accounts_auditevent.reason",
    "accounts_inboxmessage.answer",
    "accounts_inboxmessage.address",
    "accounts_inboxmessage.text",
    "accounts_outgoingmail.body",
    "accounts_outgoingmail.recipient",
    "accounts_user.name",
    "certificates_bulkact.query",
    "certificates_bulkact.reason",
    "certificates_holderword.word",
    "certificates_namecorrection.new_name",
    "certificates_namerequest.why",
    "course_enrolment.holder_name",
    "django_admin_log.object_repr",
    "quizzes_accommodation.reason",
}
PASSWORD = "correct horse battery"


def tables_with(*words: str) -> set[str]:
    """The tables and columns in which a word stands, in any text column of any model."""
    naming = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words), re.IGNORECASE)
    found = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if not isinstance(column, models.CharField | models.TextField | models.JSONField):
                continue
            for value in model._base_manager.values_list(column.name, flat=True):
                if naming.search(str(value)):
                    found.add(f"{model._meta.db_table}.{column.name}")
    decoded = [str(session.get_decoded()) for session in Session.objects.all()]
    return found | {"django_session" for data in decoded if naming.search(data)}


@pytest.fixture
def traces_everywhere(certificate, enrolment, ada, grace):
    """Rows of every kind that name Ada, as a year of use leaves them."""
    corrections.request_name(certificate, "Ada King", "Ada married.")
    corrections.ask(certificate, Correction("Ada King", by=grace, because="Ada Lovelace wrote."))
    record(grace, "unit.waived", enrolment, "lesson-1: Ada was ill")
    record(grace, "provider.changed", grace, "As Ada Lovelace asked")
    Accommodation.objects.create(
        enrolment=enrolment, unit_key="quiz", extra_attempts=1, reason="Ada needs it"
    )
    line = bulk.PlannedLine(certificate, BulkLine.Plan.LEAVE)
    bulk.make("reissue", "q=Ada+Lovelace", [line], grace, "Ada Lovelace and others wrote.")
    for kind in ("help", "error"):
        message = InboxMessage.objects.create(
            kind=kind, user=ada, language="en", text="It is Ada Lovelace.", form_digest=kind
        )
        messages.give_answer(message, "Dear Ada Lovelace, thank you.", grace)
    InboxMessage.objects.create(
        kind="harm", address=ada.email, language="en", text="Harm.", form_digest="harm"
    )
    mail.queue_to("old@example.org", "given-up", "Old", "Ada Lovelace", "en")
    OutgoingMail.objects.filter(key="given-up").update(given_up_at=timezone.now())
    LogEntry.objects.create(
        user=grace,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(ada.pk),
        object_repr="ada@example.org",
        action_flag=CHANGE,
    )
    return certificate


def erase_own(client, ada, captured, email="ada@example.org"):
    """Ada types her address and then her password; the page after that."""
    with captured(execute=True):
        asked = client.post(PAGE, {"email": email})
        if asked.status_code != 302:
            return asked
        return client.post(asked.url, {"password": PASSWORD}, follow=True)


def test_an_owner_erases_the_account_and_the_name_stays_in_the_sealed_record_alone(
    client, ada, traces_everywhere, django_capture_on_commit_callbacks
):
    assert tables_with("Ada", "Lovelace", "ada@example.org") >= WITH_TRACES
    client.force_login(ada)
    page = client.get(PAGE).content.decode()
    assert traces_everywhere.shown_code in page
    assert "7 years after its issue" in page

    response = erase_own(client, ada, django_capture_on_commit_callbacks)
    assert response.redirect_chain[-1][0] == GOODBYE
    assert "Your account is erased" in response.content.decode()
    (farewell,) = [sent for sent in mailbox.outbox if sent.subject == "Your account was erased"]
    assert farewell.to == ["ada@example.org"]
    assert tables_with("Ada", "Lovelace", "ada@example.org") == {
        "certificates_certificate.holder_name"
    }
    assert verify_chain() == []
    erasure = AuditEvent.objects.get(verb="account.erased")
    assert (erasure.actor, erasure.subject_key) == (None, str(ada.public_id))
    assert InboxMessage.objects.count() == 2  # the reports stay
    assert client.get(PAGE).status_code == 302  # signed out


def test_after_retention_the_name_stands_nowhere(
    client, ada, traces_everywhere, django_capture_on_commit_callbacks
):
    certificate = traces_everywhere
    client.force_login(ada)
    erase_own(client, ada, django_capture_on_commit_callbacks)
    after = timezone.now() + timedelta(days=366 * 7)
    file_name = certificate.pdf_name
    assert default_storage.exists(file_name)

    assert retention.due(timezone.now()) == []
    assert retention.end_retention(after) == 1
    assert retention.end_retention(after) == 0
    assert tables_with("Ada", "Lovelace", "ada@example.org") == set()
    assert not default_storage.exists(file_name)
    assert verify_chain() == []
    certificate.refresh_from_db()
    assert (certificate.holder_key, certificate.kept_until) == (
        "",
        retention_ends(certificate.issued_on),
    )
    assert client.get(certificate.get_absolute_url()).status_code == 200


def test_a_file_that_a_killed_run_left_goes_with_the_next(client, ada, certificate, media):
    after = timezone.now() + timedelta(days=366 * 7)
    pdf = media / certificate.pdf_name
    kept = pdf.read_bytes()
    retention.end_retention(after)
    # The holder still has an account, and a transcript with a name.
    client.force_login(ada)
    transcript = client.get(reverse("certificates:transcript")).content.decode()
    assert f"What {ada.display_name} completed" in transcript
    pdf.write_bytes(kept)
    retention.end_retention(after)
    assert not pdf.exists()


def test_a_file_that_cannot_be_deleted_is_said(certificate, media, settings):
    after = timezone.now() + timedelta(days=366 * 7)
    pdf, kept = media / certificate.pdf_name, settings.STORAGES
    read_only = {"BACKEND": f"{ReadOnlyDisk.__module__}.{ReadOnlyDisk.__name__}"}
    settings.STORAGES = kept | {"default": read_only}
    for _day in range(2):
        with time_machine.travel(after), pytest.raises(CommandError, match="not be deleted: 1"):
            call_command("end_retention")
    certificate.refresh_from_db()
    assert certificate.name_removed_at
    settings.STORAGES = kept
    with time_machine.travel(after):
        call_command("end_retention")
    assert not pdf.exists()


def test_a_holder_keeps_the_record_after_retention_and_gets_no_second_one(
    client, ada, certificate, grace
):
    note = events.Act(by=grace, because="issued-in-error", note="Ada was not meant.")
    events.revoke(certificate, note)
    retention.end_retention(timezone.now() + timedelta(days=366 * 7))
    assert issuing.issue_missing().issued == 0
    client.force_login(ada)
    page = client.get(reverse("certificates:mine"))
    assert ".pdf" not in page.content.decode()
    assert client.get(reverse("certificates:pdf", args=[certificate.shown_code])).status_code == 404
    certificate.refresh_from_db()
    assert (certificate.enrolment.user, certificate.revoked_note) == (ada, "")
    assert not certificate.may_be_followed
    assert verify_chain() == []


def test_pages_offer_no_file_after_retention(client, ada, certificate):
    other = make_edition(Course.objects.create(slug="other"))  # with one course, home has no list
    enrol(ada, other)
    retention.end_retention(timezone.now() + timedelta(days=366 * 7))
    client.force_login(ada)
    for name in ("certificates:mine", "course:home"):
        page = client.get(reverse(name), follow=True).content.decode()
        assert certificate.get_absolute_url() in page
        assert not re.search(r"certificates/[^\s\"]*(\.pdf|\.zip|/name/)", page)
    assert "Name and file are no longer kept." in page


def test_the_public_page_of_an_erased_holder_is_genuine_and_shows_no_name(
    client, ada, certificate, grace
):
    call_command("erase_person", "ADA@example.org", because="Asked for it by mail.")
    page = client.get(certificate.get_absolute_url()).content.decode()
    assert "Genuine record" in page
    assert "account was erased, so the name is not shown" in page
    assert "Lovelace" not in page
    client.force_login(grace)
    desk = client.get(reverse("certificates:staff_certificate", args=[certificate.shown_code]))
    assert "Lovelace" not in desk.content.decode()
    pdf = reverse("certificates:pdf", args=[certificate.shown_code])
    assert client.get(pdf).status_code == 404
    with pytest.raises(CommandError, match="No account has this address"):
        call_command("erase_person", "ada@example.org", because="Asked for it by mail.")


def test_a_wrong_address_or_password_erases_nothing(
    client, ada, django_capture_on_commit_callbacks
):
    client.force_login(ada)
    wrong = erase_own(client, ada, django_capture_on_commit_callbacks, email="eve@example.org")
    assert "not the address of the account" in wrong.content.decode()
    asked = client.post(PAGE, {"email": "Ada@Example.org"})
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    assert User.objects.filter(pk=ada.pk).exists()


def test_who_has_no_password_types_one_new_code():
    ada = proven("ada@example.org")
    browser = Browser()
    browser.client.force_login(ada)
    asked = browser.post(PAGE, email=ada.email)
    assert asked.url.startswith(reverse("account_request_reauthentication_code"))
    confirm = browser.post(asked.url, recipient=ada.email, next=PAGE).url
    assert User.objects.filter(pk=ada.pk).exists()
    waits = browser.get(confirm).content.decode()
    assert "Then press “Request new code.” Only the newest code works." in waits
    typed = {"code": code_to(ada.email), "next": PAGE}
    done = browser.client.post(confirm, typed, follow=True)
    assert done.redirect_chain[-1][0] == GOODBYE
    assert not User.objects.filter(pk=ada.pk).exists()


def test_a_code_that_was_never_sent_keeps_nobody_from_going(ada):
    waiting = {"recipient": ada.email, "subject": "Your code: AAAA", "body": "AAAA"}
    OutgoingMail.objects.create(key="code", is_secret=True, language="en", **waiting)
    call_command("erase_person", ada.email, because="Asked for it by mail.")
    mail_of_ada = OutgoingMail.objects.get(key="code")
    assert (mail_of_ada.recipient, mail_of_ada.subject, mail_of_ada.body) == ("", "", "")
    assert mail_of_ada.given_up_at


def test_the_only_administrator_cannot_go(client, grace, django_capture_on_commit_callbacks):
    client.force_login(grace)
    refused = erase_own(client, grace, django_capture_on_commit_callbacks, email=grace.email)
    assert "only administrator" in refused.content.decode()
    assert User.objects.filter(pk=grace.pk).exists()


def test_an_administrator_erases_a_person_once_with_a_reason_that_names_nobody(client, ada, grace):
    page = reverse("staff:erase_person", args=[ada.public_id])
    helper = make_user(is_staff=True)
    client.force_login(helper)
    assert client.get(page).status_code == 404

    client.force_login(grace)
    assert "ada@example.org" in client.get(page).content.decode()
    form = {"email": "ada@example.org", "reason": "Ada asked for it by mail."}
    refused = client.post(page, form).content.decode()
    assert "without name and address" in refused
    form["reason"] = "Asked for it by mail from the proven address."
    for _click in range(2):
        assert client.post(page, form).status_code == 302
    erasure = AuditEvent.objects.get(verb="account.erased")
    assert (erasure.actor, erasure.reason) == (grace, form["reason"])
    assert erasure.subject_key == str(ada.public_id)
    own = client.get(reverse("staff:erase_person", args=[grace.public_id]))
    assert own.url == PAGE


def test_what_others_did_and_wrote_stays(ada, eve, grace, certificate):
    theirs = enrol(eve, certificate.enrolment.edition)
    record(grace, "unit.waived", theirs, "lesson-1: was ill")
    mail.queue("theirs", eve, "Yours", "Text")
    call_command("erase_person", "ada@example.org", because="Asked for it by mail.")
    assert AuditEvent.objects.get(verb="unit.waived").reason == "lesson-1: was ill"
    assert OutgoingMail.objects.get(key="theirs").recipient == "eve@example.org"
    assert Enrolment.objects.get(pk=theirs.pk).user == eve


@pytest.mark.parametrize(("years", "is_right"), [(5, False), (6, True), (7, True)])
def test_a_check_refuses_less_than_six_years(settings, years, is_right):
    settings.CERTIFICATE_RETENTION_YEARS = years
    assert (check_retention() == []) == is_right


def test_every_page_says_the_same_number_of_years(client, ada, edition, settings):
    settings.CERTIFICATE_RETENTION_YEARS = 9
    client.force_login(ada)
    for address in (
        PAGE,
        GOODBYE,
        reverse("page", args=["privacy"]),
        reverse("course:enrol", args=[edition.course.slug]),
    ):
        assert "9 years after its issue" in client.get(address).content.decode()
