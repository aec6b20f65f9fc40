"""Error pages in the design: each says what happened, what to do next, and the id of the request."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quizzes.kept_answers import keep_from_old_form


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"{status}.html", {"request_id": getattr(request, "id", "-")}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent cannot come from our own pages."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, and not permitted."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token: mostly a page from before the last sign-in. A quiz answer is kept."""
    return keep_from_old_form(request) or _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not for you; the two look the same."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing half-written, since every change is one transaction."""
    return _page(request, 500)
