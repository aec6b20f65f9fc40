"""Parse a text of the course, once: into blocks, each with its line, passage key and element tree.

A passage key is an id in the page, to which notes, reading positions and links refer. Checking and
rendering read the same blocks and trees. No Django, no database.
"""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from course.text.blocks import (
    ANSWER,
    CODE,
    DEFINITIONS,
    POINT,
    REASON,
    SETTING,
    Block,
    ParsedText,
)
from course.text.dialect import Converter, code_tree
from course.text.lists import with_even_indents, with_separate_terms
from course.text.passage_keys import with_keys
from course.text.splitting import Splitter
from course.text.unsupported import refusals, too_large

# Setting the library up takes as long as converting a paragraph, and there are thousands of texts.
CONVERTER = Converter()
# Titles, headings and the parts of a figure have no paragraph around them.
KINDS_OF_ONE_LINE = frozenset({"heading", "footnote", SETTING, POINT, ANSWER, REASON})


def parse(text: str, first_line: int = 1) -> ParsedText:
    """Parse ``text``, which begins at ``first_line`` of its file."""
    splitter = Splitter(text.split("\n"), first_line)
    blocks = tuple(splitter.blocks())
    mistakes = splitter.mistakes
    keyed = tuple(with_keys(blocks, mistakes))
    converted = _BlockConverter(mistakes).convert_all(keyed)
    return ParsedText(text, first_line, converted, tuple(mistakes))


class _BlockConverter:
    """Give blocks their trees, and report what cannot be converted."""

    def __init__(self, mistakes: list[tuple[int, str]]) -> None:
        self.mistakes = mistakes

    def convert_all(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        return tuple(self.convert(block) for block in blocks)

    def convert(self, block: Block) -> Block:
        """Return the block with its trees and those of the blocks in it."""
        if block.kind == CODE:
            tree = code_tree(block.text)
            return replace(block, tree=tree)

        title = block.title
        if title and self.is_fine(title, block.line, title):
            tree = self.tree(title, block.line, is_inline=True)
            block = replace(block, title_tree=tree)
        if block.has_markdown:
            block = self.with_text_tree(block)
        if block.inner:
            inner = self.convert_all(block.inner)
            block = replace(block, blocks=inner)
        return block

    def with_text_tree(self, block: Block) -> Block:
        """Return the block with the tree of its text, or as it is if that is not fine."""
        written = _as_converter_reads(block)
        line = block.text_line
        if not self.is_fine(block.text, line, written):
            return block
        is_inline = block.kind in KINDS_OF_ONE_LINE
        tree = self.tree(written, line, is_inline=is_inline)
        return replace(block, tree=tree)

    def is_fine(self, text: str, line: int, written: str) -> bool:
        """Report what the dialect does not hold; return False if it must not be converted."""
        if problem := too_large(written):
            self.mistakes.append((line, problem))
            return False
        self.mistakes += refusals(text, line)
        return True

    def tree(self, written: str, line: int, *, is_inline: bool) -> Element:
        """Return the tree of ``written``; report it if it is nested too deeply."""
        try:
            if is_inline:
                return CONVERTER.inline(written)
            return CONVERTER.tree(written)
        except RecursionError:
            self.mistakes.append((line, "this is nested too deeply; write plain sentences"))
            return Element("div")


def _as_converter_reads(block: Block) -> str:
    """Return the Markdown of a block in the one form that the converter reads."""
    if block.kind == "list":
        return with_even_indents(block.text)
    if block.kind == DEFINITIONS:
        return with_separate_terms(block.text)
    return block.text
