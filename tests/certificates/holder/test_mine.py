"""What holders see of their certificates, and what they can do with them."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import corrections, succession
from certificates.holder import linkedin, renewals
from certificates.issuing import issue_missing
from certificates.models import BulkAct, BulkLine, Certificate, NameRequest
from certificates.records import events
from course.models import Edition, Enrolment
from tests.certificates.test_documents import text_of
from tests.factories import enrol, finish, make_edition, make_provider

pytestmark = pytest.mark.django_db
MINE = reverse("certificates:mine")
ENROL = reverse("course:enrol", args=["basics"])


def page_of(client, address=MINE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def name_address(certificate) -> str:
    return reverse("certificates:name", args=[certificate.shown_code])


def take_again(client, certificate):
    return client.post(reverse("certificates:take_again", args=[certificate.shown_code]))


@pytest.fixture
def finish_again(ada, django_capture_on_commit_callbacks):
    """Ada enrolls once more, and finishes."""

    def again() -> Certificate:
        with django_capture_on_commit_callbacks(execute=True):
            finish(enrol(ada, Edition.objects.newest().get()))
        return Certificate.objects.order_by("-sequence").first()

    return again


def test_the_link_to_linkedin_has_what_linkedin_documents(client, ada, certificate):
    client.force_login(ada)
    certificate.expires_on = date(2028, 2, 29)
    address = urlsplit(linkedin.address_of(certificate))
    assert (address.scheme, address.netloc, address.path) == (
        "https",
        "www.linkedin.com",
        "/profile/add",
    )
    assert {name: value for name, (value,) in parse_qs(address.query).items()} == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Ketamine: the Basics",
        "organizationName": "Northgate Teaching Hospital",
        "issueYear": str(certificate.issued_on.year),
        "issueMonth": str(certificate.issued_on.month),
        "expirationYear": "2028",
        "expirationMonth": "2",
        "certUrl": certificate.verify_url,
        "certId": certificate.shown_code,
    }
    assert 'rel="noreferrer"' in page_of(client)


def test_a_holder_asks_for_another_name_once_and_reads_the_answer(client, ada, grace, certificate):
    client.force_login(ada)
    address = name_address(certificate)
    for _twice in range(2):
        client.post(address, {"new_name": " Ada  King ", "why": "I married."})
    request = NameRequest.objects.get()
    assert (request.old_name, request.new_name, request.why) == (
        "Ada Lovelace",
        "Ada King",
        "I married.",
    )
    for page in (MINE, address):
        assert "Waits for an answer" in page_of(client, page)
    assert "<textarea" not in page_of(client, address)

    corrections.refuse_request(request, grace, "The register says otherwise.")
    assert "The register says otherwise." in page_of(client)
    client.post(address, {"new_name": "Ada King", "why": "Here is the entry."})
    assert NameRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "why", "words"),
    [
        ("Ada Lovelace", "Wrong.", "stands there already"),
        ("王小明", "Wrong.", "王"),
        ("Ada King", "", "Write a sentence."),
        ("Ada King", "x" * 401, "Shorten it to 400 characters"),
    ],
)
def test_a_request_that_cannot_be_met_says_why_and_keeps_what_was_typed(
    client, ada, certificate, name, why, words
):
    client.force_login(ada)
    response = client.post(name_address(certificate), {"new_name": name, "why": why})
    page = response.content.decode()
    assert words in page
    assert f'value="{name}"' in page
    assert why in page
    assert not NameRequest.objects.exists()


def test_nobody_asks_or_begins_again_for_another(client, eve, certificate):
    client.force_login(eve)
    posted = {"new_name": "Eve Example", "why": "It is mine."}
    assert client.post(name_address(certificate), posted).status_code == 404
    assert take_again(client, certificate).status_code == 404
    assert not NameRequest.objects.exists()


def test_a_corrected_certificate_stays_in_the_list_below(client, ada, grace, certificate):
    act = events.Act(by=grace, because="identity", note="A passport was seen.")
    new = succession.correct(certificate, "Ada King", act)
    client.force_login(ada)
    page = page_of(client)
    assert "1 earlier certificate" in page
    assert f"Number {new.shown_code} took its place." in page
    assert client.get(name_address(certificate))["Location"] == MINE
    assert "Ada King" in page_of(client, name_address(new))


def test_who_was_revoked_takes_the_course_again_and_keeps_the_old_record(
    client, ada, grace, certificate, finish_again
):
    assert take_again(client, certificate).status_code == 302  # to sign in
    client.force_login(ada)
    assert take_again(client, certificate).status_code == 404  # it is in force
    act = events.Act(by=grace, because="identity-not-confirmed", note="Asked twice.")
    events.revoke(certificate, act)
    assert "Take the course again" in page_of(client)
    for _twice in range(2):
        assert take_again(client, certificate)["Location"] == ENROL
    old = Enrolment.objects.get()
    assert (old.ended_because, old.completed_at is None) == ("renewal", False)
    assert "Identity could not be confirmed" in page_of(client)
    assert client.get(reverse("certificates:guide", args=["basics"])).status_code == 200

    new = finish_again()
    certificate.refresh_from_db()
    assert (new.supersedes, certificate.state, new.state) == ("", "revoked", "genuine")
    page = page_of(client)
    assert "1 earlier certificate" in page
    assert page.index(new.shown_code) < page.index(certificate.shown_code)


@pytest.fixture
def short_lived(enrolment, django_capture_on_commit_callbacks) -> Certificate:
    """Ada's certificate of 800 days ago, which was up to date for two years."""
    make_provider(renewal_months=24)
    finish(enrolment)
    Enrolment.objects.update(completed_on=timezone.now().date() - timedelta(days=800))
    with django_capture_on_commit_callbacks(execute=True):
        issue_missing()
    return Certificate.objects.get()


