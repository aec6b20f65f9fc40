import hashlib

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from certificates import succession
from certificates.models import Certificate
from certificates.records import events
from tests.factories import enrol, finish, make_edition, make_user

pytestmark = pytest.mark.django_db


def test_the_holder_downloads_the_issued_bytes(client, certificate, ada):
    client.force_login(ada)
    address = reverse("certificates:pdf", args=[certificate.shown_code])
    response = client.get(address)
    assert hashlib.sha256(response.content).hexdigest() == certificate.pdf_sha256
    assert (
        response["Content-Disposition"]
        == f'attachment; filename="certificate-basics-{certificate.shown_code}.pdf"'
    )
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_stranger_gets_not_found_and_a_visitor_the_sign_in_page(client, certificate, eve):
    address = reverse("certificates:pdf", args=[certificate.shown_code])
    assert client.get(address).status_code == 302
    client.force_login(eve)
    assert client.get(address).status_code == 404


def test_staff_need_the_permission(client, certificate):
    clerk = make_user(is_staff=True)
    address = reverse("certificates:pdf", args=[certificate.shown_code])
    client.force_login(clerk)
    assert client.get(address).status_code == 404
    clerk.user_permissions.add(Permission.objects.get(codename="view_certificate"))
    assert client.get(address).status_code == 200


def test_my_certificates_show_mine_only(client, certificate, ada, eve):
    client.force_login(ada)
    page = client.get(reverse("certificates:mine")).content.decode()
    assert certificate.verify_url in page
    assert reverse("certificates:pdf", args=[certificate.shown_code]) in page
    client.force_login(eve)
    assert certificate.shown_code not in client.get(reverse("certificates:mine")).content.decode()


def test_until_the_worker_is_done_the_page_says_so(client, ada, enrolment):
    finish(enrolment)
    client.force_login(ada)
    assert "being prepared" in client.get(reverse("certificates:mine")).content.decode()


def test_a_revoked_certificate_is_shown_as_such_to_its_holder(client, certificate, ada, grace):
    events.revoke(certificate, events.Act(by=grace, because="holder-request", note="Asked."))
    client.force_login(ada)
    page = client.get(reverse("certificates:mine")).content.decode()
    assert "Certificate revoked" in page
    assert "At the request of the holder" in page


@pytest.mark.parametrize("courses", [1, 20])
def test_many_certificates_cost_no_more_queries(
    client,
    ada,
    provider,
    courses,
    django_assert_max_num_queries,
    django_capture_on_commit_callbacks,
):
    from course.models import Course

    with django_capture_on_commit_callbacks(execute=True):
        for number in range(courses):
            finish(enrol(ada, make_edition(Course.objects.create(slug=f"course-{number}"))))
    assert Certificate.objects.count() == courses
    client.force_login(ada)
    with django_assert_max_num_queries(10):
        client.get(reverse("certificates:mine"))


def test_the_guide_is_for_those_who_completed_the_course(client, ada, eve, enrolment):
    address = reverse("certificates:guide", args=[enrolment.course.slug])
    client.force_login(eve)
    assert client.get(address).status_code == 404
    client.force_login(ada)
    assert client.get(address)["Location"] == reverse("course:mine", args=[enrolment.course.slug])
    finish(enrolment)
    response = client.get(address)
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'attachment; filename="guide-basics-edition-1.pdf"'


def test_who_finished_before_a_safety_correction_gets_the_corrected_guide(client, ada, certificate):
    address = reverse("certificates:guide", args=[certificate.course_slug])
    panel = reverse("certificates:mine")
    client.force_login(ada)
    assert "safety correction" not in client.get(panel).content.decode()
    make_edition(safety_correction="Edition 1 was wrong on one dangerous thing.")
    make_edition()  # not a correction: whoever finished keeps the guide they were taught with
    response = client.get(address)
    assert response["Content-Disposition"] == 'attachment; filename="guide-basics-edition-2.pdf"'
    assert "Replace the copy you have." in client.get(panel).content.decode()


@pytest.mark.parametrize("end", ["revoked", "corrected"])
def test_a_paper_that_is_not_in_force_comes_only_from_the_page_that_says_so(
    client, certificate, ada, eve, grace, end
):
    if end == "revoked":
        events.revoke(certificate, events.Act(by=grace, because="identity-not-confirmed", note="?"))
        words = "Reason given: Identity could not be confirmed."
    else:
        new = succession.correct(certificate, "Ada King", events.Act(by=grace, note="Seen."))
        words = f"Give number {new.shown_code} instead."
    address = reverse("certificates:pdf", args=[certificate.shown_code])
    page = reverse("certificates:not_in_force", args=[certificate.shown_code])
    for user in (ada, grace):
        client.force_login(user)
        assert client.get(address)["Location"] == page
        shown = client.get(page).content.decode()
        assert words in shown
        assert f'href="{address}?known"' in shown
        assert client.get(f"{address}?known").content == certificate.pdf()
    client.force_login(eve)
    assert client.get(page).status_code == client.get(f"{address}?known").status_code == 404


def test_the_page_about_a_paper_in_force_leads_to_it(client, certificate, ada):
    client.force_login(ada)
    page = reverse("certificates:not_in_force", args=[certificate.shown_code])
    address = reverse("certificates:pdf", args=[certificate.shown_code])
    assert client.get(page)["Location"] == address
