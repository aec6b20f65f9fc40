"""Split a text of the course into blocks, each with its line and its passage key.

A passage key is an id in the page, to which notes, reading positions and links refer. Checking and
rendering must give a block the same key, so both use this module. No Django, no database.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from course.text.keys import KEY

ROLES = ("prescriber", "therapist", "nurse")
BOXES = ("unknown", "role", "crisis", "note", "key-points", "table", "figure", "from")
RESERVED_KEYS = frozenset({"footnotes", "main", "menu", "references"})
GENERATED_KEY = re.compile(
    r"(?:c|t|ref|fn|fnref)-[0-9]+|(?:unknown|crisis|note|key-points|role-[a-z]+)(?:-[0-9]+)?-title"
)
MAX_WORDS_IN_KEY = 6
MAX_KEY_LETTERS = 72  # leaves room for "-2" in the 80 characters of a key

BOX_START = re.compile(r" {0,3}(/{3,}) *([A-Za-z][\w-]*) *(?:\|(.*))?$")
BOX_END = re.compile(r" {0,3}(/{3,})\s*$")
HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s#+)?\s*$")
LIST_MARKER = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,2}[.)])\s")
TABLE_RULE = re.compile(r" {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
FOOTNOTE_START = re.compile(r"\[\^([a-z0-9-]+)\]:\s*")
BRACES = re.compile(r"(?:^|(?<=\s)|(?<=[.!?)\]]))\{([^{}]*)\}\s*$")
OPTION = re.compile(r"\s{4,}([\w-]+):\s*(.*?)\s*$")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^()\s]*)\)\s*$")
# What a key leaves out or shortens: citations, the addresses of links, apostrophes.
SPOKEN_FORMS = (
    (re.compile(r"\[[@^][^\]]*\]"), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]"), ""),
)


@dataclass(frozen=True)
class Block:
    """Hold one block of a text.

    text: its Markdown without braces.
    key: its passage key; "" inside a box, where the box is the passage.
    title: the title of a box, or the caption of a table or a figure.
    target: what a ``from`` pulls in, a figure's picture, or a footnote's name.
    explicit: the author wrote the key.
    blocks: what a box holds.
    """

    kind: str
    line: int
    text: str = ""
    key: str = ""
    title: str = ""
    target: str = ""
    level: int = 0
    plain: bool = False
    critical: bool = False
    explicit: bool = False
    blocks: tuple["Block", ...] = ()

    @property
    def is_box(self) -> bool:
        return self.kind in {"unknown", "crisis", "note", "key-points"} or self.kind.startswith(
            "role-"
        )


@dataclass(frozen=True)
class Parsed:
    """Hold the blocks of a text; ``mistakes`` in its form are (line, message)."""

    blocks: tuple[Block, ...]
    mistakes: tuple[tuple[int, str], ...]

    def passage(self, key: str) -> Block | None:
        """Return the block with this passage key, or None."""
        return next((block for block in self.blocks if block.key == key), None)

    def section(self, key: str) -> tuple[Block, ...]:
        """Return the passage with this key; for a heading, its whole section.

        A section ends before the next heading of the same level. Empty if there is no such key.
        """
        start = next((number for number, block in enumerate(self.blocks) if block.key == key), None)
        if start is None:
            return ()
        first, *rest = self.blocks[start:]
        if first.kind != "heading":
            return (first,)
        end = next(
            (
                n
                for n, block in enumerate(rest)
                if block.kind == "heading" and block.level <= first.level
            ),
            None,
        )
        return (first, *rest[:end])


@lru_cache(maxsize=512)
def parse(text: str, first_line: int = 1) -> Parsed:
    """Split ``text``, which begins at ``first_line`` of its file."""
    splitter = _Splitter(text.split("\n"), first_line)
    blocks = tuple(_with_keys(list(splitter.blocks()), splitter.mistakes))
    return Parsed(blocks, tuple(splitter.mistakes))


class _Splitter:
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
            else:
                block = self.block()
                if block is not None:
                    yield block

    def mistake(self, line: int, text: str) -> None:
        self.mistakes.append((line, text))

    def block(self) -> Block | None:
        """Take the next block off the lines; None if it was a mistake."""
        line, here = self.lines[self.position], self.first_line + self.position
        if opened := BOX_START.match(line):
            return self.take_box(opened, here)
        if BOX_END.match(line):
            self.mistake(here, '"///" closes no box; remove it, or open the box with "/// kind"')
            self.position += 1
            return None
        if heading := HEADING.match(line):
            return self.take_heading(heading, here)
        if BRACES.fullmatch(line.strip()):
            self.mistake(
                here,
                "braces stand at the end of their block or on the line directly under it; move them up",
            )
            self.position += 1
            return None
        if LIST_MARKER.match(line):
            return self.block_of("list", self.take_list(), here)
        lines = self.take_paragraph()
        if footnote := FOOTNOTE_START.match(lines[0]):
            text = "\n".join([lines[0][footnote.end() :], *lines[1:]])
            block = self.block_of("footnote", text.split("\n"), here)
            return replace(block, target=footnote.group(1))
        if lines[0].lstrip().startswith(">"):
            return self.block_of("quote", lines, here)
        if len(lines) > 1 and "|" in lines[0] and TABLE_RULE.match(lines[1]):
            return self.table_of(lines, here)
        return self.paragraph_of(lines, here)

    def take_heading(self, heading: re.Match[str], here: int) -> Block:
        """Take a heading and braces on the line under it off the lines."""
        level = len(heading.group(1))
        if not 2 <= level <= 3:
            self.mistake(
                here,
                'headings in a text are "##" and "###"; the title of the page is its first level',
            )
        self.position += 1
        lines = [heading.group(2)]
        if self.position < len(self.lines) and BRACES.fullmatch(self.lines[self.position].strip()):
            lines.append(self.lines[self.position])
            self.position += 1
        return replace(self.block_of("heading", lines, here), level=min(max(level, 2), 3))

    def take_paragraph(self) -> list[str]:
        """Return the lines up to an empty one, a box or a heading."""
        start = self.position
        while self.position < len(self.lines) and self.lines[self.position].strip():
            line = self.lines[self.position]
            if self.position > start and (
                BOX_START.match(line) or BOX_END.match(line) or HEADING.match(line)
            ):
                break
            self.position += 1
        return self.lines[start : self.position]

    def take_list(self) -> list[str]:
        """Return the lines of a list; empty lines between its points belong to it."""
        start = end = self.position
        while self.position < len(self.lines):
            line = self.lines[self.position]
            after_gap = self.position > start and not self.lines[self.position - 1].strip()
            if BOX_START.match(line) or BOX_END.match(line) or HEADING.match(line):
                break
            if (
                line.strip()
                and after_gap
                and not (LIST_MARKER.match(line) or line.startswith(("  ", "\t")))
            ):
                break
            self.position += 1
            end = self.position if line.strip() else end
        self.position = end
        return self.lines[start:end]

    def paragraph_of(self, lines: list[str], here: int) -> Block:
        """Return a paragraph, and report what only looks like other Markdown."""
        for number, line in enumerate(lines):
            if number and LIST_MARKER.match(line):
                self.mistake(here + number, "a list needs an empty line before it")
                break
        if lines[0].strip().startswith(("```", "~~~")):
            self.mistake(here, "code blocks are not part of the format; write plain sentences")
        if re.fullmatch(r"\s*(?:-\s*){3,}|\s*(?:[*_]\s*){3,}|\s*=+", lines[-1]):
            text = 'lines across the page are not part of the format; write a heading "##"'
            self.mistake(here + len(lines) - 1, text)
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
            return Block(kind, here, "\n".join(lines).rstrip())
        flags = self.flags(braces.group(1), here + len(lines) - 1)
        lines = [*lines[:-1], lines[-1][: braces.start()]]
        return replace(Block(kind, here, "\n".join(lines).rstrip()), **flags)  # type: ignore[arg-type]

    def flags(self, braces: str, here: int) -> dict[str, str | bool]:
        """Return what the words in braces set, by the names of ``Block``'s fields."""
        flags: dict[str, str | bool] = {}
        for word in braces.split() or [""]:
            if word in {"plain", "critical"}:
                flags[word] = True
            elif word.startswith("#") and KEY.fullmatch(word[1:]) and len(word) <= 81:
                flags |= {"key": word[1:], "explicit": True}
            else:
                self.mistake(
                    here,
                    f'"{word[:80]}" cannot stand in braces; write #key, plain or critical: {{#half-life critical}}',
                )
        return flags

    def take_box(self, opened: re.Match[str], here: int) -> Block | None:
        """Take a box off the lines; None if there is no such kind."""
        fence, kind, title = opened.group(1), opened.group(2), (opened.group(3) or "").strip()
        self.position += 1
        start = self.position
        while self.position < len(self.lines) and not BOX_END.match(self.lines[self.position]):
            if BOX_START.match(self.lines[self.position]):
                break
            self.position += 1
        inner = self.lines[start : self.position]
        if self.position < len(self.lines) and BOX_END.match(self.lines[self.position]):
            self.position += 1
        else:
            self.mistake(
                here, f'the box "{kind}" has no end; write a line "{fence}" under its text'
            )
        key, inner, start = self.take_options(kind, inner, start)
        content = _Splitter(inner, self.first_line + start)
        blocks = tuple(content.blocks())
        self.mistakes += content.mistakes
        for block in blocks:
            if block.explicit:
                text = 'a box is one passage and has one key; write the braces on the line under its last "///"'
                self.mistake(block.line, text)
        box = self.check_box(
            Block(kind, here, title=title, key=key, explicit=bool(key), blocks=blocks)
        )
        return self.take_braces_after(box)

    def take_options(self, kind: str, inner: list[str], start: int) -> tuple[str, list[str], int]:
        """Take the ``id:`` line of a table or a figure off its text.

        Return the key, the lines that are left, and the position of the first of them.
        """
        key = ""
        while inner and (option := OPTION.match(inner[0])):
            here = self.first_line + start
            if option.group(1) != "id" or kind not in {"table", "figure"}:
                self.mistake(
                    here,
                    f'"{option.group(1)}" is no option here; a table and a figure have "    id: a-key"',
                )
            elif not KEY.fullmatch(option.group(2)) or len(option.group(2)) > 80:
                self.mistake(
                    here,
                    f'"{option.group(2)[:80]}" is not a key; use lower-case letters, digits and hyphens',
                )
            else:
                key = option.group(2)
            inner, start = inner[1:], start + 1
        return key, inner, start

    def check_box(self, box: Block) -> Block | None:
        """Check a box by the rules of its kind; return None for an unknown kind."""
        kind, here = box.kind, box.line
        if kind not in BOXES:
            self.mistake(here, f'there is no box "{kind}"; write one of {", ".join(BOXES)}')
            return None
        needs_title = {
            "role": "prescriber, therapist or nurse",
            "table": "a caption",
            "figure": "a caption",
        }
        needs_title |= {"from": "unit#passage", "note": "a title"}
        if kind in needs_title and not box.title:
            self.mistake(
                here,
                f'the box "{kind}" is missing its title; write "/// {kind} | {needs_title[kind]}"',
            )
        if kind not in needs_title and box.title:
            self.mistake(here, f'the box "{kind}" has a title of its own; write "/// {kind}"')
        is_filled_in = kind in {"crisis", "from"}
        if is_filled_in and box.blocks:
            self.mistake(
                box.blocks[0].line,
                f'the box "{kind}" is empty: its words are filled in; remove this text',
            )
        if not is_filled_in and not box.blocks:
            self.mistake(here, f'the box "{kind}" is empty; write its text between the two lines')
        if kind == "role":
            if box.title and box.title not in ROLES:
                self.mistake(
                    here, f'there is no role "{box.title[:80]}"; write one of {", ".join(ROLES)}'
                )
            return replace(
                box, kind=f"role-{box.title if box.title in ROLES else ROLES[0]}", title=""
            )
        if kind == "from":
            return replace(box, target=box.title, title="", blocks=())
        return getattr(self, f"{kind}_box")(box) if kind in {"table", "figure"} else box

    def table_box(self, box: Block) -> Block:
        if not box.explicit:
            self.mistake(
                box.line, 'a table has an id; write "    id: a-key" on the line under this one'
            )
        if [block.kind for block in box.blocks] != ["table"]:
            if box.blocks:
                text = "this box holds one table and nothing else; empty lines go around it, not into it"
                self.mistake(box.line, text)
            return replace(box, blocks=())
        table = box.blocks[0]
        return replace(
            box, text=table.text, line=box.line, plain=table.plain, critical=table.critical
        )

    def figure_box(self, box: Block) -> Block:
        if not box.explicit:
            self.mistake(
                box.line, 'a figure has an id; write "    id: a-key" on the line under this one'
            )
        text = box.blocks[0].text.replace("\n", " ").strip() if len(box.blocks) == 1 else ""
        picture = PICTURE.fullmatch(text)
        if picture is None:
            if box.blocks:
                text = 'this box holds one picture; write "![Alternative text](img/name.svg)"'
                self.mistake(box.blocks[0].line, text)
            return box
        return replace(box, text=picture.group(1).strip(), target=picture.group(2))

    def take_braces_after(self, box: Block | None) -> Block | None:
        """Take braces on the line under a box; a critical block makes its box critical."""
        if box is None:
            return None
        if self.position < len(self.lines):
            braces = BRACES.fullmatch(self.lines[self.position].strip())
            if braces:
                flags = self.flags(braces.group(1), self.first_line + self.position)
                self.position += 1
                box = replace(box, **flags)  # type: ignore[arg-type]
        return replace(box, critical=box.critical or any(block.critical for block in box.blocks))


