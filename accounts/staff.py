"""Admit staff to their pages."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from accounts.approvals.refused import ActRefusedError
from accounts.models import User

ROWS_A_PAGE = 25

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """The request that a view behind ``staff_page`` gets: its user is signed in."""

    user: User


StaffView = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff_page(*permissions: str) -> Callable[[StaffView[P]], View[P]]:
    """Return a decorator that opens a view only to staff with all of ``permissions``.

    permissions: "app.codename"; without any, all staff are admitted.
    Visitors who are not signed in go to the sign-in page; everybody else gets 404.
    """

    def decorate(view: StaffView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.is_staff or not request.user.has_perms(permissions):
                raise Http404
            try:
                return view(cast(StaffRequest, request), *args, **kwargs)
            except ActRefusedError as refused:
                # Pages with a form say it there; this is for those that have none.
                context = {"reason": str(refused)}
                return render(request, "staff/refused.html", context, status=403)

        return guarded

    return decorate


@login_not_required
@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """Send a visitor of Django's admin to the site's sign-in page."""
    # No password is read here: the site has one page that does, with limits.
    if not request.user.is_authenticated:
        next_url = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(
            next_url, {request.get_host()}, request.is_secure()
        )
        return redirect_to_login(next_url if is_ours else reverse("admin:index"))
    if not request.user.is_staff:
        raise Http404
    return redirect("admin:index")
