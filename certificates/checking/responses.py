"""Answers of the public check: kept out of search engines and caches."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

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
