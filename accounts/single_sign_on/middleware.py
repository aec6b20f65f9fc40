"""Close the pages of other ways to sign in."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.single_sign_on import only


class SingleSignOnOnlyMiddleware:
    """Lead away from sign-up, codes and passwords where single sign-on is the only way in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.url_name not in only.CLOSED_PAGES:
            return None
        if not only.is_on() or only.may_use_other_ways(request.user):
            return None
        if request.user.is_authenticated:
            messages.error(request, only.words_of_refusal())
            return redirect("accounts:settings")
        if request.method == "POST":
            messages.error(request, only.words_of_refusal())
        # Who followed a link such as "Create an account" goes on to where it would have led.
        page = request.GET.get("next")
        return redirect_to_login(page) if page else redirect("account_login")
