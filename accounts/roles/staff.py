"""Pages of roles: who has which rights, what each role may do, giving and ending one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.approvals import ActRefusedError
from accounts.long_lists import long_list_page
from accounts.models import AdministratorRequest, RoleGrant, User
from accounts.roles import acts, people
from accounts.roles.forms import EndForm, RoleForm
from accounts.roles.models import StaffRole
from accounts.roles.rights import rights_table
from accounts.security.second_factor import asks_again
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page

MAY_GIVE = "accounts.give_role"
PAGE_METHODS = ["GET", "HEAD", "POST"]


@staff_page("accounts.view_auditevent")
@require_safe
def roles(request: StaffRequest) -> HttpResponse:
    """List who has rights until when, and what each role may do."""
    shown = people.with_rights(people.staff())
    page = long_list_page(shown, request.GET.get("page"), ROWS_A_PAGE)
    administrators = list(User.objects.administrators().values_list("pk", flat=True)[:2])
    context = {
        "page": page,
        "rows": people.rows_of(page),
        "is_only_one": len(administrators) < 2,
        "managers": people.managers_count(),
        "waiting": AdministratorRequest.objects.waiting().select_related("person"),
        "roles": StaffRole.labels,
        "table": rights_table(),
        "tab": "roles",
    }
    return render(request, "accounts/roles/list.html", context)


@staff_page(MAY_GIVE)
@asks_again
@require_http_methods(PAGE_METHODS)
def give(request: StaffRequest) -> HttpResponse:
    """Give a role to a person; for an administrator, ask a second person."""
    suggested = {name: request.GET.get(name, "") for name in ("address", "role")}
    form = RoleForm(_posted(request), initial=suggested)
    if form.is_valid():
        try:
            return _give_by_form(request, form)
        except ActRefusedError as refused:
            form.add_error(None, str(refused))
    return render(request, "accounts/roles/give.html", {"form": form, "tab": "roles"})


def _give_by_form(request: StaffRequest, form: RoleForm) -> HttpResponse:
    """Give the role; raise ActRefusedError if it may not be given."""
    given = acts.give(
        form.cleaned_data["address"],
        form.cleaned_data["role"],
        form.ends_at(request.user.time_zone),
        request.user,
        form.cleaned_data["reason"],
    )
    if isinstance(given, AdministratorRequest):
        messages.success(request, _("Asked. A second administrator has to approve it."))
        return redirect(given.page)
    messages.success(request, _("The role is given, and the person gets an email."))
    return redirect("roles:list")


@staff_page(MAY_GIVE)
@asks_again
@require_http_methods(PAGE_METHODS)
def end(request: StaffRequest, grant_id: int) -> HttpResponse:
    """End a role at once. A second click changes nothing."""
    grants = RoleGrant.objects.filter(person__isnull=False).select_related("person")
    grant = get_object_or_404(grants, pk=grant_id)
    form = EndForm(_posted(request))
    if form.is_valid():
        try:
            is_new = acts.end(grant, request.user, form.cleaned_data["reason"])
        except ActRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            done = _("The role has ended.") if is_new else _("This role had ended before.")
            messages.success(request, done)
            return redirect("roles:list")
    context = {"form": form, "grant": grant, "tab": "roles"}
    return render(request, "accounts/roles/end.html", context)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent; None where the page is only shown."""
    return request.POST if request.method == "POST" else None
