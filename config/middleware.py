"""Give requests an id and responses a few headers; refuse control characters."""

import secrets
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from config.logs import request_id

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Give every request a new id, for logs, error pages and the header ``X-Request-ID``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(6))
        try:
            request.id = request_id.get()  # type: ignore[attr-defined]
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


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
