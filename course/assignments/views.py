"""Pages of a group's manager, and the page that stops reminders."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.groups.staff import MAY_MANAGE
from accounts.long_lists import long_list_page
from accounts.models import GroupManager, GroupMember, LearnerGroup, User
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course.assignments import reminders
from course.assignments.reminder_words import assigned_of_token
from course.assignments.shown_courses import (
    ShownCourse,
    chosen_course,
    courses_of,
    people_of_group,
    standing_of,
)
from course.models import GroupCourse, ReminderStop

SHOWN_NAMES = 100


@require_safe
def managed(request: HttpRequest) -> HttpResponse:
    """List the groups whose manager somebody is; a single one is shown at once."""
    groups = list(LearnerGroup.objects.managed_by(cast(User, request.user), timezone.now()))
    if not groups:
        raise Http404
    if len(groups) == 1:
        return redirect("groups:managed_group", groups[0].public_id)
    return render(request, "course/groups/managed.html", {"groups": groups})


def _managed_group(request: HttpRequest, group_id: UUID) -> LearnerGroup:
    """Return a group that the reader manages now; raise Http404 for any other."""
    mine = LearnerGroup.objects.managed_by(cast(User, request.user), timezone.now())
    return get_object_or_404(mine, public_id=group_id)


@require_safe
def managed_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Show a manager who of their group finished, and who needs a word first."""
    group = _managed_group(request, group_id)
    courses = courses_of(group)
    chosen = chosen_course(request, courses)
    context: dict[str, object] = {"group": group, "courses": courses, "chosen": chosen}
    shows_invited = request.GET.get("show") == "invited"
    invited = group.invitations.unanswered().order_by("name", "pk")
    if chosen:
        people = people_of_group(group, chosen)
        rows: QuerySet[Any] = invited if shows_invited else people
        context |= standing_of(people)
        context["page"] = long_list_page(rows, request.GET.get("page"), ROWS_A_PAGE)
    context |= {
        "manager": GroupManager.objects.in_force(timezone.now())
        .select_related("group")
        .filter(group=group, user=request.user.pk)
        .first(),
        "shows_invited": shows_invited,
        "invited_count": invited.count(),
        "now": timezone.now(),
    }
    return render(request, "course/groups/managed_group.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def managed_remind(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Let a manager remind the people who are overdue or have not started, in two steps."""
    group = _managed_group(request, group_id)
    return _remind(request, group, "course/groups/managed_remind.html")


@staff_page(MAY_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request: StaffRequest, group_id: UUID) -> HttpResponse:
    """Let staff do the same."""
    group = get_object_or_404(LearnerGroup.objects.open(), public_id=group_id)
    return _remind(request, group, "course/groups/remind.html")


def _remind(request: HttpRequest, group: LearnerGroup, template: str) -> HttpResponse:
    """Show who would be reminded; remind them by POST."""
    chosen = _chosen_or_404(request, group)
    is_managers = template.endswith("managed_remind.html")
    page = _page_of(group, is_managers=is_managers)
    if request.method == "POST":
        assert isinstance(request.user, User)
        count = reminders.remind_now(chosen.assigned, request.user)
        _say_reminded(request, count)
        return redirect(page)
    to_ask, left_out = reminders.askable(chosen.assigned)
    context = {
        "group": group,
        "chosen": chosen,
        "to_ask": _shown(to_ask),
        "ask_count": len(to_ask),
        "left_out": _shown(left_out),
        "back": page,
        "tab": "groups",
    }
    return render(request, template, context)


def _shown(people: list[GroupMember]) -> list[GroupMember]:
    return people[:SHOWN_NAMES]


def _chosen_or_404(request: HttpRequest, group: LearnerGroup) -> ShownCourse:
    chosen = chosen_course(request, courses_of(group))
    if chosen is None:
        raise Http404
    return chosen


def _page_of(group: LearnerGroup, *, is_managers: bool) -> str:
    return group.manager_url if is_managers else group.staff_url


def _say_reminded(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Everybody was reminded today. Nothing was sent."))
        return
    text = ngettext("A reminder goes to %d person.", "A reminder goes to %d people.", count)
    messages.success(request, text % count)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Show whose reminders a mailed link stops; stop them by POST."""
    named = assigned_of_token(token)
    if named is None:
        return render(request, "course/groups/stop.html", {"is_over": True}, status=410)
    assigned = GroupCourse.objects.select_related("group").filter(pk=named[0]).first()
    user = User.objects.filter(pk=named[1]).first()
    if assigned is None or user is None:
        return render(request, "course/groups/stop.html", {"is_over": True}, status=410)
    if request.method == "POST" and not assigned.is_required:
        ReminderStop.objects.get_or_create(group_course=assigned, user=user)
    has_stopped = assigned.stops.filter(user=user).exists()
    context = {"assigned": assigned, "has_stopped": has_stopped}
    return render(request, "course/groups/stop.html", context)
