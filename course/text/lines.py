"""Tell what a line of a text is, and what a line may not be."""

import re

from course.text.lists import is_definition

BOX_START = re.compile(r" {0,3}(?P<fence>/{3,}) *(?P<kind>[A-Za-z][\w-]*) *(?:\|(?P<title>.*))?$")
BOX_END = re.compile(r" {0,3}(/{3,})\s*$")
SLASHES = re.compile(r" {0,3}/{3,}")
HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s#+)?\s*$")
LIST_MARKER = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,2}[.)])\s")
RULE = re.compile(r" {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})\s*$")
INDENTED = re.compile(r" {4}|\t")
TABLE_RULE = re.compile(r" {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
FOOTNOTE_START = re.compile(r"\[\^([a-z0-9-]+)\]:\s*")
CELL_END = re.compile(r"(?<!\\)\|")
BRACES = re.compile(r"(?:^|(?<=\s)|(?<=[.!?)\]]))\{([^{}]*)\}\s*$")


NO_RULE = 'lines across the page are not part of the format; write a heading "##"'


def refusal_of_line(line: str) -> str:
    """Return why a line cannot begin a block; "" if it can."""
    if BOX_END.match(line):
        return '"///" closes no box; remove it, or open the box with "/// kind"'
    if SLASHES.match(line):
        return 'this line opens no box; write "/// kind" or "/// kind | title"'
    if BRACES.fullmatch(line.strip()):
        return (
            "braces stand at the end of their block or on the line directly under it; move them up"
        )
    return NO_RULE if RULE.match(line) else ""


def refusal_in_paragraph(line: str) -> str:
    """Return why a line cannot stand below the first of a paragraph; "" if it can."""
    if LIST_MARKER.match(line):
        return "a list needs an empty line before it"
    if UNDERLINE.match(line):
        return 'a heading is not underlined; write "## " before it'
    return NO_RULE if RULE.match(line) else ""


def is_table(lines: list[str]) -> bool:
    """Tell whether the lines of a block are a table: a head, a rule, rows."""
    return len(lines) > 1 and "|" in lines[0] and bool(TABLE_RULE.match(lines[1]))


def are_definitions(lines: list[str]) -> bool:
    """Tell whether the lines of a block are terms and definitions."""
    is_other_block = LIST_MARKER.match(lines[0]) or lines[0].lstrip().startswith(">")
    return not is_other_block and any(is_definition(line) for line in lines)


def cells(row: str) -> list[str]:
    """Return the cells of a row of a table, as written."""
    row = row.strip().removeprefix("|")
    ends_in_escape = row.endswith("\\|")
    if not ends_in_escape:
        row = row.removesuffix("|")
    return CELL_END.split(row)
