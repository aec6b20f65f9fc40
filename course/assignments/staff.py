"""Staff pages: one group with its courses and people, and one person of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.groups import joining, links
from accounts.groups.forms import WhyForm
from accounts.groups.staff import MAY_MANAGE, PAGE_METHODS, open_group, posted
from accounts.groups.views import managers_of
from accounts.long_lists import LongListPage, long_list_page
from accounts.models import GroupMember, LearnerGroup
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course.assignments import acts
from course.assignments.forms import AssignForm, ExtendForm, RuleForm
from course.assignments.shown_courses import (
    ShownCourse,
    chosen_course,
    courses_of,
    people_of_group,
    standing_of,
)
from course.models import GroupCourse

# Of a person of a group, in the list.
SHOWN_OF_MEMBER = ("joined_at", "user", "user__public_id", "user__name", "user__email")


@staff_page(MAY_MANAGE)
@require_safe
def group(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Show a group: who is how far, who is invited, its link, courses and managers."""
    shown = get_object_or_404(LearnerGroup, public_id=group_id)
    courses = courses_of(shown)
    chosen = chosen_course(request, courses)
    shows_invited = request.GET.get("show") == "invited"
    people = people_of_group(shown, chosen)
    standing = standing_of(people) if chosen else {}
    invited = shown.invitations.unanswered().order_by("sent_at", "pk")
    context = standing | {
        "group": shown,
        "courses": courses,
        "chosen": chosen,
        "shows_invited": shows_invited,
        "invited_count": invited.count(),
        "page": _page(request, invited if shows_invited else people.only(*SHOWN_OF_MEMBER)),
        "managers": managers_of(shown),
        "tab": "groups",
        "now": timezone.now(),
    }
    if shown.link_is_open:
        context |= {"join_url": links.join_url(shown), "places_left": links.places_left(shown)}
    return render(request, "course/groups/group.html", context)


def _page(request: StaffRequest, rows: QuerySet[Any]) -> LongListPage[Any]:
    return long_list_page(rows, request.GET.get("page"), ROWS_A_PAGE)


def _form_page(
    request: StaffRequest,
    form: object,
    heading: str,
    act: str,
    shown: LearnerGroup,
    lead: str = "",
) -> HttpResponse:
    context = {"form": form, "heading": heading, "act": act, "group": shown, "lead": lead}
    return render(request, "accounts/groups/staff_form.html", context | {"tab": "groups"})


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def assign(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Ask a group to take a course."""
    shown = open_group(group_id)
    form = AssignForm(shown, posted(request))
    if not form.is_valid():
        return _form_page(request, form, _("Add a course"), _("Ask the group to take it"), shown)
    if acts.assign(shown, by=request.user, **form.cleaned_data):
        messages.success(request, _("The people of the group see the course and the last day now."))
    return redirect(shown.staff_url)


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def change_course(request: StaffRequest, group_id: UUID, slug: str) -> HttpResponse:
    """Change the last day and the reminders of a course of a group."""
    assigned = _assigned(group_id, slug)
    form = RuleForm(posted(request), instance=assigned)
    if not form.is_valid():
        heading = _("Last day and reminders")
        return _form_page(request, form, heading, _("Save"), assigned.group)
    acts.change(form.save(commit=False), request.user)
    messages.success(request, _("Saved. Extensions for single people stay."))
    return redirect(_page_of(assigned))


def _assigned(group_id: UUID, slug: str) -> GroupCourse:
    current = GroupCourse.objects.current().select_related("group", "course")
    return get_object_or_404(current, group__public_id=group_id, course__slug=slug)


def _page_of(assigned: GroupCourse) -> str:
    return f"{assigned.group.staff_url}?course={assigned.course.slug}"


@staff_page(MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def end_course(request: StaffRequest, group_id: UUID, slug: str) -> HttpResponse:
    """Ask a group for a course no longer, for a reason."""
    assigned = _assigned(group_id, slug)
    form = WhyForm(posted(request))
    if not form.is_valid():
        titles = {row.assigned.pk: row.edition.title for row in courses_of(assigned.group)}
        heading, act = _("End the course for this group"), _("End the course")
        lead = _(
            "The group is no longer asked to take “%s”, and gets no reminders of it. Who began may"
            " go on, and keeps what is done."
        )
        title = titles[assigned.pk]
        return _form_page(request, form, heading, act, assigned.group, lead % title)
    acts.end(assigned, request.user, form.cleaned_data["reason"])
    messages.success(request, _("The group is no longer asked to take it. Who began may go on."))
    return redirect(assigned.group.staff_url)


@staff_page(MAY_MANAGE)
@require_safe
def person(request: StaffRequest, group_id: UUID, account_id: UUID) -> HttpResponse:
    """Show one person of a group, with the forms that give more time and take them out."""
    return _person_page(request, _member(request, group_id, account_id))


@staff_page(MAY_MANAGE)
@require_POST
def extend(request: StaffRequest, group_id: UUID, account_id: UUID) -> HttpResponse:
    """Give one person another last day."""
    shown = _member(request, group_id, account_id)
    if shown.chosen is None:
        raise Http404
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return _person_page(request, shown, extend=form)
    acts.extend(shown.chosen.assigned, shown.member.user, by=request.user, **form.cleaned_data)
    messages.success(request, _("%s has the new last day.") % shown.member.user.display_name)
    return redirect(_page_of(shown.chosen.assigned))


@staff_page(MAY_MANAGE)
@require_POST
def take_out(request: StaffRequest, group_id: UUID, account_id: UUID) -> HttpResponse:
    """Take one person out of a group."""
    shown = _member(request, group_id, account_id)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _person_page(request, shown, take_out=form)
    joining.take_out(shown.member, request.user, form.cleaned_data["reason"])
    text = _("%s is not in the group any more.") % shown.member.user.display_name
    messages.success(request, text)
    return redirect(shown.group.staff_url)


@dataclass(frozen=True)
class ShownMember:
    """Hold one person of a group, and the course that the address chooses."""

    group: LearnerGroup
    courses: Sequence[ShownCourse]
    chosen: ShownCourse | None
    member: GroupMember


def _member(request: StaffRequest, group_id: UUID, account_id: UUID) -> ShownMember:
    """Return a person of an open group; raise Http404 for anybody else."""
    shown = open_group(group_id)
    courses = courses_of(shown)
    chosen = chosen_course(request, courses)
    member = get_object_or_404(people_of_group(shown, chosen), user__public_id=account_id)
    return ShownMember(shown, courses, chosen, member)


def _person_page(request: StaffRequest, shown: ShownMember, **bound: Form) -> HttpResponse:
    """Show a person; ``bound`` holds the form that was sent, by its name."""
    forms = {"extend": ExtendForm(), "take_out": WhyForm(auto_id="out_%s")} | bound
    context = {
        "group": shown.group,
        "chosen": shown.chosen,
        "courses": shown.courses,
        "member": shown.member,
        "forms": forms,
        "errors": next(iter(bound.values()), None),
        "tab": "groups",
    }
    return render(request, "course/groups/person.html", context)
