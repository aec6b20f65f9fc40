"""The public check of many numbers at once, as a page and as JSON."""

import csv
import json
from collections.abc import Sequence

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, RawPostDataException
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.tables import harmless
from certificates import throttle
from certificates.checking.forms import ListForm
from certificates.checking.lists import (
    MAX_LINES,
    CheckedList,
    Line,
    ListChecker,
    Row,
    decoded,
    read_lines,
)
from certificates.checking.records import facts_of
from certificates.checking.responses import data, over_https, page, too_many_misses, unlisted
from certificates.codes import hyphenate

HEADER = ("line", "number", "status", "course", "edition", "completed_on", "since", "name")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a list of numbers, and answer with a table that can be printed, or with a file."""
    if request.method != "POST":
        return page(request, "certificates/checking/many.html", {"list_form": ListForm()})
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        refused = {"list_form": form}
        return page(request, "certificates/checking/many.html", refused, status=400)
    checked = _check_list(request, form.cleaned_data["lines"])
    if checked is None:
        return too_many_misses(request)
    if request.POST.get("as") == "csv":
        return _csv(checked)
    return _table_page(request, checked, form.cleaned_data["text"])


def _table_page(request: HttpRequest, checked: CheckedList, text: str) -> HttpResponse:
    """Show the answers as a table, and the list in the form again."""
    context = {
        # The list of a file stands in the field too: what is wrong in it is put right there.
        "list_form": ListForm(initial={"numbers": text}),
        "checked": checked,
        "checked_at": timezone.now(),
        "host": request.get_host(),
    }
    return page(request, "certificates/checking/many.html", context)


# It is for programs, which have no form of ours; it changes nothing but the count of guesses.
@csrf_exempt
@login_not_required
@require_POST
@over_https
def check_json(request: HttpRequest) -> HttpResponse:
    """Answer a list in JSON, or in plain text with a number a line, with JSON."""
    try:
        lines = _posted_lines(request)
    except ValueError as error:
        return data({"error": str(error)}, status=400)
    checked = _check_list(request, lines)
    if checked is None:
        return too_many_misses(request)
    facts = {
        "checked_at": timezone.now().isoformat(timespec="seconds"),
        "count": len(checked.rows),
        "receipt": checked.receipt,
        "results": [_facts_of_row(row) for row in checked.rows],
    }
    return data(facts)


def _posted_lines(request: HttpRequest) -> list[Line]:
    """Return the lines that a program sent. Raises ValueError, which says how to send them."""
    try:
        text = decoded(request.body)
    except RawPostDataException as error:  # the parts of a form have been read already
        raise ValueError(_("Send JSON or plain text, and no form.")) from error
    if request.content_type == "application/json":
        text = _text_of_json(text)
    lines = read_lines(text)
    if not 0 < len(lines) <= MAX_LINES:
        raise ValueError(_("Send between 1 and %d numbers.") % MAX_LINES)
    return lines


def _text_of_json(text: str) -> str:
    """Return a JSON list as lines. Raises ValueError if it is anything else."""
    advice = _('Send {"numbers": ["…", "…"]}; a name may follow a number after a tab.')
    try:
        numbers = json.loads(text)["numbers"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ValueError(advice) from error
    if not isinstance(numbers, list) or not all(isinstance(item, str) for item in numbers):
        raise ValueError(advice)
    return "\n".join(" ".join(item.splitlines()) for item in numbers)


def _check_list(request: HttpRequest, lines: Sequence[Line]) -> CheckedList | None:
    """Check lines and count the guesses among them; None if the client has to wait."""
    named = {line.number.code for line in lines if line.number.code and line.name}
    limits = throttle.limits_of_list(request, named)
    if not limits.misses_left:
        return None
    checker = ListChecker(limits.misses_left, limits.tries_of_names)
    checked = checker.check(lines)
    if checked.misses:
        throttle.count_list(request, checked.misses, checked.compared)
    return checked


def _facts_of_row(row: Row) -> dict[str, object]:
    """Return the answer to a line: what the page of its record shows, but for what is printed."""
    facts = facts_of(row.verdict) if row.verdict else {}
    facts.pop("printed", None)
    facts |= {"line": row.line.position, "status": row.status}
    if row.line.number.code:
        facts["number"] = hyphenate(row.line.number.code)
    if row.line.number.problem:
        facts["problem"] = row.line.number.problem.value
    if row.name:
        facts["name"] = row.name.value
    return facts


def _csv(checked: CheckedList) -> HttpResponse:
    """Send the answers as a file for spreadsheets."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="certificates-checked.csv"'
    response.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer = csv.writer(response)
    writer.writerow(HEADER)
    for row in checked.rows:
        facts = _facts_of_row(row)
        writer.writerow([harmless(str(facts.get(key, ""))) for key in HEADER])
    return unlisted(response)
