"""What every answer of the site tells a browser to refuse: the whole of it, page by page."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from certificates.records import events
from config.logs import RequestIdFilter
from tests.certificates.test_documents import made
from tests.course.course_folder import SVG
from tests.factories import enrol, make_edition
from tests.headers import broken_headers

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "manifest-src": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
}
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
UNLISTED = {"Cache-Control": {"no-store"}, "X-Robots-Tag": {"noindex", "nofollow"}}
PERSONAL = {"Cache-Control": {"private", "no-store"}}
# What says nothing of safety, or is looked at by itself.
OTHERS = {"Content-Language", "Content-Length", "Content-Type", "Vary", "Expires", "Retry-After"}


@pytest.fixture
def certificate() -> Certificate:
    certificate = made(sequence=1, record_hash="1" * 64, pdf_name="none.pdf", pdf_sha256="2" * 64)
    certificate.save()
    return certificate


@pytest.fixture
def addresses(ada, certificate) -> dict[str, str]:
    edition = make_edition()
    enrol(ada, edition)
    code = certificate.shown_code
    return {
        "course": reverse("course:course", args=["basics"]),
        "lesson": reverse("course:unit", args=["basics", "lesson-1"]),
        "mine": reverse("certificates:mine"),
        "settings": reverse("accounts:settings"),
        "admin": reverse("admin:index"),
        "missing": "/no/such/page/",
        "verify": reverse("certificates:verify"),
        "unreadable": reverse("certificates:verify") + "?code=nonsense",
        "record": reverse("certificates:record", args=[code]),
        "record as JSON": reverse("certificates:record_json", args=[code]),
        "unknown record": reverse("certificates:record", args=["0000-0000-0000"]),
        "unknown record as JSON": reverse("certificates:record_json", args=["0000-0000-0000"]),
    }


def policy_of(response) -> dict[str, set[str]]:
    directives = response.headers["Content-Security-Policy"].split(";")
    return {words[0]: set(words[1:]) for words in map(str.split, directives)}


def headers_of(response) -> dict[str, object]:
    """All headers but ``OTHERS``; the policy and the random id are looked at here."""
    headers = {name: value for name, value in response.headers.items() if name not in OTHERS}
    assert re.fullmatch(r"[0-9a-f]{12}", headers.pop("X-Request-ID"))
    del headers["Content-Security-Policy"]
    for name in UNLISTED:
        if name in headers:
            headers[name] = set(headers[name].split(", "))
    return headers


@pytest.mark.parametrize(
    ("signed_in", "name", "status", "more"),
    [
        (None, "course", 200, {}),
        (None, "missing", 404, {}),
        ("ada", "course", 200, PERSONAL),
        ("ada", "lesson", 200, PERSONAL),
        ("ada", "mine", 200, PERSONAL),
        ("ada", "settings", 200, PERSONAL),
        ("ada", "missing", 404, PERSONAL),
        ("ada", "record", 200, UNLISTED),
        (None, "verify", 200, UNLISTED),
        (None, "unreadable", 404, UNLISTED),
        (None, "record", 200, UNLISTED),
        (None, "record as JSON", 200, UNLISTED),
        (None, "unknown record", 404, UNLISTED),
        (None, "unknown record as JSON", 404, UNLISTED),
    ],
)
def test_every_header_of_a_page(client, ada, addresses, signed_in, name, status, more):
    if signed_in:
        client.force_login(ada)
    response = client.get(addresses[name])
    assert response.status_code == status
    assert policy_of(response) == POLICY
    assert headers_of(response) == ALWAYS | more


def test_faults_files_and_redirects_have_the_headers_of_a_page(client, ada, settings):
    strict = Client(enforce_csrf_checks=True)
    broken = Client(raise_request_exception=False)
    for each in (client, strict, broken):
        each.force_login(ada)
    answers = [
        (302, Client().get(reverse("accounts:settings"))),
        (302, client.post(reverse("account_logout"))),
        (400, client.get("/pages/privacy/", {"q": "a\0b"})),
        (400, client.get("/pages/privacy/", headers={"Host": "evil.example"})),
        (403, strict.post(reverse("accounts:settings"), {"name": "Eve"})),
        (404, client.get(f"{settings.STATIC_URL}no-such-file.css")),
        (405, strict.get(reverse("accounts:sign_out_everywhere"))),
        (200, client.get(reverse("healthz"))),
    ]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE course_enrolment RENAME TO gone")
    answers.append((500, broken.get(reverse("certificates:mine"))))
    for status, answer in answers:
        assert answer.status_code == status
        assert (status, broken_headers(answer, signed_in=False)) == (status, set())


def test_health_is_told_over_http_by_the_address_of_the_machine(settings):
    settings.SECURE_SSL_REDIRECT = True
    probe = Client(headers={"Host": "10.0.0.7"})
    for name in ("healthz", "readyz"):
        assert probe.get(reverse(name)).status_code == 200
    # The page of the fault stands although nobody knows yet who asks.
    assert probe.get("/pages/privacy/").status_code == 400


def test_the_log_names_the_request_of_an_answer_that_is_no_page(client, caplog):
    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level("WARNING", "django.request"):
        answer = client.get("/no/such/page/")
    assert [record.request_id for record in caplog.records] == [answer.headers["X-Request-ID"]]


def test_the_pages_of_the_admin_site_are_as_strict(client, grace, addresses):
    client.force_login(grace)
    response = client.get(addresses["admin"])
    assert policy_of(response) == POLICY
    headers = headers_of(response)
    assert {"private", "no-store"} <= headers.pop("Cache-Control")
    assert headers == ALWAYS


def test_a_revoked_record_is_fresh_each_time_too(client, certificate, grace, addresses):
    events.revoke(certificate, events.Act(by=grace, because="holder-request", note=""))
    for page in ("record", "record as JSON"):
        assert headers_of(client.get(addresses[page])) == ALWAYS | UNLISTED


def test_cookies_are_closed_to_scripts_and_to_other_sites(client, ada):
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    form = {"login": ada.email, "password": "correct horse battery"}
    assert client.post(reverse("account_login"), form).status_code == 302
    client.get(reverse("accounts:settings"))
    for name in ("sessionid", "csrftoken"):
        assert (client.cookies[name]["httponly"], client.cookies[name]["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("set_by_operator", "promises"),
    [
        ({}, [False, False]),
        ({"HSTS_SUBDOMAINS": "on"}, [True, False]),
        ({"HSTS_SUBDOMAINS": "on", "HSTS_PRELOAD": "on"}, [True, True]),
    ],
)
def test_a_site_with_an_address_of_https_is_served_over_nothing_else(set_by_operator, promises):
    names = (
        "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_HSTS_PRELOAD",
        "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_AGE", "CSRF_TRUSTED_ORIGINS",
    )  # fmt: skip
    script = (
        f"from django.conf import settings; print([getattr(settings, name) for name in {names}])"
    )
    environment = os.environ | {"BASE_URL": "https://learn.example.org/"} | set_by_operator
    command = [sys.executable, "-c", script]
    values = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert dict(zip(names, ast.literal_eval(values), strict=True)) == {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": promises[0],
        "SECURE_HSTS_PRELOAD": promises[1],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_AGE": 1_209_600,
        "CSRF_TRUSTED_ORIGINS": ["https://learn.example.org"],
    }


def test_a_picture_of_the_course_runs_nothing(client, media):
    edition = make_edition()
    asset = edition.assets.create(path="img/line.svg", sha256="a" * 64, suffix=".svg")
    (media / asset.storage_name).parent.mkdir()
    (media / asset.storage_name).write_text(SVG)
    response = client.get(reverse("course:asset", args=["basics", f"{asset.sha256}.svg"]))
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert policy_of(response) == {
        "default-src": {"'none'"},
        "style-src": {"'unsafe-inline'"},
        "sandbox": set(),
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert set(response.headers["Cache-Control"].split(", ")) == {
        "public",
        "immutable",
        "max-age=31536000",
    }


@pytest.mark.parametrize("last", ["record", "record as JSON"])
def test_sixty_numbers_may_be_guessed_in_ten_minutes_by_page_and_by_program_together(
    client, addresses, last
):
    began = 1_800_000_000  # a window begins here
    with time_machine.travel(began, tick=False):
        for lookup in range(60):
            page = ("unknown record", "unknown record as JSON")[lookup % 2]
            assert client.get(addresses[page]).status_code == 404
        refused = client.get(addresses[last])
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert headers_of(refused) == ALWAYS | UNLISTED
    with time_machine.travel(began + 599, tick=False):
        assert client.get(addresses[last]).status_code == 429
    with time_machine.travel(began + 600, tick=False):
        assert client.get(addresses[last]).status_code == 200


def test_no_control_character_comes_in_but_tab_and_line_ends(client):
    def answers(text: str) -> set[int]:
        """To the character in a query, in the name of one, and in a path."""
        tries = [
            ("/pages/privacy/", {"q": text}),
            ("/pages/privacy/", {text: "x"}),
            (f"/verify/{quote(text)}/", {}),
        ]
        return {client.get(path, query).status_code for path, query in tries}

    refused = {
        character
        for character in map(chr, (*range(35), *range(126, 130)))
        if answers(f"a{character}b") == {400}
    }
    assert refused == {chr(code) for code in (*range(32), 127)} - set("\t\n\r")
    assert answers("a\tb") == answers("a b") == {200, 404}
