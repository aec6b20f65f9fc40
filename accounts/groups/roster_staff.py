"""Staff pages: send a list of people, see what each line would do, confirm it, follow it."""

from itertools import chain
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import letterhead
from accounts.groups import carrying_out, invitations
from accounts.groups.planning import Act, counts_of, make_plan
from accounts.groups.roster_forms import ConfirmForm, RosterForm
from accounts.groups.staff import MAY_MANAGE, PAGE_METHODS, open_group, posted
from accounts.long_lists import long_list_page
from accounts.membership import end_of_invitation
from accounts.models import Invitation, Roster
from accounts.staff import StaffRequest, staff_page
from accounts.tables import csv_response

LINES_A_PAGE = 25


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def add_people(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Take a list of people, and lead to what its lines would do."""
    group = open_group(group_id)
    form = RosterForm(posted(request), request.FILES or None)
    if form.is_valid():
        plan = make_plan(group, form.read_file, form.file_name, request.user)
        return redirect(plan)
    context = {"form": form, "group": group, "tab": "groups"}
    return render(request, "accounts/groups/add_people.html", context)


def _roster(group_id: UUID, roster_id: UUID) -> Roster:
    rosters = Roster.objects.select_related("group", "confirmed_by")
    return get_object_or_404(rosters, public_id=roster_id, group__public_id=group_id)


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def roster(request: StaffRequest, group_id: UUID, roster_id: UUID) -> HttpResponse:
    """Show line by line what a list would do; by POST, let that be done."""
    shown = _roster(group_id, roster_id)
    form = ConfirmForm(posted(request), initial={"digest": shown.digest})
    if not form.is_valid():
        context = _context(request, shown, form)
        return render(request, "accounts/groups/roster.html", context)
    is_first = carrying_out.confirm(
        shown,
        digest=form.cleaned_data["digest"],
        words=form.cleaned_data["words"],
        by=request.user,
    )
    if not is_first:
        messages.info(request, _("It was confirmed before. Nothing is done twice."))
    return redirect(shown)


def _context(request: StaffRequest, shown: Roster, form: ConfirmForm) -> dict[str, object]:
    """Return what the page of a list shows."""
    by_act = shown.lines.order_by().values_list("act")
    counts = counts_of(by_act.annotate(n=Count("pk")))
    act = request.GET.get("act", "")
    lines = shown.lines.all()
    if act in map(str, Act.values):
        lines = lines.filter(act=int(act))
    context: dict[str, object] = {
        "roster": shown,
        "group": shown.group,
        "form": form,
        "counts": counts.items(),
        "invite_count": counts[Act.INVITE],
        "add_count": counts[Act.ADD],
        "to_do": counts[Act.INVITE] + counts[Act.ADD],
        "fault_count": counts[Act.FAULT],
        "act": act,
        "page": long_list_page(lines, request.GET.get("page"), LINES_A_PAGE),
        "tab": "groups",
    }
    if shown.confirmed_at:
        done = shown.lines.exclude(done_at=None)
        context["done_count"] = done.exclude(act=Act.FAULT).count()
    else:
        context["sample"] = _sample(shown)
        context["has_names"] = shown.lines.exclude(name="").exists()
    return context


def _sample(shown: Roster) -> str:
    """Return the mail of the first person who would be invited; "" if there is none."""
    first = shown.lines.filter(act=Act.INVITE).first()
    if first is None:
        return ""
    invitation = Invitation(
        group=shown.group,
        address=first.address,
        name=first.name,
        ends_at=end_of_invitation(),
    )
    provider = letterhead.sender().name
    return invitations.mail_text(invitation, provider)


@staff_page(MAY_MANAGE)
@require_safe
def faults(request: StaffRequest, group_id: UUID, roster_id: UUID) -> HttpResponseBase:
    """Send the lines that cannot be read as CSV, to be put right and sent again."""
    shown = _roster(group_id, roster_id)
    faulty = shown.lines.filter(act=Act.FAULT)
    rows = faulty.values_list("address", "name", "number", "why")
    header = ("email", "name", "line", "why")
    return csv_response(request, "faulty-lines", chain([header], rows), shown.group)
