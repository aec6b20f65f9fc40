"""How often one client may look numbers up: a counter a window of time in the database, shared by all processes."""

import hashlib
import hmac
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from certificates.models import LookupCount

LIMIT = 60
WINDOW = 600  # seconds


def permits(request: HttpRequest) -> bool:
    """Count one look-up; false if this client has used up its share of the present window. No address is kept."""
    client, window = _client(request), int(time.time()) // WINDOW
    row = LookupCount.objects.filter(client=client, window=window)
    if row.filter(count__lt=LIMIT).update(count=F("count") + 1):
        return True
    LookupCount.objects.filter(window__lt=window).delete()
    LookupCount.objects.bulk_create([LookupCount(client=client, window=window)], ignore_conflicts=True)
    return bool(row.filter(count__lt=LIMIT).update(count=F("count") + 1))


def _client(request: HttpRequest) -> str:
    address = str(get_adapter().get_client_ip(request))
    return hmac.new(settings.SECRET_KEY.encode(), b"lookup:" + address.encode(), hashlib.sha256).hexdigest()
