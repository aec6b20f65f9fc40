"""Answer 503 while the database or another server does not answer, and keep what was typed."""

import logging
import sqlite3
from collections.abc import Callable

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from config import busy_servers

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 5
# SQLite reports under OperationalError also what is our fault, such as a missing table.
# A disk is full until somebody makes room; where a quota is used up, SQLite calls it IOERR.
SQLITE_BUSY_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
}
PRIMARY_CODE = 0xFF  # the bits of SQLite's codes that name the kind of error


class BusyMiddleware:
    """Answer 503 where a view failed because the database or another server was busy.

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
        reason = busy_reason(error)
        return busy_response(request, reason) if reason else None


def busy_reason(error: BaseException | None) -> str:
    """Return why a server could not answer, if it may answer in a moment; else "".

    The reason says which server, and names the driver's error. The database was locked, its disk
    is full, the connection was lost, or PostgreSQL ended a transaction for the sake of another.
    """
    # A session that could not be saved says only that, whatever the reason.
    while isinstance(error, SessionInterrupted | UpdateError):
        error = error.__context__
    if error is None:
        return ""
    if server := busy_servers.server_away(error):
        return f"{server} did not answer: {type(error).__name__}"
    if not isinstance(error, OperationalError | InterfaceError):
        return ""
    name = _name_if_busy(error.__cause__ or error)
    return f"the database was busy: {name}" if name else ""


def _name_if_busy(driver_error: BaseException) -> str:
    """Return the name of an error of the database's driver, or "" if it is our fault."""
    if connection.vendor != "sqlite":
        return type(driver_error).__name__
    code = getattr(driver_error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & PRIMARY_CODE not in SQLITE_BUSY_CODES:
        return ""
    return str(getattr(driver_error, "sqlite_errorname", type(driver_error).__name__))


def busy_response(request: HttpRequest, reason: str) -> HttpResponse:
    """Return 503 as JSON where a script asked, else a page that can send the form again."""
    logger.warning("request refused because %s", reason)
    if request.headers.get("Accept") == "application/json":
        text = _("Not saved yet. Keep this page open: your answer is sent again by itself.")
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
