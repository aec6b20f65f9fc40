from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from certificates.models import Certificate
from course.credit import credit_on
from course.models import Edition, Provider
from tests.factories import enrol, finish, make_edition

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
