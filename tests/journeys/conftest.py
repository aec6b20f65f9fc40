"""A real browser against a live server with the real course."""

import os
import shutil
import threading
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Locator, expect

from config.bootstrap import BROWSERS
from config.static_files import STYLE_SHEET, bundle
from course.models import Edition
from tests.journeys.shown import Shown
from tests.journeys.site import pages
from tests.journeys.watch import Watch
from tests.our_course import our_course
from tests.quizzes.factories import page

# The browser driver runs an event loop in the main thread; the tests use the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The browser of the machine, with a window for ``--headed``; nothing is downloaded."""
    names = BROWSERS[1:] if browser_type_launch_args.get("headless") is False else BROWSERS
    executable = next(filter(None, map(shutil.which, names)), None)
    if executable is None:
        install = "apt-get install --yes --no-install-recommends"
        pytest.fail(f"A browser is missing. Run: {install} {names[0]}")
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-sync",
    ]
    return browser_type_launch_args | {
        "executable_path": executable,
        "args": [*quiet, "--disable-component-update", "--disable-quic"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "en-GB", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def bundled_styles(tmp_path_factory) -> Path:
    """A folder with the style sheet as production serves it: in one file."""
    folder = tmp_path_factory.mktemp("styles")
    sheet = folder / STYLE_SHEET
    sheet.parent.mkdir()
    sheet.write_text(bundle(django_settings.BASE_DIR / "static" / STYLE_SHEET))
    return folder


@pytest.fixture(autouse=True)
def one_style_sheet(settings, bundled_styles):
    """Let pages ask for one style sheet instead of more than forty."""
    settings.STATICFILES_DIRS = [bundled_styles, *settings.STATICFILES_DIRS]


@pytest.fixture(autouse=True)
def one_request_at_a_time(transactional_db, monkeypatch):
    """Let one thread of the live server work at a time.

    All share one connection to the database in memory, where transactions would mix.
    A request that comes when the test is over does not meet the database while it is emptied.
    """
    lock, over, answer = threading.Lock(), threading.Event(), WSGIHandler.get_response

    def get_response(handler, request):
        with lock:
            return HttpResponse(status=503) if over.is_set() else answer(handler, request)

    monkeypatch.setattr(WSGIHandler, "get_response", get_response)
    yield lock
    with lock:
        over.set()


@pytest.fixture(autouse=True)
def loaded_pages(monkeypatch):
    """Let acts on an element wait until its page is loaded, before and after.

    The browser driver waits only until the next page begins to come: on a busy machine a test
    would read half of it, or type before its scripts are there.
    """

    def between_waits(act):
        def wait(element, *args, **options):
            element.page.wait_for_load_state()
            act(element, *args, **options)
            if not element.page.is_closed():
                element.page.wait_for_load_state()

        return wait

    for name in ("click", "press", "fill", "check", "set_input_files"):
        monkeypatch.setattr(Locator, name, between_waits(getattr(Locator, name)))


@pytest.fixture(scope="session")
def course_source():
    """The course of the repository, read once."""
    return our_course()


@pytest.fixture
def edition(our_edition) -> Edition:
    """The course of the repository, published."""
    return our_edition


@pytest.fixture
def site(live_server, edition, settings):
    """The address of a running site with the course on it."""
    settings.BASE_URL = live_server.url
    return live_server.url


@pytest.fixture
def shown(site, edition, course_source, snapshots, media) -> list[Shown]:
    """Every page and state of the site, with the people who see them."""
    return snapshots.get("pages", media, lambda: pages(edition, course_source))


@pytest.fixture
def sign_in(site, one_request_at_a_time):
    """Sign a browser context in as a user, without the form.

    A page that was just left may still be sending.
    """

    def sign_in(context, user):
        client = Client()
        with one_request_at_a_time:
            client.force_login(user)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}]
        )

    return sign_in


@pytest.fixture
def open_question(site, ada, new_context, sign_in):
    """Open a question of an attempt in a context of its own, or on a page that is open."""

    def open_question(attempt, position=1, on=None, **options):
        if on is None:
            context = new_context(**options)
            sign_in(context, ada)
            on = context.new_page()
        on.goto(site + page(attempt, position=position))
        return on

    return open_question


@pytest.fixture(autouse=True)
def watch(live_server):
    """No page asks a third party, breaks the content security policy or fails in a script."""
    watch = Watch(live_server.url)
    yield watch
    assert watch.findings == []


@pytest.fixture
def new_context(one_request_at_a_time, new_context, watch):
    """Every context is watched."""
    return lambda **options: watch.over(new_context(**options))


@pytest.fixture
def context(new_context):
    return new_context()
