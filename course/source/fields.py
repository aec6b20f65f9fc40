"""Read the fields of a file, each by its name and type; no type is guessed.

``Fields`` is a mapping that remembers its lines. Each getter reports a mistake and returns a
default, so that one reading finds all mistakes.
"""

import difflib
import re
from collections import Counter
from collections.abc import Collection
from datetime import date

from course.source.files import Report
from course.source.yaml_mistakes import CURLY_QUOTES, STRAIGHTEN
from course.source.yaml_values import Items, Mapping, Scalar, Value, YamlMistake, YamlReader
from course.text.keys import KEY, TAG

MAX_TEXT_LETTERS = 20_000
MAX_KEY_LETTERS = 80
MAX_UNKNOWN_FIELDS = 20  # named one by one, with the name that was perhaps meant
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_fields(file: str, text: str, report: Report, first_line: int = 1) -> "Fields | None":
    """Read a YAML text that is a mapping; else report, and return None.

    first_line: the line of its file at which the text begins.
    """
    reader = YamlReader(file, text, report, first_line)
    try:
        value = reader.read()
    except YamlMistake as mistake:
        report.add(file, mistake.line, mistake.text)
        return None
    if not isinstance(value, Mapping):
        text = 'this is not a list of fields; write one "name: value" a line'
        report.add(file, first_line, text)
        return None
    return Fields(file, value, report)


