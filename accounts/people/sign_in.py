"""Stop the sign-in of a person, and allow it again; all records stay."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.approvals import ActRefusedError, check_not_own
from accounts.erasing.acts import forget_sessions
from accounts.fields import ReasonField
from accounts.models import AccountJoin, AuditEvent, User
from accounts.roles.administrators import check_others_stay
from accounts.security.second_factor import asks_again
from accounts.staff import StaffRequest, staff_page

DISABLED, ENABLED = "account.disabled", "account.enabled"
PAGE_METHODS = ["GET", "HEAD", "POST"]


class SignInForm(forms.Form):
    """Ask why a sign-in is stopped or allowed again."""

    reason = ReasonField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Kept in the audit log with your name. Write nothing about health."),
    )


@staff_page("course.view_timeline", "accounts.help_person")
@require_http_methods(PAGE_METHODS)
def disable(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Stop the sign-in of a person at once. A second click changes nothing."""
    return _change(request, account_id, is_active=False)


@staff_page("course.view_timeline", "accounts.help_person")
@asks_again
@require_http_methods(PAGE_METHODS)
def enable(request: StaffRequest, account_id: UUID) -> HttpResponse:
    """Allow a person to sign in again. A second click changes nothing."""
    return _change(request, account_id, is_active=True)


def _change(request: StaffRequest, account_id: UUID, *, is_active: bool) -> HttpResponse:
    """Ask for the reason; by POST, stop or allow the sign-in."""
    person = get_object_or_404(User, public_id=account_id)
    check_not_own(request.user, person)
    if AccountJoin.objects.in_force().filter(ended=person).exists():
        raise ActRefusedError(
            _("This account was joined with another one, which the person signs in to now.")
        )
    has_rights = person.is_staff or person.is_superuser
    if has_rights and not request.user.is_administrator:
        raise Http404
    form = SignInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "person": person, "stops": not is_active, "tab": "learners"}
        return render(request, "staff/people/sign_in.html", context)
    reason = form.cleaned_data["reason"]
    if not set_active(person, is_active=is_active, by=request.user, because=reason):
        messages.info(request, _("That was done before. Nothing was changed."))
    elif is_active:
        messages.success(request, _("This person can sign in again."))
    else:
        messages.success(request, _("This person is signed out and can no longer sign in."))
    return redirect("staff:person", person.public_id)


def set_active(person: User, *, is_active: bool, by: User, because: str) -> bool:
    """Stop or allow the sign-in of a person; return False if that was done before.

    Raises ActRefusedError for an account that a join ended.
    """
    if is_active and person.joined_into.in_force().exists():
        raise ActRefusedError(
            _("This account was joined with another one. Its person signs in there.")
        )
    with transaction.atomic():
        others = User.objects.filter(pk=person.pk).exclude(is_active=is_active)
        if not is_active:
            check_others_stay(person)
        if not others.update(is_active=is_active):
            return False
        audit.record(by, ENABLED if is_active else DISABLED, person, because)
        if not is_active:
            # No session of a disabled account is let in. The rows go too, so that none comes
            # back when the account is enabled again.
            user_key = str(person.pk)
            transaction.on_commit(lambda: forget_sessions.enqueue(user_key), robust=True)
    return True


def last_disabled(person: User) -> AuditEvent | None:
    """Return who disabled the account, when and why; None if only Django's admin did."""
    events = AuditEvent.objects.filter(subject_key=str(person.public_id), verb=DISABLED)
    return events.select_related("actor").first()
