"""Ask visitors to sign in, and lead them back to the page of the form that they had sent.

Staff whose session has ended read what they had written.
"""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

STAFF = "/staff/"  # what the addresses of all pages of staff begin with


class SignInMiddleware(LoginRequiredMiddleware):
    """Lead visitors to sign in; of a form of staff, show first what they had written in it."""

    def handle_no_permission(  # type: ignore[override]  # not only redirects
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        """Return the redirect to the page of sign-in, or a page with the words that were sent."""
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        sign_in = redirect_to_login(_page_of_form(request))
        written = [text for text in request.POST.values() if _is_written(text)]
        if not written or not request.path.startswith(STAFF):
            return sign_in
        # Nothing is kept: whoever sent the words reads them once more, and nobody else.
        context = {"written": written, "address": sign_in["Location"]}
        response = render(request, "staff/signed_out.html", context, status=403)
        add_never_cache_headers(response)
        return response


def _page_of_form(request: HttpRequest) -> str:
    """Return the address of the page that held the form: many addresses only take forms."""
    held_by = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(held_by, {request.get_host()}):
        return request.get_full_path()
    page = urlsplit(held_by)
    return urlunsplit(("", "", page.path, page.query, ""))


def _is_written(text: object) -> bool:
    """Return whether a field holds words of a person, and not a number or a token."""
    return isinstance(text, str) and len(text.split()) > 1
