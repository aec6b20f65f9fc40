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
    visible = [letter for letter in start if unicodedata.category(letter) != "Cf"]
    whole = " ".join("".join(visible).split())
    text = whole[:MAX_LETTERS]
    words: dict[str, AskedWord] = {}
    for word in words_in(text, language):
        form = text[word.start : word.end]
        folded = fold(form, language)
        # The last word may be unfinished, so it stays the last.
        words.pop(word.stem, None)
        words[word.stem] = AskedWord(form, folded, word.stem)
    return Query(
        text,
        words=tuple(words.values())[:MAX_WORDS],
        is_shortened=len(whole) > MAX_LETTERS or len(words) > MAX_WORDS,
    )
