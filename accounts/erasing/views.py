"""The pages that erase an account: of its owner, and of administrators."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.erasing.acts import ErasureRefusedError, erase_account
from accounts.erasing.forms import EraseOwnForm, ErasePersonForm
from accounts.models import AuditEvent, User
from accounts.security.second_factor import asks_again
from accounts.staff import StaffRequest, staff_page

PAGE_METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(PAGE_METHODS)
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays, and erase one's own account by POST."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware sends others to sign in
    form = EraseOwnForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return _own_page(request, form)
    response: HttpResponse = _erase_own(request, form)
    return response


def _own_page(request: HttpRequest, form: EraseOwnForm) -> HttpResponse:
    return render(request, "accounts/erase.html", {"form": form})


@reauthentication_required  # type: ignore[untyped-decorator]
def _erase_own(request: HttpRequest, form: EraseOwnForm) -> HttpResponse:
    """Erase the account of the signed-in user, who has just confirmed that it is them."""
    try:
        erase_account(form.user, by=form.user, because=_("By the owner of the account."))
    except ErasureRefusedError as error:
        form.add_error(None, str(error))
        return _own_page(request, form)
    logout(request)
    return redirect("accounts:erased")


@login_not_required
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Say goodbye to somebody whose account was erased."""
    return render(request, "accounts/erased.html")


@staff_page()
@asks_again
@require_http_methods(PAGE_METHODS)
def erase_person(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Erase the account of somebody who asked for it. Only administrators may."""
    if not request.user.is_administrator:
        raise Http404
    if request.user.public_id == account_id:
        return redirect("accounts:erase")
    if _was_erased(account_id):
        messages.info(request, _("This account was erased before. Nothing was changed."))
        return redirect("staff:learners")

    person = get_object_or_404(User, public_id=account_id)
    return _person_page(request, person)


def _person_page(request: StaffRequest, person: User) -> HttpResponse:
    """Ask for a reason, and erase the account by POST."""
    posted = request.POST if request.method == "POST" else None
    form = ErasePersonForm(posted, user=person)
    if form.is_valid() and _erase_by_staff(form, request.user):
        messages.success(request, _("Erased. The person gets a last email that says so."))
        return redirect("staff:learners")
    context = {"form": form, "person": person, "tab": "learners"}
    return render(request, "accounts/erase_person.html", context)


def _erase_by_staff(form: ErasePersonForm, by: User) -> bool:
    """Erase the account; return False and let the form say why if that is refused."""
    try:
        erase_account(form.user, by=by, because=form.cleaned_data["reason"])
    except ErasureRefusedError as error:
        form.add_error("reason", str(error))
        return False
    return True


def _was_erased(account_id: UUID) -> bool:
    """Return whether the audit log says that this account was erased."""
    events = AuditEvent.objects.filter(verb="account.erased", subject_key=str(account_id))
    return events.exists()
