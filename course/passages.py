"""Split a text of the course into its blocks, each with its line and its passage key. No Django, no database.

A passage key is an id in the page, on which notes, resuming and links stand: checking and rendering must agree on it,
so both begin here.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from course.source_files import KEY

ROLES = ("prescriber", "therapist", "nurse")
BOXES = ("unknown", "role", "crisis", "note", "key-points", "table", "figure", "from")
RESERVED_KEYS = frozenset({"main", "menu", "references"})
GENERATED_KEY = re.compile(
    r"(?:c|t|ref|fn|fnref)-[0-9]+|(?:unknown|crisis|note|key-points|role-[a-z]+)(?:-[0-9]+)?-title"
)
WORDS_IN_KEY = 6
MAX_KEY = 72  # leaves room for "-2" in the 80 characters of a key

OPEN = re.compile(r" {0,3}(/{3,}) *([A-Za-z][\w-]*) *(?:\|(.*))?$")
CLOSE = re.compile(r" {0,3}(/{3,})\s*$")
HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)(?:\s#+)?\s*$")
MARKER = re.compile(r" {0,3}(?:[-*+]|[0-9]{1,2}[.)])\s")
DELIMITER = re.compile(r" {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
FOOTNOTE = re.compile(r"\[\^([a-z0-9-]+)\]:\s*")
BRACES = re.compile(r"(?:^|(?<=\s)|(?<=[.!?)\]]))\{([^{}]*)\}\s*$")
OPTION = re.compile(r"\s{4,}([\w-]+):\s*(.*?)\s*$")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^()\s]*)\)\s*$")
SPOKEN = (
    (re.compile(r"\[[@^][^\]]*\]"), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]"), ""),
)


@dataclass(frozen=True)
class Block:
    """A block of a text. ``text`` is its Markdown without braces; a box holds ``blocks``, and ``title`` is its title or
    caption. ``key`` is empty inside a box, for the box is the passage. ``target`` is what a ``from`` pulls in, a
    figure's picture, or a footnote's name."""

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
        return self.kind in {"unknown", "crisis", "note", "key-points"} or self.kind.startswith("role-")


@dataclass(frozen=True)
class Parsed:
    """The blocks of a text, and what is wrong with its form: (line, text) each."""

    blocks: tuple[Block, ...]
    mistakes: tuple[tuple[int, str], ...]

    def passage(self, key: str) -> Block | None:
        """The block with this passage key, or None."""
        return next((block for block in self.blocks if block.key == key), None)

    def section(self, key: str) -> tuple[Block, ...]:
        """The passage with this key; with a heading, everything up to the next heading of its level."""
        start = next((number for number, block in enumerate(self.blocks) if block.key == key), None)
        if start is None:
            return ()
        first, *rest = self.blocks[start:]
        if first.kind != "heading":
            return (first,)
        end = next((n for n, block in enumerate(rest) if block.kind == "heading" and block.level <= first.level), None)
        return (first, *rest[:end])


@lru_cache(maxsize=512)
def parse(text: str, first_line: int = 1) -> Parsed:
    """Split ``text``, which begins at ``first_line`` of its file."""
    splitter = _Splitter(text.split("\n"), first_line)
    blocks = tuple(_with_keys(list(splitter.blocks()), splitter.mistakes))
    return Parsed(blocks, tuple(splitter.mistakes))


class _Splitter:
    """Walks over the lines once, block by block."""

    def __init__(self, lines: list[str], first_line: int) -> None:
        self.lines, self.first_line = lines, first_line
        self.position = 0
        self.mistakes: list[tuple[int, str]] = []

    def blocks(self) -> Iterator[Block]:
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
        line, here = self.lines[self.position], self.first_line + self.position
        if opened := OPEN.match(line):
            return self.box(opened, here)
        if CLOSE.match(line):
            self.mistake(here, '"///" closes no box; remove it, or open the box with "/// kind"')
            self.position += 1
            return None
        if heading := HEADING.match(line):
            return self.heading(heading, here)
        if BRACES.fullmatch(line.strip()):
            self.mistake(here, "braces stand at the end of their block or on the line directly under it; move them up")
            self.position += 1
            return None
        if MARKER.match(line):
            return self.marked("list", self.take_list(), here)
        lines = self.take_paragraph()
        if found := FOOTNOTE.match(lines[0]):
            text = "\n".join([lines[0][found.end() :], *lines[1:]])
            return replace(self.marked("footnote", text.split("\n"), here), target=found.group(1))
        if lines[0].lstrip().startswith(">"):
            return self.marked("quote", lines, here)
        if len(lines) > 1 and "|" in lines[0] and DELIMITER.match(lines[1]):
            return self.table(lines, here)
        return self.paragraph(lines, here)

    def heading(self, found: re.Match[str], here: int) -> Block:
        level = len(found.group(1))
        if not 2 <= level <= 3:
            self.mistake(here, 'headings in a text are "##" and "###"; the title of the page is its first level')
        self.position += 1
        lines = [found.group(2)]
        if self.position < len(self.lines) and BRACES.fullmatch(self.lines[self.position].strip()):
            lines.append(self.lines[self.position])
            self.position += 1
        return replace(self.marked("heading", lines, here), level=min(max(level, 2), 3))

    def take_paragraph(self) -> list[str]:
        start = self.position
        while self.position < len(self.lines) and self.lines[self.position].strip():
            line = self.lines[self.position]
            if self.position > start and (OPEN.match(line) or CLOSE.match(line) or HEADING.match(line)):
                break
            self.position += 1
        return self.lines[start : self.position]

    def take_list(self) -> list[str]:
        start = end = self.position
        while self.position < len(self.lines):
            line = self.lines[self.position]
            after_gap = self.position > start and not self.lines[self.position - 1].strip()
            if OPEN.match(line) or CLOSE.match(line) or HEADING.match(line):
                break
            if line.strip() and after_gap and not (MARKER.match(line) or line.startswith(("  ", "\t"))):
                break
            self.position += 1
            end = self.position if line.strip() else end
        self.position = end
        return self.lines[start:end]

    def paragraph(self, lines: list[str], here: int) -> Block:
        for number, line in enumerate(lines):
            if number and MARKER.match(line):
                self.mistake(here + number, "a list needs an empty line before it")
                break
        if lines[0].strip().startswith(("```", "~~~")):
            self.mistake(here, "code blocks are not part of the format; write plain sentences")
        if re.fullmatch(r"\s*(?:-\s*){3,}|\s*(?:[*_]\s*){3,}|\s*=+", lines[-1]):
            self.mistake(
                here + len(lines) - 1, 'lines across the page are not part of the format; write a heading "##"'
            )
        return self.marked("paragraph", lines, here)

    def table(self, lines: list[str], here: int) -> Block:
        block = self.marked("table", lines, here)
        columns = len(cells(lines[0]))
        for number, row in enumerate(block.text.split("\n")):
            if (found := len(cells(row))) != columns:
                text = f"this row has {found} cells and the head of the table {columns}; write as many"
                self.mistake(here + number, text)
        return block

    def marked(self, kind: str, lines: list[str], here: int) -> Block:
        """The block of these lines, its braces taken off and read."""
        found = BRACES.search(lines[-1])
        if not found:
            return Block(kind, here, "\n".join(lines).rstrip())
        flags = self.flags(found.group(1), here + len(lines) - 1)
        lines = [*lines[:-1], lines[-1][: found.start()]]
        return replace(Block(kind, here, "\n".join(lines).rstrip()), **flags)  # type: ignore[arg-type]

    def flags(self, braces: str, here: int) -> dict[str, str | bool]:
        flags: dict[str, str | bool] = {}
        for word in braces.split() or [""]:
            if word in {"plain", "critical"}:
                flags[word] = True
            elif word.startswith("#") and KEY.fullmatch(word[1:]) and len(word) <= 81:
                flags |= {"key": word[1:], "explicit": True}
            else:
                self.mistake(
                    here, f'"{word[:80]}" is no mark; braces hold #key, plain and critical: {{#half-life critical}}'
                )
        return flags

    def box(self, opened: re.Match[str], here: int) -> Block | None:
        fence, kind, title = opened.group(1), opened.group(2), (opened.group(3) or "").strip()
        self.position += 1
        start = self.position
        while self.position < len(self.lines) and not CLOSE.match(self.lines[self.position]):
            if OPEN.match(self.lines[self.position]):
                break
            self.position += 1
        inner = self.lines[start : self.position]
        if self.position < len(self.lines) and CLOSE.match(self.lines[self.position]):
            self.position += 1
        else:
            self.mistake(here, f'the box "{kind}" has no end; write a line "{fence}" under its text')
        key, inner, start = self.box_id(kind, inner, start)
        content = _Splitter(inner, self.first_line + start)
        blocks = tuple(content.blocks())
        self.mistakes += content.mistakes
        for block in blocks:
            if block.explicit:
                text = 'a box is one passage and has one key; write the braces on the line under its last "///"'
                self.mistake(block.line, text)
        box = self.of_kind(Block(kind, here, title=title, key=key, explicit=bool(key), blocks=blocks))
        return self.after_box(box)

    def box_id(self, kind: str, inner: list[str], start: int) -> tuple[str, list[str], int]:
        """Take the ``id:`` line of a table or a figure off its text."""
        key = ""
        while inner and (option := OPTION.match(inner[0])):
            here = self.first_line + start
            if option.group(1) != "id" or kind not in {"table", "figure"}:
                self.mistake(here, f'"{option.group(1)}" is no option here; a table and a figure have "    id: a-key"')
            elif not KEY.fullmatch(option.group(2)) or len(option.group(2)) > 80:
                self.mistake(here, f'"{option.group(2)[:80]}" is not a key; use lower-case letters, digits and hyphens')
            else:
                key = option.group(2)
            inner, start = inner[1:], start + 1
        return key, inner, start

    def of_kind(self, box: Block) -> Block | None:
        """The box as its kind wants it."""
        kind, here = box.kind, box.line
        if kind not in BOXES:
            self.mistake(here, f'there is no box "{kind}"; write one of {", ".join(BOXES)}')
            return None
        needs_title = {"role": "prescriber, therapist or nurse", "table": "a caption", "figure": "a caption"}
        needs_title |= {"from": "unit#passage", "note": "a title"}
        if kind in needs_title and not box.title:
            self.mistake(here, f'the box "{kind}" is missing its title; write "/// {kind} | {needs_title[kind]}"')
        if kind not in needs_title and box.title:
            self.mistake(here, f'the box "{kind}" has a title of its own; write "/// {kind}"')
        empty = kind in {"crisis", "from"}
        if empty and box.blocks:
            self.mistake(box.blocks[0].line, f'the box "{kind}" is empty: its words are filled in; remove this text')
        if not empty and not box.blocks:
            self.mistake(here, f'the box "{kind}" is empty; write its text between the two lines')
        if kind == "role":
            if box.title and box.title not in ROLES:
                self.mistake(here, f'there is no role "{box.title[:80]}"; write one of {", ".join(ROLES)}')
            return replace(box, kind=f"role-{box.title if box.title in ROLES else ROLES[0]}", title="")
        if kind == "from":
            return replace(box, target=box.title, title="", blocks=())
        return getattr(self, f"{kind}_box")(box) if kind in {"table", "figure"} else box

    def table_box(self, box: Block) -> Block:
        if not box.explicit:
            self.mistake(box.line, 'a table has an id; write "    id: a-key" on the line under this one')
        if [block.kind for block in box.blocks] != ["table"]:
            if box.blocks:
                self.mistake(
                    box.line, "this box holds one table and nothing else; empty lines go around it, not into it"
                )
            return replace(box, blocks=())
        table = box.blocks[0]
        return replace(box, text=table.text, line=box.line, plain=table.plain, critical=table.critical)

    def figure_box(self, box: Block) -> Block:
        if not box.explicit:
            self.mistake(box.line, 'a figure has an id; write "    id: a-key" on the line under this one')
        found = PICTURE.fullmatch(box.blocks[0].text.replace("\n", " ").strip()) if len(box.blocks) == 1 else None
        if found is None:
            if box.blocks:
                self.mistake(
                    box.blocks[0].line, 'this box holds one picture; write "![Alternative text](img/name.svg)"'
                )
            return box
        return replace(box, text=found.group(1).strip(), target=found.group(2))

    def after_box(self, box: Block | None) -> Block | None:
        """Read braces on the line under a box, and what was marked inside it."""
        if box is None:
            return None
        if self.position < len(self.lines):
            found = BRACES.fullmatch(self.lines[self.position].strip())
            if found:
                flags = self.flags(found.group(1), self.first_line + self.position)
                self.position += 1
                box = replace(box, **flags)  # type: ignore[arg-type]
        return replace(box, critical=box.critical or any(block.critical for block in box.blocks))


def _with_keys(blocks: list[Block], mistakes: list[tuple[int, str]]) -> Iterator[Block]:
    """Give every block its key, unique in the text; written keys come first."""
    taken: dict[str, int] = {}
    for block in blocks:
        if block.explicit and block.key in taken:
            text = f'the key "{block.key}" stands on line {taken[block.key]} already; choose another'
            mistakes.append((block.line, text))
        elif block.explicit:
            taken[block.key] = block.line
    for block in blocks:
        if block.kind in {"footnote", "from"}:
            yield block
            continue
        key = block.key if block.explicit else _free(_key(block), taken)
        taken.setdefault(key, block.line)
        if key in RESERVED_KEYS or GENERATED_KEY.fullmatch(key):
            mistakes.append((block.line, f'the page needs "{key}" for itself; write another key: {{#about-{key}}}'))
        yield replace(block, key=key)


def _key(block: Block) -> str:
    if block.is_box or block.kind in {"table", "figure"} and not block.text:
        return block.kind
    text = block.text
    if block.kind == "table":
        text = " ".join(cells(text.split("\n")[0]))
    words = slug(text).split("-")
    wanted = words if block.kind == "heading" else words[:WORDS_IN_KEY]
    key = ""
    for word in wanted:
        if key and len(key) + len(word) + 1 > MAX_KEY:
            break
        key = f"{key}-{word}" if key else word[:MAX_KEY]
    return key or block.kind


def _free(key: str, taken: dict[str, int]) -> str:
    number, free = 2, key
    while free in taken:
        free, number = f"{key}-{number}", number + 1
    return free


def slug(text: str) -> str:
    """Words of a text as lower-case letters, digits and hyphens."""
    for pattern, spoken in SPOKEN:
        text = pattern.sub(spoken, text)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def cells(row: str) -> list[str]:
    """The cells of a row of a table, as written."""
    row = row.strip()
    row = row[1:] if row.startswith("|") else row
    row = row[:-1] if row.endswith("|") and not row.endswith("\\|") else row
    return re.split(r"(?<!\\)\|", row)
