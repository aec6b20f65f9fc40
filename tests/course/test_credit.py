from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from certificates import issuing
from certificates.models import Certificate
from course.credit import credit_on
from course.models import Edition, Provider
from tests.factories import enrol, finish, make_edition

PROVIDER_PAGE = reverse("staff:provider")
DAY = date(2026, 11, 29)
EDITION = "2.0 AMA PRA Category 1 Credits, by the Example Council."
PROVIDER = "1.5 contact hours, by the Board of Examples."
STATEMENTS = {
    "nobody states any": ({}, {}, ""),
    "the edition": ({"accreditation": EDITION}, {}, EDITION),
    "the provider": ({}, {"accreditation": PROVIDER}, PROVIDER),
    "both: the edition's counts": (
        {"accreditation": EDITION},
        {"accreditation": PROVIDER},
        EDITION,
    ),
    "blank text is none": ({"accreditation": " \n"}, {"accreditation": "   "}, ""),
    "a blank edition hides no provider": (
        {"accreditation": " "},
        {"accreditation": f" {PROVIDER}\n"},
        PROVIDER,
    ),
    "from that day": ({}, {"accreditation": PROVIDER, "accredited_from": DAY}, PROVIDER),
    "until that day": ({}, {"accreditation": PROVIDER, "accredited_until": DAY}, PROVIDER),
    "not yet": ({}, {"accreditation": PROVIDER, "accredited_from": date(2026, 11, 30)}, ""),
    "no more": ({}, {"accreditation": PROVIDER, "accredited_until": date(2026, 11, 28)}, ""),
    "the edition has expired": (
        {"accreditation": EDITION, "expires_on": DAY},
        {"accreditation": PROVIDER},
        "",
    ),
    "the dates are the provider's alone": (
        {"accreditation": EDITION},
        {"accreditation": PROVIDER, "accredited_until": date(2026, 11, 28)},
        EDITION,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("edition", "provider", "statement"), STATEMENTS.values(), ids=STATEMENTS)
def test_credit_is_what_edition_and_provider_state_on_that_day(edition, provider, statement):
    edition = Edition(**{"expires_on": DAY + timedelta(days=1)} | edition)
    assert credit_on(edition, Provider(**provider), DAY) == statement


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edition", "provider", "statement"),
    [
        ({"accreditation": EDITION}, {}, EDITION),
        ({}, {"accreditation": PROVIDER}, PROVIDER),
        ({"accreditation": " "}, {"accreditation": "   "}, ""),
        ({}, {"accreditation": PROVIDER, "accredited_until": date(2000, 1, 1)}, ""),
        ({"accreditation": EDITION, "expires_on": date(2000, 1, 2)}, {}, ""),
    ],
    ids=["edition", "provider", "blank", "lapsed", "expired"],
)
def test_the_course_page_promises_what_the_certificate_states(
    client, ada, edition, provider, statement, django_capture_on_commit_callbacks
):
    Provider.objects.create(pk=1, legal_name="Northgate Teaching Hospital", **provider)
    published = make_edition(**edition)
    lasts = "expires_on" not in edition and "accredited_until" not in provider
    promise = statement or "This site gives no CE credit"
    if not lasts:
        promise = "CE credit ended on January 1, 2000."
    course_page = reverse("course:course", args=["basics"])
    page = client.get(course_page).content.decode()
    last_day = date_format(published.expires_on - timedelta(days=1))
    assert promise in page
    assert (f"Complete the course by {last_day} to earn it." in page) == bool(statement)
    enrolment = enrol(ada, published)
    client.force_login(ada)
    home = client.get(reverse("course:mine", args=["basics"])).content.decode()
    assert ("CE credit ended on" in home) == (not lasts)
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    certificate = Certificate.objects.get()
    assert certificate.accreditation == statement
    assert ("earns no continuing education credit" in certificate.limits) == (not statement)


@pytest.mark.django_db
def test_a_statement_that_begins_later_leaves_the_days_before_it_to_the_old_one(
    client, ada, eve, grace, django_capture_on_commit_callbacks
):
    edition = make_edition()
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    enter(client, grace, accreditation="One credit.", accredited_from=today)
    enrolment = finish(enrol(ada, edition), states=False)
    enter(client, grace, accreditation="Two credit.", accredited_from=tomorrow)
    enter(client, grace, accreditation="Two credits.", accredited_from=tomorrow)  # corrected
    page = client.get(PROVIDER_PAGE).content.decode()
    assert f"{today} to {today}" in page
    assert "Two credit." not in page
    course_page = client.get(reverse("course:course", args=["basics"])).content.decode()
    assert "One credit." in course_page
    assert f"Complete the course by {date_format(today)} to earn it." in course_page

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        enrolment.confirm_statement("I took this course myself.")
        certificate = issuing.issue(enrolment, "basics")
        client.force_login(grace)
        address = reverse("certificates:reissue", args=[certificate.shown_code])
        client.post(address, {"reason": "Our address has changed."})
        with django_capture_on_commit_callbacks(execute=True):
            finish(enrol(eve, edition))
        # The late one, the one in its place, and that of a completion of the new statement.
        stated = [one.accreditation for one in Certificate.objects.order_by("sequence")]
        assert stated == ["One credit.", "One credit.", "Two credits."]


def enter(client, staff, **fields: object) -> None:
    """Enter the provider, as staff do."""
    client.force_login(staff)
    sent = {"legal_name": "A Hospital", "country": "US", "time_zone": "UTC", "paper": "A4"}
    answer = client.post(PROVIDER_PAGE, sent | {"reason": "The new statement."} | fields)
    assert answer.headers["Location"] == PROVIDER_PAGE
