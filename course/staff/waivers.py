"""The page on which staff waive units for one learner."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.approvals import ActRefusedError, check_not_own, may_act
from accounts.models import User
from course.enrolment import waivers
from course.models import Enrolment
from course.outline import learners_outline
from course.staff.forms import WaiverForm


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a learner finish without units, for a reason. A second click changes nothing.

    Open to who may waive, and to a person named for this learner.
    """
    enrolment = _open_enrolment(public_id)
    if not _may_waive(request, enrolment):
        raise Http404
    assert isinstance(request.user, User)
    form = _form(request, enrolment)
    try:
        check_not_own(request.user, enrolment.user)
        if not form.is_valid():
            return _form_page(request, form)
        outcome = _waive_by_form(form, request.user)
    except ActRefusedError as refused:
        return _refusal_page(request, form, str(refused))
    return _after(request, enrolment, outcome)


def _open_enrolment(public_id: str) -> Enrolment:
    """Return an enrolment that has not ended; raise Http404 without one."""
    enrolments = Enrolment.objects.select_related("user", "course", "edition")
    enrolment = get_object_or_404(enrolments, public_id=public_id)
    if enrolment.ended_at or not enrolment.user:
        raise Http404
    return enrolment


def _may_waive(request: HttpRequest, enrolment: Enrolment) -> bool:
    """Return whether the person may waive; a second click of a named one only finds it done."""
    return may_act(request.user, waivers.PERMISSION, enrolment.public_id)


def _form(request: HttpRequest, enrolment: Enrolment) -> WaiverForm:
    """Return the form of the units that the learner has still to do, with what was posted."""
    remaining = learners_outline(enrolment).remaining
    posted = request.POST if request.method == "POST" else None
    return WaiverForm(enrolment, remaining, posted)


def _waive_by_form(form: WaiverForm, by: User) -> waivers.Outcome:
    """Waive the chosen units, or ask a second person; raises ActRefusedError."""
    units = list(form.cleaned_data["units"])
    reason = form.cleaned_data["reason"]
    return waivers.waive(form.enrolment, units, by, reason)


def _form_page(request: HttpRequest, form: WaiverForm) -> HttpResponse:
    context = {"enrolment": form.enrolment, "form": form, "tab": "learners"}
    return render(request, "staff/waiver.html", context)


def _refusal_page(request: HttpRequest, form: WaiverForm, reason: str) -> HttpResponse:
    """Say why nothing is waived: above a sent form, which keeps what was typed, or alone."""
    if not form.is_bound:
        return render(request, "staff/refused.html", {"reason": reason}, status=403)
    form.add_error(None, reason)
    return _form_page(request, form)


def _after(request: HttpRequest, enrolment: Enrolment, outcome: waivers.Outcome) -> HttpResponse:
    """Say what became of the waiver, and go to the learner, or to what waits."""
    if outcome.waived:
        count = len(outcome.waived)
        text = ngettext(
            "%d unit waived. The certificate will say so.",
            "%d units waived. The certificate will say so.",
            count,
        )
        messages.success(request, text % count)
    elif outcome.request:
        messages.success(request, _("Asked for. Nothing is waived before a second person agrees."))
    else:
        messages.info(request, _("Nothing was changed: these units are not open anymore."))
    if outcome.request and request.user.is_staff:
        return redirect(outcome.request.page)
    if request.user.has_perm("course.view_timeline"):
        return redirect("staff:learner", enrolment.public_id)
    return redirect("course:home")
