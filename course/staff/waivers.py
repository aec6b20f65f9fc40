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
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("user", "course", "edition"), public_id=public_id
    )
    is_over = enrolment.ended_at or not enrolment.user
    if is_over or not _may_waive(request, enrolment):
        raise Http404
    assert isinstance(request.user, User)
    form = WaiverForm(
        enrolment,
        learners_outline(enrolment).remaining,
        request.POST if request.method == "POST" else None,
    )
    try:
        check_not_own(request.user, enrolment.user)
        if form.is_valid():
            values = form.cleaned_data
            outcome = waivers.waive(
                enrolment, list(values["units"]), request.user, values["reason"]
            )
            return _after(request, enrolment, outcome)
    except ActRefusedError as refused:
        if not form.is_bound:
            return render(request, "staff/refused.html", {"reason": str(refused)}, status=403)
        form.add_error(None, str(refused))
    context = {"enrolment": enrolment, "form": form, "tab": "learners"}
    return render(request, "staff/waiver.html", context)


def _may_waive(request: HttpRequest, enrolment: Enrolment) -> bool:
    """Return whether the person may waive; a second click of a named one only finds it done."""
    return may_act(request.user, waivers.PERMISSION, enrolment.public_id)


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
