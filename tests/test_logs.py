"""The log: one JSON object a line, each with the id of its request, and nobody's name in it."""

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from config.logs import JsonFormatter, RequestIdFilter
from tests.accounts.browser import Browser, proven
from tests.accounts.factors import add_app, app_code, use_app
from tests.factories import enrol, make_edition

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "walnut tandem orbit"


@pytest.fixture
def lines(caplog):
    """Return what the log has got since the last call, as a site in use writes it."""
    caplog.handler.addFilter(RequestIdFilter())
    caplog.set_level(logging.INFO)

    def new_lines() -> list[dict[str, str]]:
        written = [JsonFormatter().format(record) for record in caplog.records]
        caplog.clear()
        return [json.loads(line) for line in written]

    return new_lines


def events(lines: list[dict[str, str]]) -> list[str]:
    """The events without the time that an answer took."""
    return [line["event"].partition(" ms=")[0] for line in lines]


@pytest.mark.django_db
def test_each_line_of_a_request_has_its_id_and_names_the_page_by_its_name(client, ada, lines):
    edition = make_edition()
    enrolment = enrol(ada, edition)
    client.force_login(ada)
    lines()
    page = client.get(edition.units.first().get_absolute_url())
    stranger = client.get(reverse("staff:learner", args=[enrolment.public_id]))
    missing = client.get("/no/page/of/ada@example.org")
    client.get("/healthz")
    found = lines()
    assert [line["request"] for line in found] == [
        answer.headers["X-Request-ID"] for answer in (page, stranger, missing)
    ]
    assert events(found) == [
        "answered method=GET page=course:unit status=200",
        "answered method=GET page=staff:learner status=404",
        "answered method=GET page=none status=404",
    ]
    assert [line["level"] for line in found] == ["INFO", "WARNING", "WARNING"]
    assert "user=" not in found[0]["event"]
    assert found[1]["event"].endswith(f" user={ada.pk}")
    assert found[2]["event"].endswith(f" user={ada.pk} path=/no")


@pytest.mark.django_db
def test_sign_ins_and_refusals_are_events_without_a_name(lines, settings):
    settings.STAFF_SECOND_FACTOR = True
    ada = proven("ada@example.org", password=PASSWORD, name="Ada Lovelace", is_staff=True)
    ada.groups.add(Group.objects.get(name="Support"))
    add_app(ada)
    browser = Browser("198.51.100.1")
    lines()
    browser.sign_in("nobody@example.org", PASSWORD)
    for _guess in range(6):
        browser.sign_in(ada.email, "not the right one")
    browser = Browser("198.51.100.2")
    browser.sign_in(ada.email, PASSWORD)
    use_app(browser, "000000")
    use_app(browser, app_code())
    found = [line for line in lines() if not line["event"].startswith("answered")]
    text = json.dumps(found)
    for name in ("Lovelace", "ada@", "nobody@", "198.51", PASSWORD):
        assert name not in text
    assert "-" not in {line["request"] for line in found}
    for event in (
        "password refused user=None",
        f"password refused user={ada.pk}",
        f"password refused unread: too many guesses user={ada.pk}",
        f"second factor refused user={ada.pk} type=totp",
        f"second factor used user={ada.pk} type=totp",
        f"account event kind=new-device user={ada.pk}",
    ):
        assert event in events(found), event


@pytest.mark.django_db
def test_a_fault_that_quotes_a_row_quotes_no_address(ada, lines):
    try:
        with transaction.atomic():
            User.objects.create(email=ada.email)
    except IntegrityError:
        message = f"Key (email)=({ada.email}) already exists, <{ada.email}>\n{ada.email}"
        logging.getLogger("any").exception("failed %s", message)
    (line,) = lines()
    assert line["event"] == "failed Key (email)=([address]) already exists, <[address]>\n[address]"
    assert "IntegrityError" in line["traceback"]


def test_a_long_word_without_an_address_takes_no_time(lines):
    began = time.process_time()
    logging.getLogger("any").warning("path=/%s", "a" * 50_000)
    assert len(lines()) == 1
    assert time.process_time() - began < 1


def test_gunicorn_writes_the_same_lines():
    command = [sys.executable, "-m", "gunicorn", "no.site:here", "--bind", "127.0.0.1:0"]
    done = subprocess.run(
        [*command, "--no-control-socket"], cwd=ROOT, env=os.environ, capture_output=True, text=True
    )
    written = [line for line in done.stderr.splitlines() if line != "No module named 'no'"]
    assert {json.loads(line)["logger"] for line in written} == {"gunicorn.error"}
