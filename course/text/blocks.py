"""What a text of the course is made of: blocks, each with its line, its key and its tree."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

# Figures whose data the author writes; course.figures knows what each of them holds.
FIGURES = (
    "time-course",
    "forest",
    "people",
    "sort",
    "interview",
    "watch",
    "bench",
    "diagram",
    "plan",
    "check",
)
BOXES = ("unknown", "role", "crisis", "note", "key-points", "table", "figure", "from", *FIGURES)
BOXES_WITH_WORDS = frozenset({"unknown", "role", "crisis", "note", "key-points"})
CODE = "code"
DEFINITIONS = "definition-list"
# What a figure holds, beside tables, paragraphs and headings: an option "name: value", a point of a
# list, a point with a box to tick, and the reason that stands under it.
SETTING = "setting"
POINT = "point"
ANSWER = "answer"
REASON = "reason"


def _empty_tree() -> Element:
    return Element("div")


@dataclass(frozen=True)
class Block:
    """Hold one block of a text.

    text: its Markdown without braces; of code, the code.
    key: its passage key; "" inside a box, where the box is the passage.
    title: the title of a box, or the caption of a table or a figure.
    target: what a ``from`` pulls in, a figure's picture, a footnote's name, a role's key, the
    name of a setting, the label of a point, or whether an answer is right.
    language: the code of a language other than the text's, or "".
    explicit: the author wrote the key.
    blocks: what a box holds.
    text_line: the line at which ``text`` begins, which is below the first line of a box.
    tree, title_tree: ``text`` and ``title``, converted once; nobody changes them.
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
    language: str = ""
    blocks: tuple["Block", ...] = ()
    text_line: int = 0
    tree: Element = field(default_factory=_empty_tree, compare=False, repr=False)
    title_tree: Element = field(default_factory=_empty_tree, compare=False, repr=False)

    @property
    def is_box(self) -> bool:
        return self.kind in BOXES_WITH_WORDS

    @property
    def is_figure(self) -> bool:
        """Tell whether this is a figure whose data the author writes."""
        return self.kind in FIGURES

    @property
    def inner(self) -> tuple["Block", ...]:
        """Return the blocks in a box; a table and a figure hold their text themselves."""
        return () if self.kind in {"table", "figure"} else self.blocks

    @property
    def has_markdown(self) -> bool:
        """Tell whether ``text`` is Markdown; that of a figure is its alternative text.

        Of a check it is a question in the syntax of quiz files.
        """
        return bool(self.text) and self.kind not in {"figure", "check", CODE}


@dataclass(frozen=True)
class ParsedText:
    """Hold a text that was parsed: what was written, its blocks, and mistakes in its form.

    line: the line of its file at which it begins.
    mistakes: (line, message).
    """

    markdown: str = ""
    line: int = 1
    blocks: tuple[Block, ...] = ()
    mistakes: tuple[tuple[int, str], ...] = ()

    def all_blocks(self) -> Iterator[Block]:
        """Yield every block, also those in boxes."""
        yield from walk(self.blocks)

    def trees(self) -> Iterator[Element]:
        """Yield the trees of every block, titles first."""
        for block in self.all_blocks():
            yield block.title_tree
            yield block.tree

    def section(self, key: str) -> tuple[Block, ...]:
        """Return the passage with this key; for a heading, its whole section.

        A section ends before the next heading of the same level. Empty if there is no such key.
        """
        keys = [block.key for block in self.blocks]
        if key not in keys:
            return ()
        first, *rest = self.blocks[keys.index(key) :]
        if first.kind != "heading":
            return (first,)

        section = [first]
        for block in rest:
            if block.kind == "heading" and block.level <= first.level:
                break
            section.append(block)
        return tuple(section)


def walk(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield every block, also those in boxes."""
    for block in blocks:
        yield block
        yield from walk(block.inner)
