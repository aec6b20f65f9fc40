"""A person's own settings, the look of pages, and undoing a change of address or way in."""

from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import changes, looks
from accounts.forms import LookForm, SettingsForm


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show and change name, time zone, language and colours."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware sends others to sign in
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Show and change how pages look, for an account or without one for this device."""
    form = LookForm(request.POST or None, initial=looks.look_of(request)._asdict())
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/look.html", {"form": form})
    response = redirect(_page_to_go_back_to(request))
    looks.keep(looks.Look(**form.cleaned_data), request, response)
    return response


def _page_to_go_back_to(request: HttpRequest) -> str:
    """Return the page of ours that the form names, else the address of the form."""
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else request.path


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Show the change that a mailed link names; undo it by POST."""
    try:
        change = changes.change_from_token(token)
        if request.method == "POST":
            changes.undo(change)
            if not request.user.is_authenticated:
                # A sign-in that waits here for the app of a thief would go on waiting for it.
                clear_login(request)
            messages.success(
                request, _("Undone. Everybody was signed out. Sign in with a code sent to you.")
            )
            return redirect("account_request_login_code")
    except changes.ChangeGoneError:
        return render(request, "accounts/undo_gone.html", status=410)
    except changes.AddressTakenError:
        return render(request, "accounts/undo_taken.html", status=409)
    # If a thief set a password and then changed the address, either link undoes both.
    shown_change = changes.first_address_change(change) or change
    return render(request, "accounts/undo.html", {"change": shown_change})
