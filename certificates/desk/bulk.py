"""Pages of staff: plan an act on many certificates, start it, and follow it."""

from collections.abc import Iterable, Iterator, Sequence

from django.contrib import messages
from django.core import signing
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.canonical import digest_of
from accounts.long_lists import long_list_page
from accounts.security.second_factor import asks_again
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from accounts.tables import csv_response
from certificates import bulk
from certificates.desk.filters import CertificateFilter
from certificates.desk.forms import BulkForm
from certificates.models import BulkAct, BulkLine

# A plan that was shown longer ago is made again before anything is done.
PLAN_SECONDS = 30 * 60
SHOWN_LINES = 100
SALT = "certificates.bulk"


@staff_page("certificates.issue_certificate")
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: StaffRequest, bulk_kind: str) -> HttpResponse:
    """Show line by line what an act would do; POST starts it if that is still so."""
    kind = _kind_of(bulk_kind)
    chosen = CertificateFilter(request.GET)
    lines = _planned(chosen, kind, request)
    form = BulkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and lines:
        if _is_as_shown(lines, form):
            return _make(request, kind, lines, form)
        form.add_error(None, _("The plan was made again: it is older than 30 minutes, or differs."))
    context = {
        "filter": chosen,
        "form": form,
        **_shown_plan(kind, lines),
    }
    return render(request, "certificates/desk/bulk_plan.html", context)


def _kind_of(bulk_kind: str) -> BulkAct.Kind:
    """Return the kind of act that an address names; raise Http404 for any other word."""
    if bulk_kind not in BulkAct.Kind.values:
        raise Http404
    return BulkAct.Kind(bulk_kind)


def _make(
    request: StaffRequest, kind: str, lines: list[bulk.PlannedLine], form: BulkForm
) -> HttpResponse:
    """Store the act with its plan, and show how far it is."""
    query = request.GET.urlencode()
    reason = form.cleaned_data["reason"]
    act = bulk.make(kind, query, lines, request.user, reason)
    return redirect("certificates:bulk_act", act.pk)


def _shown_plan(kind: BulkAct.Kind, lines: list[bulk.PlannedLine]) -> dict[str, object]:
    """Return what the page shows of a plan, and its signature for the form."""
    counts = bulk.counts(lines)
    acted_on = bulk.acted_on(lines)
    return {
        "tab": "certificates",
        "kind": kind,
        "lines": lines[:SHOWN_LINES],
        "line_count": len(lines),
        "counts": [(plan.label, count) for plan, count in counts.items()],
        "acted_on": acted_on,
        "needs_second": acted_on > bulk.MAX_ALONE,
        "too_many": len(lines) > bulk.MAX_LINES,
        "shown": signing.dumps(_digest(lines), salt=SALT),
    }


@staff_page("certificates.issue_certificate")
@require_safe
def plan_csv(request: StaffRequest, bulk_kind: str) -> HttpResponseBase:
    """Send the plan as CSV, a line for each certificate."""
    kind = _kind_of(bulk_kind)
    lines = _planned(CertificateFilter(request.GET), kind, request)
    return csv_response(request, f"plan-{kind}", _plan_rows(lines))


def _plan_rows(lines: Iterable[bulk.PlannedLine]) -> Iterator[Sequence[object]]:
    """Yield the rows of the file: the header, a row for each certificate."""
    yield "number", "holder", "plan", "why"
    for line in lines:
        certificate = line.certificate
        name = certificate.holder_name if certificate.shows_name else ""
        yield certificate.shown_code, name, line.plan, line.detail


def _planned(chosen: CertificateFilter, kind: str, request: StaffRequest) -> list[bulk.PlannedLine]:
    """Return the plan for the certificates that a filter means, one more than may be acted on."""
    found = bulk.with_renewals(chosen.certificates)[: bulk.MAX_LINES + 1]
    return bulk.plan(kind, found, request.user)


def _digest(lines: list[bulk.PlannedLine]) -> str:
    """Return what differs as soon as a plan does."""
    return digest_of([[line.certificate.code, line.plan, line.detail] for line in lines])


def _is_as_shown(lines: list[bulk.PlannedLine], form: BulkForm) -> bool:
    """Return whether a plan is the one that was shown at most 30 minutes ago, and not too long."""
    shown = form.cleaned_data["shown"]
    try:
        digest = signing.loads(shown, salt=SALT, max_age=PLAN_SECONDS)
    except signing.BadSignature:
        return False
    return bool(digest == _digest(lines)) and len(lines) <= bulk.MAX_LINES


@staff_page("certificates.issue_certificate")
@require_safe
def acts(request: StaffRequest) -> HttpResponse:
    """List the acts on many certificates, the newest first."""
    made = BulkAct.objects.select_related("made_by").annotate(line_count=Count("lines"))
    page = long_list_page(made, request.GET.get("page"), ROWS_A_PAGE)
    context = {"page": page, "tab": "certificates"}
    return render(request, "certificates/desk/bulk_acts.html", context)


@staff_page("certificates.issue_certificate")
@require_safe
def act(request: StaffRequest, act_id: int) -> HttpResponse:
    """Show how far an act is: what failed first, then the newest."""
    found = BulkAct.objects.select_related("made_by", "request")
    shown = get_object_or_404(found, pk=act_id)
    context = {"act": shown, "tab": "certificates", **_progress(shown)}
    return render(request, "certificates/desk/bulk_act.html", context)


def _progress(act: BulkAct) -> dict[str, object]:
    """Return how many lines are done or failed, and the first of each."""
    lines = act.lines.exclude(plan=BulkLine.Plan.LEAVE)
    ended = lines.exclude(done_at=None).select_related("certificate", "successor")
    failed = ended.filter(result=BulkLine.Result.FAILED)
    done = ended.filter(result=BulkLine.Result.DONE).order_by("-done_at", "-pk")
    return {
        "line_count": lines.count(),
        "done_count": done.count(),
        "failed": failed[:SHOWN_LINES],
        "failed_count": failed.count(),
        "done": done[:SHOWN_LINES],
    }


@staff_page("certificates.issue_certificate")
@require_POST
def stop(request: StaffRequest, act_id: int) -> HttpResponse:
    """Stop an act after the line that is being carried out."""
    bulk.stop(get_object_or_404(BulkAct, pk=act_id), request.user)
    messages.success(request, _("Stopped. What is done stays done."))
    return redirect("certificates:bulk_act", act_id)


@staff_page("certificates.issue_certificate")
@asks_again
@require_POST
def go_on(request: StaffRequest, act_id: int) -> HttpResponse:
    """Go on with a stopped act."""
    bulk.go_on(get_object_or_404(BulkAct, pk=act_id), request.user)
    messages.success(request, _("It goes on. What is done is not done again."))
    return redirect("certificates:bulk_act", act_id)


@staff_page("certificates.issue_certificate")
@asks_again
@require_POST
def try_again(request: StaffRequest, act_id: int) -> HttpResponse:
    """Carry out once more what could not be done."""
    bulk.try_again(get_object_or_404(BulkAct, pk=act_id), request.user)
    messages.success(request, _("They are being tried again."))
    return redirect("certificates:bulk_act", act_id)
