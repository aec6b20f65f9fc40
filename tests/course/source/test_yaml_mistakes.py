"""A file that is not YAML: the line of the mistake, and what to write, in our own words."""

import pytest

from course.source.fields import read_fields
from course.source.files import Report
from course.source.yaml_mistakes import UNKNOWN

PARSERS_WORDS = ("token", "scalar", "mapping", "sequence", "node", "stream", "indicator", "simple")
BROKEN = {
    # what is wrong: the text, the line, what is said
    "tab before a field": ("a: 1\n\tb: 2\n", 2, "a tab stands in this line"),
    "tab before a list": ("a:\n\t- x\n", 2, "a tab stands in this line"),
    "colon in a text": ("a: Law: what it says\n", 1, 'a text with ": " in it stands in quotes'),
    "colon in a list": ("a:\n  - x: y: z\n", 2, 'a text with ": " in it stands in quotes'),
    "colon in curly quotes": ("a: “Law: what it says”\n", 1, "write straight ones"),
    "field too far right": ("a: x\n  b: y\n", 2, "indented otherwise"),
    "field too far left": ("a:\n    b: 1\n  c: 2\n", 3, "indented otherwise"),
    "begins with @": ("a: 1\nb: @x\n", 2, "a text that begins with @ stands in quotes"),
    "begins with `": ("a: `x`\n", 1, "a text that begins with ` stands in quotes"),
    "begins with &": ("a: & x\n", 1, "begins with & or *"),
    "bold": ("a: **x**\n", 1, "begins with & or *"),
    "begins with ]": ("a: ]\n", 1, "put it into quotes"),
    "quote without end": ('a: 1\nb: "x\nc: 3\nd: 4\n', 2, "has no end; close it"),
    "single quote without end": ("a: 1\nb: 'x\nc: 3\n", 2, "has no end; close it"),
    "quote that the next quote ends": (
        'a: 1\nb: "x\nc: 3\nd: "y"\ne: 4\n', 2, "ends in a later line"
    ),
    "quote that an apostrophe ends": ("a: 'x\nb: 3\nc: don't\n", 1, "ends in a later line"),
    "text after a quote": ('a: "x" y\n', 1, "goes on after its quotes"),
    "list without end": ("a: 1\nb: [x, y\nc: 2\n", 2, 'close it with "]"'),
    "fields without end": ("a:\n  - {b: c\n  - {b: d}\n", 2, 'close them with "}"'),
    "line without colon": ("a: 1\nb\nc: 3\n", 2, 'this line has no ":"'),
    "list beside its name": ("a: - x\n", 1, "a list begins under its name"),
    "field in a list": ("a:\n  - x\n  b: y\n", 3, "stands in a list"),
    "backslash": ('a: "x\\qy"\n', 1, "use single quotes"),
    "text beside |": ("a: | x\n y\n", 1, "begins on the next line"),
    "two documents": ("a: 1\n...\nb: 2\n", 3, "one document"),
    "zero": ("a: \x00\n", 1, "this is not YAML"),
}  # fmt: skip


def said(text: str, first_line: int = 1) -> tuple[int, str]:
    report = Report()
    assert read_fields("a.yaml", text, report, first_line) is None
    (mistake,) = report.mistakes
    return mistake.line, mistake.text


@pytest.mark.parametrize(("text", "line", "words"), BROKEN.values(), ids=BROKEN)
def test_the_line_and_the_remedy_are_those_of_the_mistake(text, line, words):
    told_line, told = said(text)
    assert (told_line, words in told) == (line, True), told
    assert told != UNKNOWN
    assert not [word for word in PARSERS_WORDS if word in told]


def test_lines_count_from_the_top_of_the_file():
    assert said('a: "x\n', first_line=2)[0] == 2
