"""Say what changes.yaml has still to explain, and print the entries to be filled in."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from course.models import Correction
from course.source.changes import FILE
from course.source.files import Mistake

MAX_SHOWN_LETTERS = 120
SUBJECT_OF_PLACE = {
    Correction.Place.UNIT: "unit",
    Correction.Place.GLOSSARY: "term",
    Correction.Place.GUIDE: "guide",
}


class Subject(NamedTuple):
    """Hold by what an entry names a correction; ``passage`` is "" where there is none."""

    name: str
    key: str
    passage: str = ""

    def __str__(self) -> str:
        text = f'{self.name} "{self.key}"'
        return f'{text}, passage "{self.passage}"' if self.passage else text


def subject_of(correction: Correction) -> Subject:
    """Return by what an entry of changes.yaml names the correction."""
    if correction.question:
        return Subject("question", correction.question)
    place = Correction.Place(correction.place)
    name = SUBJECT_OF_PLACE[place]
    if place == Correction.Place.GLOSSARY:
        return Subject(name, correction.key)
    passage = correction.new_passage or correction.old_passage
    return Subject(name, correction.key, passage)


def to_explain(corrections: Iterable[Correction]) -> list[Correction]:
    """Return the corrections whose author has still to say what they mean.

    Where the guide repeats a lesson, the lesson alone: its words serve for both.
    """
    unmarked = [correction for correction in corrections if not correction.mark]
    required = [correction for correction in unmarked if correction.must_be_marked]
    in_units = {_texts(one) for one in required if one.place == Correction.Place.UNIT}
    return [
        one
        for one in required
        if one.place != Correction.Place.GUIDE or _texts(one) not in in_units
    ]


def _texts(correction: Correction) -> tuple[str, str]:
    return correction.before, correction.after


def mistakes_of(corrections: Iterable[Correction]) -> Iterator[Mistake]:
    """Yield a mistake for each correction that changes.yaml has still to explain."""
    for correction in to_explain(corrections):
        kind = Correction.Kind(correction.kind).label.lower()
        subject = subject_of(correction)
        before = _shortened(correction.before)
        after = _shortened(correction.after)
        change = f"{kind} ({subject}): “{before}” is “{after}” now"
        yield Mistake(FILE, 1, f"{change}; write an entry with mark, what and why")


def skeleton(corrections: Iterable[Correction]) -> str:
    """Return entries for changes.yaml, to be filled in, for what has no words yet; "" for none."""
    lines = ["changes:"]
    for correction in to_explain(corrections):
        lines += _entry_lines(correction)
    if len(lines) == 1:
        return ""
    return "\n".join(lines) + "\n"


def _entry_lines(correction: Correction) -> Iterator[str]:
    for sentence in correction.before_sentences:
        yield f"  # Before: {sentence}"
    for sentence in correction.after_sentences:
        yield f"  # Now: {sentence}"
    subject = subject_of(correction)
    yield f"  - {subject.name}: {subject.key}"
    if subject.passage:
        yield f"    passage: {subject.passage}"
    yield "    mark:  # editorial, clinical or safety"
    yield "    what:  # in a sentence for learners; it gives no answer away"
    yield "    why:"


def _shortened(text: str) -> str:
    """Return the words in one line, cut where they are too many."""
    words = " ".join(text.split())
    if len(words) <= MAX_SHOWN_LETTERS:
        return words
    return words[: MAX_SHOWN_LETTERS - 1] + "…"
