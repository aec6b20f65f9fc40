"""Hand out the parts of a figure's box, and note what is wrong with them."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self
from xml.etree.ElementTree import Element

from course.text.blocks import ANSWER, POINT, SETTING, Block
from course.text.dialect import without_paragraph
from course.text.figure_parts import RIGHT
from course.text.questions import AskedQuestion, read_question
from course.text.trees import citations_of, links_of, text_of

Problem = tuple[int, str]  # line of the file, and what to write instead


@dataclass(frozen=True)
class Words:
    """Hold words that readers read: ``tree`` with citations and emphasis, ``text`` without.

    Templates write them with the tag ``words``, or with {{ }} as text alone.
    """

    tree: Element
    text: str
    line: int
    plain: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def cites(self) -> bool:
        return bool(citations_of(self.tree))

    @property
    def has_links(self) -> bool:
        """Tell whether they hold something to open: a citation, a link or a term."""
        return self.cites or bool(links_of(self.tree))


@dataclass(frozen=True)
class Point:
    """Hold a point of a list: "- label: words"; label is "" where there is none."""

    label: str
    words: Words


@dataclass(frozen=True)
class Answer:
    """Hold an answer that readers choose, with the reason why it is right or not."""

    words: Words
    is_right: bool
    reason: Words


@dataclass(frozen=True)
class Row:
    """Hold a row of a table: its cells by the names of their columns."""

    line: int
    cells: dict[str, Words]

    @classmethod
    def of(cls, line: int, names: Sequence[str], cells: Iterable[Words]) -> Self:
        """Return a row; a cell that stands in no column is left out."""
        by_name = zip(names, cells, strict=False)
        return cls(line, dict(by_name))

    def __getitem__(self, column: str) -> Words:
        return self.cells[column]

    def text(self, column: str) -> str:
        """Return the words of a cell, "" if the table has no such column."""
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def cells_beside(self, columns: Container[str]) -> list[Words]:
        """Return the cells of all columns but these, in their order."""
        return [cell for column, cell in self.cells.items() if column not in columns]


@dataclass
class FigureBox:
    """Hold the parts of a box, or of one of its sections, until a kind takes them.

    name: the kind of figure. line: where the box begins.
    text, text_line: a question in the syntax of quiz files, and where it begins.
    """

    name: str
    line: int
    parts: list[Block]
    text: str = ""
    text_line: int = 0
    problems: list[Problem] = field(default_factory=list)
    sections_taken: list["FigureBox"] = field(default_factory=list)

    @classmethod
    def of(cls, block: Block) -> Self:
        return cls(
            name=block.kind,
            line=block.line,
            parts=list(block.blocks),
            text=block.text,
            text_line=block.text_line,
        )

    def problem(self, line: int, text: str) -> None:
        self.problems.append((line, text))

    # Settings

    def words(self, name: str) -> Words | None:
        """Take a setting off; None if it is not there."""
        for part in self._of_kind(SETTING):
            if part.target == name:
                self.parts.remove(part)
                return words_of(part)
        return None

    def needed_words(self, name: str) -> Words | None:
        """Take a setting off; report it if it is not there or empty."""
        words = self.words(name)
        if words is None or not words.text:
            text = f'a {self.name} needs "{name}"; write "    {name}: …" under its id'
            self.problem(self.line, text)
            return None
        return words

    def value(self, name: str) -> str:
        """Take a setting off that is no text for readers; "" if it is not there."""
        words = self.words(name)
        return words.text if words else ""

    # The parts below them

    def paragraphs(self) -> tuple[Words, ...]:
        """Take the paragraphs off."""
        paragraphs = self._take("paragraph")
        return tuple(map(words_of, paragraphs))

    def points(self) -> list[Point]:
        """Take the points without a box to tick off."""
        points = self._take(POINT)
        for point in points:
            for reason in point.blocks:
                self.problem(reason.line, "a reason stands under an answer: - [ ] …")
        return [Point(point.target, words_of(point)) for point in points]

    def answers(self) -> list[Answer]:
        """Take the points with a box to tick off; report an answer without a reason."""
        answers = []
        for part in self._take(ANSWER):
            if not part.blocks:
                text = 'this answer has no reason; write "Rationale: …" under it'
                self.problem(part.line, text)
                continue
            words = words_of(part)
            reason = words_of(part.blocks[0])
            is_right = part.target == RIGHT
            answers.append(Answer(words, is_right, reason))
        return answers

    def question(self, kind: str) -> AskedQuestion | None:
        """Take the whole text as a question of a kind, as in a quiz file."""
        self.parts = []
        question = read_question(kind, self.text, self.text_line)
        if question is not None:
            self.problems += question.problems
        return question

    def rows(self, columns: Sequence[str], *, allows_more: bool = False) -> list[Row]:
        """Take the one table off, which has these columns in any order, perhaps among others."""
        table = self._only_table(columns)
        if table is None:
            return []
        names, rows = cells_of(table)
        expected = [name for name in names if name in columns] if allows_more else names
        has_doubles = len(set(names)) < len(names)
        if has_doubles or sorted(expected) != sorted(columns):
            text = f"the columns of this table are: {', '.join(columns)}; write them so"
            self.problem(table.line, text)
            return []
        return rows

    def _only_table(self, columns: Sequence[str]) -> Block | None:
        """Take the tables off; report it if there is not one."""
        tables = self._take("table")
        if len(tables) == 1:
            return tables[0]
        head = " | ".join(columns)
        text = f"a {self.name} holds one table; write it with the head | {head} |"
        self.problem(self.line, text)
        return None

    def sections(self) -> list[tuple[str, "FigureBox"]]:
        """Take the lines "## title" off, each with a box of what stands below it."""
        sections: list[tuple[str, FigureBox]] = []
        parts_above: list[Block] = []
        parts = parts_above
        for part in self.parts:
            if part.kind != "heading":
                parts.append(part)
                continue
            title = text_of(part.tree)
            section = FigureBox(self.name, part.line, [], problems=self.problems)
            sections.append((title, section))
            self.sections_taken.append(section)
            parts = section.parts
        self.parts = parts_above
        return sections

    def refuse_rest(self) -> None:
        """Report what the kind did not take."""
        for part in self.parts:
            if part.kind == SETTING:
                text = f'"{part.target}" is no option of a {self.name}; remove it'
            else:
                text = f"a {self.name} holds no {part.kind} here; move it out of the box"
            self.problem(part.line, text)
        for section in self.sections_taken:
            section.refuse_rest()

    def _of_kind(self, kind: str) -> list[Block]:
        return [part for part in self.parts if part.kind == kind]

    def _take(self, kind: str) -> list[Block]:
        taken = self._of_kind(kind)
        self.parts = [part for part in self.parts if part.kind != kind]
        return taken


def words_of(block: Block) -> Words:
    """Return the words of a block, with no paragraph around them."""
    tree = without_paragraph(block.tree)
    return Words(
        tree=tree,
        text=text_of(tree),
        line=block.text_line,
        plain=block.plain,
    )


def words_of_title(block: Block) -> Words:
    """Return the caption of a figure."""
    text = text_of(block.title_tree)
    return Words(block.title_tree, text, block.line)


def cells_of(table: Block) -> tuple[list[str], list[Row]]:
    """Return the names of a table's columns, and its rows."""
    all_rows = list(table.tree.iter("tr"))
    if not all_rows:  # it was too large to convert, or is no table: both are reported
        return [], []
    head, *body = all_rows
    names = [text_of(cell) for cell in head]
    first_line = table.text_line + 2  # below the head and the line under it
    rows = []
    for line, row in enumerate(body, first_line):
        cells = [_words_of_cell(cell, line, table.plain) for cell in row]
        rows.append(Row.of(line, names, cells))
    return names, rows


def _words_of_cell(cell: Element, line: int, plain: bool) -> Words:
    """Return the words of a cell; those of a "td" stand in a span (see ``dialect``)."""
    is_wrapped = cell.tag == "td" and len(cell) == 1
    inside = cell[0] if is_wrapped else cell
    tree = Element("div")
    tree.text = inside.text
    tree.extend(list(inside))
    text = text_of(tree)
    return Words(tree, text, line, plain)
