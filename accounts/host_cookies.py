"""Cookies that only this host can set, over HTTPS alone, and that no script reads."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def host_cookie_name(name: str) -> str:
    """Return the name of a cookie; browsers take one with this beginning from this host alone."""
    # Over HTTP, in development, a browser would refuse the beginning.
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


def read_host_cookie(request: HttpRequest, name: str) -> str:
    """Return what a cookie holds; "" without one."""
    return request.COOKIES.get(host_cookie_name(name), "")


def set_host_cookie(
    response: HttpResponse, name: str, value: str, max_age: timedelta | None = None
) -> None:
    """Set a cookie; without an age it goes with the browser."""
    response.set_cookie(
        host_cookie_name(name),
        value,
        max_age=max_age,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
