"""Find words in passages, also after the passages were changed. No Django, no database.

Positions count letters: the characters one sees. So spaces and the ends of lines never matter;
static/js/marks.js counts in the same way.
"""

import re
from collections.abc import Sequence
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
    sought = letters_of(words)
    places = _places_of(sought, letters_of(text))
    if not places:
        return None
    nearest = min(places, key=lambda place: abs(place - start))
    last = nearest + len(sought) - 1
    positions = _positions_of_letters(text)
    written = text[positions[nearest] : positions[last] + 1]
    return Quote(written, nearest)


def _positions_of_letters(text: str) -> list[int]:
    """Return where each letter stands among all characters."""
    positions = []
    for position, character in enumerate(text):
        if not UNSEEN.match(character):
            positions.append(position)
    return positions


def follow(
    words: str,
    start: int | None,
    old: QuotedPassage,
    passages: Sequence[QuotedPassage],
) -> FoundPlace | None:
    """Return where a passage, or words of it, stand among the passages of another edition.

    old: the passage as it was. start: None for the whole passage. None if they are gone.
    """
    if start is None:
        return _follow_passage(old, passages)
    return _follow_words(Quote(words, start), old, passages)


def _follow_passage(old: QuotedPassage, passages: Sequence[QuotedPassage]) -> FoundPlace | None:
    """Return the passage with the same key, else the one that says nearly the same."""
    passage = _same(old, passages) or _nearest(passages, old)
    if passage is None or not _is_version_of(passage, old):
        return None
    return FoundPlace(
        passage.unit_key,
        passage.key,
        start=None,
    )


def _follow_words(
    quote: Quote, old: QuotedPassage, passages: Sequence[QuotedPassage]
) -> FoundPlace | None:
    """Return where the words stand, in the passage that is most likely the old one."""
    sought = letters_of(quote.words)
    passage = _same(old, passages)
    # Most passages do not change, and comparing all of them takes long.
    if passage is None or sought not in letters_of(passage.text):
        passage = _nearest(_holders(sought, old, passages), old)
    if passage is None:
        return None
    return FoundPlace(
        passage.unit_key,
        passage.key,
        start=_best_start(passage.text, sought, quote.start, old.text),
    )


def _same(old: QuotedPassage, passages: Sequence[QuotedPassage]) -> QuotedPassage | None:
    """Return the passage with the same keys, whatever it says now."""
    same = (passage for passage in passages if passage.place == old.place)
    return next(same, None)


def _holders(
    sought: str, old: QuotedPassage, passages: Sequence[QuotedPassage]
) -> list[QuotedPassage]:
    """Return the passages that hold the letters; of short ones, those like the old passage."""
    holders = [passage for passage in passages if sought in letters_of(passage.text)]
    if len(sought) >= TELLING_LETTERS:
        return holders
    return [passage for passage in holders if _is_version_of(passage, old)]


def _nearest(passages: Sequence[QuotedPassage], old: QuotedPassage) -> QuotedPassage | None:
    """Return the passage that is most likely the old one; None if there is none."""

    def nearness(passage: QuotedPassage) -> tuple[float, bool]:
        is_in_lesson = passage.unit_key == old.unit_key
        return _likeness(passage, old), is_in_lesson

    return max(passages, key=nearness, default=None)


def _is_version_of(passage: QuotedPassage, old: QuotedPassage) -> bool:
    """Return whether a passage has the same keys or says nearly the same."""
    return passage.place == old.place or _likeness(passage, old) >= ALIKE


def _likeness(one: QuotedPassage, other: QuotedPassage) -> float:
    """Return how much of the words of two passages is in both, from 0 to 1."""
    words = _words_of(one)
    other_words = _words_of(other)
    all_words = words | other_words
    if not all_words:
        return 0.0
    common = words & other_words
    return len(common) / len(all_words)


def _words_of(passage: QuotedPassage) -> set[str]:
    text = passage.text.lower()
    return set(text.split())


def _best_start(text: str, sought: str, old_start: int, old_text: str) -> int:
    """Return the place of the letters around which the text is most as it was."""
    letters = letters_of(text)
    length = len(sought)
    old_before, old_after = _around(letters_of(old_text), old_start, length)

    def likeness(place: int) -> tuple[int, int]:
        before, after = _around(letters, place, length)
        common = _common(before, old_before) + _common(after, old_after)
        distance = abs(place - old_start)
        return common, -distance

    places = _places_of(sought, letters)
    return max(places, key=likeness)


def _around(letters: str, place: int, length: int) -> tuple[str, str]:
    """Return the letters before a place, the nearest first, and those after it."""
    end = place + length
    first = max(0, place - LETTERS_AROUND)
    before = letters[first:place]
    after = letters[end : end + LETTERS_AROUND]
    return before[::-1], after


def _common(one: str, other: str) -> int:
    """Return how many letters two texts have in common at their beginning."""
    beginning = commonprefix([one, other])
    return len(beginning)


def _places_of(sought: str, letters: str) -> list[int]:
    """Return every place at which the letters stand; none if nothing is sought."""
    places: list[int] = []
    if not sought:
        return places
    place = letters.find(sought)
    while place >= 0:
        places.append(place)
        place = letters.find(sought, place + 1)
    return places
