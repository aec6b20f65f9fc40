"""The inbox of staff: reports about questions, who looks after them, and their answers."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from accounts.models import AuditEvent, OutgoingMail
from accounts.staff_groups import GROUPS
from quizzes.models import ItemReport
from quizzes.sitting import attempts
from tests.accounts.browser import pages_of
from tests.accounts.desk_page import desk_rows, waiting
from tests.course.staff.test_staff import queries, staff_with
from tests.factories import make_edition, make_user
from tests.quizzes.factories import (
    add_item,
    make_attempt,
    match,
    multi,
    numeric,
    order,
    single,
    text,
)
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
INBOX = reverse("quizzes:staff_reports")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)>'


@pytest.fixture
def attempt(ada):
    """Ada's attempt at a question of each kind, handed in without an answer."""
    attempt = make_attempt(ada, single(), multi(), numeric(), text(), match(), order())
    return attempts.submit(attempt, uuid.uuid4(), timezone.now())


@pytest.fixture
def editor(client):
    """Signed in."""
    editor = staff_with("quizzes.answer_report")
    client.force_login(editor)
    return editor


def make_report(attempt, position=1, kind="wrong", **fields) -> ItemReport:
    item = attempt.items.get(position=position)
    return ItemReport.objects.create(item=item, kind=kind, **({"text": "It is not so."} | fields))


def take_url(report):
    return reverse("quizzes:take_report", args=[report.pk])


def inbox(client, **filters) -> str:
    return text_of(client.get(INBOX, filters))


def test_editors_answer_reports_and_nobody_else(client, attempt, ada):
    report = make_report(attempt)
    requests = (
        ("GET", INBOX),
        ("GET", report.get_absolute_url()),
        ("POST", report.get_absolute_url()),
    )
    for method, url in (*requests, ("POST", take_url(report))):
        client.logout()
        assert client.generic(method, url).headers["Location"].startswith(reverse("account_login"))
        for person in (ada, staff_with(*set(GROUPS["Editor"]) - {"quizzes.answer_report"})):
            client.force_login(person)
            assert client.generic(method, url).status_code == 404
        client.force_login(staff_with("quizzes.answer_report"))
        assert client.generic(method, url).status_code in {200, 302}
    assert [
        name for name, permissions in GROUPS.items() if "quizzes.answer_report" in permissions
    ] == ["Editor", "Administrator"]


def test_the_inbox_shows_what_is_open_the_oldest_first_and_answered_ones_apart(
    client, attempt, editor
):
    for position, days in ((1, 1), (2, 9)):
        make_report(
            attempt, position, reported_at=NOW - timedelta(days=days), text=f"Report {position}."
        )
    make_report(attempt, 3, text="Report 3.", answer="So.", answered_at=NOW)
    assert re.findall(r"Report \d\.", inbox(client)) == ["Report 2.", "Report 1."]
    assert re.findall(r"Report \d\.", inbox(client, state="answered")) == ["Report 3."]


def test_the_inbox_narrows_down_by_kind_and_bears_nonsense(client, attempt, editor):
    make_report(attempt, 1, "typo", text="A slip.")
    make_report(attempt, 1, "outdated", text="An old label.")
    assert "A slip." in inbox(client, kind="typo")
    assert "An old label." not in inbox(client, kind="typo")
    assert "No report of this kind." in inbox(client, kind="wrong")
    for nonsense in ({"kind": "x' OR 1=1"}, {"state": "7"}, {"page": "-1"}, {"page": "many"}):
        text = inbox(client, **nonsense)
        assert "A slip." in text
        assert "An old label." in text


def test_an_empty_inbox_says_so(client, editor):
    assert "Nothing is waiting" in inbox(client)
    assert "Nothing was answered yet" in inbox(client, state="answered")


def test_the_inbox_has_pages(client, editor):
    for _person in range(26):
        attempt = attempts.submit(
            make_attempt(make_user(), edition=make_edition(lessons=0)), None, NOW
        )
        make_report(attempt)
    assert "1–25 of 26" in inbox(client)
    assert "26–26 of 26" in inbox(client, page="2")


