"""Staff pages: the list of groups, and what can be changed in one."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.groups import acts, invitations, links
from accounts.groups.forms import (
    CloseForm,
    GroupFilter,
    GroupForm,
    LinkForm,
    ManagerForm,
    WhyForm,
)
from accounts.long_lists import long_list_page
from accounts.models import GroupManager, Invitation, LearnerGroup
from accounts.security.second_factor import asks_again
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page

MAY_MANAGE = "accounts.manage_groups"
PAGE_METHODS = ["GET", "HEAD", "POST"]


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent; None where a page is only shown."""
    return request.POST if request.method == "POST" else None


def open_group(group_id: UUID) -> LearnerGroup:
    """Return an open group; raise Http404 for a closed one, in which nothing changes."""
    return get_object_or_404(LearnerGroup.objects.open(), public_id=group_id)


@staff_page(MAY_MANAGE)
@require_safe
def groups(request: StaffRequest) -> HttpResponse:
    """List the groups by name, or those that are looked for, with how many people each has."""
    form = GroupFilter(request.GET)
    # Counted for the groups of one page alone.
    page = long_list_page(form.groups, request.GET.get("page"), ROWS_A_PAGE)
    counts = _counts([group.pk for group in page])
    context = {
        "page": page,
        "rows": [(group, counts[group.pk]) for group in page],
        "form": form,
        "shows_closed": form.shows_closed,
        "tab": "groups",
    }
    return render(request, "accounts/groups/staff_list.html", context)


def _counts(group_ids: list[int]) -> dict[int, int]:
    """Return how many people the groups have, by key. One query."""
    current = Count("members", filter=Q(members__left_at=None))
    groups = LearnerGroup.objects.filter(pk__in=group_ids)
    counted = groups.order_by().annotate(n=current)
    return dict(counted.values_list("pk", "n"))


def _form_page(
    request: StaffRequest, form: Form | GroupForm, heading: str, act: str, **more: object
) -> HttpResponse:
    """Show a page with one form; ``act`` is the word on its button."""
    context = {"form": form, "heading": heading, "act": act, "tab": "groups", **more}
    return render(request, "accounts/groups/staff_form.html", context)


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def new(request: StaffRequest) -> HttpResponse:
    """Make a group."""
    own_zone = {"zone": request.user.time_zone}
    form = GroupForm(posted(request), initial=own_zone)
    if not form.is_valid():
        heading, act = _("New group"), _("Make the group")
        return _form_page(request, form, heading, act)
    group = acts.make(form.save(commit=False), request.user)
    messages.success(request, _("The group is made. Add people, then a course."))
    return redirect(group.staff_url)


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def change(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Change the name, kind and zone of a group."""
    group = open_group(group_id)
    form = GroupForm(posted(request), instance=group)
    if not form.is_valid():
        group.refresh_from_db()
        return _form_page(request, form, _("Change the group"), _("Save"), group=group)
    acts.change(form.save(commit=False), request.user)
    messages.success(request, _("Saved."))
    return redirect(group.staff_url)


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def close(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Close a group for a reason."""
    group = open_group(group_id)
    form = CloseForm(posted(request))
    if not form.is_valid():
        lead = _(
            "Nobody can join it any more, its managers see it no longer, and no reminders are"
            " sent. What its people learned stays theirs."
        )
        heading, act = _("Close the group"), _("Close the group")
        return _form_page(request, form, heading, act, group=group, lead=lead)
    acts.close(group, request.user, form.cleaned_data["reason"])
    messages.success(request, _("The group is closed."))
    return redirect(group.staff_url)


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def link(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Make a new join link."""
    group = open_group(group_id)
    usual = {"domain": group.domain, "places": 50}
    form = LinkForm(posted(request), initial=usual)
    if not form.is_valid():
        lead = _("The link before it stops working.") if group.link_is_open else ""
        heading, act = _("New join link"), _("Make the link")
        return _form_page(request, form, heading, act, group=group, lead=lead)
    links.open_link(group, **form.cleaned_data, by=request.user)
    messages.success(request, _("The link is made. Copy it from the page of the group."))
    return redirect(group.staff_url)


@staff_page(MAY_MANAGE)
@require_POST
def close_link(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Let nobody else join by the link."""
    group = open_group(group_id)
    links.close_link(group, request.user)
    messages.success(request, _("The join link is closed."))
    return redirect(group.staff_url)


@staff_page(MAY_MANAGE)
@asks_again
@require_http_methods(PAGE_METHODS)
def manager(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Name a manager of a group."""
    group = open_group(group_id)
    form = ManagerForm(posted(request))
    if not form.is_valid():
        lead = _(
            "A manager sees the names of the people in the group, and whether and on which day"
            " each finished. Never marks, attempts, answers or accommodations. Everybody in the"
            " group reads the manager's name."
        )
        heading, act = _("Add a manager"), _("Add the manager")
        return _form_page(request, form, heading, act, group=group, lead=lead)
    person = form.cleaned_data["address"]
    acts.name_manager(
        group,
        person,
        form.ends_at(group.zone),
        by=request.user,
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("%s sees this group now.") % person.display_name)
    return redirect(group.staff_url)


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def end_manager(request: StaffRequest, group_id: UUID, number: int) -> HttpResponse:
    """Let a manager see a group no longer, for a reason."""
    managers = GroupManager.objects.select_related("group", "user")
    named = get_object_or_404(managers, pk=number, group__public_id=group_id)
    form = WhyForm(posted(request))
    if not form.is_valid():
        heading = _("End a manager’s view of the group")
        lead = _("%s will no longer see how far its people are.") % named.user.display_name
        return _form_page(request, form, heading, heading, group=named.group, lead=lead)
    if acts.end_manager(named, request.user, form.cleaned_data["reason"]):
        text = _("%s sees this group no longer.") % named.user.display_name
        messages.success(request, text)
    return redirect(named.group.staff_url)


@staff_page(MAY_MANAGE)
@require_POST
def withdraw(request: StaffRequest, group_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation that nobody took."""
    found = _invitation(group_id, invitation_id)
    if invitations.withdraw(found, request.user):
        messages.success(request, _("The invitation is withdrawn; its link works no longer."))
    else:
        messages.info(request, _("Somebody took or withdrew it before. Nothing was changed."))
    return redirect(f"{found.group.staff_url}?show=invited")


@staff_page(MAY_MANAGE)
@require_POST
def invite_again(request: StaffRequest, group_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Send an invitation that has ended once more, for 30 days."""
    found = _invitation(group_id, invitation_id)
    if invitations.send_again(found, request.user):
        messages.success(request, _("Invited again, for 30 days."))
    else:
        messages.info(request, _("It is open, or somebody took it. Nothing was sent."))
    return redirect(f"{found.group.staff_url}?show=invited")


def _invitation(group_id: UUID, invitation_id: UUID) -> Invitation:
    """Return an invitation to an open group, or raise Http404."""
    invited = Invitation.objects.select_related("group").filter(group__closed_at=None)
    return get_object_or_404(invited, public_id=invitation_id, group__public_id=group_id)
