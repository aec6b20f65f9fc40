"""Ask visitors to sign in; those whose session has ended are told what became of their form."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

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
        if request.path.startswith(STAFF):
            written = [str(text) for text in request.POST.values() if _is_written(text)]
            if written:
                return _show_again(request, written, sign_in["Location"])
        if is_from_a_page(request):
            messages.warning(
                request,
                _("You were signed out, so this was not done. Sign in, then do it again."),
            )
        return sign_in


def lead_to_sign_in(request: HttpRequest, back_to: str) -> HttpResponse:
    """Lead to sign in and from there to an address; say that what was sent is kept."""
    if is_from_a_page(request):
        messages.info(
            request,
            _(
                "You were signed out. What you entered is kept,"
                " and stands in its form again once you have signed in."
            ),
        )
    return redirect_to_login(back_to)


def is_from_a_page(request: HttpRequest) -> bool:
    """Return whether a browser shows the answer to a person; a script reads it otherwise."""
    return "text/html" in request.headers.get("Accept", "")


def _show_again(request: HttpRequest, written: Sequence[object], sign_in: str) -> HttpResponse:
    """Show staff what they had written, and the way to sign in."""
    # Nothing is kept: whoever sent the words reads them once more, and nobody else.
    context = {"written": written, "address": sign_in}
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
