"""Split a text into sentences, each with its line and the facts it cites; grade them.

No Django, no database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from course.text.bare import without_references
from course.text.dialect import CITATION, FOOTNOTE_REFERENCE
from course.text.trees import runs_of, tags_of

LINK_OR_PICTURE = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
MARKUP = re.compile(r"[*_`]+|^\s*(?:[-+>]|[0-9]{1,2}[.)])\s+", re.MULTILINE)
# The end of a sentence: a full stop, a question or an exclamation mark, closing quotes, citations;
# then a capital, a digit or an opening quote.
SENTENCE_END = re.compile(
    r"(?<=[.!?])[”’\")\]]*((?:\s*\[@[^\]]*\])*)(?=\s+[“‘\"(\[A-Z0-9]|\s*\n\s*\n|\s*$)"
)
ABBREVIATION_AT_END = re.compile(r"\b(?:e\.g|i\.e|vs|cf|Dr|No|approx|St|et al)\.$")
VOWEL_GROUP = re.compile(r"[aeiouy]+")
WORD = re.compile(r"[A-Za-z’'-]*[A-Za-z][A-Za-z’'-]*")


@dataclass(frozen=True)
class Sentence:
    """Hold one sentence of a text.

    text: without markup and citations.
    line: where it begins.
    facts: the tags cited in it or directly behind it.
    """

    text: str
    line: int
    facts: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        return WORD.findall(self.text)


def sentences_of(tree: Element, written: str, first_line: int) -> Iterator[Sentence]:
    """Yield the sentences of a tree that was ``written`` as Markdown from ``first_line`` on."""
    bare = without_references(written)
    position = 0
    for run in runs_of(tree):
        for sentence in _split_block(run, first_line):
            start, position = _span(sentence.text, bare, position)
            yield replace(sentence, line=first_line + bare.count("\n", 0, start))


def _span(text: str, bare: str, position: int) -> tuple[int, int]:
    """Return where the words of ``text`` begin and end in ``bare``, from ``position`` on."""
    # The words of a tree stand in the Markdown in the same order, with marks between them.
    starts = []
    for word in re.findall(r"\w+", text):
        start = bare.find(word, position)
        if start >= 0:
            starts.append(start)
            position = start + len(word)
    return (starts[0] if starts else position), position


def sentences(markdown: str, first_line: int = 1) -> Iterator[Sentence]:
    """Yield the sentences of ``markdown``; each point of a list is one at least.

    first_line: the line of its file at which the text begins.
    """
    position = 0
    for part in re.split(r"(\n(?=\s*(?:[-*+]|[0-9]{1,2}[.)])\s)|\n\s*\n|\|)", markdown):
        yield from _split_block(part, first_line + markdown.count("\n", 0, position))
        position += len(part)


def _split_block(block: str, line: int) -> Iterator[Sentence]:
    start = 0
    for end in SENTENCE_END.finditer(block):
        if ABBREVIATION_AT_END.search(block[: end.start()]):
            continue
        yield from _sentence(block[start : end.end()], line + block.count("\n", 0, start))
        start = end.end()
    yield from _sentence(block[start:], line + block.count("\n", 0, start))


def _sentence(raw: str, line: int) -> Iterator[Sentence]:
    """Yield the sentence, or nothing if ``raw`` has no words."""
    facts = tuple(tag for citation in CITATION.finditer(raw) for tag in tags_of(citation.group(1)))
    text = plain(raw)
    if text:
        yield Sentence(text, line + raw[: len(raw) - len(raw.lstrip())].count("\n"), facts)


def plain(markdown: str) -> str:
    """Return the words of a text without citations, footnote references, addresses and emphasis."""
    text = FOOTNOTE_REFERENCE.sub("", CITATION.sub("", markdown))
    return " ".join(MARKUP.sub("", LINK_OR_PICTURE.sub(r"\1", text)).split())


def school_grade(text: list[Sentence]) -> float:
    """Return the Flesch-Kincaid grade level of a text; 0 if it has no words.

    0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al. 1975). Syllables are
    counted as groups of vowels, a silent final e not among them.
    """
    words = [word for sentence in text for word in sentence.words]
    if not words:
        return 0.0
    syllables = sum(map(_count_syllables, words))
    return 0.39 * len(words) / len(text) + 11.8 * syllables / len(words) - 15.59


def _count_syllables(word: str) -> int:
    word = word.lower()
    groups = len(VOWEL_GROUP.findall(word))
    return max(groups - (word.endswith("e") and not word.endswith("le")), 1)
