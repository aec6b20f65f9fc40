"""Say in our own words why a text is not YAML, and on which line the mistake is."""

from dataclasses import dataclass

import yaml

TAB = "\t"
COLON = ": "
CURLY_QUOTES = ("“", "”", "„")  # a word processor writes them in the place of straight ones
STRAIGHTEN = "curly quotes are no quotes in YAML; write straight ones around the text"
TOO_DEEP = "this is nested too deeply; write lists and fields as in docs/content-format.md"
# What the parser says, and what an author can do about it.
ADVICE = {
    "could not find expected ':'": (
        'this line has no ":"; write "name: value", or put the whole text into quotes'
    ),
    "did not find expected ',' or ']'": (
        'the list that begins here has no end; close it with "]", '
        "and put texts with commas or brackets into quotes"
    ),
    "did not find expected ',' or '}'": (
        'the fields that begin here have no end; close them with "}", '
        "and put texts with commas or braces into quotes"
    ),
    "block sequence entries are not allowed in this context": (
        'a list begins under its name; write each "- …" on a line of its own'
    ),
    "did not find expected '-' indicator": (
        'this line stands in a list; begin it with "- ", or indent it like the lines above'
    ),
    "found unknown escape character": (
        "a backslash means something else in double quotes; use single quotes"
    ),
    "did not find expected comment or line break": (
        'after "|" or ">" the text begins on the next line, indented; else put it into quotes'
    ),
    "did not find expected <document start>": (
        'a file holds one document; remove the lines "...", "---" and those that begin with "%"'
    ),
    "did not find expected node content": (
        "a value is missing here, or a text begins with a comma or a bracket; put it into quotes"
    ),
    "did not find expected alphabetic or numeric character": (
        "a text that begins with & or * stands in quotes"
    ),
    "exceeded maximum nesting depth": TOO_DEEP,
    "did not find expected tag URI": "a text that begins with ! stands in quotes",
    "did not find expected key": (
        "this line is indented otherwise than those above, or a text goes on after its quotes; "
        "correct the one, or put the whole text into quotes"
    ),
}
# Those whose mistake is where the list, the fields or the line begin, not where they fail.
FROM_THEIR_BEGINNING = {
    "could not find expected ':'",
    "did not find expected ',' or ']'",
    "did not find expected ',' or '}'",
}
UNKNOWN = 'this cannot be read; write "name: value", and put texts with : or # into quotes'


@dataclass(frozen=True)
class LongQuote:
    """Hold where a quoted text of several lines begins and ends; lines count from 0."""

    first_line: int
    last_line: int


def advice_on(
    error: yaml.MarkedYAMLError, text: str, quote: LongQuote | None = None
) -> tuple[int, str]:
    """Return the line of the mistake, counted from 0, and what to write instead.

    quote: the last quoted text of several lines before the error.
    """
    mark, context = error.problem_mark, error.context_mark
    last_line = text.rstrip().count("\n")
    line = min(mark.line if mark else 0, last_line)
    begins_at = context.line if context else line
    problem = error.problem or ""
    if problem == "found unexpected end of stream":
        return begins_at, "the quote that begins here has no end; close it"
    if quote is not None and line in (quote.last_line, quote.last_line + 1):
        words = "the quote that begins here ends in a later line; close it"
        return quote.first_line, f"{words}, and write '' for an apostrophe in single quotes"
    if problem in FROM_THEIR_BEGINNING:
        return begins_at, ADVICE[problem]
    if problem in ADVICE:
        return line, ADVICE[problem]
    return line, _advice_on_character(problem, text, line, mark.column if mark else 0)


def _advice_on_character(problem: str, text: str, line: int, column: int) -> str:
    """Return what to write instead of what stands at that place."""
    lines = [*text.split("\n"), ""]
    written = lines[min(line, len(lines) - 1)]
    before, at = written[:column], written[column : column + 1]
    if TAB in before + at and "character" in problem:
        return "a tab stands in this line; indent with spaces"
    if problem == "found character that cannot start any token":
        return f"a text that begins with {at} stands in quotes"
    if problem != "mapping values are not allowed in this context":
        return UNKNOWN
    _name, _colon, value = written.partition(COLON)
    if value.lstrip().startswith(CURLY_QUOTES):
        return f'{STRAIGHTEN}: "…"'
    if COLON in before:
        return 'a text with ": " in it stands in quotes'
    return "this line is indented otherwise than those above; begin it in the same column"
