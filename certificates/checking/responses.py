"""Answers of the public check: kept out of search engines and caches."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from certificates import throttle


def page(
    request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """Show a page of the public check."""
    # Without a course the page shows no links of one, and reads nothing but the record.
    no_course = {"course": None, "only_course": None}
    return unlisted(render(request, template, {**context, **no_course}, status=status))


def data(facts: Mapping[str, object], status: int = 200) -> HttpResponse:
    """Send facts as JSON."""
    return unlisted(JsonResponse(facts, status=status))


def over_https(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse programs that ask over plain HTTP with 403, where pages are redirected.

    A redirect would hide from their authors that what they send can be read on the way.
    """

    @wraps(view)
    def refuse_plain(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return data({"error": _("Ask over HTTPS.")}, status=403)
        return view(request, *args, **kwargs)

    return refuse_plain


def too_many_misses(request: HttpRequest) -> HttpResponse:
    """Answer 429 with the time after which to try again."""
    response = render(request, "429.html", {"request_id": getattr(request, "id", "-")}, status=429)
    response["Retry-After"] = str(throttle.WINDOW_SECONDS)
    return unlisted(response)


def unlisted(response: HttpResponse) -> HttpResponse:
    """Keep a response out of search engines and caches; return it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
