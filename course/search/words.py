"""Say which words are the same to somebody who searches. No Django, no database.

Case, accents, endings, and British or American spelling make no difference. Texts of an edition
and what somebody types go through the same functions, so that both databases find the same.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from accounts.people.folding import WORD, fold_letters

# By the first part of a language's code.
STEMMERS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "sv": "swedish",
}
# From British to American spelling, and what else English endings hide, in this order.
SPELLINGS = [
    (re.compile(pattern), american)
    for pattern, american in (
        ("ae|oe", "e"),  # anaesthesia, oedema
        (r"(?<=\w\w)sis$", "se"),  # diagnosis, whose plural is diagnoses
        (r"(?<=\w\w)our(?=$|s$|ed$|ing$|al|able|ful|ite|less|y$)", "or"),  # behaviour
        ("^practis", "practic"),
        (r"(?<=\w\w)is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)", "iz"),  # recognise
        ("ys(?=(?:e|ed|er|ers|ing)$)", "yz"),  # analyse
        ("(?<=[btv])re(?=s?$)", "er"),  # centre, manoeuvre
        ("ogue(?=s?$)", "og"),  # dialogue
        ("^(lic|def|off|pret)enc(?=e)", r"\1ens"),  # licence
        ("^programme(?=s?$)", "program"),
        ("^sulph", "sulf"),
        ("^aluminium", "aluminum"),
        ("^grey", "gray"),
    )
]
ONE_AND_MANY = {
    "children": "child",
    "criterion": "criteria",
    "feet": "foot",
    "men": "man",
    "mice": "mouse",
    "people": "person",
    "phenomenon": "phenomena",
    "teeth": "tooth",
    "women": "woman",
}


class Word(NamedTuple):
    """Hold a word of a text: where it stands, and what is the same in all its forms."""

    start: int
    end: int
    stem: str


def words_in(text: str, language: str) -> Iterator[Word]:
    """Yield the words of a text in order; start and end count the characters of ``text``."""
    for match in WORD.finditer(text):
        yield Word(match.start(), match.end(), stem_of(match[0], language))


def words_with(stems: Collection[str], text: str, language: str) -> list[Word]:
    """Return the words of a text that have one of these stems."""
    # Most words are others, or come again: each is looked at once.
    wanted = {word for word in set(WORD.findall(text)) if stem_of(word, language) in stems}
    return [
        Word(match.start(), match.end(), stem_of(match[0], language))
        for match in WORD.finditer(text)
        if match[0] in wanted
    ]


@lru_cache(maxsize=2_000)
def stems_in(text: str, language: str) -> frozenset[str]:
    """Return the stems of a text, each once."""
    return frozenset(word.stem for word in words_in(text, language))


@lru_cache(maxsize=30_000)
def stem_of(word: str, language: str) -> str:
    """Return what all forms and spellings of a word have in common."""
    folded = fold(word, language)
    name = STEMMERS.get(main_language(language))
    if name is None:
        return folded
    if name == "english":
        folded = ONE_AND_MANY.get(folded, folded)
    # A stemmer works on fields of its own, so that two threads may not share one.
    stem: str = snowballstemmer.stemmer(name).stemWord(folded)
    # "labelled" and "labeled" differ by this alone, once their endings are gone.
    return stem.removesuffix("l") if stem.endswith("ll") else stem


def fold(word: str, language: str) -> str:
    """Return a word in small plain letters, in English with its American spelling."""
    folded = fold_letters(word)
    if main_language(language) == "en":
        for pattern, american in SPELLINGS:
            folded = pattern.sub(american, folded)
    return folded


def main_language(language: str) -> str:
    """Return the first part of a language's code: "en" of "en-us"."""
    return language.partition("-")[0].lower()
