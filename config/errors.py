"""Error pages; each says what happened, what to do next, and the id of the request."""

import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from accounts.already_in import lead_on
from accounts.inbox.views import show_again
from config.busy import busy_reason, busy_response
from course.notes import kept_notes
from quizzes.sitting import kept_answers


def _error_page(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    """Return the page for this status; ``more`` is for its template."""
    context = {"request_id": getattr(request, "id", "-"), **more}
    return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 to a request that our own pages cannot have sent, 503 if the database was busy."""
    # Django calls a session "interrupted" that it could not save.
    if reason := busy_reason(exception):
        return busy_response(request, reason)
    return _error_page(request, 400, is_too_long=isinstance(exception, RequestDataTooBig))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 to a signed-in user without permission."""
    return _error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form without a valid token; keep its answer, its note or its message."""
    # Mostly the page was loaded before the last sign-in.
    kept = kept_answers.keep_from_old_form(request) or kept_notes.keep_from_old_form(request)
    return kept or show_again(request) or lead_on(request) or _error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same for missing pages and for those the user may not see."""
    return _error_page(request, 404)


class WrongMethodMiddleware:
    """Answer 405 with a page to whoever opens an address that only takes a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET":
            return response
        # Django's answer is empty: a browser that opens its tabs again would show a blank page.
        page = _error_page(request, 405)
        page["Allow"] = response["Allow"]
        return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 to a request that failed by our fault, 503 if the database was busy."""
    # Django calls this where it caught the error. Errors of views have been answered before; this
    # is one of a middleware, such as that which saves the session.
    if reason := busy_reason(sys.exc_info()[1]):
        return busy_response(request, reason)
    return _error_page(request, 500)
