"""Check a list of numbers at once. Nothing of it is kept."""

import codecs
import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.checking import names
from certificates.checking.verdicts import State, Verdict, verdict_of
from certificates.codes import hyphenate
from certificates.models import Certificate
from certificates.throttle import MAX_NAMES
from certificates.typed_numbers import Problem, TypedNumber, explain, read_number

MAX_LINES = 500
MAX_LETTERS_OF_LINE = 1_000
UNKNOWN = "unknown"
UNREADABLE = "unreadable"
NOT_CHECKED = "not-checked"
# In words; a line with a record has the words of its state.
LABELS = {
    UNKNOWN: gettext_lazy("Not one of our numbers"),
    UNREADABLE: gettext_lazy("Not a number"),
    NOT_CHECKED: gettext_lazy("Not checked"),
}


class NameAnswer(Enum):
    """What is said of a name that stands beside a number."""

    MATCHES = "matches"
    DIFFERS = "does-not-match"
    NOT_COMPARED = "not-compared"


@dataclass(frozen=True)
class Line:
    """Hold one line of a list as it was typed: the number, and the name after it or ""."""

    position: int
    typed: str
    name: str
    number: TypedNumber


@dataclass(frozen=True)
class Row:
    """Hold the answer to one line.

    status: a state of a record, or "unknown", "unreadable", "not-checked".
    verdict: None without a record.
    name: None if no name was typed.
    """

    line: Line
    status: str
    verdict: Verdict | None = None
    name: NameAnswer | None = None

    @property
    def shown_code(self) -> str:
        """Return the number that was read, as printed; "" if there is none."""
        return hyphenate(self.line.number.code)

    @property
    def label(self) -> str:
        """Return the status in words."""
        return str(LABELS.get(self.status) or State(self.status).label)

    @property
    def note(self) -> str:
        """Say what to do about a line that is not simply genuine; "" for one that is."""
        if self.status == NOT_CHECKED:
            return _("Too many were unknown or did not match. Try this one in ten minutes.")
        if self.status == UNREADABLE:
            return explain(self.line.number)
        if self.status == UNKNOWN:
            return _("Compare it with the certificate, character by character.")
        if self.verdict and self.verdict.state != State.GENUINE:
            return self.verdict.explanation
        if self.line.number.replaced:
            return _("Read as %s: the letters O, I and L are never used.") % self.shown_code
        return ""


@dataclass(frozen=True)
class CheckedList:
    """Hold the answers to a list, and what of it counts against the limit of guesses.

    compared: the numbers for which a name was guessed wrongly.
    """

    rows: list[Row]
    misses: int
    compared: list[str]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return how many lines have each status, in words, the commonest first."""
        return Counter(row.label for row in self.rows).most_common()

    @property
    def differing_names(self) -> int:
        """Return how many names do not match."""
        return sum(row.name == NameAnswer.DIFFERS for row in self.rows)

    @property
    def receipt(self) -> str:
        """Return the SHA-256 of numbers and statuses, one line each; of no name."""
        lines = [f"{row.shown_code or '-'} {row.status}\n" for row in self.rows]
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def decoded(content: bytes) -> str:
    """Return the text of a file, as the usual programs write it; never fails."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets on Windows still write.
        return content.decode("cp1252", errors="replace")


def read_lines(text: str) -> list[Line]:
    """Return the lines of a list that are not empty, without its headings.

    Between number and name stands a tab, a semicolon or a comma; quotes are those of a CSV file.
    """
    lines = []
    for position, text_of_line in enumerate(text.splitlines(), start=1):
        if text_of_line.strip():
            lines.append(_line(position, text_of_line))
    if lines and lines[0].number.problem == Problem.EMPTY:
        return lines[1:]
    return lines


def _line(position: int, text: str) -> Line:
    """Return a line, taken apart."""
    separator = next((sign for sign in "\t;" if sign in text), ",")
    # No number and no name is longer; the reader refuses what is very long.
    row = [text[:MAX_LETTERS_OF_LINE]]
    cells = next(csv.reader(row, delimiter=separator, skipinitialspace=True))
    typed, *rest = [cell.strip() for cell in cells]
    return Line(position, typed, " ".join(rest).strip(), read_number(typed))


class ListChecker:
    """Check lines in their order, until too many of them were guesses.

    tries_of_names: how many names were tried before, by number.
    """

    def __init__(self, misses_left: int, tries_of_names: Mapping[str, int]) -> None:
        self.misses_left = misses_left
        self.tries_of_names = tries_of_names
        self.misses = 0
        self.compared: dict[str, None] = {}

    def check(self, lines: Sequence[Line]) -> CheckedList:
        """Return the answer to each line, with one statement for all records."""
        verdicts = _verdicts_of(line.number.code for line in lines)
        rows = [self._row(line, verdicts.get(line.number.code)) for line in lines]
        return CheckedList(rows, self.misses, list(self.compared))

    def _row(self, line: Line, verdict: Verdict | None) -> Row:
        if line.number.problem:
            return Row(line, UNREADABLE)
        if self.misses >= self.misses_left:
            return Row(line, NOT_CHECKED)
        if verdict is None:
            self.misses += 1
            return Row(line, UNKNOWN)
        return Row(line, verdict.state.value, verdict, self._name(verdict, line.name))

    def _name(self, verdict: Verdict, typed: str) -> NameAnswer | None:
        """Compare a name. Where the page shows it, a wrong one is no guess."""
        if not typed:
            return None
        if not self._may_compare(verdict):
            return NameAnswer.NOT_COMPARED
        if names.matches(verdict.certificate, typed):
            return NameAnswer.MATCHES
        if verdict.may_compare_name:
            self.misses += 1
            self.compared[verdict.certificate.code] = None
        return NameAnswer.DIFFERS

    def _may_compare(self, verdict: Verdict) -> bool:
        """Return whether one more name may be compared with the one on a record."""
        if not verdict.may_compare_name:
            return verdict.certificate.shows_name
        code = verdict.certificate.code
        # After a wrong one no other in the same list, so that a list cannot try many.
        return code not in self.compared and self.tries_of_names.get(code, 0) < MAX_NAMES


def _verdicts_of(codes: Iterable[str]) -> dict[str, Verdict]:
    """Return what the public may know of the records with these numbers, by number."""
    wanted = {code for code in codes if code}
    certificates = Certificate.objects.filter(code__in=wanted).defer("revoked_note")
    return {certificate.code: verdict_of(certificate) for certificate in certificates}
