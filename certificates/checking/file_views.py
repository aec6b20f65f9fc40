"""The public check of a file, for browsers that do not compare it themselves."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from certificates import throttle
from certificates.checking.files import CheckedFile, Finding, check_file
from certificates.checking.forms import CodeForm, FileForm
from certificates.checking.responses import page, too_many_misses
from certificates.checking.verdicts import verdict_of
from certificates.typed_numbers import read_number


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a file, and say whether it was issued here, byte for byte; it is thrown away."""
    if request.method != "POST":
        return _file_page(request, FileForm())
    if not throttle.misses_left(request):
        return too_many_misses(request)
    code = read_number(request.POST.get("code", "")).code
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _file_page(request, form, code=code, status=400)
    content = form.cleaned_data["file"].read()
    checked = _check_and_count(request, content, code)
    return _file_page(request, FileForm(), code=code, checked=checked)


def _check_and_count(request: HttpRequest, content: bytes, code: str) -> CheckedFile:
    """Check the file, and count one that is none of ours as a miss."""
    checked = check_file(content, code)
    if checked.finding == Finding.NOT_OURS:
        throttle.count_misses(request)
    return checked


def _file_page(
    request: HttpRequest,
    form: FileForm,
    *,
    code: str = "",
    checked: CheckedFile | None = None,
    status: int = 200,
) -> HttpResponse:
    """Ask for a file; above that, say what was found out about the last one."""
    certificate = checked.certificate if checked else None
    context = {
        "file_form": form,
        "form": CodeForm(),
        "code": code,
        "checked": checked,
        "verdict": verdict_of(certificate) if certificate else None,
        "checked_at": timezone.now(),
    }
    return page(request, "certificates/checking/file.html", context, status=status)
