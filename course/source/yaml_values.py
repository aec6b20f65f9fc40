"""Read YAML strictly: no anchors, aliases or tags, no field twice; every value knows its line."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from course.source.files import Report
from course.source.yaml_mistakes import TOO_DEEP, LongQuote, advice_on

MAX_NESTING = 12
QUOTES = {'"', "'"}
RESOLVER = yaml.resolver.Resolver()
TEXT_TAG = "tag:yaml.org,2002:str"
NULLS = frozenset({"", "null", "~", "Null", "NULL"})


@dataclass(frozen=True)
class Scalar:
    """Hold one plain or quoted value."""

    text: str
    # Written without quotes, so that YAML may take it for a number, a date, a yes or no.
    plain: bool
    line: int

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in NULLS

    @property
    def is_text(self) -> bool:
        if not self.plain:
            return True
        is_plain = (True, False)
        tag: str = RESOLVER.resolve(  # type: ignore[no-untyped-call]
            yaml.ScalarNode, self.text, is_plain
        )
        return tag == TEXT_TAG


@dataclass(frozen=True)
class Items:
    """Hold a list."""

    values: tuple["Value", ...]
    line: int


@dataclass(frozen=True)
class Mapping:
    """Hold named values, with the line of each."""

    values: dict[str, "Value"]
    lines: dict[str, int]
    line: int


Value = Scalar | Items | Mapping


class YamlMistake(Exception):
    """The file cannot be read as a whole; ``line`` and ``text`` say why."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.text = text


class YamlReader:
    """Turn the events of a YAML parser into values with lines, and refuse unusual YAML.

    first_line: the line of its file at which the text begins.
    """

    def __init__(self, file: str, text: str, report: Report, first_line: int) -> None:
        self.file = file
        self.report = report
        self.first_line = first_line
        self.text = text
        self.long_quote: LongQuote | None = None
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=loader))

    def read(self) -> Value:
        """Return the one value of the text. Raises YamlMistake."""
        try:
            return self.document()
        except yaml.MarkedYAMLError as error:
            raise self.mistake_of(error) from error
        except (yaml.YAMLError, ValueError, OverflowError, StopIteration) as error:
            text = "this is not YAML; write one field a line"
            raise YamlMistake(self.first_line, text) from error

    def mistake_of(self, error: yaml.MarkedYAMLError) -> YamlMistake:
        line, advice = advice_on(error, self.text, self.long_quote)
        return YamlMistake(self.first_line + line, advice)

    def document(self) -> Value:
        event = self.next()
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return Mapping({}, {}, self.first_line)

        value = self.value(event, 0)
        self.next()
        following = self.next()
        if not isinstance(following, yaml.StreamEndEvent):
            text = 'a file holds one document; remove the line "---"'
            raise YamlMistake(self.line(following), text)
        return value

    def next(self) -> yaml.Event:
        event = next(self.events)
        if isinstance(event, yaml.ScalarEvent) and event.style in QUOTES:
            self._remember_quote(event)
        return event

    def _remember_quote(self, event: yaml.ScalarEvent) -> None:
        start, end = event.start_mark, event.end_mark
        if start and end and start.line < end.line:
            self.long_quote = LongQuote(start.line, end.line)

    def line(self, event: yaml.Event) -> int:
        start = event.start_mark
        return self.first_line + (start.line if start else 0)

    def value(self, event: yaml.Event, depth: int) -> Value:
        line = self.line(event)
        if refusal := _refusal(event, depth):
            raise YamlMistake(line, refusal)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, not event.style, line)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(line, depth)
        return self.mapping(line, depth)

    def items(self, line: int, depth: int) -> Items:
        values = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            values.append(self.value(event, depth + 1))
        return Items(tuple(values), line)

    def mapping(self, line: int, depth: int) -> Mapping:
        result = Mapping({}, {}, line)
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            name = self.value(event, depth + 1)
            value = self.value(self.next(), depth + 1)
            if not isinstance(name, Scalar):
                raise YamlMistake(name.line, "the name of a field is a word")
            self.put(result, name, value)
        return result

    def put(self, mapping: Mapping, name: Scalar, value: Value) -> None:
        """Put a named value into the mapping; report a name that was given before."""
        word = name.text
        if word in mapping.values:
            first = mapping.lines[word]
            text = f'"{word}" was given on line {first} already; keep one of the two'
            self.report.add(self.file, name.line, text)
            return
        mapping.values[word] = value
        mapping.lines[word] = name.line


def _refusal(event: yaml.Event, depth: int) -> str:
    """Return why a value of the file is refused; "" if it is not."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "anchors (&) and aliases (*) are not allowed; write the text out, or quote it"
    if depth > MAX_NESTING:
        return TOO_DEEP
    if getattr(event, "tag", None):
        return "tags (!) are not allowed; write the plain value, or quote it"
    return ""
