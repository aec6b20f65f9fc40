"""The pages on which staff help somebody who lost a mailbox."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.approvals import ActRefusedError, SecondPersonAct
from accounts.models import User
from accounts.moving import help
from accounts.moving.forms import FindOtherForm, HelpForm, MoveHelpForm
from accounts.moving.models import PERMISSION, AddressHelp, JoinHelp
from accounts.security.second_factor import asks_again
from accounts.staff import StaffRequest, staff_page

PAGE_METHODS = ["GET", "HEAD", "POST"]


@staff_page("course.view_timeline", PERMISSION)
@asks_again
@require_http_methods(PAGE_METHODS)
def move_person(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Ask a second person to let an account use another mailbox."""
    person = get_object_or_404(User, public_id=account_id)
    form = MoveHelpForm(person, request.POST if request.method == "POST" else None)
    if form.is_valid() and (act := _ask_move(form, request.user)):
        return _asked(request, act)
    context = {"form": form, "person": person, "tab": "learners"}
    return render(request, "accounts/moving/move_person.html", context)


def _ask_move(form: MoveHelpForm, by: User) -> AddressHelp | None:
    """Ask for the change; return None and let the form say why if that is refused."""
    values = form.cleaned_data
    try:
        return help.ask_move(form.user, values["email"], values["evidence"], by, values["reason"])
    except ActRefusedError as refused:
        form.add_error(None, str(refused))
        return None


@staff_page("course.view_timeline", PERMISSION)
@asks_again
@require_http_methods(PAGE_METHODS)
def join_person(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Find the other account of a person, show both, and ask a second person to join them.

    The parameter ``other`` names the other account, which ends.
    """
    kept = get_object_or_404(User, public_id=account_id)
    finder = FindOtherForm(kept, request.GET if "other" in request.GET else None)
    context: dict[str, object] = {"kept": kept, "finder": finder, "tab": "learners"}
    if not finder.is_valid():
        return render(request, "accounts/moving/join_person.html", context)
    ended = finder.cleaned_data["other"]
    form = HelpForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (act := _ask_join(form, kept, ended, request.user)):
        return _asked(request, act)
    context |= {"ended": ended, "form": form}
    return render(request, "accounts/moving/join_person.html", context)


def _ask_join(form: HelpForm, kept: User, ended: User, by: User) -> JoinHelp | None:
    """Ask for the join; return None and let the form say why if that is refused."""
    evidence, reason = form.cleaned_data["evidence"], form.cleaned_data["reason"]
    try:
        return help.ask_join(kept, ended, evidence, by, reason)
    except ActRefusedError as refused:
        form.add_error(None, str(refused))
        return None


def _asked(request: HttpRequest, act: SecondPersonAct) -> HttpResponse:
    """Say that a second person decides, and show the act."""
    messages.success(request, _("Asked for. Nothing is changed before a second person agrees."))
    return redirect(act.page)
