"""Split a text of the course into blocks, each with its line; nothing is converted here."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypedDict

from course.text import boxes
from course.text.blocks import CODE, DEFINITIONS, Block
from course.text.fences import FENCE, code_in, end_of_code
from course.text.keys import KEY
from course.text.lists import is_definition

MAX_BRACES_WORD_LETTERS = 81  # "#" and a key

BOX_START = re.compile(r" {0,3}(/{3,}) *([A-Za-z][\w-]*) *(?:\|(.*))?$")
BOX_END = re.compile(r" {0,3}(/{3,})\s*$")
HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s#+)?\s*$")
LIST_MARKER = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,2}[.)])\s")
RULE = re.compile(r" {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})\s*$")
INDENTED = re.compile(r" {4}|\t")
TABLE_RULE = re.compile(r" {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
FOOTNOTE_START = re.compile(r"\[\^([a-z0-9-]+)\]:\s*")
BRACES = re.compile(r"(?:^|(?<=\s)|(?<=[.!?)\]]))\{([^{}]*)\}\s*$")


NO_RULE = 'lines across the page are not part of the format; write a heading "##"'


class BraceFlags(TypedDict, total=False):
    """What the braces of a block set, by the names of ``Block``'s fields."""

    key: str
    explicit: bool
    plain: bool
    critical: bool


