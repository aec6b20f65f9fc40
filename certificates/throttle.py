"""Limit guesses of numbers and names, with counters in the database.

A number that has a record is no guess: an office may look up as many as it has.
"""

import hashlib
import hmac
import time
from collections.abc import Collection, Iterable

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from certificates.models import LookupCount

# Of numbers without a record, and of names that do not match, by one client in one period.
MAX_MISSES = 60
# Of names for one number, by one client in one period.
MAX_NAMES = 10
WINDOW_SECONDS = 600


def misses_left(request: HttpRequest) -> int:
    """Return how many more misses the client may have in this period; 0 if it has to wait."""
    client = _client_hash(request)
    misses = _counts_of([client]).get(client, 0)
    return max(MAX_MISSES - misses, 0)


def count_misses(request: HttpRequest, count: int = 1) -> None:
    """Count numbers without a record and names that do not match."""
    _add(_client_hash(request), count)


def allow_name(request: HttpRequest, code: str) -> bool:
    """Count a name for one number; return False if the client has tried too many."""
    return _add(_client_hash(request, code), 1) <= MAX_NAMES


def limits_of_list(request: HttpRequest, codes: Iterable[str]) -> tuple[int, dict[str, int]]:
    """Return ``misses_left``, and how many names were tried in this period, by number."""
    client = _client_hash(request)
    counters = {code: _client_hash(request, code) for code in codes}
    counts = _counts_of([client, *counters.values()])
    misses = counts.get(client, 0)
    tries = {code: counts.get(counter, 0) for code, counter in counters.items()}
    return max(MAX_MISSES - misses, 0), tries


def count_list(request: HttpRequest, misses: int, codes: Iterable[str]) -> None:
    """Count what a list had: misses, and a name for each of these numbers; in few statements."""
    window = _window()
    client = _client_hash(request)
    names = [_client_hash(request, code) for code in codes]
    new = [LookupCount(client=counter, window=window) for counter in (client, *names)]
    LookupCount.objects.bulk_create(new, ignore_conflicts=True)

    counts = LookupCount.objects.filter(window=window)
    counts.filter(client=client).update(count=F("count") + misses)
    if names:
        counts.filter(client__in=names).update(count=F("count") + 1)


def _counts_of(counters: Collection[str]) -> dict[str, int]:
    """Return what these counters are at in this period, without those at none."""
    counts = LookupCount.objects.filter(window=_window(), client__in=counters)
    return dict(counts.values_list("client", "count"))


def _add(client: str, count: int) -> int:
    """Add to a counter and return what it is now."""
    window = _window()
    counts = LookupCount.objects.filter(client=client, window=window)
    more = F("count") + count
    if not counts.update(count=more):
        LookupCount.objects.filter(window__lt=window).delete()
        first = LookupCount(client=client, window=window)
        LookupCount.objects.bulk_create([first], ignore_conflicts=True)
        counts.update(count=more)
    return counts.values_list("count", flat=True).get()


def _window() -> int:
    """Return the number of the present period."""
    return int(time.time()) // WINDOW_SECONDS


def _client_hash(request: HttpRequest, code: str = "") -> str:
    """Return a keyed hash of the client's network address, which itself is not stored.

    code: of the number, for a counter of its own.
    """
    address = str(get_adapter().get_client_ip(request))
    key = settings.SECRET_KEY.encode()
    message = f"lookup:{address}:{code}" if code else f"lookup:{address}"
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
