"""Pages of what waits for a second person: the list, one act, and the link that stops it."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.approvals import alone
from accounts.approvals.acts import SecondPersonAct
from accounts.approvals.alone import Step, next_step
from accounts.approvals.forms import DecisionForm, NameForm
from accounts.approvals.kinds import KINDS, ActKind, waiting_for
from accounts.approvals.own_records import name_person
from accounts.approvals.refused import ActRefusedError
from accounts.models import NamedPerson, User
from accounts.security.second_factor import asks_again
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page

ActView = Callable[[StaffRequest, SecondPersonAct, ActKind], HttpResponseBase]
View = Callable[[HttpRequest, str, int], HttpResponseBase]


@staff_page()
@require_safe
def approvals(request: StaffRequest) -> HttpResponse:
    """List what waits for a second person, with what this member of staff may do about it."""
    now = timezone.now()
    waiting = list(waiting_for(request.user))
    may_approve = alone.who_may_approve(waiting)
    rows = [(act, next_step(act, request.user, now, may_approve)) for act in waiting]
    return render(request, "approvals/list.html", {"rows": rows, "tab": "approvals"})


def with_act(view: ActView) -> View:
    """Hand a view the act of its address; 404 for whoever may neither decide nor go on with it."""

    @wraps(view)
    def guarded(request: HttpRequest, kind: str, number: int) -> HttpResponseBase:
        staff_request = cast(StaffRequest, request)
        found = KINDS.get(kind)
        shown = _act_of(found, number) if found else None
        if found is None or shown is None or not shown.is_open_to(staff_request.user):
            raise Http404
        return view(staff_request, shown, found)

    return guarded


def _act_of(found: ActKind, number: int) -> SecondPersonAct | None:
    """Return an act of a kind by its number."""
    related = ("requested_by", "approved_by", "refused_by", *found.model.RELATED)
    acts = found.model._default_manager.select_related(*related)
    return acts.filter(pk=number).first()


@with_act
@require_safe
def act(request: StaffRequest, shown: SecondPersonAct, found: ActKind) -> HttpResponse:
    """Show one act, with the forms of what this member of staff may do about it."""
    return _render_act(request, shown, found)


@with_act
@asks_again
@require_POST
def approve(request: StaffRequest, shown: SecondPersonAct, found: ActKind) -> HttpResponse:
    """Approve an act and do it. A second click changes nothing."""
    if found.approve is None:
        raise Http404
    work = found.approve
    return _decide(
        request,
        (shown, found),
        "approve_form",
        lambda because: work(shown, request.user, because),
        _("Approved and done."),
    )


@with_act
@require_POST
def refuse(request: StaffRequest, shown: SecondPersonAct, found: ActKind) -> HttpResponse:
    """Refuse an act, or take back one's own."""
    if found.refuse is None:
        raise Http404
    work = found.refuse
    return _decide(
        request,
        (shown, found),
        "refuse_form",
        lambda because: work(shown, request.user, because),
        _("Refused. Nothing was changed."),
    )


@with_act
@asks_again
@require_POST
def notice(request: StaffRequest, shown: SecondPersonAct, found: ActKind) -> HttpResponse:
    """Give notice that whoever asked will do the act alone."""
    return _decide(
        request,
        (shown, found),
        "notice_form",
        lambda because: alone.give_notice(shown, request.user, because),
        _("Notice is given. You can do it alone after 24 hours, if nobody stops it."),
    )


def _decide(
    request: StaffRequest,
    of: tuple[SecondPersonAct, ActKind],
    form_name: str,
    decide: Callable[[str], object],
    success: str,
) -> HttpResponse:
    """Decide by a sent form and go back to the act; show the form again if that fails."""
    shown, _kind = of
    form = DecisionForm(request.POST, auto_id=f"{form_name}-%s")
    if form.is_valid():
        try:
            decide(form.cleaned_data["because"])
        except ActRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, success)
            return redirect("approvals:act", shown.AUDIT_NAME, shown.pk)
    return _render_act(request, *of, {form_name: form})


def _render_act(
    request: StaffRequest,
    shown: SecondPersonAct,
    kind: ActKind,
    sent: dict[str, DecisionForm] | None = None,
) -> HttpResponse:
    """Show an act; sent: a form that was not accepted, by its name in the template."""
    step = next_step(shown, request.user, timezone.now())
    context = {
        "act": shown,
        "kind": kind,
        "has_own_page": kind.approve is None,
        "step": step if shown.is_waiting else None,
        "is_mine": shown.requested_by_id == request.user.pk,
        **(_forms(shown, kind, step) if shown.is_waiting else {}),
        **(sent or {}),
        "tab": "approvals",
    }
    return render(request, "approvals/act.html", context)


def _forms(shown: SecondPersonAct, kind: ActKind, step: Step) -> dict[str, DecisionForm]:
    """Return the forms of what may be done in this step, by name."""
    wanted = []
    if kind.approve and step in {Step.DECIDE, Step.ALONE}:
        wanted.append("approve_form")
    if step == Step.NOTICE:
        wanted.append("notice_form")
    if kind.refuse and step != Step.NOTHING:
        wanted.append("refuse_form")
    return {name: DecisionForm(auto_id=f"{name}-%s") for name in wanted}


@staff_page()
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: StaffRequest) -> HttpResponse:
    """Let an administrator name somebody for one act on one record; list those named last."""
    if not request.user.is_administrator:
        raise Http404
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _name_by_form(form, request.user):
        text = _("Named. %s gets an email with the address of the page.")
        messages.success(request, text % form.cleaned_data["email"].display_name)
        return redirect("approvals:name")
    newest = NamedPerson.objects.select_related("person", "named_by")[:ROWS_A_PAGE]
    context = {"form": form, "named": newest, "now": timezone.now(), "tab": "approvals"}
    return render(request, "approvals/name.html", context)


def _name_by_form(form: NameForm, by: User) -> bool:
    """Name the person; return False and let the form say why if that is refused."""
    person = form.cleaned_data["email"]
    reason = form.cleaned_data["reason"]
    try:
        name_person(form.found_act, form.found_record, person, reason, by)
    except ActRefusedError as refused:
        form.add_error(None, str(refused))
        return False
    return True


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Show, without a name, the act that a mailed link can stop; stop it by POST."""
    try:
        shown, by = alone.act_to_stop(token)
        if request.method == "POST":
            alone.stop(shown, by)
            return render(request, "approvals/stopped.html")
    except (alone.LinkGoneError, ActRefusedError):
        return render(request, "approvals/stop_gone.html", status=410)
    return render(request, "approvals/stop.html", {"act": shown})
