"""The page of the audit log."""

import ast
import csv
import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts import audit
from accounts.approvals.kinds import KINDS
from accounts.audit_log.words import STEPS, WORDS, words_of
from accounts.groups.planning import make_plan
from accounts.groups.reading import read
from accounts.models import AuditEvent
from accounts.staff import ROWS_A_PAGE
from tests.factories import enrol, make_edition, make_group

AUDIT, CSV = reverse("staff:audit"), reverse("staff:audit_csv")
ROOT = Path(__file__).resolve().parents[2]
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
    return re.findall(r"act\.(\d+)</span>", client.get(AUDIT, parameters).content.decode())


def newest_first(start: int, stop: int) -> list[str]:
    return [str(number) for number in range(start, stop, -1)]


def test_a_page_has_25_acts_and_leads_to_the_next_and_the_last(client):
    make_events(2 * ROWS_A_PAGE + 1)
    first = client.get(AUDIT).content.decode()
    assert acts(client) == newest_first(50, 25)
    assert 'rel="prev"' not in first
    after = html.unescape(re.search(r'href="([^"]+)" rel="next"', first)[1])
    second = client.get(AUDIT + after).content.decode()
    assert re.findall(r"act\.(\d+)</span>", second) == newest_first(25, 0)
    assert acts(client, before="end") == newest_first(24, -1)


def test_a_page_that_is_just_full_leads_nowhere(client):
    make_events(ROWS_A_PAGE)
    page = client.get(AUDIT).content.decode()
    assert 'rel="next"' not in page
    assert 'rel="prev"' not in page


@pytest.mark.parametrize("key", ["0", "-1", "x", "", "9" * 30, "9" * 5000, "1000000"])
def test_a_page_that_is_not_there_shows_the_newest_acts(client, key):
    make_events(ROWS_A_PAGE + 1)
    assert acts(client, after=key) == newest_first(25, 0)


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


@pytest.fixture
def log(grace, ada):
    """Four acts on four days, by three people; the last one on Ada's account."""
    for day, (verb, actor, subject, key, reason) in enumerate(
        (
            ("certificate.revoked", grace, "certificates.certificate", "WM-1", "Asked by phone."),
            ("waiver.asked", ada, "course.waiverrequest", "7", "Taught the course herself."),
            ("waiver.approved", grace, "course.waiverrequest", "7", "Checked with the board."),
            ("account.disabled", None, "accounts.user", str(ada.public_id), "=HYPERLINK(1)"),
        )
    ):
        AuditEvent.objects.create(
            verb=verb, actor=actor, subject_type=subject, subject_key=key, reason=reason,
            at=NOON + timedelta(days=day),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["account.disabled", "waiver.approved", "waiver.asked", "certificate.revoked"]),
        ({"who": "hopper GRACE"}, ["waiver.approved", "certificate.revoked"]),
        ({"who": "ada@example"}, ["waiver.asked"]),
        ({"who": "nobody"}, []),
        ({"act": "certificate.revoked"}, ["certificate.revoked"]),
        ({"act": "waiver"}, ["waiver.approved", "waiver.asked"]),
        ({"since": "2026-11-30", "until": "2026-12-01"}, ["waiver.approved", "waiver.asked"]),
        ({"until": "2026-11-29"}, ["certificate.revoked"]),
        ({"subject": "wm-1  7"}, ["waiver.approved", "waiver.asked", "certificate.revoked"]),
        ({"subject": "PHONE"}, ["certificate.revoked"]),
        ({"who": "Grace", "act": "waiver", "since": "2026-12-01"}, ["waiver.approved"]),
    ],
)
def test_acts_are_found_by_person_act_day_record_and_word(client, log, asked, found):
    shown = client.get(AUDIT, asked).content.decode()
    assert re.findall(r'<span class="sub code">(.*?)</span>', shown) == found


def test_each_act_is_said_in_words_and_leads_to_its_record(client, log, ada):
    shown = client.get(AUDIT).content.decode()
    for words in ("stopped a sign-in", "approved: Waive units for a learner"):
        assert f"<b>{words}</b>" in shown
    person = reverse("staff:person", args=[ada.public_id])
    assert f'href="{person}">Ada Lovelace</a>' in shown
    assert client.get(person).status_code == 200
    of_record = re.search(
        r'href="([^"]+)">All acts on this record', client.get(person).content.decode()
    )
    assert "account.disabled" in client.get(html.unescape(of_record[1])).content.decode()


