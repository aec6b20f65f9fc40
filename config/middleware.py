"""Give requests an id and responses a few headers; refuse control characters."""

import logging
import secrets
import time
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from config.logs import request_id

logger = logging.getLogger(__name__)
MAX_LOGGED_PATH = 200
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give every request a new id, for logs, error pages and ``X-Request-ID``; log its answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(6))
        try:
            request.id = request_id.get()  # type: ignore[attr-defined]
            began = time.monotonic()
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            log_answer(request, response, time.monotonic() - began)
            return response
        finally:
            request_id.reset(token)


def log_answer(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Log what was answered, by the name of the page: its address may hold a secret.

    Files and health checks that succeed are left out, and who asked, but for refusals.
    """
    page = request.resolver_match
    is_refused = response.status_code >= 400
    if page is None and not is_refused:
        return
    words = {
        "method": request.method,
        "page": page.view_name if page else "none",
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }
    # Only if the page asked who it is: the log makes no query.
    user = getattr(request, "_cached_user", None)
    if is_refused and user is not None and user.is_authenticated:
        words["user"] = user.pk
    if page is None:
        # Only the first part: the rest may be the secret of a mailed link that was copied wrongly.
        words["path"] = f"/{request.path.split('/')[1][:MAX_LOGGED_PATH]}"
    level = logging.WARNING if is_refused else logging.INFO
    text = " ".join(f"{word}={value}" for word, value in words.items())
    logger.log(level, "answered %s", text)


class ResponseHeadersMiddleware:
    """Set headers that Django does not; no cache stores a page of a signed-in person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response


class RefuseControlCharactersMiddleware:
    """Answer 400 to a path, query or form with control characters."""

    # PostgreSQL cannot store NUL, and nobody types the others. Tab and line ends are allowed.
    REFUSED_CHARACTERS = {chr(code) for code in range(32)} - set("\t\n\r") | {"\x7f"}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Raise BadRequest if a text of the request has a refused character."""
        texts = [request.path]
        for data in (request.GET, request.POST):
            for key, values in data.lists():
                texts += [key, *(str(value) for value in values)]
        if any(self.REFUSED_CHARACTERS.intersection(text) for text in texts):
            raise BadRequest("control characters in the request")
