"""Find words in passages, also after the passages were changed. No Django, no database.

Positions count letters: the characters one sees. So spaces and the ends of lines never matter;
static/js/marks.js counts in the same way.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from os.path import commonprefix

# Spaces, and characters that only join or direct others.
UNSEEN = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
)
LETTERS_AROUND = 40  # so far a place is compared with another
# Shorter words stand in many passages; they are followed only into a passage that is alike.
TELLING_LETTERS = 20
ALIKE = 0.5  # the share of words that two versions of a passage have in common at least


@dataclass(frozen=True)
class QuotedPassage:
    """Hold a passage, or what it said, with its place in the course."""

    unit_key: str
    key: str
    text: str

    @property
    def place(self) -> tuple[str, str]:
        return self.unit_key, self.key


@dataclass(frozen=True)
class Quote:
    """Hold words as they stand in a text, and how many letters stand before them."""

    words: str
    start: int


@dataclass(frozen=True)
class FoundPlace:
    """Hold the passage that somebody means now.

    start: how many letters stand before their words; None if they mean the whole passage.
    """

    unit_key: str
    key: str
    start: int | None


def letters_of(text: str) -> str:
    """Return a text without spaces and other characters that are not seen."""
    return UNSEEN.sub("", text)


def quote_from(text: str, words: str, start: int) -> Quote | None:
    """Return the words as the text writes them, at the place nearest to ``start``.

    None if they do not stand there.
    """
    nearest = min(_places_in(text, words), key=lambda place: abs(place - start), default=None)
    if nearest is None:
        return None
    seen = [place for place, letter in enumerate(text) if not UNSEEN.match(letter)]
    last = nearest + len(letters_of(words)) - 1
    return Quote(text[seen[nearest] : seen[last] + 1], nearest)


def follow(
    words: str, start: int | None, old: QuotedPassage, passages: Sequence[QuotedPassage]
) -> FoundPlace | None:
    """Return where a passage, or words of it, stand among the passages of another edition.

    old: the passage as it was. start: None for the whole passage. None if they are gone.
    """
    if start is None:
        passage = _same_or_alike(old, passages)
        return FoundPlace(passage.unit_key, passage.key, None) if passage else None
    holders = [passage for passage in passages if _may_hold(passage, words, old)]
    if not holders:
        return None
    passage = max(holders, key=lambda holder: _nearness(holder, old))
    return FoundPlace(passage.unit_key, passage.key, _best_start(passage.text, words, start, old))


def _same_or_alike(old: QuotedPassage, passages: Iterable[QuotedPassage]) -> QuotedPassage | None:
    """Return the passage with the same key, else the one that says nearly the same."""
    nearest = max(passages, key=lambda passage: _nearness(passage, old), default=None)
    if nearest is None:
        return None
    is_same = nearest.place == old.place
    return nearest if is_same or _likeness(nearest, old) >= ALIKE else None


def _may_hold(passage: QuotedPassage, words: str, old: QuotedPassage) -> bool:
    """Return whether these may be the words that were meant in the old passage."""
    letters = letters_of(words)
    if letters not in letters_of(passage.text):
        return False
    is_telling = len(letters) >= TELLING_LETTERS
    return is_telling or passage.place == old.place or _likeness(passage, old) >= ALIKE


def _nearness(passage: QuotedPassage, old: QuotedPassage) -> tuple[bool, float, bool]:
    """Return what is greater the more likely a passage is the old one."""
    is_same = passage.place == old.place
    is_in_lesson = passage.unit_key == old.unit_key
    return is_same, _likeness(passage, old), is_in_lesson


def _likeness(one: QuotedPassage, other: QuotedPassage) -> float:
    """Return how much of the words of two passages is in both, from 0 to 1."""
    words = set(one.text.lower().split())
    other_words = set(other.text.lower().split())
    all_words = words | other_words
    return len(words & other_words) / len(all_words) if all_words else 0.0


def _best_start(text: str, words: str, start: int, old: QuotedPassage) -> int:
    """Return the place of the words around which the text is most as it was."""
    length = len(letters_of(words))
    new_letters, old_letters = letters_of(text), letters_of(old.text)

    def likeness(place: int) -> tuple[int, int]:
        before = _common(_before(new_letters, place)[::-1], _before(old_letters, start)[::-1])
        after = _common(new_letters[place + length :], old_letters[start + length :])
        return before + after, -abs(place - start)

    return max(_places_in(text, words), key=likeness)


def _before(letters: str, place: int) -> str:
    return letters[max(0, place - LETTERS_AROUND) : place]


def _common(one: str, other: str) -> int:
    """Return how many letters two texts have in common at their beginning."""
    return len(commonprefix([one[:LETTERS_AROUND], other[:LETTERS_AROUND]]))


def _places_in(text: str, words: str) -> Iterator[int]:
    """Yield how many letters stand before the words, each time that they stand in the text."""
    letters, sought = letters_of(text), letters_of(words)
    place = letters.find(sought) if sought else -1
    while place >= 0:
        yield place
        place = letters.find(sought, place + 1)
