"""Write tables for spreadsheets, so that no cell is read as a formula."""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.http import StreamingHttpResponse
from django.utils import timezone

ROWS_AT_ONCE = 500
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


def csv_response(name: str, rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Return a CSV file that is sent as its rows are made, every cell of them harmless.

    name: of the file, without date and ".csv".
    """
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return response


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the text of a file, many rows at once: a byte order mark, then the rows."""
    writer = csv.writer(_Echo())
    yield "\N{ZERO WIDTH NO-BREAK SPACE}"
    rows = iter(rows)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        yield "".join(writer.writerow([harmless(str(cell)) for cell in row]) for row in some)
