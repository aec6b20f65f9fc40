"""Read the braces that end a block: {#half-life plain}."""

from collections.abc import Callable
from typing import TypedDict

from course.text.keys import KEY
from course.text.languages import is_language

MAX_BRACES_WORD_LETTERS = 81  # "#" and a key
LANGUAGE_MARK = "lang="


class BraceFlags(TypedDict, total=False):
    """What the braces of a block set, by the names of ``Block``'s fields."""

    key: str
    explicit: bool
    plain: bool
    critical: bool
    language: str


def read_braces(braces: str, here: int, mistake: Callable[[int, str], None]) -> BraceFlags:
    """Return what the words in braces set; ``here`` is the line at which they stand."""
    flags: BraceFlags = {}
    for word in braces.split() or [""]:
        if word == "plain":
            flags["plain"] = True
        elif word == "critical":
            flags["critical"] = True
        elif _is_written_key(word):
            flags["key"] = word.removeprefix("#")
            flags["explicit"] = True
        elif _is_written_language(word):
            flags["language"] = word.removeprefix(LANGUAGE_MARK)
        else:
            text = (
                f'"{word[:80]}" cannot stand in braces; '
                "write #key, plain, critical or lang=fr: {#half-life critical}"
            )
            mistake(here, text)
    return flags


def _is_written_key(word: str) -> bool:
    """Tell whether a word in braces is "#" and a key."""
    if not word.startswith("#") or len(word) > MAX_BRACES_WORD_LETTERS:
        return False
    return bool(KEY.fullmatch(word.removeprefix("#")))


def _is_written_language(word: str) -> bool:
    """Tell whether a word in braces is "lang=" and the code of a language."""
    return word.startswith(LANGUAGE_MARK) and is_language(word.removeprefix(LANGUAGE_MARK))
