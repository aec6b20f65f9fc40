"""Anybody asks for help or reports an error or harm, by a form of the site."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import personal_data
from accounts.inbox import messages
from accounts.models import InboxMessage, OutgoingMail
from tests.accounts.browser import CommittingClient
from tests.course.staff.test_staff import queries
from tests.factories import make_provider, make_user

pytestmark = pytest.mark.django_db
HELP, REPORT, MINE = reverse("inbox:help"), reverse("inbox:report"), reverse("inbox:mine")
ADDRESS = "kim@example.org"
WORDS = "The second sentence names the wrong year."
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7 }} \u202e'


def text_of(response) -> str:
    return response.content.decode()


def values_of(page: str) -> dict[str, str]:
    """What the fields of one line of a form hold."""
    inputs = re.findall(r"<input [^>]+>", page)
    pairs = [
        (re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)) for tag in inputs
    ]
    return {name[1]: value[1] if value else "" for name, value in pairs if name}


def send(client, url=HELP, **fields):
    """Fill the form of a page and send it."""
    typed = {"text": WORDS} | fields
    if url == REPORT:
        typed = {"kind": "error"} | typed
    shown = values_of(text_of(client.get(url)))
    number = {"form_number": shown["form_number"]}
    address = {"address": ADDRESS} if "address" in shown else {}
    return client.post(url, number | address | typed)


def test_a_learner_asks_for_help_and_follows_what_becomes_of_it(client, ada, grace):
    client.force_login(ada)
    answer = send(client, about="My certificate")
    message = InboxMessage.objects.get()
    assert answer.headers["Location"] == message.get_absolute_url()
    assert (message.kind, message.user, message.address) == ("help", ada, "")

    page = text_of(client.get(answer.headers["Location"]))
    assert f"message number {message.pk}" in page
    assert "Received" in page
    assert WORDS in page
    messages.take(message, grace)
    assert "Being answered" in text_of(client.get(MINE))
    messages.give_answer(message, "It was corrected.", grace)
    page = text_of(client.get(message.get_absolute_url()))
    assert "Answered" in page
    assert "It was corrected." in page
    assert "Grace" not in page


def test_somebody_without_an_account_writes_and_is_answered_by_mail(client, grace):
    answer = send(client, REPORT)
    assert answer.headers["Location"] == reverse("inbox:sent")
    message = InboxMessage.objects.get()
    assert (message.kind, message.user, message.address) == ("error", None, ADDRESS)
    assert f"message number {message.pk}" in text_of(client.get(answer.headers["Location"]))
    assert mail.outbox == []  # nobody can have mails sent to somebody else


def test_a_report_of_harm_needs_no_address_and_everything_else_does(client):
    refused = text_of(send(client, REPORT, address=""))
    assert "Enter an address, so that we can answer." in refused
    assert "Enter an address, so that we can answer." in text_of(send(client, address=""))
    assert WORDS in refused
    assert not InboxMessage.objects.exists()
    assert send(client, REPORT, kind="harm", address="").status_code == 302
    assert InboxMessage.objects.get().recipient == ""


def test_the_provider_is_mailed_of_each_report_of_harm_without_its_words(client, settings):
    send(client, REPORT, kind="harm")
    assert not OutgoingMail.objects.exists()  # no address is entered yet
    make_provider(contact="desk@northgate.example")
    send(client, REPORT, kind="error")
    send(client, REPORT, kind="harm", about="Subject: all\r\nBcc: eve@example.org")
    (sent,) = mail.outbox
    message = InboxMessage.objects.first()
    assert sent.to == ["desk@northgate.example"]
    assert sent.subject == f"A report of harm waits for an answer (number {message.pk})"
    assert f"{settings.BASE_URL}{message.staff_url}" in sent.body
    assert WORDS not in sent.body
    assert message.about == "Subject: all Bcc: eve@example.org"


@pytest.mark.parametrize("url", [HELP, REPORT])
def test_the_form_says_what_it_is_about_and_where_it_was_opened(client, settings, url):
    came_from = {"Referer": f"{settings.BASE_URL}/courses/basics/?q=secret"}
    page = client.get(url, {"about": "Lesson 2.1 “Monitoring”"}, headers=came_from)
    values = values_of(text_of(page))
    assert values["about"] == "Lesson 2.1 “Monitoring”"
    assert values["page"] == "/courses/basics/"
    send(client, url, about="Another lesson", page=f"{settings.BASE_URL}/verify/")
    message = InboxMessage.objects.get()
    assert (message.about, message.page) == ("Another lesson", "/verify/")


def test_whoever_has_an_account_may_sign_in_first_and_comes_back(client):
    url = f"{HELP}?about=Lesson+1"
    shown = text_of(client.get(url))
    assert (
        f'href="{reverse("account_login")}?next=%2Fpages%2Fhelp%2F%3Fabout%3DLesson%2B1"' in shown
    )
    assert "first if you have an account" not in text_of(send(client, text=""))


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://elsewhere.example/courses/",
        "http://localhost:8000.elsewhere.example/courses/",
        "http://localhost:8000/account/undo/a-secret/",
        "http://localhost:8000/accounts/password/reset/key/a-secret/",
        "http://[",
    ],
)
def test_no_address_of_another_site_and_none_with_a_secret_is_taken_over(client, referer):
    page = client.get(HELP, headers={"Referer": referer})
    assert values_of(text_of(page))["page"] == ""


@pytest.mark.parametrize("url", [HELP, REPORT])
def test_the_form_says_whom_to_call_and_asks_for_no_patient_details(client, url):
    make_provider(country="GB")
    page = text_of(client.get(url))
    assert "In an emergency, call 999." in page
    assert "Do not wait for us." in page
    assert "No patient details" in page


def test_the_same_form_sent_twice_is_one_message(client, ada):
    client.force_login(ada)
    fields = {"text": WORDS, "form_number": "one"}
    first, second = (client.post(HELP, fields) for _click in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert InboxMessage.objects.count() == 1
    client.post(HELP, fields | {"text": "Something else."})  # the page was gone back to
    client.post(HELP, fields | {"form_number": "two"})
    assert InboxMessage.objects.count() == 3


def test_a_stranger_does_not_get_at_it_by_sending_the_same(client, ada, eve):
    fields = {"text": WORDS, "form_number": "one"}
    for person in (ada, eve):
        client.force_login(person)
        client.post(HELP, fields)
    own, other = InboxMessage.objects.of(eve).get(), InboxMessage.objects.of(ada).get()
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert WORDS not in text_of(Client().get(other.get_absolute_url(), follow=True))
    listed = text_of(client.get(MINE))
    assert own.get_absolute_url() in listed
    assert other.get_absolute_url() not in listed


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": " "}, "Write a sentence."),
        ({"text": "x" * 5001}, "Shorten it to 5000 characters; it has 5001."),
        ({"address": "kim"}, "This is not an email address."),
        ({"address": "kim@example.org\nBcc: eve@example.org"}, "This is not an email address."),
        ({"about": "y" * 201}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_sent_comes_back_whole(client, fields, told):
    page = text_of(send(client, **fields))
    assert told in page
    assert "<title>Error: " in page
    assert fields.get("text", WORDS).strip() in page
    assert not InboxMessage.objects.exists()


def test_a_text_of_a_megabyte_is_refused_and_stays_in_its_field(client):
    long = "x" * 1_000_000
    answer = send(client, text=long)
    assert long in text_of(answer)
    assert not InboxMessage.objects.exists()


def test_more_than_the_server_takes_is_refused_with_what_to_do(client):
    answer = send(client, text="x" * 5_000_000)
    assert answer.status_code == 400
    assert "Go back in your browser: your text is still there." in text_of(answer)


def test_a_session_that_ended_meanwhile_loses_no_text(client, ada):
    client.force_login(ada)
    fields = values_of(text_of(client.get(REPORT))) | {"kind": "harm", "text": WORDS}
    del fields["csrfmiddlewaretoken"]
    client.logout()
    page = text_of(client.post(REPORT, fields))
    assert "You were signed out meanwhile" in page
    assert WORDS in page
    assert not InboxMessage.objects.exists()
    assert client.post(REPORT, fields | {"address": ""}).status_code == 302


def test_a_form_older_than_the_last_sign_in_comes_back_with_its_text(ada):
    client = CommittingClient(enforce_csrf_checks=True)
    old = values_of(text_of(client.get(HELP)))
    client.force_login(ada)
    client.cookies.pop("csrftoken", None)
    answer = client.post(HELP, old | {"text": WORDS, "about": "Lesson 1"})
    assert answer.status_code == 403
    page = text_of(answer)
    assert "older than your last sign-in" in page
    assert WORDS in page
    assert not InboxMessage.objects.exists()
    client.post(HELP, values_of(page) | {"text": WORDS})
    assert InboxMessage.objects.get().user == ada


def test_more_than_ten_messages_an_hour_are_refused_with_their_text_and_each_counts_alone(
    client, ada
):
    for _message in range(10):
        assert send(client, REPORT, kind="harm").status_code == 302
    refused = send(client, REPORT, kind="harm", about="Lesson 9")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    page = text_of(refused)
    assert "this one was not sent" in page
    assert WORDS in page
    assert "Lesson 9" in page
    assert InboxMessage.objects.count() == 10
    client.force_login(ada)
    assert send(client).status_code == 302


def test_hostile_words_are_shown_as_words_and_no_foreign_address_is_a_link(client, ada):
    client.force_login(ada)
    for page in ("javascript:alert(1)", "//elsewhere.example/", "https://elsewhere.example/"):
        send(client, text=HOSTILE, about=HOSTILE, page=page)
    for message in InboxMessage.objects.all():
        shown = text_of(client.get(message.get_absolute_url()))
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert f'href="{message.page}"' not in shown


def test_every_page_leads_to_both_forms(client, ada):
    for url, status in (("/courses/", 200), ("/nowhere/", 404)):
        answer = client.get(url)
        assert answer.status_code == status
        assert f'href="{HELP}"' in text_of(answer)
        assert f'href="{REPORT}' in text_of(answer)
    client.force_login(ada)
    assert f'href="{MINE}"' in text_of(client.get(reverse("accounts:settings")))


@pytest.mark.parametrize("contact", ["", "desk@northgate.example"])
@pytest.mark.parametrize("name", ["privacy", "accessibility"])
def test_no_page_ends_without_a_way_to_ask(client, name, contact):
    make_provider(contact=contact)
    page = text_of(client.get(reverse("page", args=[name])))
    assert f'href="{HELP}?about="' in page
    assert "has not entered" not in page
    assert (f'href="mailto:{contact}"' in page) == bool(contact)


def test_what_somebody_sent_is_exported_and_erased_but_reports_stay_without_a_name(
    client, ada, eve, grace
):
    client.force_login(ada)
    send(client, about="My account")
    send(client, REPORT, kind="harm", text="A patient came to harm.")
    exported = personal_data.export(ada)["messages"]
    assert [entry["text"] for entry in exported] == ["A patient came to harm.", WORDS]
    assert json.dumps(exported)
    assert personal_data.export(eve)["messages"] == []
    personal_data.erase(ada)
    kept = InboxMessage.objects.get()
    assert (kept.kind, kept.user, kept.address) == ("harm", None, "")
    assert messages.give_answer(kept, "Thank you.", grace)
    assert mail.outbox == []


def test_what_ended_two_years_ago_is_forgotten(client):
    for kind in ("help", "error", "harm"):
        for years in (1, 3):
            InboxMessage.objects.create(
                kind=kind,
                address=ADDRESS,
                text=WORDS,
                answer="Yes.",
                ended_at=timezone.now() - timedelta(days=365 * years),
                form_digest=f"{kind} {years}",
            )
    messages.forget_ended()
    assert dict(InboxMessage.objects.values_list("form_digest", "address")) == {
        "help 1": ADDRESS,
        "error 1": ADDRESS,
        "harm 1": ADDRESS,
        "error 3": "",
        "harm 3": "",
    }


def test_what_was_sent_and_answered_is_on_record(client, grace):
    send(client, REPORT)
    message = InboxMessage.objects.get()
    messages.give_answer(message, "Yes.", grace)
    for change in ({"page": "/"}, {"answer": "No."}, {"kind": "help"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            InboxMessage.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        InboxMessage.objects.all().delete()


def test_ones_own_messages_cost_as_many_queries_for_twenty_as_for_one(client):
    ada = make_user()
    client.force_login(ada)
    counts = []
    for number in range(20):
        InboxMessage.objects.create(kind="help", user=ada, text=WORDS, form_digest=str(number))
        if number in {0, 19}:
            counts.append(queries(client, MINE))
    assert counts[0] == counts[1]
