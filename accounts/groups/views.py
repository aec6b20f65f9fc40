"""The pages on which people take an invitation, join by a link, and see who sees them."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.groups import joining, links, way_in
from accounts.models import GroupManager, Invitation, LearnerGroup, User

# Where a visitor who is not signed in goes after "Join".
NEXT_STEPS = {"sign-up": "account_signup", "sign-in": "account_login"}


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation, which uses nothing up; take it by POST."""
    shown = links.invitation_of_link(token)
    if shown is None or not _is_open(shown):
        return render(request, "accounts/groups/invitation_over.html", status=410)
    if request.method == "POST":
        way_in.remember_invitation(request, shown)
        return _next_step(request) or _take(request, shown)
    context = {
        "invitation": shown,
        "group": shown.group,
        "managers": managers_of(shown.group),
        "is_theirs": request.user.is_authenticated and request.user.email == shown.address,
    }
    return render(request, "accounts/groups/invitation.html", context)


def _is_open(shown: Invitation) -> bool:
    is_unanswered = shown.taken_at is None and shown.withdrawn_at is None
    return is_unanswered and shown.ends_at > timezone.now() and shown.group.closed_at is None


def _next_step(request: HttpRequest) -> HttpResponse | None:
    """Return the page where a visitor signs up or in first; None for who is signed in."""
    if request.user.is_authenticated:
        return None
    return redirect(NEXT_STEPS.get(request.POST.get("step", ""), "account_signup"))


def _take(request: HttpRequest, shown: Invitation) -> HttpResponse:
    """Let somebody who is signed in take an invitation, if the address is theirs."""
    if joining.take(shown, cast(User, request.user)):
        return _joined(request, shown.group)
    messages.error(request, _("This invitation is for another address than yours."))
    return redirect(request.path)


def _joined(request: HttpRequest, group: LearnerGroup) -> HttpResponse:
    """Say that somebody is in the group now, and show what it asks of them."""
    messages.success(request, _("You are in the group %s.") % group.name)
    request.session.pop(way_in.SESSION_KEY, None)
    return redirect("groups:mine")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, key: str, code: str) -> HttpResponse:
    """Show what a join link leads to; join by POST."""
    group = links.group_of_link(key, code)
    if group is None:
        raise Http404
    problem = joining.problem_of_link(group, request.user)
    if request.method == "POST" and not problem:
        way_in.remember_link(request, group, code)
        return _next_step(request) or _join(request, group)
    context = {
        "group": group,
        "managers": managers_of(group),
        "problem": joining.PROBLEMS.get(problem, ""),
        "places": links.places_left(group),
        "is_member": group.members.current().filter(user=request.user.pk).exists(),
    }
    return render(request, "accounts/groups/join.html", context)


def _join(request: HttpRequest, group: LearnerGroup) -> HttpResponse:
    try:
        joining.join(group, cast(User, request.user))
    except joining.CannotJoinError as error:
        messages.error(request, str(error))
        return redirect(request.path)
    return _joined(request, group)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the groups of a learner, what each asks, and who sees how far they are."""
    user = cast(User, request.user)
    groups = list(LearnerGroup.objects.joined_by(user))
    managers = managers_of(*groups)
    invited = Invitation.objects.open(timezone.now()).filter(
        address=user.email, group__closed_at=None
    )
    context = {
        "managed": LearnerGroup.objects.managed_by(user, timezone.now()),
        "groups": [
            (group, [each for each in managers if each.group_id == group.pk]) for group in groups
        ],
        "invitations": [
            (each, links.invitation_url(each)) for each in invited.select_related("group")
        ],
    }
    return render(request, "accounts/groups/mine.html", context)


def managers_of(*groups: LearnerGroup) -> list[GroupManager]:
    """Return who sees now how far the people of these groups are."""
    in_force = GroupManager.objects.in_force(timezone.now()).filter(group__in=groups)
    return list(in_force.select_related("user", "group"))
