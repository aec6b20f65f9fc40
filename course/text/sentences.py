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

LINK_OR_PICTURE = re.compile(r"!?\[([^\[\]]*)\]\([^)\s]{0,1000}\)")
MARKUP = re.compile(r"[*_`]+|^\s*(?:[-+>]|[0-9]{1,2}[.)])\s+", re.MULTILINE)
# The end of a sentence: a full stop, a question or an exclamation mark, closing quotes, citations;
# then a capital, a digit or an opening quote.
SENTENCE_END = re.compile(
    r"(?<=[.!?])[”’\")\]]*((?:\s*\[@[^\]]*\])*)(?=\s+[“‘\"(\[A-Z0-9]|\s*\n\s*\n|\s*$)"
)
ABBREVIATION_AT_END = re.compile(r"\b(?:e\.g|i\.e|vs|cf|Dr|No|approx|St|et al)\.$")
BLOCK_END = re.compile(r"(\n(?=\s*(?:[-*+]|[0-9]{1,2}[.)])\s)|\n\s*\n|\|)")
PLAIN_WORD = re.compile(r"\w+")
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
            line = first_line + bare.count("\n", 0, start)
            yield replace(sentence, line=line)


def _span(text: str, bare: str, position: int) -> tuple[int, int]:
    """Return where the words of ``text`` begin and end in ``bare``, from ``position`` on."""
    # The words of a tree stand in the Markdown in the same order, with marks between them.
    begins_at = None
    for word in PLAIN_WORD.findall(text):
        word_at = bare.find(word, position)
        if word_at < 0:
            continue
        if begins_at is None:
            begins_at = word_at
        position = word_at + len(word)
    if begins_at is None:
        begins_at = position
    return begins_at, position


def sentences(text: str, first_line: int = 1) -> Iterator[Sentence]:
    """Yield the sentences of a text without a tree, such as a field of a file.

    Each point of a list is a sentence at least.
    first_line: the line of its file at which the text begins.
    """
    position = 0
    for block in BLOCK_END.split(text):
        line = first_line + text.count("\n", 0, position)
        yield from _split_block(block, line)
        position += len(block)


def _split_block(block: str, line: int) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph, a point or a cell that begins at ``line``."""
    start = 0
    for end in SENTENCE_END.finditer(block):
        is_abbreviation = ABBREVIATION_AT_END.search(block[: end.start()])
        if is_abbreviation:
            continue
        yield from _sentence(block, start, end.end(), line)
        start = end.end()
    yield from _sentence(block, start, len(block), line)


def _sentence(block: str, start: int, end: int, line: int) -> Iterator[Sentence]:
    """Yield the sentence between two positions of a block, or nothing if it has no words."""
    raw = block[start:end]
    text = plain(raw)
    if not text:
        return
    facts: list[str] = []
    for citation in CITATION.finditer(raw):
        facts += tags_of(citation.group(1))
    first_word_at = end - len(raw.lstrip())
    first_line = line + block.count("\n", 0, first_word_at)
    yield Sentence(text, first_line, tuple(facts))


def plain(markdown: str) -> str:
    """Return the words of a text without citations, footnote references, addresses and emphasis."""
    text = CITATION.sub("", markdown)
    text = FOOTNOTE_REFERENCE.sub("", text)
    text = LINK_OR_PICTURE.sub(r"\1", text)
    text = MARKUP.sub("", text)
    return " ".join(text.split())


def school_grade(text: list[Sentence]) -> float:
    """Return the Flesch-Kincaid grade level of a text; 0 if it has no words.

    0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al. 1975). Syllables are
    counted as groups of vowels, a silent final e not among them.
    """
    words: list[str] = []
    for sentence in text:
        words += sentence.words
    if not words:
        return 0.0

    syllables = sum(map(_count_syllables, words))
    words_a_sentence = len(words) / len(text)
    syllables_a_word = syllables / len(words)
    return 0.39 * words_a_sentence + 11.8 * syllables_a_word - 15.59


def _count_syllables(word: str) -> int:
    word = word.lower()
    groups = len(VOWEL_GROUP.findall(word))
    has_silent_e = word.endswith("e") and not word.endswith("le")
    if has_silent_e:
        groups -= 1
    return max(groups, 1)
