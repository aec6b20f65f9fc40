"""Choose what to quote of a passage when a question leads back to it."""

from collections.abc import Iterable

from course.publishing.rendering import PARAGRAPH, RenderedPassage
from course.text.sentences import sentences

HEADING = "heading"
IN_SENTENCES = {PARAGRAPH, "list"}


def quotes_of(passages: Iterable[RenderedPassage]) -> dict[str, str]:
    """Return by key the first sentence of each passage; "" of a table, a figure or a box.

    The first sentence of a heading's passage is that of the text right below it.
    """
    quotes: dict[str, str] = {}
    headings: list[str] = []  # the keys of headings with no text below them yet
    for passage in passages:
        if passage.kind == HEADING:
            headings.append(passage.key)
            continue
        quote = _first_sentence(passage)
        quotes |= dict.fromkeys([*headings, passage.key], quote)
        headings.clear()
    return quotes


def _first_sentence(passage: RenderedPassage) -> str:
    # The cells of a table would stand one after the other, amounts without their rows.
    if passage.kind not in IN_SENTENCES:
        return ""
    first = next(sentences(passage.text), None)
    return first.text if first else ""
