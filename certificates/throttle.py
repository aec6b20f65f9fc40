"""Limit guesses of numbers and names, with counters in the database.

A number that has a record is no guess: an office may look up as many as it has.
"""

import hashlib
import hmac
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True)
class ListLimits:
    """Hold what a list is checked against, for one client in this period.

    misses_left: as ``misses_left`` returns it.
    tries_of_names: how many names were tried, by number.
    """

    misses_left: int
    tries_of_names: Mapping[str, int]


def misses_left(request: HttpRequest) -> int:
    """Return how many more misses the client may have in this period; 0 if it has to wait."""
    client = _client_hash(request)
    counts = _counts_of([client])
    return _misses_left(client, counts)


def count_misses(request: HttpRequest, count: int = 1) -> None:
    """Count numbers without a record and names that do not match."""
    client = _client_hash(request)
    _add(client, count)


def allow_name(request: HttpRequest, code: str) -> bool:
    """Count a name for one number; return False if the client has tried too many."""
    client = _client_hash(request, code)
    tries = _add(client, 1)
    return tries <= MAX_NAMES


def limits_of_list(request: HttpRequest, codes: Iterable[str]) -> ListLimits:
    """Return how many misses the client has left, and the tries for each number, by one query."""
    address = _address(request)
    client = _counter(address)
    counter_of_code = {code: _counter(address, code) for code in codes}
    counters = [client, *counter_of_code.values()]
    counts = _counts_of(counters)
    tries = {}
    for code, counter in counter_of_code.items():
        tries[code] = counts.get(counter, 0)
    misses_left = _misses_left(client, counts)
    return ListLimits(misses_left, tries)


def count_list(request: HttpRequest, misses: int, codes: Iterable[str]) -> None:
    """Count what a list had: misses, and a name for each of these numbers; in few statements."""
    window = _window()
    address = _address(request)
    client = _counter(address)
    names = [_counter(address, code) for code in codes]
    _create_missing([client, *names], window)

    counts = LookupCount.objects.filter(window=window)
    of_client = counts.filter(client=client)
    of_client.update(count=F("count") + misses)
    if names:
        of_names = counts.filter(client__in=names)
        of_names.update(count=F("count") + 1)


def _misses_left(client: str, counts: Mapping[str, int]) -> int:
    """Return how many misses are left to a client by what the counters are at."""
    misses = counts.get(client, 0)
    return max(MAX_MISSES - misses, 0)


def _counts_of(counters: Collection[str]) -> dict[str, int]:
    """Return what these counters are at in this period, without those at none."""
    of_period = LookupCount.objects.filter(window=_window())
    counts = of_period.filter(client__in=counters)
    pairs = counts.values_list("client", "count")
    return dict(pairs)


def _add(client: str, count: int) -> int:
    """Add to a counter and return what it is now."""
    window = _window()
    counts = LookupCount.objects.filter(client=client, window=window)
    more = F("count") + count
    if not counts.update(count=more):
        past = LookupCount.objects.filter(window__lt=window)
        past.delete()
        _create_missing([client], window)
        counts.update(count=more)
    now = counts.values_list("count", flat=True)
    return now.get()


def _create_missing(counters: Iterable[str], window: int) -> None:
    """Create those of the counters that this period does not have yet, at zero."""
    new = []
    for counter in counters:
        count = LookupCount(client=counter, window=window)
        new.append(count)
    LookupCount.objects.bulk_create(new, ignore_conflicts=True)


def _window() -> int:
    """Return the number of the present period."""
    return int(time.time()) // WINDOW_SECONDS


def _client_hash(request: HttpRequest, code: str = "") -> str:
    """Return the counter of the client that asks; ``_counter`` says which."""
    return _counter(_address(request), code)


def _address(request: HttpRequest) -> str:
    """Return the network address of the client."""
    address: str = get_adapter().get_client_ip(request)
    return address


def _counter(address: str, code: str = "") -> str:
    """Return a keyed hash of a network address, which itself is not stored.

    code: of the number, for a counter of its own.
    """
    message = f"lookup:{address}"
    if code:
        message += f":{code}"
    keyed_hash = hmac.new(
        settings.SECRET_KEY.encode(),
        message.encode(),
        hashlib.sha256,
    )
    return keyed_hash.hexdigest()
