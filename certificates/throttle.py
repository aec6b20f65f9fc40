"""Limit how often one client looks up numbers, with counters in the database."""

import hashlib
import hmac
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from certificates.models import LookupCount

MAX_LOOKUPS = 60
WINDOW_SECONDS = 600


def allow_lookup(request: HttpRequest) -> bool:
    """Count one look-up; return False if the client has made too many in this window."""
    client = _client_hash(request)
    window = int(time.time()) // WINDOW_SECONDS
    counts = LookupCount.objects.filter(client=client, window=window)
    if counts.filter(count__lt=MAX_LOOKUPS).update(count=F("count") + 1):
        return True
    LookupCount.objects.filter(window__lt=window).delete()
    LookupCount.objects.bulk_create(
        [LookupCount(client=client, window=window)], ignore_conflicts=True
    )
    return bool(counts.filter(count__lt=MAX_LOOKUPS).update(count=F("count") + 1))


def _client_hash(request: HttpRequest) -> str:
    """Return a keyed hash of the client's network address, which itself is not stored."""
    address = str(get_adapter().get_client_ip(request))
    key = settings.SECRET_KEY.encode()
    message = f"lookup:{address}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
