"""A real browser against a live server with the real course."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from course.models import Edition
from course.publishing import publish
from course.source import read_course

# The browser driver runs an event loop in the main thread; the tests use the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CONTENT = Path(django_settings.CONTENT_ROOT) / "ketamine-basics"


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of the machine; nothing is downloaded."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.fail("Chromium is missing. Run: apt-get install --yes --no-install-recommends chromium")
    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    return {"executable_path": executable, "args": [*quiet, "--disable-component-update", "--disable-quic"]}


@pytest.fixture(scope="session")
def course_source():
    """The course of the repository, read once."""
    return read_course(CONTENT)


@pytest.fixture
def edition(db, course_source) -> Edition:
    """The course of the repository, published."""
    edition = publish(course_source)
    assert edition
    return edition


@pytest.fixture
def site(live_server, edition, settings):
    """The address of a running site with the course on it."""
    settings.BASE_URL = live_server.url
    return live_server.url


@pytest.fixture
def sign_in(site):
    """Sign a browser context in as a user, without the form."""

    def sign_in(context, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])

    return sign_in


@pytest.fixture(autouse=True)
def nothing_from_third_parties(context, live_server):
    """Every request of a page goes to our own origin, and no page breaks the content security policy."""
    foreign, complaints = [], []
    context.on(
        "request",
        lambda request: (
            request.url.startswith((live_server.url, "data:", "blob:", "about:")) or foreign.append(request.url)
        ),
    )
    context.on("console", lambda message: "Content Security Policy" in message.text and complaints.append(message.text))
    yield
    assert foreign == []
    assert complaints == []
