"""Write tables for spreadsheets, so that no cell is read as a formula."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import islice

from django.db.models import Model
from django.http import QueryDict, StreamingHttpResponse
from django.utils import timezone, translation

from accounts import audit
from accounts.staff import StaffRequest

ROWS_AT_ONCE = 500
TYPED = {"q", "subject", "who"}  # the fields of lists in which words are typed
CHOSEN = {"all", "ticked"}  # what "who" holds where it is a choice
MAX_ASKED = 300  # letters of an address in the audit log
# A spreadsheet reads a cell that begins with one of these as a formula or a command.
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


class _Echo:
    """Give back what is written, for a file that is sent as it is made."""

    def write(self, text: str) -> str:
        return text


def harmless(cell: str) -> str:
    """Return a cell as text: a quote goes before what a spreadsheet would take for a formula.

    Full-width signs and signs after spaces count as well (OWASP, "CSV Injection").
    """
    plain = unicodedata.normalize("NFKC", cell)
    without_spaces = plain.lstrip(" \N{NO-BREAK SPACE}")
    for text in (plain, without_spaces):
        if text.startswith(FORMULA_BEGINNINGS):
            return f"'{cell}"
    return cell


def csv_response(
    request: StaffRequest,
    name: str,
    rows: Iterable[Sequence[object]],
    subject: Model | None = None,
) -> StreamingHttpResponse:
    """Return a CSV file that is sent as its rows are made, every cell of them harmless.

    The audit log has who took which table, and by which fields it was narrowed.
    name: of the file, without date and ".csv". subject: whom or what it is about, if one thing.
    """
    record_download(request, name, subject)
    zone, language = timezone.get_current_timezone(), translation.get_language()
    lines = _lines(iter(rows), zone, language)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return response


def record_download(request: StaffRequest, name: str, subject: Model | None = None) -> None:
    """Write into the audit log who took a table, and by which fields it was narrowed."""
    if request.method == "GET":
        reason = " ".join(filter(None, (f"{name}.csv", _asked_in(request.GET))))
        audit.record(request.user, "table.downloaded", subject or request.user, reason)


def _asked_in(address: QueryDict) -> str:
    """Return by what an address narrows a list; words that were typed may name somebody."""
    asked = QueryDict(mutable=True)
    for key, values in address.lists():
        if kept := [value for value in values if value]:
            is_typed = key in TYPED and not CHOSEN.issuperset(kept)
            asked.setlist(key, ["(words)"] if is_typed else kept)
    return asked.urlencode(safe="()")[:MAX_ASKED]


def _lines(rows: Iterator[Sequence[object]], zone: tzinfo, language: str | None) -> Iterator[str]:
    """Yield the text of a file, many rows at once: a byte order mark, then the rows.

    zone, language: of the reader, in which the rows are made.
    """
    writer = csv.writer(_Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"
    while some := _take_some(rows, zone, language):
        yield "".join(writer.writerow([harmless(str(cell)) for cell in row]) for row in some)


def _take_some(
    rows: Iterator[Sequence[object]], zone: tzinfo, language: str | None
) -> list[Sequence[object]]:
    """Return the next rows of a file."""
    # A file is made after the request, when its reader's time zone is no longer in use. In another
    # one the days by which a list is narrowed would begin at another hour than on its page.
    with timezone.override(zone), translation.override(language):
        return list(islice(rows, ROWS_AT_ONCE))