def test_an_act_on_a_group_shows_its_name(client, grace, django_assert_num_queries):
    for name in ("Ward 5 East", "Ward 6 West"):
        audit.record(grace, "group.closed", group := make_group(name=name), "The ward closed.")
        client.get(AUDIT)
        with django_assert_num_queries(7):
            shown = client.get(AUDIT).content.decode()
        assert f'href="{group.staff_url}">{name}</a>' in shown


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "x"},
        {"since": "soon"},
        {"who": "x" * 300},
        {"since": "2026-12-02", "until": "2026-12-01"},
    ],
)
def test_what_cannot_be_asked_for_is_said(client, log, asked):
    shown = client.get(AUDIT, asked).content.decode()
    assert 'class="error-summary' in shown
    assert "sub code" not in shown
    assert client.get(CSV, asked).headers["Location"].startswith(f"{AUDIT}?")


def test_the_file_has_what_was_asked_for_and_no_formula(client, log, grace):
    # On the day of the first act, so that the download itself is older than what is asked for.
    with time_machine.travel(NOON, tick=False):
        answer = client.get(CSV, {"since": "2026-12-01"})
    title, header, *rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
    assert "From: 2026-12-01" in title[0]
    assert header[0] == "time_utc"
    assert rows == [
        ["2026-12-02 12:00:00", "", "", "account.disabled", "stopped a sign-in", "accounts.user",
         rows[0][6], "'=HYPERLINK(1)"],
        ["2026-12-01 12:00:00", "Grace Hopper", grace.email, "waiver.approved",
         "approved: Waive units for a learner", "course.waiverrequest", "7",
         "Checked with the board."],
    ]  # fmt: skip


def test_every_verb_of_the_code_is_said_in_words():
    permissions = Permission.objects.values_list("content_type__app_label", "codename")
    no_verbs = {f"{app}.{codename}" for app, codename in permissions}
    verbs = {verb for verbs in WORDS.values() for verb in verbs}
    written = {
        node.value
        for app in ("accounts", "certificates", "config", "course", "quizzes")
        for path in (ROOT / app).rglob("*.py")
        for node in verbs_in(path)
        if node.value not in no_verbs and not node.value.startswith("accounts.")
    }
    assert len(written) > 50
    assert written <= verbs
    assert all(words_of(f"{name}.{step}") != f"{name}.{step}" for name in KINDS for step in STEPS)


def verbs_in(path: Path) -> Iterator[ast.Constant]:
    """Yield the texts of a file that look like verbs, if it writes to the log."""
    text = path.read_text()
    if "import audit" not in text and "audit, " not in text and "accounts.audit import" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and re.fullmatch(r"[a-z_-]+\.[a-z_-]+", node.value):
            yield node


def test_300_acts_cost_as_many_statements_as_one(client, django_assert_num_queries, grace):
    AuditEvent.objects.create(
        verb="role.given", subject_type="accounts.user", subject_key=str(grace.public_id), at=NOON
    )
    for _number in range(2):
        client.get(AUDIT)
        with django_assert_num_queries(7):
            client.get(AUDIT, {"before": "end"})
        make_events(300)


def test_every_table_that_staff_take_is_an_entry_without_the_words_they_typed(client, grace, ada):
    group = make_group()
    enrol(ada, make_edition())
    taken = {
        f"{CSV}?act=&since=": "audit-log.csv",
        f"{CSV}?who=ada&subject=ward": "audit-log.csv who=(words)&subject=(words)",
        f"{reverse('staff:completion_csv')}?by=month": "completion.csv by=month",
        reverse("staff:completion_people_csv"): "completion-people.csv",
        reverse("staff:steps_csv"): "steps.csv",
        reverse("staff:activity_csv"): "activity.csv",
        f"{reverse('staff:learners_csv')}?who=all&q=ada&tab=": "learners.csv who=all&q=(words)",
        f"{reverse('certificates:staff_certificates_csv')}?q=ada": "certificates.csv q=(words)",
        reverse("certificates:bulk_plan_csv", args=["renew"]): "plan-renew.csv",
    }
    for address in taken:
        assert client.head(address).status_code == 200, address
        assert client.get(address).status_code == 200, address
    entries = AuditEvent.objects.filter(verb="table.downloaded").order_by("pk")
    assert [entry.reason for entry in entries] == list(taken.values())
    by_herself = {(entry.actor, entry.subject_key) for entry in entries}
    assert by_herself == {(grace, str(grace.public_id))}
    roster = make_plan(group, read(b"email\nno address"), "list.csv", grace)
    client.get(reverse("groups:roster_faults", args=[group.public_id, roster.public_id]))
    last = AuditEvent.objects.get(subject_key=str(group.public_id))
    assert (last.verb, last.reason) == ("table.downloaded", "faulty-lines.csv")
