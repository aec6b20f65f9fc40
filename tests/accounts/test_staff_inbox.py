"""Staff read, take, hand on, answer and close what people ask and report."""

import re
from datetime import timedelta
from itertools import count

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.inbox.starting_texts import STARTING_TEXTS
from accounts.models import AuditEvent, InboxMessage
from accounts.staff_groups import GROUPS
from tests.accounts.desk_page import HOME, waiting
from tests.course.staff.test_staff import queries, staff_with
from tests.factories import make_user

pytestmark = pytest.mark.django_db
INBOX = reverse("inbox:staff_inbox")
REASON = "Sent by a machine, in advertising."
ANSWER = "Thank you. It is corrected."
_numbers = count(1)


def text_of(response) -> str:
    return response.content.decode()


def make_message(kind="help", **fields) -> InboxMessage:
    defaults = {"text": "Where is it?", "address": "kim@example.org", "language": "en-us"}
    return InboxMessage.objects.create(
        kind=kind, form_digest=f"form {next(_numbers)}", **(defaults | fields)
    )


def act(message: InboxMessage, name: str) -> str:
    return reverse(f"inbox:{name}", args=[message.pk])


def inbox(client, **filters) -> list[str]:
    """What the messages of the list are about, in its order."""
    return re.findall(r"About (\w+)</a>", text_of(client.get(INBOX, filters)))


@pytest.fixture
def support(client):
    """Signed in."""
    support = staff_with("accounts.answer_message")
    client.force_login(support)
    return support


def test_support_and_editors_answer_and_nobody_else(client, ada):
    message = make_message()
    pages = [("GET", INBOX), ("GET", message.staff_url), ("POST", message.staff_url)]
    acts = [("POST", act(message, name)) for name in ("take", "hand_on", "close", "delete_words")]
    everything_else = {name for names in GROUPS.values() for name in names}
    everything_else -= {"accounts.answer_message"}
    for person in (ada, staff_with(*everything_else)):
        client.force_login(person)
        assert {client.generic(*page).status_code for page in pages + acts} == {404}
    client.force_login(staff_with("accounts.answer_message"))
    assert {client.generic(*page).status_code for page in pages} == {200}
    may = [name for name, permissions in GROUPS.items() if "accounts.answer_message" in permissions]
    assert may == ["Support", "Editor", "Administrator"]


def test_harm_comes_first_then_the_oldest_and_what_has_ended_stands_apart(client, support):
    now = timezone.now()
    for about, kind, days in (
        ("young", "help", 1),
        ("old", "error", 9),
        ("late", "harm", 2),
        ("early", "harm", 3),
    ):
        make_message(kind, about=f"About {about}", sent_at=now - timedelta(days=days))
    make_message("error", about="About answered", answer="Yes.", ended_at=now)
    make_message("error", about="About closed", closed_because=REASON, ended_at=now)
    assert inbox(client) == ["early", "late", "old", "young"]
    assert inbox(client, kind="harm") == ["early", "late"]
    assert inbox(client, state="answered") == ["answered"]
    assert inbox(client, state="closed") == ["closed"]
    assert inbox(client, state="' OR 1=1", page="-1") == ["early", "late", "old", "young"]
    assert "1 week, 2 days ago" in text_of(client.get(INBOX)).replace("\xa0", " ")


@pytest.mark.parametrize("state", ["waiting", "answered"])
def test_the_list_costs_as_many_queries_for_twenty_rows_as_for_one(client, support, state):
    ended = {"answer": "Yes.", "ended_at": timezone.now(), "ended_by": support}
    counts = []
    for number in range(20):
        make_message(user=make_user(), owner=make_user(), **(ended if state == "answered" else {}))
        if number in {0, 19}:
            counts.append(queries(client, f"{INBOX}?state={state}"))
    assert counts[0] == counts[1]


def test_whoever_takes_a_message_owns_it_and_hands_it_on_to_whoever_may_answer(
    client, support, ada
):
    message = make_message()
    colleague = staff_with("accounts.answer_message")
    for _click in range(2):
        client.post(act(message, "take"))
    page = text_of(client.get(message.staff_url))
    assert "You do." in page
    assert re.findall(r'<option value="(\d+)"', page) == [str(colleague.pk)]

    refused = text_of(client.post(act(message, "hand_on"), {"to": ada.pk}))
    assert "<title>Error: " in refused
    client.post(act(message, "hand_on"), {"to": colleague.pk})
    message.refresh_from_db()
    assert message.owner == colleague
    (sent,) = mail.outbox
    assert (sent.to, message.staff_url in sent.body) == ([colleague.email], True)
    assert list(AuditEvent.objects.values_list("verb", "actor", "subject_key", "reason")) == [
        ("message.handed-on", support.pk, str(message.pk), "Help"),
        ("message.taken", support.pk, str(message.pk), "Help"),
    ]


