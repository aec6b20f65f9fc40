"""What the public sees of a record in each of its states."""

import json
from datetime import date

import pytest
import time_machine

from certificates import throttle
from certificates.models import Certificate
from certificates.records import events
from tests.certificates.test_documents import made

pytestmark = pytest.mark.django_db
NAME = "Zoë O’Connor-Łukasik"


@pytest.fixture
def certificate(provider) -> Certificate:
    certificate = made(
        sequence=1,
        record_hash="1" * 64,
        pdf_name="none.pdf",
        pdf_sha256="2" * 64,
        holder_name=NAME,
    )
    certificate.save()
    return certificate


ACT = events.Act(because="identity-not-confirmed", note="A private matter.")
ENDS = {
    "revoked": lambda certificate: events.revoke(certificate, ACT),
    "replaced": lambda certificate: events.end(certificate, "replaced", "0" * 16, ACT),
    "corrected": lambda certificate: events.end(certificate, "corrected", "0" * 16, ACT),
}
WORDS = {
    "revoked": "The issuer withdrew this certificate on November 30, 2026.",
    "replaced": "On November 30, 2026 a newer certificate took its place.",
    "corrected": "The name on it was corrected on November 30, 2026.",
}


@pytest.mark.parametrize("state", ENDS)
@time_machine.travel("2026-11-30 12:00:00+00:00", tick=False)
def test_a_record_that_is_not_in_force_names_the_paper_and_not_the_person(
    client, certificate, state
):
    ENDS[state](certificate)
    address = certificate.get_absolute_url()
    page = client.get(address).content.decode()
    facts = client.get(f"{address[:-1]}.json").json()
    for text in (WORDS[state], "Ketamine: the Basics", "November\xa023,\xa02026", "2" * 64):
        assert text in page
    for text in (page, json.dumps(facts, ensure_ascii=False)):
        assert "Łukasik" not in text
        assert "private matter" not in text
        assert "0000-0000-0000-0000" not in text
    expected = {
        "status": state,
        "number": certificate.shown_code,
        "course": "Ketamine: the Basics",
        "edition": 3,
        "completed_on": "2026-11-23",
        "issued_at": "2026-11-24T02:30:00+00:00",
        "sha256": "2" * 64,
        "since": "2026-11-30",
    }
    if state == "revoked":
        expected |= {"revoked_on": "2026-11-30", "reason": "identity-not-confirmed"}
    assert facts == expected


def test_a_record_out_of_date_still_shows_its_facts(client, certificate):
    dated = made(
        code="0" * 12,
        sequence=2,
        record_hash="3" * 64,
        pdf_name="none.pdf",
        pdf_sha256="4" * 64,
        expires_on=date(2026, 12, 31),
    )
    dated.save()
    address = dated.get_absolute_url()
    with time_machine.travel("2026-12-31 23:59:59+00:00", tick=False):
        assert "Genuine record" in client.get(address).content.decode()
        assert client.get(f"{address[:-1]}.json").json()["status"] == "genuine"
    with time_machine.travel("2027-01-01 00:00:00+00:00", tick=False):
        page = client.get(address).content.decode()
        assert "Out of date since January 1, 2027" in page
        assert "Ada Lovelace" in page
        facts = client.get(f"{address[:-1]}.json").json()
        assert (facts["status"], facts["since"]) == ("out-of-date", "2027-01-01")
        assert facts["printed"]["name"] == "Ada Lovelace"


def compare(client, certificate, name, **extra):
    return client.post(f"{certificate.get_absolute_url()}name/", {"name": name}, **extra)


MATCHING = [
    "Zoë O’Connor-Łukasik",
    "zoe o'connor lukasik",
    " ZOE  OCONNOR LUKASIK ",
    "Zoë O’Connor-Łukasik",
]
OTHERS = ["Lukasik Zoe O'Connor", "Zoe O'Connor", "Zoe", "Ada Lovelace", "-", "%"]


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, "Name matches") for name in MATCHING]
    + [(name, "Name does not match") for name in OTHERS],
)
def test_a_typed_name_is_compared_and_the_one_on_record_never_shown(
    client, certificate, name, answer
):
    events.revoke(certificate, ACT)
    page = compare(client, certificate, name).content.decode()
    assert answer in page
    assert "Łukasik" not in page.replace(name, "")


def test_names_for_one_number_are_limited(client, certificate, monkeypatch):
    monkeypatch.setattr(throttle.time, "time", lambda: 6_000_000.0)
    events.revoke(certificate, ACT)
    statuses = [
        compare(client, certificate, f"Name {number}").status_code
        for number in range(throttle.MAX_NAMES + 1)
    ]
    assert statuses == [200] * throttle.MAX_NAMES + [429]
    assert compare(client, certificate, NAME).status_code == 429
    assert compare(client, certificate, NAME, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_names_that_do_not_match_count_as_guesses(client, certificate, monkeypatch):
    monkeypatch.setattr(throttle, "MAX_MISSES", 2)
    events.revoke(certificate, ACT)
    assert [compare(client, certificate, name).status_code for name in (NAME, NAME, NAME)] == [
        200
    ] * 3
    assert [compare(client, certificate, "Eve").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("removal", "why"),
    [(events.hide_name, "account was erased"), (events.remove_name, "No longer kept")],
)
def test_a_name_that_was_taken_off_is_neither_shown_nor_compared(client, certificate, removal, why):
    removal(certificate, events.Act())
    address = certificate.get_absolute_url()
    page = client.get(address).content.decode()
    assert "Genuine record" in page
    assert why in page
    assert "Łukasik" not in page
    assert "name" not in client.get(f"{address[:-1]}.json").json()["printed"]
    events.revoke(certificate, ACT)
    for page in (client.get(address), compare(client, certificate, NAME)):
        assert "Name matches" not in page.content.decode()
        assert "Compare the name" not in page.content.decode()


def test_a_genuine_record_compares_no_name(client, certificate):
    page = compare(client, certificate, "Eve").content.decode()
    assert "Name does not match" not in page


def test_without_a_name_the_form_says_so(client, certificate):
    events.revoke(certificate, ACT)
    assert "This field is required" in compare(client, certificate, "  ").content.decode()
