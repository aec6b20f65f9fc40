"""The page of staff on which the provider is entered."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audit import record
from accounts.models import User
from accounts.security.second_factor import asks_again
from accounts.staff import StaffRequest, staff_page
from course import provider_checks
from course.credit import keep_replaced
from course.models import Provider
from course.staff.forms import ProviderForm


@staff_page("course.change_provider")
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def provider(request: StaffRequest) -> HttpResponse:
    """Show and change the provider, for a reason that goes into the audit log."""
    if request.method == "POST":
        return _change_provider(request)
    return _provider_page(request, ProviderForm(instance=Provider.get()))


def _change_provider(request: StaffRequest) -> HttpResponse:
    """Save the posted provider, or show the form again with its mistakes."""
    checked = ProviderForm(request.POST, instance=Provider.get())
    if not checked.is_valid() or not checked.check_words():
        return _provider_page(request, checked)

    with transaction.atomic():
        stored = Provider.objects.select_for_update().filter(pk=1).first() or Provider.get()
        form = ProviderForm(request.POST, instance=stored)
        if not form.is_valid():
            return _provider_page(request, form)
        is_saved = _save_if_changed(form, request.user)
    _say_if_saved(request, is_saved=is_saved)
    return redirect("staff:provider")


def _say_if_saved(request: HttpRequest, *, is_saved: bool) -> None:
    """Tell staff that the provider is saved, or that the form changed nothing."""
    if is_saved:
        text = _("The provider is saved. Certificates that were issued keep what they say.")
        messages.success(request, text)
    else:
        messages.info(request, _("Nothing was changed."))


def _save_if_changed(form: ProviderForm, by: User) -> bool:
    """Save and record what changed and why, and tell the other apps; return False if nothing."""
    changed = form.changed_columns
    if not changed and form.instance.is_entered:
        return False
    before = Provider.get()
    provider = form.save()
    keep_replaced(before, provider)
    reason = f"{form.cleaned_data['reason']} ({', '.join(changed)})"
    record(by, "provider.changed", provider, reason)
    provider_checks.call_after_commit()
    return True


def _provider_page(request: HttpRequest, form: ProviderForm) -> HttpResponse:
    return render(request, "staff/provider.html", {"form": form, "tab": "provider"})
