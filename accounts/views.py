"""A person's own settings, and undoing a change that somebody else made."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import changes
from accounts.forms import SettingsForm


def settings(request: HttpRequest) -> HttpResponse:
    """Show and change name, roles, time zone, language and colours."""
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Undo the change of address or password that the mailed link names, once asked by POST."""
    try:
        change = changes.change_of(token)
        if request.method == "POST":
            changes.undo(change)
            messages.success(request, _("Undone. Everybody was signed out. Sign in with a code sent to you."))
            return redirect("account_request_login_code")
    except changes.ChangeGoneError:
        return render(request, "accounts/undo_gone.html", status=410)
    except changes.AddressTakenError:
        return render(request, "accounts/undo_taken.html", status=409)
    # Somebody who set a password and then took the address is undone by either link.
    return render(request, "accounts/undo.html", {"change": changes.first_move(change) or change})
