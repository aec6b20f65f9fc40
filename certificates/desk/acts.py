"""Pages of staff: correct, issue again and revoke a certificate, each with before and after."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import audit
from accounts.approvals import ActRefusedError, RecordAct
from accounts.approvals.alone import Step, next_step
from accounts.models import User
from accounts.security.second_factor import asks_again
from accounts.staff import StaffRequest, staff_page
from certificates import corrections, issuing, record_acts, record_mails, succession
from certificates.desk.act_pages import do, opens_record, to_record
from certificates.desk.forms import CorrectForm, NameForm, ReasonForm, ReplyForm, RevokeForm
from certificates.desk.record import find_certificate, open_acts
from certificates.models import Certificate, NameCorrection, NameRequest
from certificates.records import events

PAGE_METHODS = ("GET", "HEAD", "POST")
RECORD = "certificates:staff_certificate"


@opens_record(record_acts.CORRECT)
@require_http_methods(PAGE_METHODS)
def correct(request: StaffRequest, code: str) -> HttpResponse:
    """Correct the name on a certificate, or ask a second person for it."""
    certificate = find_certificate(code)
    if not open_acts(certificate).correct:
        raise Http404
    asked = NameRequest.objects.filter(certificate=certificate, answer="").first()
    form = _correct_form(request, certificate, asked)
    if request.method == "POST" and form.is_valid():
        return _correct(request, certificate, form)
    context = {"asked": asked, "tab": "certificates", **_correct_facts(certificate, form)}
    return render(request, "certificates/desk/correct.html", context)


def _correct_form(
    request: StaffRequest, certificate: Certificate, asked: NameRequest | None
) -> CorrectForm:
    """Return the form as posted, or with the name that the holder asked for."""
    posted = request.POST if request.method == "POST" else None
    new_name = asked.new_name if asked else ""
    return CorrectForm(posted, certificate=certificate, new_name=new_name)


def _correct_facts(certificate: Certificate, form: CorrectForm) -> dict[str, object]:
    """Return what the page shows of a certificate before and after the correction."""
    return {
        "certificate": certificate,
        "form": form,
        "reply_form": ReplyForm(),
        "after": _with_name(certificate, form["holder_name"].value()),
        "was_corrected": corrections.was_corrected(certificate),
    }


def _with_name(certificate: Certificate, name: str) -> Certificate:
    """Return an unsaved copy of a certificate with another name, for the preview."""
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.holder_name = name
    copy.code = ""
    return copy


def _correct(request: StaffRequest, certificate: Certificate, form: CorrectForm) -> HttpResponse:
    """Carry out the correction, or ask a second person for it."""
    correction = form.correction(request.user)
    if corrections.needs_second_person(certificate, correction.evidence):
        return _act(
            request,
            record_acts.CORRECT,
            certificate,
            lambda: corrections.ask(certificate, correction),
            _("Asked. A second person with the right to issue has to approve it."),
        )
    return _act(
        request,
        record_acts.CORRECT,
        certificate,
        lambda: corrections.correct(certificate, correction),
        _("Corrected. The new certificate is issued, and the holder gets an email."),
    )


def _act(
    request: StaffRequest,
    act: RecordAct,
    certificate: Certificate,
    carry_out: Callable[[], object],
    done: str,
) -> HttpResponse:
    """Do an act for which somebody can be named, and say what came of it."""
    by = request.user
    return _answer(request, certificate, lambda: do(act, certificate.code, by, carry_out), done)


def _answer(
    request: StaffRequest, certificate: Certificate, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do an act and say what came of it; return to the record, or to what follows it."""
    try:
        result = act()
    except (ActRefusedError, issuing.NotEligibleError) as error:
        messages.error(request, _("Nothing was changed. %s") % error)
        return to_record(request.user, RECORD, certificate.shown_code)
    messages.success(request, done)
    if isinstance(result, NameCorrection) and not request.user.is_staff:
        # Somebody who was named for it finds no list of what waits.
        return redirect("approvals:act", result.AUDIT_NAME, result.pk)
    shown = result if isinstance(result, Certificate) else certificate
    return to_record(request.user, RECORD, shown.shown_code)


@staff_page("certificates.issue_certificate")
@require_POST
def refuse_name(request: StaffRequest, code: str) -> HttpResponse:
    """Answer a holder that the name stays, and why."""
    certificate = find_certificate(code)
    asked = get_object_or_404(NameRequest, certificate=certificate, answer="")
    form = ReplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why, in 10 characters or more. Nothing was changed."))
        return redirect("certificates:correct", certificate.shown_code)
    return _answer(
        request,
        certificate,
        lambda: corrections.refuse_request(asked, request.user, form.cleaned_data["reply"]),
        _("Answered. The holder gets an email."),
    )


@require_http_methods(PAGE_METHODS)
def decide(request: StaffRequest, correction_id: int) -> HttpResponseBase:
    """Show a correction that waits for a second person; POST approves or refuses it.

    Open to staff who issue, and to whoever asked for it, who may have been named for this record.
    """
    found = NameCorrection.objects.select_related("certificate__enrolment__user", "requested_by")
    act = get_object_or_404(found, pk=correction_id)
    if not act.is_open_to(request.user):
        raise Http404
    return _decision(request, act)


