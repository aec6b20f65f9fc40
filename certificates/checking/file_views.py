"""The public check of a file, for browsers that do not compare it themselves."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from certificates import throttle
from certificates.checking.files import Finding, check_file
from certificates.checking.forms import CodeForm, FileForm
from certificates.checking.responses import page, too_many_misses
from certificates.checking.verdicts import verdict_of
from certificates.typed_numbers import read_number


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a file, and say whether it was issued here, byte for byte; it is thrown away."""
    if request.method != "POST":
        context = {"file_form": FileForm(), "form": CodeForm()}
        return page(request, "certificates/checking/file.html", context)
    if not throttle.misses_left(request):
        return too_many_misses(request)
    number = read_number(request.POST.get("code", ""))
    form = FileForm(request.POST, request.FILES)
    context: dict[str, object] = {"file_form": form, "form": CodeForm(), "code": number.code}
    if not form.is_valid():
        return page(request, "certificates/checking/file.html", context, status=400)
    checked = check_file(form.cleaned_data["file"].read(), number.code)
    if checked.finding == Finding.NOT_OURS:
        throttle.count_misses(request)
    context |= {
        "file_form": FileForm(),
        "checked": checked,
        "verdict": verdict_of(checked.certificate) if checked.certificate else None,
        "checked_at": timezone.now(),
    }
    return page(request, "certificates/checking/file.html", context)
