"""The server of the limits does not answer: nobody gets in meanwhile, and nothing typed is lost."""

import pytest
from django.core.cache.backends.base import BaseCache
from django.test import Client
from django.urls import reverse

from config import busy_servers
from tests.accounts.browser import proven
from tests.factories import enrol, make_edition
from tests.test_busy import Form

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"


class CacheError(Exception):
    """The cache does not answer. That of Redis is no error of the database either."""


class AwayCache(BaseCache):
    """A cache that does not answer."""

    def __init__(self, _location: str, params: dict[str, object]) -> None:
        super().__init__(params)

    def _answer(self, *_: object, **__: object) -> None:
        raise CacheError

    add = get = set = touch = delete = clear = incr = _answer


def cache_away(error: BaseException) -> str:
    return "the cache" if isinstance(error, CacheError) else ""


@pytest.fixture(autouse=True)
def without_limits(settings, monkeypatch):
    away = {"default": {"BACKEND": "tests.test_busy_servers.AwayCache"}}
    settings.CACHES = settings.CACHES | away
    monkeypatch.setattr(busy_servers, "readers", [cache_away])


@pytest.mark.parametrize(
    ("page", "sent", "kept"),
    [
        ("account_request_login_code", {"email": ADDRESS}, {"email"}),
        ("account_login", {"login": ADDRESS, "password": "walnut tandem"}, set()),
        ("account_signup", {"email": "new@example.org", "name": "New Person"}, {"email", "name"}),
        (
            "inbox:report",
            {"kind": "error", "text": "A number is wrong.", "address": ADDRESS},
            {"kind", "text", "address"},
        ),
    ],
)
def test_who_signs_in_or_reports_a_fault_sends_the_same_again_a_little_later(
    page, sent, kept, caplog
):
    proven(ADDRESS, password="walnut tandem")
    caplog.set_level("WARNING")
    stranger = Client(raise_request_exception=False)
    busy = stranger.post(reverse(page), sent)
    assert (busy.status_code, busy.headers.get("Retry-After")) == (503, "5")
    assert set(Form(busy.content).fields) == kept
    refused = "request refused because the cache did not answer: CacheError"
    assert [line for line in caplog.messages if "cache" in line] == [refused]


def test_who_is_signed_in_goes_on_learning(ada):
    edition = make_edition()
    enrol(ada, edition)
    learner = Client()
    learner.force_login(ada)
    assert learner.get(edition.units.first().get_absolute_url()).status_code == 200
