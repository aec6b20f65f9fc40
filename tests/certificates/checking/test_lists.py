"""Many numbers are checked at once: each line gets its answer, and nothing is kept."""

import csv
import hashlib
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from certificates import throttle
from certificates.codes import hyphenate, with_check_character
from certificates.models import Certificate, LookupCount
from certificates.records import events
from tests.certificates.test_documents import made

pytestmark = pytest.mark.django_db
MANY = "/verify/many/"
UNKNOWN = hyphenate(with_check_character("Z" * 15))


def make_record(number: int, **changes) -> Certificate:
    facts = {
        "code": with_check_character(f"{number:015}"),
        "sequence": number,
        "record_hash": f"{number:064}",
        "pdf_name": "none.pdf",
        "pdf_sha256": f"{number:064}",
    }
    return made(**(facts | changes))


@pytest.fixture
def records(provider) -> list[Certificate]:
    """A genuine record of Ada's, a corrected one, a revoked one and one without its name."""
    records = [make_record(number) for number in range(1, 5)]
    for record in records:
        record.save()
    events.end(records[1], "corrected", "0" * 16, events.Act())
    events.revoke(records[2], events.Act(because="holder-request"))
    events.hide_name(records[3], events.Act())
    return records


def ask(client, text: str, **fields) -> str:
    response = client.post(MANY, {"numbers": text, **fields})
    assert response.status_code == 200
    return response.content.decode()


def answers(client, *lines: str) -> list[tuple]:
    body = json.dumps({"numbers": lines})
    response = client.post(f"{MANY[:-1]}.json", body, content_type="application/json")
    assert response.status_code == 200
    return [(row["status"], row.get("name")) for row in response.json()["results"]]


def test_each_line_gets_its_answer_and_no_name_is_shown(client, records):
    genuine, corrected, revoked, hidden = (record.shown_code for record in records)
    slip = genuine[:-1] + ("0" if genuine[-1] != "0" else "1")
    lines = [
        f"{genuine}, ada LOVELACE",
        f"https://waymark.example/verify/{genuine}/;Eve",
        f"{corrected.lower()}\tAda Lovelace",
        f"{revoked}, Eve",
        f'{hidden},"Lovelace, Ada"',
        UNKNOWN,
        slip,
    ]
    assert answers(client, *lines) == [
        ("genuine", "matches"),
        ("genuine", "does-not-match"),
        ("corrected", "matches"),
        ("revoked", "does-not-match"),
        ("genuine", "not-compared"),
        ("unknown", None),
        ("unreadable", None),
    ]
    page = ask(client, "\n".join(lines))
    for text in ("Name matches", "Not one of our numbers", "The last character does not fit"):
        assert text in page
    table = page[page.index("<table") : page.index("</table>")]
    assert "Lovelace" not in table
    assert "Lovelace" not in ask(client, "\n".join(record.code for record in records))


