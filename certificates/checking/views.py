"""The public check of a record by its number."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates import throttle
from certificates.checking import names
from certificates.checking.forms import CodeForm, FileForm, NameForm
from certificates.checking.records import facts_of, find
from certificates.checking.responses import data, over_https, page, too_many_misses
from certificates.checking.suggestions import suggestion
from certificates.checking.verdicts import verdict_of
from certificates.codes import hyphenate
from certificates.models import Certificate
from certificates.typed_numbers import (
    MAX_TYPED_LETTERS,
    Problem,
    TypedNumber,
    explain,
    read_number,
)


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a number, and redirect to the page of that number."""
    if "code" not in request.GET:
        return _form_page(request, CodeForm())
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _form_page(request, form)
    number = form.cleaned_data["code"]
    if number.code:
        return redirect("certificates:record", hyphenate(number.code))
    return _no_record(request, request.GET["code"])


@login_not_required
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Show a record with what its state allows, or say that the number has none."""
    number = read_number(code)
    if number.code and code != hyphenate(number.code):
        return redirect("certificates:record", hyphenate(number.code))
    if not throttle.misses_left(request):
        return too_many_misses(request)
    certificate = find(number.code)
    if certificate is None:
        return _no_record(request, code)
    return _record_page(request, certificate, NameForm())


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def compare_name(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a name is the one on a record whose page shows none."""
    if request.method != "POST":
        # The address of an answer, opened again: the name is not in it.
        return redirect("certificates:record", code)
    if not throttle.misses_left(request):
        return too_many_misses(request)
    certificate = find(read_number(code).code)
    if certificate is None:
        return _no_record(request, code)
    form = NameForm(request.POST)
    if not verdict_of(certificate).may_compare_name or not form.is_valid():
        return _record_page(request, certificate, form)
    return _name_answer(request, certificate, form)


def _name_answer(request: HttpRequest, certificate: Certificate, form: NameForm) -> HttpResponse:
    """Compare the typed name, count it, and show the answer."""
    if not throttle.allow_name(request, certificate.code):
        return too_many_misses(request)
    is_match = names.matches(certificate, form.cleaned_data["name"])
    if not is_match:
        throttle.count_misses(request)
    return _record_page(request, certificate, form, name_matches=is_match)


@login_not_required
@require_safe
@over_https
def record_json(request: HttpRequest, code: str) -> HttpResponse:
    """Send as JSON what the page of a record shows."""
    if not throttle.misses_left(request):
        return too_many_misses(request)
    number = read_number(code)
    certificate = find(number.code)
    if certificate:
        return data(facts_of(verdict_of(certificate)))
    throttle.count_misses(request)
    facts: dict[str, object] = {"status": "unknown"}
    if number.problem:
        facts["problem"] = number.problem.value
    if meant := suggestion(number):
        facts["did_you_mean"] = meant
    return data(facts, status=404)


def _form_page(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """Ask for a number or for a file."""
    context = {"form": form, "file_form": FileForm()}
    return page(request, "certificates/checking/verify.html", context)


def _record_page(
    request: HttpRequest,
    certificate: Certificate,
    name_form: NameForm,
    name_matches: bool | None = None,
) -> HttpResponse:
    """Show a record.

    name_matches: whether the name in the form is the one on the record; None without an answer.
    """
    context = {
        "certificate": certificate,
        "verdict": verdict_of(certificate),
        "checked_at": timezone.now(),
        "form": CodeForm(),
        "file_form": FileForm(),
        "name_form": name_form,
        "name_matches": name_matches,
    }
    return page(request, "certificates/checking/record.html", context)


def _no_record(request: HttpRequest, typed: str) -> HttpResponse:
    """Show the form again with what was typed, and say what is wrong with it."""
    if not throttle.misses_left(request):
        return too_many_misses(request)
    throttle.count_misses(request)
    number = read_number(typed)
    context = {
        "form": CodeForm({"code": typed[:MAX_TYPED_LETTERS]}),
        "heading": _heading_of(number),
        "explanation": explain(number) if number.problem else "",
        "suggestion": suggestion(number),
    }
    return page(request, "certificates/checking/no_record.html", context, status=404)


def _heading_of(number: TypedNumber) -> str:
    """Return in a sentence why a text leads to no record."""
    if number.problem is None:
        return _("No certificate has this number")
    if number.problem == Problem.CHECK:
        return _("There is a slip in this number")
    return _("This is not a certificate number")