@pytest.mark.parametrize("state", ["open", "answered"])
def test_a_list_costs_as_many_queries_for_twenty_rows_as_for_one(client, editor, state):
    answered = (
        {"answer": "So.", "answered_at": NOW, "answered_by": editor} if state == "answered" else {}
    )
    counts = []
    for rows in (1, 19):
        for _row in range(rows):
            attempt = attempts.submit(
                make_attempt(make_user(), edition=make_edition(lessons=0)), None, NOW
            )
            make_report(attempt, owner=editor, **answered)
        counts.append(queries(client, f"{INBOX}?state={state}"))
    assert counts[0] == counts[1]


def test_a_report_stands_beside_its_question_with_version_key_and_reasons(client, attempt, editor):
    report = make_report(attempt, text="The label says forty.")
    version = report.item.version
    page = text_of(client.get(report.get_absolute_url()))
    for words in (
        "The label says forty.",
        "What is it?",
        version.question.ref,
        version.sha256[:12],
        "WHY a",
        "WHY b",
    ):
        assert words in page
    assert page.count("Right answer") == 1
    assert "the newest is" not in page
    body = version.body | {"stem": "What is it now?"}
    add_item(attempt.quiz, "single", body, ref=version.question.ref)
    assert "the newest is 2" in text_of(client.get(report.get_absolute_url()))


@pytest.mark.parametrize("position", range(1, 7))
def test_a_question_of_any_kind_shows_its_key(client, attempt, editor, position):
    page = text_of(client.get(make_report(attempt, position).get_absolute_url()))
    assert "Right answer" in page or "The right order:" in page
    assert "Your answer" not in page


def test_staff_see_neither_who_reported_nor_what_was_answered(client, ada, editor):
    attempt = make_attempt(ada, numeric())
    item = attempt.items.get()
    attempts.save_answer(item, "98765 mg", seq=0, at=NOW, sureness=3)
    report = make_report(attempts.submit(attempt, None, timezone.now()))
    for url in (INBOX, report.get_absolute_url()):
        page = text_of(client.get(url))
        for secret in ("Lovelace", ada.email, str(attempt.enrolment.public_id), "98765", "Certain"):
            assert secret not in page


def test_hostile_words_are_shown_as_words(client, attempt, editor):
    report = make_report(attempt, text=HOSTILE)
    for url in (INBOX, report.get_absolute_url()):
        page = text_of(client.get(url))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


def test_other_reports_of_the_same_question_are_linked_whatever_its_version(
    client, attempt, editor
):
    report = make_report(attempt)
    other = make_report(attempt, kind="typo")
    elsewhere = make_report(attempt, 2, "typo")
    page = text_of(client.get(report.get_absolute_url()))
    assert f'href="{other.get_absolute_url()}"' in page
    assert f'href="{elsewhere.get_absolute_url()}"' not in page


def test_whoever_may_ask_for_a_regrade_finds_the_way_there(client, attempt, editor):
    report = make_report(attempt)
    version = report.item.version
    url = reverse(
        "quizzes:staff_regrade_ask", args=["basics", version.question.ref, version.number]
    )
    assert url not in text_of(client.get(report.get_absolute_url()))
    client.force_login(staff_with(*GROUPS["Editor"]))
    assert f'href="{url}"' in text_of(client.get(report.get_absolute_url()))
    assert client.get(url).status_code == 200


def test_whoever_takes_a_report_is_its_owner_and_may_be_relieved(client, attempt, editor):
    report = make_report(attempt)
    assert "Nobody yet" in inbox(client)
    client.post(take_url(report))
    client.post(take_url(report))
    report.refresh_from_db()
    assert report.owner == editor
    assert "Sam Staff" in inbox(client)
    second = staff_with("quizzes.answer_report")
    client.force_login(second)
    assert "Take it over" in text_of(client.get(report.get_absolute_url()))
    client.post(take_url(report))
    report.refresh_from_db()
    assert report.owner == second
    assert list(AuditEvent.objects.values_list("verb", "actor", "subject_key")) == [
        ("report.taken", second.pk, str(report.pk)),
        ("report.taken", editor.pk, str(report.pk)),
    ]


