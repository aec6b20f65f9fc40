"""Read the fields of a file, each by its name and type; no type is guessed.

``Fields`` is a mapping that remembers its lines. Each getter reports a mistake and returns a
default, so that one reading finds all mistakes.
"""

import difflib
import re
from collections.abc import Collection
from datetime import date

from course.source.files import Report, SourceFile
from course.source.yaml_values import Items, Mapping, Scalar, Value, YamlMistake, YamlReader
from course.text.keys import KEY, TAG

MAX_TEXT_LETTERS = 20_000
MAX_KEY_LETTERS = 80
FRONT_MATTER_MARK = "---"
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
        report.add(file, first_line, 'this is not a list of fields; write one "name: value" a line')
        return None
    return Fields(file, value, report)


class Fields:
    """Hold the fields of a mapping, each to be asked for by name and type.

    ``done`` reports the fields that nobody asked for.
    """

    def __init__(self, file: str, mapping: Mapping, report: Report) -> None:
        self.file, self.report = file, report
        self._mapping = mapping
        self._asked: list[str] = []

    def names(self) -> tuple[str, ...]:
        """Return the names of all fields, in order."""
        return tuple(self._mapping.values)

    def has(self, name: str) -> bool:
        """Return whether the field is there and not null."""
        value = self._mapping.values.get(name)
        return value is not None and not (isinstance(value, Scalar) and value.is_null)

    def line(self, name: str = "") -> int:
        """Return the line of a field; of the mapping itself if the field is missing."""
        return self._mapping.lines.get(name, self._mapping.line)

    def mistake(self, name: str, text: str) -> None:
        """Report what is wrong with the field ``name``."""
        self.report.add(self.file, self.line(name), text)

    def text(self, name: str, required: bool = True, max_length: int = MAX_TEXT_LETTERS) -> str:
        """Return a text without spaces at its ends; "" if it is missing."""
        value = self._get(name, required)
        if value is None:
            return ""
        return self._text(value, f'"{name}"', max_length, required)

    def key(self, name: str, required: bool = True) -> str:
        """Return a key: lower-case letters, digits and hyphens; "" if there is none."""
        text = self.text(name, required, MAX_KEY_LETTERS)
        if not text or self._is_key(text, self.line(name)):
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
        number = self.optional_integer(name, minimum, maximum, required=default is None)
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
        if not (isinstance(value, Scalar) and value.plain and INTEGER.fullmatch(value.text)):
            self.mistake(name, f'"{name}" is a whole number; write digits only, without quotes')
            return None
        number = int(value.text)
        is_too_small = minimum is not None and number < minimum
        is_too_large = maximum is not None and number > maximum
        if is_too_small or is_too_large:
            limits = f"{minimum} or more" if maximum is None else f"from {minimum} to {maximum}"
            self.mistake(name, f'"{name}" is {number}; write a number {limits}')
            return None
        return number

    def boolean(self, name: str, default: bool | None = None) -> bool:
        """Return true or false; the field is required if no default is given."""
        value = self._get(name, default is None)
        if value is None:
            return bool(default)
        if isinstance(value, Scalar) and value.plain and value.text in {"true", "false"}:
            return value.text == "true"
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
            self.mistake(name, f'{text}; write a date of the calendar, such as "2026-11-24"')
        return None

    def choice(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return one of ``allowed``; the field is required if no default is given."""
        text = self.text(name, required=default is None)
        if not text or text in allowed:
            return text or default or ""
        close = did_you_mean(text, allowed)
        self.mistake(
            name, f'"{name}" is "{text}"; write one of {", ".join(sorted(allowed))}{close}'
        )
        return default or ""

    def texts(self, name: str, required: bool = True) -> list[str]:
        """Return a list of texts."""
        return [text for text, _line in self._lines(name, required)]

    def keys(self, name: str, required: bool = True) -> list[str]:
        """Return a list of keys, each once."""
        return self._without_repeats(
            name, [text for text, line in self._lines(name, required) if self._is_key(text, line)]
        )

    def tags(self, name: str, required: bool = True) -> list[str]:
        """Return a list of tags of facts or references (F75, R12), each once."""
        return self._without_repeats(
            name, [text for text, line in self._lines(name, required) if self._is_tag(text, line)]
        )

    def mappings(self, name: str, required: bool = True) -> list["Fields"]:
        """Return a list of mappings."""
        fields = []
        for value in self._items(name, required):
            if isinstance(value, Mapping):
                fields.append(Fields(self.file, value, self.report))
            else:
                text = f'each of "{name}" has fields of its own; write "name: value"'
                self.report.add(self.file, value.line, text)
        return fields

    def mapping(self, name: str, required: bool = True) -> "Fields | None":
        """Return a mapping, or None if it is missing."""
        value = self._get(name, required)
        if value is None:
            return None
        if isinstance(value, Mapping):
            return Fields(self.file, value, self.report)
        self.mistake(
            name, f'"{name}" has fields of its own; write "name: value", indented, under it'
        )
        return None

    def entries(self) -> list[tuple[str, "Fields"]]:
        """Return every field as a mapping, for files that list by key or tag."""
        pairs = [(name, self.mapping(name)) for name in self.names()]
        return [(name, fields) for name, fields in pairs if fields is not None]

    def done(self) -> None:
        """Report the fields that nobody asked for."""
        for name in self.names():
            if name not in self._asked:
                close = did_you_mean(name, self._asked) or f"; known are {', '.join(self._asked)}"
                self.mistake(name, f'there is no field "{name}" here{close}')

    def _get(self, name: str, required: bool) -> Value | None:
        self._asked.append(name) if name not in self._asked else None
        value = self._mapping.values.get(name)
        if value is None or (isinstance(value, Scalar) and value.is_null):
            if required:
                self.mistake(name, f'"{name}" is missing; write "{name}: …"')
            return None
        return value

    def _text(self, value: Value, label: str, max_length: int, required: bool) -> str:
        if not isinstance(value, Scalar):
            self.report.add(
                self.file, value.line, f"{label} is a text; write it on one line, in quotes"
            )
            return ""
        if not value.is_text:
            self.report.add(
                self.file,
                value.line,
                f'YAML does not read {value.text} as text; write it in quotes: "{value.text}"',
            )
            return ""
        text = value.text.strip()
        if required and not text:
            self.report.add(self.file, value.line, f"{label} is empty; write a text")
        if len(text) > max_length:
            mistake = f"{label} has {len(text)} characters; shorten it to {max_length}"
            self.report.add(self.file, value.line, mistake)
        return text[:max_length]

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
        repeated = {text for text in texts if texts.count(text) > 1}
        for text in sorted(repeated):
            self.mistake(name, f'"{text}" stands in "{name}" more than once; keep one')
        return list(dict.fromkeys(texts))

    def _is_key(self, text: str, line: int) -> bool:
        is_short = len(text) <= MAX_KEY_LETTERS
        if is_short and KEY.fullmatch(text):
            return True
        mistake = f'"{text[:80]}" is not a key'
        remedy = "use lower-case letters, digits and hyphens, at most 80"
        self.report.add(self.file, line, f"{mistake}; {remedy}")
        return False

    def _is_tag(self, text: str, line: int) -> bool:
        if TAG.fullmatch(text):
            return True
        mistake = f'"{text[:80]}" is not a tag'
        self.report.add(self.file, line, f"{mistake}; write one or two capitals and a number: F75")
        return False


def did_you_mean(text: str, known: Collection[str]) -> str:
    """Return the proposal of the closest known word for a message; "" if none."""
    close = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def read_front_matter(file: SourceFile, report: Report) -> tuple[Fields, str, int] | None:
    """Return the fields of a file, the text below, and its first line.

    The fields stand between two lines ``---``. Report and return None if there are none.
    """
    lines = file.text.split("\n")
    marks = [number for number, line in enumerate(lines) if line.rstrip() == FRONT_MATTER_MARK]
    if marks[:1] != [0]:
        text = 'the file begins with its fields between two lines "---"; write them first'
        report.add(file.path, 1, text)
        return None
    if len(marks) == 1:
        text = 'the fields have no end; write a line "---" under the last of them'
        report.add(file.path, 1, text)
        return None

    end = marks[1]
    written_fields = "\n".join(lines[1:end]) + "\n"
    body = "\n".join(lines[end + 1 :])
    fields = read_fields(file.path, written_fields, report, first_line=2)
    if fields is None:
        return None
    return fields, body, end + 2
