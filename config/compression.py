"""Compress pages at a level that costs a quarter less than Django's, and sends 1 % more."""

import gzip
import secrets

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

# Django's level is 6 and fixed. On the list of references 5 takes 2.5 ms in place of 3.4.
LEVEL = 5
MIN_BYTES = 200
# Of the header of a compressed file (RFC 1952, 2.3.1): its length, and the byte that says that a
# file name follows.
HEADER_BYTES = 10
FLAGS = 3
HAS_NAME = 8


class LightGZipMiddleware(GZipMiddleware):
    """Compress whole pages at ``LEVEL``; what is streamed is left to Django."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Return the response, compressed if the browser takes that and it is worth it."""
        if not isinstance(response, HttpResponse) or not _is_worth_it(request, response):
            left_to_django: HttpResponseBase = super().process_response(request, response)
            return left_to_django

        patch_vary_headers(response, ("Accept-Encoding",))
        compressed = compress(response.content, self.max_random_bytes)
        if len(compressed) >= len(response.content):
            return response
        response.content = compressed
        response["Content-Length"] = str(len(compressed))
        response["Content-Encoding"] = "gzip"
        etag = response.get("ETag", "")
        if etag.startswith('"'):
            # The bytes are others each time (RFC 9110, 8.8.1).
            response["ETag"] = f"W/{etag}"
        return response


def _is_worth_it(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether a page is long enough, not compressed yet, and asked for compressed."""
    if len(response.content) < MIN_BYTES or response.has_header("Content-Encoding"):
        return False
    return bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))


def compress(content: bytes, max_random_bytes: int) -> bytes:
    """Return a page compressed, under a file name of random length.

    The length hides how well the page could be compressed, from which its secrets could be guessed
    (BREACH; "Heal The Breach", which Django follows too).
    """
    data = gzip.compress(content, compresslevel=LEVEL, mtime=0)
    header = bytearray(data[:HEADER_BYTES])
    header[FLAGS] = HAS_NAME
    name = b"a" * secrets.randbelow(max_random_bytes)
    return bytes(header) + name + b"\0" + data[HEADER_BYTES:]
