"""Answer 503 while the database is locked or does not answer, and keep what was typed."""

import logging
import sqlite3
from collections.abc import Callable

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 5
# SQLite reports under OperationalError also what is our fault, such as a missing table.
SQLITE_BUSY_CODES = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
PRIMARY_CODE = 0xFF  # the bits of SQLite's codes that name the kind of error


class BusyDatabaseMiddleware:
    """Answer 503 where a view failed because the database was busy.

    Stands after the check of the form's token (CSRF): it notes which forms passed that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Note that the form came from a page of ours."""
        request.has_own_form = True  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer, or None for any other error."""
        return busy_response(request) if is_busy(error) else None


def is_busy(error: BaseException | None) -> bool:
    """Tell whether the database could not answer now, and may answer in a moment.

    It was locked, the connection was lost, or PostgreSQL ended a transaction for another one.
    """
    # A session that could not be saved says only that, whatever the reason.
    while isinstance(error, SessionInterrupted | UpdateError):
        error = error.__context__
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # The driver's error says why, and is there also when Django did not ask for it.
    driver_error = error.__cause__
    reason = type(driver_error or error).__name__
    is_temporary = connection.vendor != "sqlite"
    if isinstance(driver_error, sqlite3.Error):
        code = getattr(driver_error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        is_temporary = code & PRIMARY_CODE in SQLITE_BUSY_CODES
    if is_temporary:
        logger.warning("request refused because the database was busy: %s", reason)
    return is_temporary


def busy_response(request: HttpRequest) -> HttpResponse:
    """Return 503 as JSON where a script asked, else a page that can send the form again."""
    if request.headers.get("Accept") == "application/json":
        text = _("Not saved yet. Your answer is on this page; press Save again in a few seconds.")
        response: HttpResponse = JsonResponse({"error": text}, status=503)
    else:
        context = {
            "request_id": getattr(request, "id", "-"),
            "is_form": request.method == "POST",
            "fields": _fields_to_send_again(request),
        }
        response = render(request, "503.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _fields_to_send_again(request: HttpRequest) -> list[tuple[str, list[str]]]:
    """Return the posted fields, or none if they are better entered again.

    A page repeats no password, cannot repeat a file, and would give a form of another site the
    token that it lacks.
    """
    if not getattr(request, "has_own_form", False) or request.FILES:
        return []
    if any("password" in name for name in request.POST):
        return []
    return [
        (name, [str(value) for value in values])
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
    ]
