"""What every answer of the site tells a browser, whatever it is: page, file, fault or redirect."""

from django.http import HttpResponseBase

# Of a picture of the course the policy is another; tests/test_security_policy.py looks at it.
CONTRACT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# A stored PDF may stay in the browser of its holder, which asks each time whether it still stands.
ASKED_EACH_TIME = "private, no-cache"


def broken_headers(answer: HttpResponseBase, *, signed_in: bool) -> set[str]:
    """The names of headers that are missing, or say something else than they must."""
    broken = {name for name, value in CONTRACT.items() if answer.headers.get(name) != value}
    if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
        broken.add("Content-Security-Policy")
    if "X-Request-ID" not in answer.headers:
        broken.add("X-Request-ID")
    kept = answer.headers.get("Cache-Control", "")
    is_asked = kept == ASKED_EACH_TIME and "ETag" in answer.headers
    if signed_in and "no-store" not in kept and "public" not in kept and not is_asked:
        broken.add("Cache-Control")
    return broken