def test_an_answer_is_mailed_once_recorded_and_final(client, support, settings):
    message = make_message(text="Where is\nmy certificate?")
    client.post(message.staff_url, {"answer": ANSWER})
    second = client.post(message.staff_url, {"answer": "No, it is not."}, follow=True)
    assert "It was changed before you." in text_of(second)
    message.refresh_from_db()
    assert (message.answer, message.ended_by, message.owner) == (ANSWER, support, support)
    (sent,) = mail.outbox
    assert sent.to == ["kim@example.org"]
    assert sent.subject == f"Our answer to your message (number {message.pk})"
    assert ANSWER in sent.body
    assert "Where is\nmy certificate?" in sent.body
    assert f"{settings.BASE_URL}{reverse('inbox:help')}" in sent.body
    assert list(AuditEvent.objects.values_list("verb", "reason")) == [("message.answered", "Help")]
    page = text_of(client.get(message.staff_url))
    assert ANSWER in page
    assert "Send the answer" not in page
    for name in ("take", "close"):
        client.post(act(message, name), {"closed_because": REASON})
    assert InboxMessage.objects.answered().get() == message


def test_somebody_with_an_account_gets_a_link_to_what_they_wrote(client, support, ada, settings):
    message = make_message(user=ada, address="", text="It is about my divorce.")
    client.post(message.staff_url, {"answer": ANSWER})
    (sent,) = mail.outbox
    assert sent.to == [ada.email]
    assert f"{settings.BASE_URL}{message.get_absolute_url()}" in sent.body
    assert "divorce" not in sent.body


def test_a_report_without_an_address_is_answered_and_staff_are_told(client, support):
    message = make_message("harm", address="")
    assert "no address given" in text_of(client.get(message.staff_url))
    answered = client.post(message.staff_url, {"answer": ANSWER}, follow=True)
    assert "There is no address to email it to." in text_of(answered)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("answer", "told"),
    [("  ", "Write a sentence."), ("x" * 5001, "Shorten it to 5000 characters; it has 5001.")],
)
def test_an_answer_that_cannot_be_sent_comes_back(client, support, answer, told):
    message = make_message()
    page = text_of(client.post(message.staff_url, {"answer": answer}))
    assert told in page
    assert answer in page
    assert "<title>Error: " in page
    assert InboxMessage.objects.waiting().exists()


@pytest.mark.parametrize("key", STARTING_TEXTS)
def test_a_text_to_start_from_stands_below_what_was_typed_and_sends_nothing(client, support, key):
    message = make_message()
    page = text_of(client.post(message.staff_url, {"answer": "Dear Kim,", "start": key}))
    start = str(STARTING_TEXTS[key][1])[:30]
    assert re.search(rf"Dear Kim,\s+{re.escape(start)}", page)
    assert InboxMessage.objects.waiting().exists()


@pytest.mark.parametrize("is_answered", [False, True])
def test_details_of_a_patient_are_deleted_for_a_reason(client, support, ada, is_answered):
    message = make_message("harm", user=ada, text="The patient is Kim.", about="Kim")
    if is_answered:
        client.post(message.staff_url, {"answer": ANSWER})
    client.post(act(message, "delete_words"), {"deleted_because": "x"})
    assert InboxMessage.objects.get().text
    reason = "It named a patient."
    client.post(act(message, "delete_words"), {"deleted_because": reason})
    assert AuditEvent.objects.filter(verb="message.words-deleted", reason=reason).count() == 1
    page = text_of(client.get(message.staff_url))
    assert "Kim" not in page
    assert "Delete what was written" not in page
    assert (ANSWER in page) == is_answered
    client.force_login(ada)
    assert "Staff deleted what you wrote" in text_of(client.get(message.get_absolute_url()))


def test_a_message_is_closed_for_a_reason_that_its_sender_reads(client, support, ada):
    message = make_message(user=ada)
    refused = text_of(client.post(act(message, "close"), {"closed_because": "spam"}))
    assert "Write a reason of 10 characters or more." in refused
    client.post(act(message, "close"), {"closed_because": REASON})
    assert list(AuditEvent.objects.values_list("verb", "reason")) == [("message.closed", REASON)]
    assert mail.outbox == []
    client.force_login(ada)
    page = text_of(client.get(message.get_absolute_url()))
    assert "Staff closed it without an answer." in page
    assert REASON in page


def test_hostile_words_are_shown_as_words_and_lead_nowhere(client, support):
    hostile = '<script>alert(1)</script> "><img src=x onerror=alert(1)>'
    message = make_message(text=hostile, about=hostile, page="javascript:alert(1)")
    for url in (INBOX, message.staff_url):
        page = text_of(client.get(url))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page


def test_the_desk_says_how_many_wait_for_how_long_and_links_both_lists(client, support):
    assert waiting(client) == {}
    make_message("harm", sent_at=timezone.now() - timedelta(days=3, minutes=1))
    make_message()
    assert waiting(client) == {
        "Reports of harm": 1,
        "Requests for help and reports of errors": 1,
    }
    desk = text_of(client.get(HOME)).replace("\xa0", " ")
    assert "</svg>3 days</span>" in "".join(desk.split("\n"))
    assert "</svg>1 minute</span>" in "".join(desk.split("\n"))
    make_message("harm")
    assert "Oldest 3 days" in text_of(client.get(HOME)).replace("\xa0", " ")
    reports = reverse("quizzes:staff_reports")
    assert reports not in text_of(client.get(INBOX))
    client.force_login(staff_with("accounts.answer_message", "quizzes.answer_report"))
    assert "Reports about questions: 0 are open" in text_of(client.get(INBOX))
    assert "Inbox: 3 messages wait" in text_of(client.get(reports))
