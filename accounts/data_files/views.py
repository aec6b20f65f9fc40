"""My data: what is kept, why and until when, and the file of it all."""

from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.data_files import archives, making
from accounts.models import DataFile

RATES = {"make": "5/1h/user"}


@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """Show what is kept about oneself, and how far the file of it is."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware sends others to sign in
    file = DataFile.objects.filter(user=request.user).first()
    context = {"file": file, "must_confirm": _must_confirm(request)}
    return render(request, "accounts/data/page.html", context)


def _must_confirm(request: HttpRequest) -> bool:
    """Return whether the file is sent only after the person has shown again that it is them."""
    return bool(is_reauthentication_required(request, app="account"))


@require_POST
def make_file(request: HttpRequest) -> HttpResponse:
    """Have the file made, and go back to the page, which says how far it is."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware sends others to sign in
    if ratelimit.consume(request, app="data_files", action="make", config=RATES) is None:
        messages.error(request, _("You have asked for 5 files in an hour. Try again in an hour."))
        return _to_page()
    making.ask(request.user)
    return _to_page()


def _to_page() -> HttpResponse:
    return redirect(reverse("accounts:data") + "#file")


@never_cache
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """Send the file to somebody who has just shown again that it is them."""
    assert request.user.is_authenticated
    if _must_confirm(request):
        # Back to the page: a download would leave the browser on the form that was just sent.
        query = urlencode({"next": reverse("accounts:data")})
        return redirect(f"{reverse('account_reauthenticate')}?{query}")
    file = DataFile.objects.ready().filter(user=request.user).first()
    if file is None or not default_storage.exists(file.storage_name):
        messages.info(request, _("There is no file of your data now. Make a new one."))
        return _to_page()
    return FileResponse(
        default_storage.open(file.storage_name),
        as_attachment=True,
        filename=archives.file_name(),
        content_type="application/zip",
    )
