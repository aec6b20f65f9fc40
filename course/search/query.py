"""Read what somebody typed into the field of the search."""

import unicodedata
from dataclasses import dataclass

from course.search.words import fold, words_in

MAX_LETTERS = 200
MAX_WORDS = 12
SHORTEST_BEGINNING = 3  # letters by which a word that is still being typed is found


@dataclass(frozen=True)
class AskedWord:
    """Hold a word that was typed: as it was, folded, and what all its forms have in common."""

    typed: str
    form: str
    stem: str


@dataclass(frozen=True)
class Query:
    """Hold what is looked for.

    text: as the page shows it again. words: each once, at most MAX_WORDS.
    is_shortened: more was typed than is looked for.
    """

    text: str
    words: tuple[AskedWord, ...]
    is_shortened: bool

    @property
    def last_stem(self) -> str:
        """Return the stem of the last word; "" without words."""
        return self.words[-1].stem if self.words else ""

    @property
    def beginning(self) -> str:
        """Return the letters with which the last word may begin; "" if they are too few."""
        last = self.words[-1].form if self.words else ""
        return last if len(last) >= SHORTEST_BEGINNING else ""

    def replacing(self, words: dict[str, str]) -> str:
        """Return what was typed with other words: by those typed."""
        return " ".join(words.get(word.typed, word.typed) for word in self.words)


def read_query(typed: str, language: str) -> Query:
    """Return what was typed as a query, of whatever length and signs it is."""
    # What is far too long is not read to its end.
    start = typed[: MAX_LETTERS * 10]
    whole = _in_one_line(start)
    text = whole[:MAX_LETTERS]
    words = _different_words(text, language)
    return Query(
        text,
        words=tuple(words[:MAX_WORDS]),
        is_shortened=len(whole) > MAX_LETTERS or len(words) > MAX_WORDS,
    )


def _in_one_line(typed: str) -> str:
    """Return the letters that are seen, with one space between words."""
    visible = [letter for letter in typed if unicodedata.category(letter) != "Cf"]
    words = "".join(visible).split()
    return " ".join(words)


def _different_words(text: str, language: str) -> list[AskedWord]:
    """Return the words of a text in order, each once."""
    words: dict[str, AskedWord] = {}
    for word in words_in(text, language):
        typed = text[word.start : word.end]
        form = fold(typed, language)
        # The last word may be unfinished, so it stays the last.
        words.pop(word.stem, None)
        words[word.stem] = AskedWord(typed, form, word.stem)
    return list(words.values())
