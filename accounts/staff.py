"""Who may open a page of staff; and the page that shows what staff did."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import AuditEvent, User

ROWS_A_PAGE = 50

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of a member of staff, as a view behind ``staff_page`` gets it."""

    user: User


def staff_page(
    *permissions: str,
) -> Callable[
    [Callable[Concatenate[StaffRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Open a view to members of staff who hold every one of ``permissions`` ("app.codename"; none: to all staff).

    Who is signed out goes to the sign-in page; for anybody else the page does not exist (404).
    """

    def decorate(
        view: Callable[Concatenate[StaffRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.is_staff or not request.user.has_perms(permissions):
                raise Http404
            return view(cast(StaffRequest, request), *args, **kwargs)

        return guarded

    return decorate


@login_not_required
@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """Send a visitor of Django's admin to the one sign-in page; read no password here."""
    if not request.user.is_authenticated:
        wanted = request.GET.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        return redirect_to_login(wanted if is_ours else reverse("admin:index"))
    if not request.user.is_staff:
        raise Http404
    return redirect("admin:index")


@staff_page("accounts.view_auditevent")
@require_safe
def audit(request: StaffRequest) -> HttpResponse:
    """What staff did, newest first; ``subject`` (a record number, a certificate number …) narrows it down."""
    subject = request.GET.get("subject", "").strip()
    events = AuditEvent.objects.select_related("actor")
    if subject:
        events = events.filter(subject_key__iexact=subject)
    page = Paginator(events, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/audit.html", {"page": page, "subject": subject, "tab": "audit"})