def _with_keys(blocks: list[Block], mistakes: list[tuple[int, str]]) -> Iterator[Block]:
    """Give every block a key that is unique in the text."""
    taken: dict[str, int] = {}
    for block in blocks:  # keys that the author wrote come first
        if block.explicit and block.key in taken:
            text = (
                f'the key "{block.key}" stands on line {taken[block.key]} already; choose another'
            )
            mistakes.append((block.line, text))
        elif block.explicit:
            taken[block.key] = block.line
    for block in blocks:
        if block.kind in {"footnote", "from"}:
            yield block
            continue
        key = block.key if block.explicit else _next_free_key(_key_from_words(block), taken)
        taken.setdefault(key, block.line)
        if key in RESERVED_KEYS or GENERATED_KEY.fullmatch(key):
            mistakes.append(
                (
                    block.line,
                    f'the page needs "{key}" for itself; write another key: {{#about-{key}}}',
                )
            )
        yield replace(block, key=key)


def _key_from_words(block: Block) -> str:
    """Return a key made of the first words of a block, or of its kind."""
    if block.is_box or block.kind in {"table", "figure"} and not block.text:
        return block.kind
    text = block.text
    if block.kind == "table":
        text = " ".join(cells(text.split("\n")[0]))
    words = slug(text).split("-")
    words_of_key = words if block.kind == "heading" else words[:MAX_WORDS_IN_KEY]
    key = ""
    for word in words_of_key:
        if key and len(key) + len(word) + 1 > MAX_KEY_LETTERS:
            break
        key = f"{key}-{word}" if key else word[:MAX_KEY_LETTERS]
    return key or block.kind


def _next_free_key(key: str, taken: dict[str, int]) -> str:
    number, free = 2, key
    while free in taken:
        free, number = f"{key}-{number}", number + 1
    return free


def slug(text: str) -> str:
    """Return the words of a text as lower-case letters, digits and hyphens."""
    for pattern, spoken in SPOKEN_FORMS:
        text = pattern.sub(spoken, text)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def cells(row: str) -> list[str]:
    """Return the cells of a row of a table, as written."""
    row = row.strip()
    row = row[1:] if row.startswith("|") else row
    row = row[:-1] if row.endswith("|") and not row.endswith("\\|") else row
    return re.split(r"(?<!\\)\|", row)