class Fields:
    """Hold the fields of a mapping, each to be asked for by name and type.

    ``done`` reports the fields that nobody asked for.
    """

    def __init__(self, file: str, mapping: Mapping, report: Report) -> None:
        self.file = file
        self.report = report
        self._mapping = mapping
        self._asked: list[str] = []

    def names(self) -> tuple[str, ...]:
        """Return the names of all fields, in order."""
        return tuple(self._mapping.values)

    def has(self, name: str) -> bool:
        """Return whether the field is there and not null."""
        value = self._mapping.values.get(name)
        return not _is_missing(value)

    def line(self, name: str = "") -> int:
        """Return the line of a field; of the mapping itself if the field is missing."""
        return self._mapping.lines.get(name, self._mapping.line)

    def lines(self) -> dict[str, int]:
        """Return the line of each field, and of each item of a list: "answers", "answers.0"."""
        lines = dict(self._mapping.lines)
        for name, value in self._mapping.values.items():
            if not isinstance(value, Items):
                continue
            for place, item in enumerate(value.values):
                lines[f"{name}.{place}"] = item.line
        return lines

    def mistake(self, name: str, text: str) -> None:
        """Report what is wrong with the field ``name``."""
        line = self.line(name)
        self._mistake_at(line, text)

    def text(self, name: str, required: bool = True, max_length: int = MAX_TEXT_LETTERS) -> str:
        """Return a text without spaces at its ends; "" if it is missing."""
        value = self._get(name, required)
        if value is None:
            return ""
        return self._text(value, f'"{name}"', max_length, required)

    def key(self, name: str, required: bool = True) -> str:
        """Return a key: lower-case letters, digits and hyphens; "" if there is none."""
        text = self.text(name, required, MAX_KEY_LETTERS)
        line = self.line(name)
        if not text or self._is_key(text, line):
            return text
        return ""

    def integer(
        self,
        name: str,
        default: int | None = None,
        minimum: int | None = None,
        maximum: int | None = None,
    ) -> int:
        """Return a whole number; the field is required if no default is given."""
        is_required = default is None
        number = self.optional_integer(name, minimum, maximum, required=is_required)
        if number is not None:
            return number
        if default is not None:
            return default
        return minimum or 0

    def optional_integer(
        self,
        name: str,
        minimum: int | None = None,
        maximum: int | None = None,
        *,
        required: bool = False,
    ) -> int | None:
        """Return a whole number, or None if the field is missing or null."""
        value = self._get(name, required)
        if value is None:
            return None

        number = _whole_number(value)
        if number is None:
            self.mistake(name, f'"{name}" is a whole number; write digits only, without quotes')
            return None

        limits = _limits_missed(number, minimum, maximum)
        if limits:
            self.mistake(name, f'"{name}" is {number}; write a number {limits}')
            return None
        return number

    def boolean(self, name: str, default: bool | None = None) -> bool:
        """Return true or false; the field is required if no default is given."""
        is_required = default is None
        value = self._get(name, is_required)
        if value is None:
            return bool(default)

        word = _plain_word(value)
        if word in {"true", "false"}:
            return word == "true"
        self.mistake(name, f'"{name}" is true or false; write one of these words, without quotes')
        return bool(default)

    def date(self, name: str, required: bool = True) -> date | None:
        """Return a date, written 2026-11-24; None if there is none."""
        value = self._get(name, required)
        if value is None:
            return None
        if not isinstance(value, Scalar) or not DATE.fullmatch(value.text):
            self.mistake(name, f'"{name}" is a date; write year, month and day, such as 2026-11-24')
            return None

        try:
            return date.fromisoformat(value.text)
        except ValueError:
            text = f"there is no day {value.text}"
            remedy = 'write a date of the calendar, such as "2026-11-24"'
            self.mistake(name, f"{text}; {remedy}")
        return None

    def choice(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return one of ``allowed``; the field is required if no default is given."""
        is_required = default is None
        text = self.text(name, is_required)
        if text and text in allowed:
            return text
        if text:
            words = ", ".join(sorted(allowed))
            close = did_you_mean(text, allowed)
            self.mistake(name, f'"{name}" is "{text}"; write one of {words}{close}')
        return default or ""

    def texts(self, name: str, required: bool = True) -> list[str]:
        """Return a list of texts."""
        lines = self._lines(name, required)
        return [text for text, _line in lines]

    def is_true(self, name: str) -> bool:
        """Return whether the word true stands here, where a list may stand too."""
        value = self._get(name, required=False)
        return _plain_word(value) == "true"

    def keys(self, name: str, required: bool = True) -> list[str]:
        """Return a list of keys, each once."""
        lines = self._lines(name, required)
        keys = [text for text, line in lines if self._is_key(text, line)]
        return self._without_repeats(name, keys)

    def tags(self, name: str, required: bool = True) -> list[str]:
        """Return a list of tags of facts or references (F75, R12), each once."""
        lines = self._lines(name, required)
        tags = [text for text, line in lines if self._is_tag(text, line)]
        return self._without_repeats(name, tags)

    def mappings(self, name: str, required: bool = True) -> list["Fields"]:
        """Return a list of mappings."""
        fields = []
        values = self._items(name, required)
        for value in values:
            if isinstance(value, Mapping):
                own_fields = Fields(self.file, value, self.report)
                fields.append(own_fields)
            else:
                text = f'each of "{name}" has fields of its own; write "name: value"'
                self._mistake_at(value.line, text)
        return fields

    def mapping(self, name: str, required: bool = True) -> "Fields | None":
        """Return a mapping, or None if it is missing."""
        value = self._get(name, required)
        if value is None:
            return None
        if isinstance(value, Mapping):
            return Fields(self.file, value, self.report)
        text = f'"{name}" has fields of its own'
        self.mistake(name, f'{text}; write "name: value", indented, under it')
        return None

    def entries(self) -> list[tuple[str, "Fields"]]:
        """Return every field as a mapping, for files that list by key or tag."""
        entries = []
        for name in self.names():
            fields = self.mapping(name)
            if fields is not None:
                entries.append((name, fields))
        return entries

    def done(self) -> None:
        """Report the fields that nobody asked for."""
        known = ", ".join(self._asked)
        unknown = [name for name in self.names() if name not in self._asked]
        for name in unknown[:MAX_UNKNOWN_FIELDS]:
            close = did_you_mean(name, self._asked) or f"; known are {known}"
            self.mistake(name, f'there is no field "{name}" here{close}')
        more = len(unknown) - MAX_UNKNOWN_FIELDS
        if more > 0:
            self.mistake(unknown[-1], f"there are {more} more fields that have no place here")

    def _mistake_at(self, line: int, text: str) -> None:
        self.report.add(self.file, line, text)

    def _get(self, name: str, required: bool) -> Value | None:
        if name not in self._asked:
            self._asked.append(name)
        value = self._mapping.values.get(name)
        if not _is_missing(value):
            return value
        if required:
            self.mistake(name, f'"{name}" is missing; write "{name}: …"')
        return None

    def _text(self, value: Value, label: str, max_length: int, required: bool) -> str:
        written = self._written(value, label)
        if written is None:
            return ""

        text = written.strip()
        length = len(text)
        if required and not text:
            self._mistake_at(value.line, f"{label} is empty; write a text")
        if length > max_length:
            mistake = f"{label} has {length} characters"
            self._mistake_at(value.line, f"{mistake}; shorten it to {max_length}")
        return text[:max_length]

    def _written(self, value: Value, label: str) -> str | None:
        """Return what the author wrote, or None (reported) if it is no text."""
        if not isinstance(value, Scalar):
            mistake = f"{label} is a text; write it on one line, in quotes"
            self._mistake_at(value.line, mistake)
            return None

        written = value.text
        if not value.is_text:
            mistake = f"YAML does not read {written} as text"
            remedy = f'write it in quotes: "{written}"'
            self._mistake_at(value.line, f"{mistake}; {remedy}")
            return None
        if value.plain and (inner := _in_curly_quotes(written)):
            self._mistake_at(value.line, f'{STRAIGHTEN}: "{inner[:80]}"')
        return written

    def _items(self, name: str, required: bool) -> tuple[Value, ...]:
        value = self._get(name, required)
        if value is None:
            return ()
        if not isinstance(value, Items):
            self.mistake(name, f'"{name}" is a list; write one "- …" a line under it, or [a, b]')
            return ()

        if required and not value.values:
            self.mistake(name, f'"{name}" is empty; name at least one')
        return value.values

    def _lines(self, name: str, required: bool) -> list[tuple[str, int]]:
        values = self._items(name, required)
        label = f'each of "{name}"'
        lines = []
        for value in values:
            text = self._text(value, label, MAX_TEXT_LETTERS, True)
            if text:
                lines.append((text, value.line))
        return lines

    def _without_repeats(self, name: str, texts: list[str]) -> list[str]:
        """Report texts that stand in a list more than once, and return each once."""
        counts = Counter(texts)
        for text in sorted(counts):
            if counts[text] == 1:
                continue
            self.mistake(name, f'"{text}" stands in "{name}" more than once; keep one')
        return list(counts)

    def _is_key(self, text: str, line: int) -> bool:
        is_short = len(text) <= MAX_KEY_LETTERS
        if is_short and KEY.fullmatch(text):
            return True
        start = text[:MAX_KEY_LETTERS]
        remedy = "use lower-case letters, digits and hyphens, at most 80"
        self._mistake_at(line, f'"{start}" is not a key; {remedy}')
        return False

    def _is_tag(self, text: str, line: int) -> bool:
        if TAG.fullmatch(text):
            return True
        start = text[:MAX_KEY_LETTERS]
        remedy = "write one or two capitals and a number: F75"
        self._mistake_at(line, f'"{start}" is not a tag; {remedy}')
        return False


def _is_missing(value: Value | None) -> bool:
    """Return whether a field is not there, or is null."""
    if isinstance(value, Scalar):
        return value.is_null
    return value is None


def _in_curly_quotes(written: str) -> str:
    """Return what stands between curly quotes, if they enclose the whole text; else ""."""
    inner = written[1:-1]
    is_enclosed = written.startswith(CURLY_QUOTES) and written.endswith(CURLY_QUOTES)
    return "" if any(quote in inner for quote in CURLY_QUOTES) or not is_enclosed else inner


def _plain_word(value: Value | None) -> str:
    """Return what is written without quotes; "" if there are quotes, or a list or fields."""
    if isinstance(value, Scalar) and value.plain:
        return value.text
    return ""


def _whole_number(value: Value) -> int | None:
    """Return the number that a value is; None if it is something else."""
    word = _plain_word(value)
    if INTEGER.fullmatch(word):
        return int(word)
    return None


def _limits_missed(number: int, minimum: int | None, maximum: int | None) -> str:
    """Return in words the limits that a number does not keep; "" if it keeps them."""
    is_too_small = minimum is not None and number < minimum
    is_too_large = maximum is not None and number > maximum
    if not is_too_small and not is_too_large:
        return ""
    if maximum is None:
        return f"{minimum} or more"
    return f"from {minimum} to {maximum}"


def did_you_mean(text: str, known: Collection[str]) -> str:
    """Return the proposal of the closest known word for a message; "" if none."""
    words = list(known)
    closest = difflib.get_close_matches(text, words, n=1, cutoff=0.6)
    if not closest:
        return ""
    return f'; did you mean "{closest[0]}"?'
