"""The page of the audit log."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.staff import ROWS_A_PAGE

AUDIT = reverse("staff:audit")
NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def signed_in(client, grace):
    client.force_login(grace)


def make_events(count: int) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(
            verb=f"act.{number}",
            subject_type="course.unit",
            subject_key="1",
            at=NOON + timedelta(seconds=number),
        )
        for number in range(count)
    )


def acts(client, **parameters) -> list[str]:
    """The acts that the page shows, in its order."""
    return re.findall(r"act\.(\d+)", client.get(AUDIT, parameters).content.decode())


def newest_first(start: int, stop: int) -> list[str]:
    return [str(number) for number in range(start, stop, -1)]


def test_a_page_has_25_acts_and_leads_to_the_next(client):
    make_events(ROWS_A_PAGE + 1)
    assert acts(client) == newest_first(25, 0)
    first = client.get(AUDIT).content.decode()
    assert 'href="?page=2" rel="next"' in first
    assert "1–25" in first

    second = client.get(AUDIT, {"page": 2}).content.decode()
    assert acts(client, page=2) == ["0"]
    assert "26–26" in second
    assert 'href="?page=1" rel="prev"' in second
    assert 'rel="next"' not in second


def test_a_page_that_is_just_full_leads_nowhere(client):
    make_events(ROWS_A_PAGE)
    page = client.get(AUDIT).content.decode()
    assert 'rel="next"' not in page
    assert 'rel="prev"' not in page


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "3", "9" * 30, "9" * 5000, "1000000"])
def test_a_page_that_is_not_there_shows_the_newest_acts(client, number):
    make_events(ROWS_A_PAGE + 1)
    assert acts(client, page=number) == newest_first(25, 0)


def test_the_time_is_in_utc_whoever_reads_it(client, grace):
    grace.time_zone = "Asia/Tokyo"
    grace.save()
    make_events(1)
    time = '<time datetime="2026-11-29T12:00:00Z">2026-11-29 12:00:00</time>'
    assert time in client.get(AUDIT).content.decode()


@pytest.mark.parametrize("typed", ["WM-7F3K-9Q2P", "wm-7f3k-9q2p", " WM-7F3K-9Q2P "])
def test_a_certificate_number_is_found_in_small_letters_too(client, typed):
    for verb, code in (("act.1", "WM-7F3K-9Q2P"), ("act.2", "WM-7F3K-9Q2Q")):
        AuditEvent.objects.create(
            verb=verb, subject_type="certificates.certificate", subject_key=code
        )
    assert acts(client, subject=typed) == ["1"]


def test_a_record_number_is_found_in_capitals_too(client):
    number = "4c684ca7-a859-4815-82bd-6df69eacf53b"
    AuditEvent.objects.create(verb="act.1", subject_type="course.enrolment", subject_key=number)
    assert acts(client, subject=number.upper()) == ["1"]


def test_300_acts_cost_as_many_statements_as_one(client, django_assert_num_queries):
    make_events(1)
    client.get(AUDIT)
    with django_assert_num_queries(5):
        client.get(AUDIT)
    make_events(300)
    with django_assert_num_queries(5):
        client.get(AUDIT)