def test_the_receipt_is_the_hash_of_numbers_and_states(client, records):
    numbers = [records[0].shown_code, records[1].shown_code, UNKNOWN, "nothing"]
    statuses = ["genuine", "corrected", "unknown", "unreadable"]
    pairs = zip([*numbers[:3], "-"], statuses, strict=True)
    text = "".join(f"{number} {status}\n" for number, status in pairs)
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert expected in ask(client, "\n".join(numbers))
    named = "\n".join([f"{numbers[0]}, Ada Lovelace", *numbers[1:]])
    assert expected in ask(client, named)
    assert expected not in ask(client, "\n".join(reversed(numbers)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_of_a_spreadsheet_is_read(client, provider, encoding):
    make_record(1, holder_name="Zoë Lukasik").save()
    number = hyphenate(with_check_character(f"{1:015}"))
    text = f'Number,Name\r\n"{number}","Zoë Lukasik"\r\n\r\n'
    file = SimpleUploadedFile("list.csv", text.encode(encoding))
    assert "Name matches" in ask(client, "", file=file)


def test_the_result_is_there_as_a_file(client, records):
    response = client.post(MANY, {"numbers": f"=1+1\n{records[2].code}, Eve", "as": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["status"] for row in rows] == ["unreadable", "revoked"]
    assert rows[1]["number"] == records[2].shown_code
    assert rows[1]["name"] == "does-not-match"
    assert b"Eve" not in response.content


BAD_LISTS = [
    ({"numbers": ""}, "Type or paste numbers"),
    ({"numbers": "number, name"}, "Type or paste numbers"),
    ({"numbers": "1\n" * 501}, "This list has 501 lines. Check up to 500 at a time."),
    ({"numbers": "1" * 200_001}, "at most 200000 characters"),
]


@pytest.mark.parametrize(("fields", "words"), BAD_LISTS)
def test_a_list_that_cannot_be_checked_says_why(client, provider, fields, words):
    response = client.post(MANY, fields)
    assert response.status_code == 400
    assert words in response.content.decode()


def test_a_file_that_is_too_large_is_refused(client, provider):
    for size in (200_001, 3_000_000):
        file = SimpleUploadedFile("list.csv", b"1" * size)
        response = client.post(MANY, {"file": file})
        assert response.status_code == 400
        assert "too large" in response.content.decode()


@pytest.mark.parametrize("content", [b"\0\1\2\xff" * 100, b'"' * 1000, b"," * 1000, b"a" * 2000])
def test_any_file_is_answered(client, provider, content):
    response = client.post(MANY, {"file": SimpleUploadedFile("list.csv", content)})
    assert response.status_code in (200, 400)
    assert "Check many certificates" in response.content.decode()


BAD_BODIES = [
    "",
    "[]",
    "{",
    "1",
    '{"numbers": "one"}',
    '{"numbers": [1]}',
    '{"numbers": []}',
    "[" * 9999,
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_a_program_is_told_how_to_send_a_list(client, body):
    response = client.post(f"{MANY[:-1]}.json", body, content_type="application/json")
    assert response.status_code == 400
    assert "Send" in response.json()["error"]


def test_a_form_sent_to_the_address_of_programs_is_refused_in_words(client):
    """As ``curl -F`` sends it."""
    response = client.post(f"{MANY[:-1]}.json", {"numbers": "1"})
    assert response.status_code == 400
    assert response.json() == {"error": "Send JSON or plain text, and no form."}


def test_a_program_may_send_plain_text_without_a_token(records):
    client = Client(enforce_csrf_checks=True)
    body = f"{records[0].code}, Ada Lovelace\n{UNKNOWN}"
    response = client.post(f"{MANY[:-1]}.json", body, content_type="text/plain")
    assert [row["status"] for row in response.json()["results"]] == ["genuine", "unknown"]
    assert client.post(MANY, {"numbers": body}).status_code == 403


def test_after_too_many_guesses_the_rest_of_a_list_is_not_checked(client, records, monkeypatch):
    monkeypatch.setattr(throttle, "MAX_MISSES", 3)
    monkeypatch.setattr(throttle.time, "time", lambda: 6_000_000.0)
    genuine = records[0].code
    wrong_name = f"{records[1].code}, Eve"
    assert answers(client, *[genuine] * 10, "nonsense") == [("genuine", None)] * 10 + [
        ("unreadable", None)
    ]
    assert answers(client, UNKNOWN, wrong_name, UNKNOWN, genuine, "nonsense") == [
        ("unknown", None),
        ("corrected", "does-not-match"),
        ("unknown", None),
        ("not-checked", None),
        ("unreadable", None),
    ]
    assert client.post(MANY, {"numbers": genuine}).status_code == 429
    assert client.get(records[0].get_absolute_url()).status_code == 429


def test_a_list_tries_one_wrong_name_for_a_number_and_lists_ten(client, records, monkeypatch):
    monkeypatch.setattr(throttle.time, "time", lambda: 6_000_000.0)
    lines = [f"{records[1].code}, {name}" for name in ("Eve", "Mallory", "Ada Lovelace")]
    differs, not_compared = ("corrected", "does-not-match"), ("corrected", "not-compared")
    for _ in range(throttle.MAX_NAMES):
        assert answers(client, *lines) == [differs, not_compared, not_compared]
    assert answers(client, lines[2]) == [not_compared]
    assert client.post(f"{records[1].get_absolute_url()}name/", {"name": "Eve"}).status_code == 429


def test_nothing_of_a_list_is_kept(client, records, caplog):
    caplog.set_level("DEBUG")
    ask(client, f"{records[1].code}, Mallory Unseen\n{UNKNOWN}")
    assert "Mallory" not in caplog.text
    assert {len(row.client) for row in LookupCount.objects.all()} == {64}


def test_five_hundred_numbers_cost_six_statements(client, provider, django_assert_num_queries):
    records = [make_record(number) for number in range(1, 461)]
    Certificate.objects.bulk_create(records)
    for record in records[:5]:
        events.revoke(record, events.Act(because="holder-request"))
    lines = [f"{record.code}, Eve" for record in records] + [UNKNOWN] * 40
    # The limits, the records, the counters made, misses and names counted, the provider.
    with django_assert_num_queries(6):
        page = ask(client, "\n".join(lines))
    assert page.count("Name does not match") == 461
    assert page.count("Not one of our numbers") == 41


def test_the_form_is_there_without_an_account(client, provider):
    assert client.get(reverse("certificates:check_many")).status_code == 200