class Splitter:
    """Walk over the lines, block by block; ``position`` indexes the next line."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines, self.first_line = lines, first_line
        self.position = 0
        self.mistakes: list[tuple[int, str]] = []

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks from ``position`` to the end."""
        while self.position < len(self.lines):
            if not self.lines[self.position].strip():
                self.position += 1
                continue
            block = self.block()
            if block is not None:
                yield block

    def mistake(self, line: int, text: str) -> None:
        self.mistakes.append((line, text))

    def block(self) -> Block | None:
        """Take the next block off the lines; None if it was a mistake."""
        line, here = self.lines[self.position], self.first_line + self.position
        if FENCE.match(line):
            return self.take_code(here)
        if opened := BOX_START.match(line):
            return self.take_box(opened, here)
        if refusal := _refusal_of_line(line):
            self.mistake(here, refusal)
            self.position += 1
            return None
        if heading := HEADING.match(line):
            return self.take_heading(heading, here)
        if LIST_MARKER.match(line):
            return self.block_of("list", self.take_list(), here)
        if INDENTED.match(line):
            self.refuse_indented(here)
            return None
        return self.take_paragraph(here)

    def refuse_indented(self, here: int) -> None:
        """Report the indented lines, as one block, and take them off."""
        self.mistake(
            here,
            "text that is indented by four spaces is no code here; write a line ``` above and "
            "below code, and other text without the spaces",
        )
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if line.strip() and not INDENTED.match(line):
                break
            self.position += 1

    def take_code(self, here: int) -> Block:
        """Take a code block and braces on the line under it off the lines."""
        start = self.position
        end = end_of_code(self.lines, start)
        if end is None:
            self.mistake(here, 'the code block has no end; write a line "```" under the code')
            rest = range(start + 1, len(self.lines))
            end = next((at for at in rest if BOX_START.match(self.lines[at])), len(self.lines))
            code = code_in([*self.lines[start:end], ""])
        else:
            code = code_in(self.lines[start:end])
            if not code.strip():
                self.mistake(here, "the code block is empty; write the code, or remove it")
        self.position = end
        block = Block(CODE, here, code, text_line=here + 1)
        return replace(block, **self.braces_below())

    def take_heading(self, heading: re.Match[str], here: int) -> Block:
        """Take a heading and braces on the line under it off the lines."""
        level = len(heading.group(1))
        if not 2 <= level <= 3:
            self.mistake(
                here,
                'headings in a text are "##" and "###"; the title of the page is its first level',
            )
        self.position += 1
        block = self.block_of("heading", [heading.group(2)], here)
        return replace(block, **self.braces_below(), level=min(max(level, 2), 3))

    def take_paragraph(self, here: int) -> Block:
        """Take what begins like a paragraph: also a quote, a table, a footnote, definitions."""
        lines = self.take_lines()
        if footnote := FOOTNOTE_START.match(lines[0]):
            text = "\n".join([lines[0][footnote.end() :], *lines[1:]])
            block = self.block_of("footnote", text.split("\n"), here)
            return replace(block, target=footnote.group(1))
        if lines[0].lstrip().startswith(">"):
            return self.quote_of(lines, here)
        if len(lines) > 1 and "|" in lines[0] and TABLE_RULE.match(lines[1]):
            return self.table_of(lines, here)
        if any(is_definition(line) for line in lines):
            return self.take_definitions(lines, here)
        return self.paragraph_of(lines, here)

    def take_lines(self) -> list[str]:
        """Return the lines up to an empty one, a box, a heading or a code block."""
        start = self.position
        while self.position < len(self.lines) and self.lines[self.position].strip():
            if self.position > start and self.begins_another_block():
                break
            self.position += 1
        return self.lines[start : self.position]

    def begins_another_block(self) -> bool:
        """Tell whether the next line begins or ends a box, or begins a heading or code."""
        line = self.lines[self.position]
        return any(pattern.match(line) for pattern in (BOX_START, BOX_END, HEADING, FENCE))

    def take_list(self) -> list[str]:
        """Return the lines of a list; empty lines between its points belong to it."""
        start = end = self.position
        while self.position < len(self.lines):
            line = self.lines[self.position]
            is_after_gap = self.position > start and not self.lines[self.position - 1].strip()
            goes_on = bool(LIST_MARKER.match(line)) or line.startswith(("  ", "\t"))
            if self.is_code_in_list(line):
                self.refuse_code_inside("a list")
                end = self.position
                continue
            if self.begins_another_block():
                break
            if line.strip() and is_after_gap and not goes_on:
                break
            self.position += 1
            end = self.position if line.strip() else end
            if BRACES.fullmatch(line.strip()):  # they are the last line of a block
                break
        self.position = end
        return self.lines[start:end]

    def is_code_in_list(self, line: str) -> bool:
        """Tell whether an indented line of a list begins a code block."""
        return line.startswith("  ") and bool(FENCE.match(line.strip()))

    def refuse_code_inside(self, place: str) -> None:
        """Report a code block that stands in a list, and take it off the lines."""
        self.mistake(
            self.first_line + self.position,
            f"a code block cannot stand in {place}; write it without spaces before it, "
            "between empty lines",
        )
        rest = [line.strip() for line in self.lines[self.position :]]
        length = end_of_code(rest, 0) or 1
        blanks = [""] * length
        self.lines[self.position : self.position + length] = blanks
        self.position += length

    def take_definitions(self, lines: list[str], here: int) -> Block:
        """Take a definition list, of which ``lines`` are the first, off the lines."""
        if is_definition(lines[0]):
            self.mistake(here, 'this definition has no term; write the term on the line above ":"')
        while following := self.following_definitions():
            lines = [*lines, "", *following]
        return self.block_of(DEFINITIONS, lines, here)

    def following_definitions(self) -> list[str]:
        """Take further definitions off the lines; empty if another block follows."""
        before = self.position
        while self.position < len(self.lines) and not self.lines[self.position].strip():
            self.position += 1
        if self.position < len(self.lines) and not self.begins_another_block():
            lines = self.take_lines()
            is_block_of_its_own = LIST_MARKER.match(lines[0]) or lines[0].lstrip().startswith(">")
            if any(is_definition(line) for line in lines) and not is_block_of_its_own:
                return lines
        self.position = before
        return []

    def quote_of(self, lines: list[str], here: int) -> Block:
        """Return a quote, and report code in it."""
        for number, line in enumerate(lines):
            if FENCE.match(line.lstrip("> ")):
                self.mistake(
                    here + number,
                    "a code block cannot stand in a quote; write it without > before it, "
                    "between empty lines",
                )
                return Block("quote", here, "\n".join(lines[:number]), text_line=here)
        return self.block_of("quote", lines, here)

    def paragraph_of(self, lines: list[str], here: int) -> Block:
        """Return a paragraph, and report what only looks like other Markdown."""
        for number, line in enumerate(lines):
            if number and LIST_MARKER.match(line):
                self.mistake(here + number, "a list needs an empty line before it")
                break
            if number and UNDERLINE.match(line):
                self.mistake(here + number, 'a heading is not underlined; write "## " before it')
                break
            if number and RULE.match(line):
                self.mistake(here + number, NO_RULE)
                break
        return self.block_of("paragraph", lines, here)

    def table_of(self, lines: list[str], here: int) -> Block:
        """Return a table, and report rows with more or fewer cells than its head."""
        block = self.block_of("table", lines, here)
        columns = len(cells(lines[0]))
        for number, row in enumerate(block.text.split("\n")):
            if (count := len(cells(row))) != columns:
                text = (
                    f"this row has {count} cells and the head of the table {columns}; write as many"
                )
                self.mistake(here + number, text)
        return block

    def block_of(self, kind: str, lines: list[str], here: int) -> Block:
        """Return the block of these lines, with what its braces say."""
        braces = BRACES.search(lines[-1])
        if not braces:
            return Block(kind, here, "\n".join(lines).rstrip(), text_line=here)
        flags = self.flags(braces.group(1), here + len(lines) - 1)
        lines = [*lines[:-1], lines[-1][: braces.start()]]
        return replace(Block(kind, here, "\n".join(lines).rstrip(), text_line=here), **flags)

    def flags(self, braces: str, here: int) -> BraceFlags:
        """Return what the words in braces set."""
        flags: BraceFlags = {}
        for word in braces.split() or [""]:
            if word == "plain":
                flags["plain"] = True
            elif word == "critical":
                flags["critical"] = True
            elif _is_written_key(word):
                flags["key"], flags["explicit"] = word[1:], True
            else:
                self.mistake(
                    here,
                    f'"{word[:80]}" cannot stand in braces; '
                    "write #key, plain or critical: {#half-life critical}",
                )
        return flags

    def braces_below(self) -> BraceFlags:
        """Take braces on the next line off the lines, and return what they set."""
        if self.position == len(self.lines):
            return {}
        braces = BRACES.fullmatch(self.lines[self.position].strip())
        if braces is None:
            return {}
        self.position += 1
        return self.flags(braces.group(1), self.first_line + self.position - 1)

    def take_box(self, opened: re.Match[str], here: int) -> Block | None:
        """Take a box off the lines; None if there is no such kind."""
        fence, kind, title = opened.group(1), opened.group(2), (opened.group(3) or "").strip()
        self.position += 1
        start = self.position
        inner = self.take_lines_of_box()
        if self.position < len(self.lines) and BOX_END.match(self.lines[self.position]):
            self.position += 1
        else:
            self.mistake(
                here, f'the box "{kind}" has no end; write a line "{fence}" under its text'
            )
        options = boxes.take_options(kind, inner, self.first_line + start)
        self.mistakes += options.mistakes
        blocks = self.blocks_in_box(options.lines, options.first_line)
        box = Block(
            kind,
            here,
            title=title,
            key=options.key,
            explicit=bool(options.key),
            blocks=blocks,
            text_line=here,
        )
        checked = boxes.check_box(box, self.mistake)
        if checked is None:
            return None
        # A critical block makes its box critical.
        is_critical = any(block.critical for block in checked.blocks)
        checked = replace(checked, **self.braces_below())
        return replace(checked, critical=checked.critical or is_critical)

    def take_lines_of_box(self) -> list[str]:
        """Take the lines up to the end of the box, or the beginning of another, off."""
        start = self.position
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if BOX_END.match(line) or BOX_START.match(line):
                break
            self.position = end_of_code(self.lines, self.position) or self.position + 1
        return self.lines[start : self.position]

    def blocks_in_box(self, lines: list[str], first_line: int) -> tuple[Block, ...]:
        """Return the blocks in a box; report keys of their own."""
        content = Splitter(lines, first_line)
        blocks = tuple(content.blocks())
        self.mistakes += content.mistakes
        for block in blocks:
            if block.explicit:
                text = (
                    "a box is one passage and has one key; "
                    'write the braces on the line under its last "///"'
                )
                self.mistake(block.line, text)
        return blocks


def _refusal_of_line(line: str) -> str:
    """Return why a line cannot begin a block; "" if it can."""
    if BOX_END.match(line):
        return '"///" closes no box; remove it, or open the box with "/// kind"'
    if BRACES.fullmatch(line.strip()):
        return (
            "braces stand at the end of their block or on the line directly under it; move them up"
        )
    return NO_RULE if RULE.match(line) else ""


def _is_written_key(word: str) -> bool:
    return (
        word.startswith("#")
        and bool(KEY.fullmatch(word[1:]))
        and len(word) <= MAX_BRACES_WORD_LETTERS
    )


def cells(row: str) -> list[str]:
    """Return the cells of a row of a table, as written."""
    row = row.strip()
    row = row[1:] if row.startswith("|") else row
    row = row[:-1] if row.endswith("|") and not row.endswith("\\|") else row
    return re.split(r"(?<!\\)\|", row)