def test_taking_by_get_changes_nothing(client, attempt, editor):
    report = make_report(attempt)
    assert client.get(take_url(report)).status_code == 405
    assert ItemReport.objects.get().owner is None


def test_an_answer_is_dated_signed_recorded_and_final(client, attempt, editor):
    report = make_report(attempt)
    with time_machine.travel(NOW, tick=False):
        assert (
            client.post(report.get_absolute_url(), {"answer": "Mended in edition 2."}).status_code
            == 302
        )
    client.post(report.get_absolute_url(), {"answer": "No, it is right."})
    report.refresh_from_db()
    assert (report.answer, report.answered_by, report.answered_at, report.owner) == (
        "Mended in edition 2.", editor, NOW, editor,
    )  # fmt: skip
    assert list(AuditEvent.objects.values_list("verb", "reason")) == [
        ("report.answered", "Mended in edition 2.")
    ]
    page = text_of(client.get(report.get_absolute_url()))
    assert "2026-11-24 10:00 UTC, Sam Staff" in page
    assert "Send the answer" not in page
    assert not report.take(editor)
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemReport.objects.update(answer="Other.")


def test_the_owner_stays_when_somebody_else_answers(client, attempt, editor, grace):
    report = make_report(attempt, owner=grace)
    client.post(report.get_absolute_url(), {"answer": "Mended."})
    report.refresh_from_db()
    assert (report.owner, report.answered_by) == (grace, editor)


@pytest.mark.parametrize(
    ("answer", "told"),
    [("  ", "Write a sentence."), ("x" * 2001, "Shorten it to 2000 characters; it has 2001.")],
)
def test_an_answer_that_cannot_be_sent_is_refused_and_comes_back(
    client, attempt, editor, answer, told
):
    report = make_report(attempt)
    page = text_of(client.post(report.get_absolute_url(), {"answer": answer}))
    assert told in page
    assert answer in page
    assert "<title>Error: " in page
    assert ItemReport.objects.get().answered_at is None


def test_the_learner_gets_one_mail_with_the_answer_and_one_link(
    client, ada, attempt, editor, django_capture_on_commit_callbacks, settings
):
    report = make_report(attempt)
    with django_capture_on_commit_callbacks(execute=True):
        for _click in range(2):
            client.post(report.get_absolute_url(), {"answer": "Mended in edition 2."})
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([ada.email], "Your report about a question was answered")
    assert "Mended in edition 2." in sent.body
    assert pages_of(sent.body) == [f"{attempt.get_absolute_url()}#report-1"]


def test_nobody_is_mailed_about_a_page_that_they_cannot_open(client, ada, eve, attempt, editor):
    erased = make_report(attempt)
    left = attempts.submit(
        make_attempt(eve, key="other", edition=make_edition(lessons=0)), None, timezone.now()
    )
    left.enrolment.ended_at = timezone.now()
    left.enrolment.save()
    personal_data.erase(ada)
    for report in (erased, make_report(left)):
        assert client.post(report.get_absolute_url(), {"answer": "Mended."}).status_code == 302
    assert ItemReport.objects.filter(answered_at=None).count() == 0
    assert not OutgoingMail.objects.exists()


def test_the_desk_says_how_many_wait_to_those_who_may_answer(client, attempt, editor):
    assert "Reports about questions" not in waiting(client)
    make_report(attempt, 1)
    make_report(attempt, 2)
    make_report(attempt, 3, answer="So.", answered_at=NOW)
    row = desk_rows(client)["Reports about questions"]
    assert (row.count, reverse(row.url_name)) == (2, INBOX)
    client.force_login(staff_with("course.view_editions"))
    assert "Reports about questions" not in waiting(client)
