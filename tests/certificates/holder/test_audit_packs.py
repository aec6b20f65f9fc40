import hashlib
import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from certificates.models import Certificate
from certificates.records import events
from course.models import Acknowledgement, Module, Objective, Provider, Unit
from tests.factories import enrol, finish, make_edition, make_provider, make_unit, make_user

pytestmark = pytest.mark.django_db


def address_of(certificate) -> str:
    return reverse("certificates:audit_pack", args=[certificate.shown_code])


@pytest.fixture
def taught(enrolment, django_capture_on_commit_callbacks) -> Certificate:
    """Ada's certificate of a course with an objective, a quiz and an optional lesson."""
    Provider.objects.update(accreditation="Two credits by the Council.")
    edition = enrolment.edition
    module = Module.objects.get()
    Objective.objects.create(
        edition=edition, key="say", text="Say what is known", bloom="remember", position=1
    )
    quiz = make_unit(module, "cases", kind=Unit.Kind.QUIZ, position=8, number="1.3", title="Cases")
    make_unit(module, "extra", position=9, required=False)
    with django_capture_on_commit_callbacks(execute=True):
        enrolment.complete(quiz, earned="20/3", possible="8")
        enrolment.confirm_statement("I took this course myself.")
        for unit in edition.units.filter(required=True):
            enrolment.complete(unit)
    return Certificate.objects.get()


@pytest.fixture
def pack(client, ada, taught) -> bytes:
    client.force_login(ada)
    response = client.get(address_of(taught))
    assert response.status_code == 200
    return response.content


def test_a_pack_holds_the_certificate_with_its_evidence(pack, taught):
    with ZipFile(BytesIO(pack)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = files.pop("SHA256SUMS").decode().splitlines()
    assert sums == [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in files.items()]
    assert hashlib.sha256(files["certificate.pdf"]).hexdigest() == taught.pdf_sha256
    facts = json.loads(files["evidence.json"])
    (quiz,) = facts["quizzes"]
    assert (quiz["title"], quiz["earned"], quiz["possible"], quiz["percent"]) == (
        "Cases",
        "20/3",
        "8",
        83,
    )
    assert facts["objectives"] == ["Say what is known"]
    assert [unit["title"] for unit in facts["modules"][0]["units"]] == [
        "About lesson-1",
        "About lesson-2",
        "Cases",
        "About extra",
    ]
    assert facts["disclosures"]["text"] == "None declared."
    seen_at = Acknowledgement.objects.get().acknowledged_at
    assert facts["disclosures"]["acknowledged_at"] == seen_at.isoformat(timespec="seconds")
    stated = (facts["certificate"]["credit"], facts["certificate"]["review"])
    assert stated == ("Two credits by the Council.", "Content not clinically reviewed")
    assert facts["statement"] == "I took this course myself."
    page = files["evidence.html"].decode()
    for words in (
        "83% (20/3 of 8 points)",
        "Two credits by the Council.",
        "Say what is known",
        taught.verify_url,
        "Northgate",
    ):
        assert words in page
    assert taught.verify_url in files["README.txt"].decode()


def test_a_pack_has_the_same_bytes_whatever_happens_later(client, pack, taught, grace, ada):
    make_provider(legal_name="Another Name", accreditation="Something")
    make_edition(taught.enrolment.course, title="Another title", disclosures="Something new.")
    extra = taught.enrolment.edition.units.get(key="extra")
    taught.enrolment.complete(extra)
    Acknowledgement.objects.create(
        enrolment=taught.enrolment, edition=taught.enrolment.course.current_edition
    )
    finish(enrol(make_user(), taught.enrolment.edition))
    ada.language, ada.time_zone = "de", "Asia/Tokyo"
    ada.save()
    assert client.get(address_of(taught), headers={"accept-language": "de"}).content == pack


def test_a_pack_is_for_its_holder_and_for_staff_with_the_right(client, certificate, eve, grace):
    address = address_of(certificate)
    client.force_login(eve)
    assert client.get(address).status_code == 404
    clerk = make_user(is_staff=True)
    client.force_login(clerk)
    assert client.get(address).status_code == 404
    clerk.user_permissions.add(Permission.objects.get(codename="view_certificate"))
    assert client.get(address)["Content-Type"] == "application/zip"
    events.revoke(certificate, events.Act(by=grace, because="holder-request", note="Asked."))
    assert client.get(address).status_code == 404


def test_markup_in_a_text_is_text_in_the_pack(
    client, ada, enrolment, django_capture_on_commit_callbacks
):
    make_provider(legal_name="Smith <b>&</b> Sons")
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    client.force_login(ada)
    content = client.get(address_of(Certificate.objects.get())).content
    with ZipFile(BytesIO(content)) as archive:
        assert "Smith &lt;b&gt;&amp;&lt;/b&gt; Sons" in archive.read("evidence.html").decode()
