"""Read a list of people from the bytes of a file: encoding, separator, columns."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MAX_BYTES = 2 * 1024 * 1024
MAX_LINES = 20_000
SEPARATORS = ",;\t"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and xls
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# What heads a column, in small letters.
ADDRESS_HEADS = {
    "email",
    "e-mail",
    "mail",
    "address",
    "email address",
    "e-mail address",
    "work email",
}
NAME_HEADS = {"name", "full name", "display name"}
FIRST_NAME_HEADS = {"first name", "given name", "firstname", "forename"}
LAST_NAME_HEADS = {"last name", "surname", "family name", "lastname"}


class UnreadableFileError(Exception):
    """A file is no list of people; the text says why and what to do."""


@dataclass(frozen=True)
class Columns:
    """Hold in which columns address and names stand, and how many there are."""

    address: int
    names: Sequence[int]
    count: int


@dataclass(frozen=True)
class ReadLine:
    """Hold one line as it was written. number: in the file, from 1.

    cell_count: how many cells it has, which may be other than the first line says.
    """

    number: int
    address: str
    name: str
    cell_count: int


@dataclass(frozen=True)
class ReadFile:
    """Hold what a file says, and how it was read."""

    encoding: str
    separator: str
    columns: Columns
    lines: Sequence[ReadLine]


def read(data: bytes) -> ReadFile:
    """Return the lines of a file. Raises UnreadableFileError."""
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(_("The file is larger than 2 MB. Divide it into several files."))
    text, encoding = _decoded(data)
    separator = _separator_of(text)
    rows = list(_rows(text, separator))
    if not rows:
        raise UnreadableFileError(_("The file is empty. Write a line for each person."))
    columns, has_heading = _columns_of(rows[0][1])
    lines = [_line(number, cells, columns) for number, cells in rows[has_heading:]]
    return ReadFile(encoding, separator, columns, lines)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text of the bytes, and the name of their encoding."""
    if data.startswith(WORKBOOKS):
        raise UnreadableFileError(
            _("This is a workbook of a spreadsheet. Save it there as “CSV UTF-8” and send that.")
        )
    try:
        if data.startswith(UTF16):
            return _without_zeros(data.decode("utf-16")), "UTF-16"
        return _without_zeros(data.decode("utf-8-sig")), "UTF-8"
    except UnicodeDecodeError as error:
        # It may be Windows-1252 or any other: a guess would write names wrongly.
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(
            _("Line %d has letters that are not UTF-8. Save the file as “CSV UTF-8” and send that.")
            % line
        ) from error


def _without_zeros(text: str) -> str:
    if "\0" in text:
        raise UnreadableFileError(_("This is no text file. Save the list as “CSV UTF-8.”"))
    return text


def _separator_of(text: str) -> str:
    """Return what separates the cells of the first line: the most frequent of three."""
    first_line = text.lstrip().partition("\n")[0]
    return max(SEPARATORS, key=first_line.count)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each line that is not empty, with its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, found = 1, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found += 1
                yield number, cells
            if found > MAX_LINES:
                raise UnreadableFileError(
                    _("The file has more than %d lines. Divide it.") % MAX_LINES
                )
            number = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFileError(
            _("Line %d cannot be read: a quotation mark is open, or a cell is too long.") % number
        ) from error


def _columns_of(cells: Sequence[str]) -> tuple[Columns, bool]:
    """Return where address and name stand, and whether the first line is a heading."""
    heads = [cell.strip().casefold().replace("_", " ") for cell in cells]
    address = _place(heads, ADDRESS_HEADS)
    if address is not None:
        name = _place(heads, NAME_HEADS)
        parts = [_place(heads, FIRST_NAME_HEADS), _place(heads, LAST_NAME_HEADS)]
        names = [name] if name is not None else [place for place in parts if place is not None]
        return Columns(address, names, len(cells)), True
    with_sign = [place for place, head in enumerate(heads) if "@" in head]
    if not with_sign:
        raise UnreadableFileError(
            _("The first line names no column “email” and holds no address. Add such a heading.")
        )
    others = [place for place in range(len(cells)) if place != with_sign[0]]
    return Columns(with_sign[0], others[:1], len(cells)), False


def _place(heads: Sequence[str], wanted: set[str]) -> int | None:
    return next((place for place, head in enumerate(heads) if head in wanted), None)


def _line(number: int, cells: Sequence[str], columns: Columns) -> ReadLine:
    def cell(place: int) -> str:
        return cells[place].strip(" ") if place < len(cells) else ""

    name = " ".join(filter(None, map(cell, columns.names)))
    return ReadLine(number, cell(columns.address), name, len(cells))
