"""Choose what to quote of a passage when a question leads back to it."""

from collections.abc import Iterable

from course.publishing.rendering import PARAGRAPH, RenderedPassage
from course.text.sentences import sentences

HEADING = "heading"
IN_SENTENCES = {PARAGRAPH, "list"}
MIN_WORDS = 10  # a first sentence with fewer says little alone


def quotes_of(passages: Iterable[RenderedPassage]) -> dict[str, str]:
    """Return by key the first words of each passage; "" of a table, a figure or a box.

    They are whole sentences, and of a heading those of the text right below it.
    """
    quotes: dict[str, str] = {}
    headings: list[str] = []  # the keys of headings with no text below them yet
    for passage in passages:
        if passage.kind == HEADING:
            headings.append(passage.key)
            continue
        quote = _first_sentences(passage)
        quotes |= dict.fromkeys([*headings, passage.key], quote)
        headings.clear()
    return quotes


def _first_sentences(passage: RenderedPassage) -> str:
    # The cells of a table would stand one after the other, amounts without their rows.
    if passage.kind not in IN_SENTENCES:
        return ""
    quoted: list[str] = []
    words = 0
    for sentence in sentences(passage.text):
        quoted.append(sentence.text)
        words += len(sentence.words)
        if words >= MIN_WORDS:
            break
    return " ".join(quoted)
