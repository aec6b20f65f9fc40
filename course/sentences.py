"""A Markdown text as its sentences, each with its line and the facts it cites; and how hard they are to read. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from course.markdown_dialect import CITATION, FOOTNOTE_MARK, tags_of

LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
MARKS = re.compile(r"[*_`]+|^\s*(?:[-+>]|[0-9]{1,2}[.)])\s+", re.MULTILINE)
# The end of a sentence: its mark, closing quotes, citations, then a capital, a digit or an opening quote.
END = re.compile(r"(?<=[.!?])[”’\")\]]*((?:\s*\[@[^\]]*\])*)(?=\s+[“‘\"(\[A-Z0-9]|\s*\n\s*\n|\s*$)")
SHORT_FORMS = re.compile(r"\b(?:e\.g|i\.e|vs|cf|Dr|No|approx|St|et al)\.$")
VOWELS = re.compile(r"[aeiouy]+")
WORD = re.compile(r"[A-Za-z’'-]*[A-Za-z][A-Za-z’'-]*")


@dataclass(frozen=True)
class Sentence:
    """``text`` without marks; ``facts`` are the tags cited in it or directly behind it; ``line`` is where it begins."""

    text: str
    line: int
    facts: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        return WORD.findall(self.text)


def sentences(markdown: str, first_line: int = 1) -> Iterator[Sentence]:
    """The sentences of ``markdown``, which begins at ``first_line`` of its file; a list's points are sentences."""
    position = 0
    for part in re.split(r"(\n(?=\s*(?:[-*+]|[0-9]{1,2}[.)])\s)|\n\s*\n|\|)", markdown):
        yield from _of_part(part, first_line + markdown.count("\n", 0, position))
        position += len(part)


def _of_part(part: str, line: int) -> Iterator[Sentence]:
    start = 0
    for found in END.finditer(part):
        if SHORT_FORMS.search(part[: found.start()]):
            continue
        yield from _sentence(part[start : found.end()], line + part.count("\n", 0, start))
        start = found.end()
    yield from _sentence(part[start:], line + part.count("\n", 0, start))


def _sentence(raw: str, line: int) -> Iterator[Sentence]:
    facts = tuple(tag for found in CITATION.finditer(raw) for tag in tags_of(found.group(1)))
    text = plain(raw)
    if text:
        yield Sentence(text, line + raw[: len(raw) - len(raw.lstrip())].count("\n"), facts)


def plain(markdown: str) -> str:
    """The words of a text without citations, footnote marks, addresses and emphasis."""
    text = FOOTNOTE_MARK.sub("", CITATION.sub("", markdown))
    return " ".join(MARKS.sub("", LINK.sub(r"\1", text)).split())


def grade(found: list[Sentence]) -> float:
    """The Flesch-Kincaid grade level: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al. 1975).

    Syllables are counted as groups of vowels, a silent final e not among them. 0 for no words.
    """
    words = [word for sentence in found for word in sentence.words]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(found) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    word = word.lower()
    groups = len(VOWELS.findall(word))
    return max(groups - (word.endswith("e") and not word.endswith("le")), 1)