@asks_again
def _decision(request: StaffRequest, act: NameCorrection) -> HttpResponse:
    """Show the correction with the form of the decision."""
    posted = request.POST if request.method == "POST" else None
    form = ReasonForm(posted)
    if request.method == "POST" and form.is_valid():
        return _decide(request, act, form.cleaned_data["reason"])
    context = {"form": form, "tab": "certificates", **_decide_facts(act, request.user)}
    return render(request, "certificates/desk/decide.html", context)


def _decide_facts(act: NameCorrection, user: User) -> dict[str, object]:
    """Return what the page shows of a correction, and whether this user may approve it."""
    step = next_step(act, user, timezone.now())
    return {
        "act": act,
        "certificate": act.certificate,
        "after": _with_name(act.certificate, act.new_name),
        "is_mine": act.requested_by == user,
        "may_approve": step in {Step.DECIDE, Step.ALONE},
    }


def _decide(request: StaffRequest, act: NameCorrection, reason: str) -> HttpResponse:
    """Refuse a correction if that button was pressed; approve it otherwise."""
    if "refuse" in request.POST:
        return _answer(
            request,
            act.certificate,
            lambda: corrections.refuse(act, request.user, reason),
            _("Refused. Nothing was changed on the record."),
        )
    return _answer(
        request,
        act.certificate,
        lambda: corrections.approve(act, request.user, reason),
        _("Corrected. The new certificate is issued, and the holder gets an email."),
    )


@opens_record(record_acts.REISSUE)
@require_http_methods(PAGE_METHODS)
def reissue(request: StaffRequest, code: str) -> HttpResponse:
    """Issue a certificate again with today's provider and layout."""
    certificate = find_certificate(code)
    if not open_acts(certificate).reissue:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _act(
            request,
            record_acts.REISSUE,
            certificate,
            lambda: succession.reissue(certificate, events.Act(by=request.user, note=reason)),
            _("Issued again, with a new number. The holder gets an email."),
        )
    context = {"certificate": certificate, "form": form, "tab": "certificates"}
    return render(request, "certificates/desk/reissue.html", context)


@opens_record(record_acts.ISSUE_ANEW)
@require_http_methods(PAGE_METHODS)
def issue_again(request: StaffRequest, code: str) -> HttpResponse:
    """Issue a new certificate in place of one that was revoked as issued in error."""
    old = find_certificate(code)
    holder_name = old.enrolment.holder_name if old.enrolment else ""
    posted = request.POST if request.method == "POST" else None
    form = NameForm(posted, initial={"holder_name": holder_name})
    if request.method == "POST" and form.is_valid():
        return _act(
            request,
            record_acts.ISSUE_ANEW,
            old,
            lambda: _issue_again(old, form.correction(request.user)),
            _("Issued, with a new number. The holder gets an email."),
        )
    if not open_acts(old).issue_again:
        raise Http404
    context = {"certificate": old, "form": form, "tab": "certificates"}
    return render(request, "certificates/desk/issue_again.html", context)


def _issue_again(old: Certificate, correction: corrections.Correction) -> Certificate:
    """Issue a certificate in place of a revoked one, with the name of the correction."""
    act = events.Act(by=correction.by, note=correction.because)
    return succession.issue_again(old, correction.holder_name, act)


@opens_record(record_acts.REVOKE)
@require_http_methods(PAGE_METHODS)
def revoke(request: StaffRequest, code: str) -> HttpResponse:
    """Revoke a certificate, after showing what its public page will say."""
    certificate = find_certificate(code)
    posted = request.POST if request.method == "POST" else None
    form = RevokeForm(posted, certificate=certificate)
    if request.method == "POST" and form.is_valid():
        return _revoke(request, certificate, form)
    context = {
        "certificate": certificate,
        "form": form,
        "may": open_acts(certificate).revoke,
        "tab": "certificates",
    }
    return render(request, "certificates/desk/revoke.html", context)


def _revoke(request: StaffRequest, certificate: Certificate, form: RevokeForm) -> HttpResponse:
    """Revoke a certificate, on record and with a mail; say so if it was revoked already."""
    act = events.Act(
        by=request.user,
        because=form.cleaned_data["because"],
        note=form.cleaned_data["note"],
    )
    is_new = do(
        record_acts.REVOKE,
        certificate.code,
        request.user,
        lambda: _revoke_on_record(certificate, act),
    )
    if is_new:
        messages.success(request, _("Revoked. The public page says so now."))
    else:
        messages.info(request, _("This certificate was revoked already; nothing was changed."))
    return to_record(request.user, RECORD, certificate.shown_code)


def _revoke_on_record(certificate: Certificate, act: events.Act) -> bool:
    """Revoke a certificate and queue the mail, in a transaction; False if it was revoked before."""
    if not events.revoke(certificate, act):
        return False
    assert act.by is not None
    audit.record(act.by, "certificate.revoked", certificate, act.because)
    record_mails.queue_revoked(certificate)
    return True