def test_a_certificate_that_is_out_of_date_is_replaced_by_taking_the_course_again(
    client, ada, short_lived, finish_again
):
    client.force_login(ada)
    page = page_of(client)
    assert "Out of date" in page
    assert "Take the course again" in page
    assert take_again(client, short_lived)["Location"] == ENROL
    new = finish_again()
    short_lived.refresh_from_db()
    assert (new.supersedes, short_lived.state) == (short_lived.code, "replaced")
    page = page_of(client)
    assert f"Number {new.shown_code} took its place." in page
    assert page.count("Download certificate (PDF)") == 1


@pytest.mark.parametrize(
    ("days_left", "may"), [(61, False), (60, True), (0, True), (-1, True), (-400, True)]
)
def test_the_course_can_be_taken_again_from_60_days_before_a_certificate_is_out_of_date(
    short_lived, days_left, may
):
    day = short_lived.expires_on - timedelta(days=days_left)
    assert renewals.may_take_again(short_lived, day) == may


def test_whom_staff_asked_to_renew_may_do_so_earlier(client, ada, grace, short_lived):
    later = timezone.now().date() - timedelta(days=1)
    Enrolment.objects.update(completed_on=later)
    act = events.Act(by=grace, because="identity", note="A passport was seen.")
    events.revoke(short_lived, events.Act(by=grace, because="issued-in-error", note="Wrong day."))
    new = succession.issue_again(short_lived, "Ada Lovelace", act)
    client.force_login(ada)
    address = reverse("course:mine", args=["basics"])
    assert "Take the course again" not in page_of(client) + page_of(client, address)
    bulk = BulkAct.objects.create(kind=BulkAct.Kind.RENEW, reason="A new edition", made_by=grace)
    line = BulkLine.objects.create(act=bulk, certificate=new, plan="invite")
    assert not renewals.may_take_again(new)
    BulkLine.objects.filter(pk=line.pk).update(result="done", done_at=timezone.now())
    for page in (MINE, address):
        assert "Take the course again" in page_of(client, page)
    assert take_again(client, new)["Location"] == ENROL


def test_without_an_edition_to_enroll_in_nothing_is_ended(client, ada, grace, edition, certificate):
    events.revoke(certificate, events.Act(by=grace, because="holder-request", note="Asked."))
    make_edition(edition.course, expires_on=date(2026, 1, 1))
    client.force_login(ada)
    assert take_again(client, certificate)["Location"] == MINE
    assert "when its next edition is published" in page_of(client)
    assert Enrolment.objects.get().ended_at is None


def test_the_transcript_lists_what_was_completed_in_a_period(
    client, ada, certificate, django_assert_num_queries
):
    client.force_login(ada)
    address = reverse("certificates:transcript")
    page = page_of(client, address)
    day = certificate.completed_on
    for words in (certificate.shown_code, certificate.verify_url, "Genuine", "2.25", "Edition 1"):
        assert words in page
    assert certificate.shown_code in page_of(client, f"{address}?first={day}&last={day}")
    after, before = day + timedelta(days=1), day - timedelta(days=1)
    for query in (f"first={after}", f"last={before}", "first=nonsense", "first=9999-12-32"):
        assert certificate.shown_code not in page_of(client, f"{address}?{query}")
    wrong = page_of(client, f"{address}?first={after}&last={day}")
    assert "The last day is before the first." in wrong


def test_the_transcript_of_a_period_is_a_pdf_by_both_standards(
    client, ada, grace, provider, request
):
    import page as validator

    provider.accreditation = "One credit, by the Example Council."
    provider.save()
    certificate = request.getfixturevalue("certificate")
    client.force_login(ada)
    address = reverse("certificates:transcript_pdf")
    day = certificate.completed_on
    assert f'href="{address}?first={day}"' in page_of(
        client, f"{reverse('certificates:transcript')}?first={day}"
    )
    pdf = client.get(f"{address}?first={day}&last={day}").content
    text = text_of(pdf)
    for words in (certificate.shown_code, "Ada Lovelace", "Genuine", "2.25", "Edition 1"):
        assert words in text
    assert provider.accreditation in text
    assert provider.accreditation in page_of(client, reverse("certificates:transcript"))
    for profile in (validator.ValidationProfile.PDF_UA_1, validator.ValidationProfile.PDF_A_2A):
        report = validator.validate_pdf_bytes(pdf, profile=profile)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
    empty = client.get(f"{address}?first={day + timedelta(days=1)}").content
    assert "No course was completed in this period." in text_of(empty)
    wrong = client.get(f"{address}?first=nonsense", follow=True)
    assert "valid date" in wrong.content.decode()
    events.revoke(certificate, events.Act(by=grace, because="holder-request", note="Asked."))
    assert provider.accreditation not in text_of(client.get(address).content)


def test_the_transcript_shows_nothing_of_others(client, eve, certificate):
    client.force_login(eve)
    assert certificate.shown_code not in page_of(client, reverse("certificates:transcript"))
