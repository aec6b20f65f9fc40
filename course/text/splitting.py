"""Split a text of the course into blocks, each with its line; nothing is converted here."""

import re
from collections.abc import Iterator
from dataclasses import replace

from course.text import boxes
from course.text.blocks import ANSWER, CODE, DEFINITIONS, FIGURES, Block
from course.text.box_options import BoxOptions, take_options
from course.text.braces import BraceFlags, read_braces
from course.text.fences import FENCE, code_in, end_of_code
from course.text.figure_parts import WRONG, parts_of
from course.text.lines import (
    BOX_END,
    BOX_START,
    BRACES,
    FOOTNOTE_START,
    HEADING,
    INDENTED,
    LIST_MARKER,
    are_definitions,
    cells,
    is_table,
    refusal_in_paragraph,
    refusal_of_line,
)
from course.text.lists import is_definition
from course.text.questions import read_question

HEADING_LEVELS = (2, 3)
STARTS_OF_BLOCKS = (BOX_START, BOX_END, HEADING, FENCE)


class Splitter:
    """Walk over the lines, block by block; ``position`` indexes the next line."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines = lines
        self.first_line = first_line
        self.position = 0
        self.mistakes: list[tuple[int, str]] = []

    @property
    def is_at_end(self) -> bool:
        return self.position == len(self.lines)

    @property
    def next_line(self) -> str:
        """Return the line at ``position``, "" at the end."""
        return "" if self.is_at_end else self.lines[self.position]

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks from ``position`` to the end."""
        while not self.is_at_end:
            if not self.next_line.strip():
                self.position += 1
                continue
            block = self.block()
            if block is not None:
                yield block

    def mistake(self, line: int, text: str) -> None:
        self.mistakes.append((line, text))

    def block(self) -> Block | None:
        """Take the next block off the lines; None if it was a mistake."""
        line = self.next_line
        here = self.first_line + self.position
        if FENCE.match(line):
            return self.take_code(here)
        if opened := BOX_START.match(line):
            return self.take_box(opened, here)
        if refusal := refusal_of_line(line):
            self.mistake(here, refusal)
            self.position += 1
            return None
        return self.take_words(line, here)

    def take_words(self, line: str, here: int) -> Block | None:
        """Take a heading, a list or a paragraph off the lines; None if it was a mistake."""
        if heading := HEADING.match(line):
            return self.take_heading(heading, here)
        if LIST_MARKER.match(line):
            lines = self.take_list()
            return self.block_of("list", lines, here)
        if INDENTED.match(line):
            self.refuse_indented(here)
            return None
        return self.take_paragraph(here)

    def refuse_indented(self, here: int) -> None:
        """Report the indented lines, as one block, and take them off."""
        text = (
            "text that is indented by four spaces is no code here; write a line ``` above and "
            "below code, and other text without the spaces"
        )
        self.mistake(here, text)
        while not self.is_at_end:
            line = self.next_line
            if line.strip() and not INDENTED.match(line):
                break
            self.position += 1

    def take_code(self, here: int) -> Block:
        """Take a code block and braces on the line under it off the lines."""
        lines = self.take_lines_of_code(here)
        code = code_in(lines)
        if not code.strip():
            self.mistake(here, "the code block is empty; write the code, or remove it")
        block = Block(CODE, here, code, text_line=here + 1)
        flags = self.braces_below()
        return replace(block, **flags)

    def take_lines_of_code(self, here: int) -> list[str]:
        """Take a code block's lines off, with its marks; report it if it has no end."""
        start = self.position
        end = end_of_code(self.lines, start)
        if end is not None:
            self.position = end
            return self.lines[start:end]

        self.mistake(here, 'the code block has no end; write a line "```" under the code')
        self.position = self.next_box(start + 1)
        return [*self.lines[start : self.position], "```"]

    def next_box(self, start: int) -> int:
        """Return the position of the next box, or of the end of the lines."""
        end = len(self.lines)
        for position in range(start, end):
            line = self.lines[position]
            if BOX_START.match(line):
                return position
        return end

    def take_heading(self, heading: re.Match[str], here: int) -> Block:
        """Take a heading and braces on the line under it off the lines."""
        marks, words = heading.groups()
        level = len(marks)
        if level not in HEADING_LEVELS:
            text = 'headings in a text are "##" and "###"; the title of the page is its first level'
            self.mistake(here, text)
        self.position += 1
        block = self.block_of("heading", [words], here)
        flags = self.braces_below()
        lowest, highest = HEADING_LEVELS
        allowed_level = min(max(level, lowest), highest)
        return replace(block, **flags, level=allowed_level)

    def take_paragraph(self, here: int) -> Block:
        """Take what begins like a paragraph: also a quote, a table, a footnote, definitions."""
        lines = self.take_lines()
        first = lines[0]
        if footnote := FOOTNOTE_START.match(first):
            text = first[footnote.end() :]
            block = self.block_of("footnote", [text, *lines[1:]], here)
            return replace(block, target=footnote.group(1))
        if first.lstrip().startswith(">"):
            return self.quote_of(lines, here)
        if is_table(lines):
            return self.table_of(lines, here)
        if are_definitions(lines):
            return self.take_definitions(lines, here)
        return self.paragraph_of(lines, here)

    def take_lines(self) -> list[str]:
        """Return the lines up to an empty one, a box, a heading or a code block."""
        start = self.position
        while self.next_line.strip():
            if self.position > start and self.begins_another_block():
                break
            self.position += 1
        return self.lines[start : self.position]

    def begins_another_block(self) -> bool:
        """Tell whether the next line begins or ends a box, or begins a heading or code."""
        return any(pattern.match(self.next_line) for pattern in STARTS_OF_BLOCKS)

    def take_list(self) -> list[str]:
        """Return the lines of a list; empty lines between its points belong to it."""
        start = end = self.position
        while not self.is_at_end:
            line = self.next_line
            if self.is_code_in_list(line):
                self.refuse_code_in_list()
                end = self.position
                continue
            if self.begins_another_block() or self.ends_list(line, start):
                break
            self.position += 1
            if line.strip():
                end = self.position
            if BRACES.fullmatch(line.strip()):  # they are the last line of a block
                break
        self.position = end
        return self.lines[start:end]

    def ends_list(self, line: str, start: int) -> bool:
        """Tell whether a line behind an empty one is no part of the list."""
        if not line.strip() or self.position == start:
            return False
        line_above = self.lines[self.position - 1]
        if line_above.strip():
            return False
        is_indented = line.startswith(("  ", "\t"))
        return not is_indented and not LIST_MARKER.match(line)

    def is_code_in_list(self, line: str) -> bool:
        """Tell whether an indented line of a list begins a code block."""
        return line.startswith("  ") and bool(FENCE.match(line.strip()))

    def refuse_code_in_list(self) -> None:
        """Report a code block that stands in a list, and take it off the lines."""
        self.mistake(
            self.first_line + self.position,
            "a code block cannot stand in a list; write it without spaces before it, "
            "between empty lines",
        )
        start = self.position
        lines_left = self.lines[start:]
        rest = [line.strip() for line in lines_left]
        length = end_of_code(rest, 0) or 1
        self.position += length
        self.lines[start : self.position] = [""] * length

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
        while not self.is_at_end and not self.next_line.strip():
            self.position += 1
        if not self.is_at_end and not self.begins_another_block():
            lines = self.take_lines()
            if are_definitions(lines):
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
                words = "\n".join(lines[:number])
                return Block("quote", here, words, text_line=here)
        return self.block_of("quote", lines, here)

    def paragraph_of(self, lines: list[str], here: int) -> Block:
        """Return a paragraph, and report the first line that only looks like other Markdown."""
        following = lines[1:]
        for number, line in enumerate(following, 1):
            if refusal := refusal_in_paragraph(line):
                self.mistake(here + number, refusal)
                break
        return self.block_of("paragraph", lines, here)

    def table_of(self, lines: list[str], here: int) -> Block:
        """Return a table, and report rows with more or fewer cells than its head."""
        block = self.block_of("table", lines, here)
        columns = len(cells(lines[0]))
        for number, row in enumerate(block.text.split("\n")):
            count = len(cells(row))
            if count != columns:
                text = f"this row has {count} cells and the head of the table {columns}"
                self.mistake(here + number, f"{text}; write as many")
        return block

    def block_of(self, kind: str, lines: list[str], here: int) -> Block:
        """Return the block of these lines, with what its braces say."""
        *above, last = lines
        flags: BraceFlags = {}
        if braces := BRACES.search(last):
            last_line = here + len(above)
            flags = read_braces(braces.group(1), last_line, self.mistake)
            last = last[: braces.start()]
        text = "\n".join([*above, last]).rstrip()
        return replace(Block(kind, here, text, text_line=here), **flags)

    def braces_below(self) -> BraceFlags:
        """Take braces on the next line off the lines, and return what they set."""
        braces = BRACES.fullmatch(self.next_line.strip())
        if braces is None:
            return {}
        here = self.first_line + self.position
        self.position += 1
        return read_braces(braces.group(1), here, self.mistake)

    def take_box(self, opened: re.Match[str], here: int) -> Block | None:
        """Take a box off the lines; None if there is no such kind."""
        self.position += 1
        first_line = self.first_line + self.position
        lines = self.take_lines_of_box()
        self.take_end_of_box(opened, here)

        options = take_options(opened["kind"], lines, first_line)
        self.mistakes += options.mistakes
        box = self.box_of(opened, options, here)
        checked = boxes.check_box(box, self.mistake)
        return checked and self.with_braces(checked)

    def box_of(self, opened: re.Match[str], options: BoxOptions, here: int) -> Block:
        """Return the box with the blocks in it."""
        blocks = self.blocks_of_box(opened["kind"], options)
        title = opened["title"] or ""
        return Block(
            opened["kind"],
            here,
            title=title.strip(),
            key=options.key,
            explicit=bool(options.key),
            blocks=blocks,
            text="\n".join(options.lines) if options.question_kind else "",
            text_line=options.first_line if options.question_kind else here,
        )

    def blocks_of_box(self, kind: str, options: BoxOptions) -> tuple[Block, ...]:
        """Return what a box holds; of a figure its settings first, and the parts of its lists."""
        if options.question_kind:
            return (*options.settings, *self.blocks_of_question(options))
        blocks = self.blocks_in_box(options.lines, options.first_line)
        if kind not in FIGURES:
            return blocks
        return (*options.settings, *parts_of(blocks, self.block_of))

    def blocks_of_question(self, options: BoxOptions) -> Iterator[Block]:
        """Yield the texts of a question that a check asks in the syntax of quiz files."""
        text = "\n".join(options.lines)
        question = read_question(options.question_kind, text, options.first_line)
        for asked in question.texts if question else ():
            lines = asked.markdown.split("\n")
            for block in self.blocks_in_box(lines, asked.line):
                if asked.may_be_wrong:
                    yield replace(block, kind=ANSWER, target=WRONG)
                else:
                    is_plain = block.plain or not asked.must_cite
                    yield replace(block, plain=is_plain)

    def take_end_of_box(self, opened: re.Match[str], here: int) -> None:
        """Take the line that ends a box off; report the box if there is none."""
        if BOX_END.match(self.next_line):
            self.position += 1
            return
        kind, mark = opened["kind"], opened["fence"]
        text = f'the box "{kind}" has no end; write a line "{mark}" under its text'
        self.mistake(here, text)

    def with_braces(self, box: Block) -> Block:
        """Return the box with what the braces below it say."""
        # A critical block makes its box critical.
        is_critical = any(block.critical for block in box.blocks)
        flags = self.braces_below()
        if is_critical:
            flags["critical"] = True
        return replace(box, **flags)

    def take_lines_of_box(self) -> list[str]:
        """Take the lines up to the end of the box, or the beginning of another, off."""
        start = self.position
        while not self.is_at_end:
            line = self.next_line
            if BOX_END.match(line) or BOX_START.match(line):
                break
            end = end_of_code(self.lines, self.position)
            self.position = end or self.position + 1
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
