"""Put the words of changes.yaml on what changed, and say where words are missing or too many."""

from collections.abc import Iterable, Iterator, Sequence

from course.models import Correction
from course.source.changes import EDITORIAL, FILE, NotedChange
from course.source.fields import did_you_mean
from course.source.files import Mistake

PLACES = {
    "unit": Correction.Place.UNIT,
    "question": Correction.Place.UNIT,
    "term": Correction.Place.GLOSSARY,
    "guide": Correction.Place.GUIDE,
}
Words = tuple[str, str, str]  # mark, what and why


def note_changes(
    corrections: Sequence[Correction], entries: Iterable[NotedChange]
) -> list[Mistake]:
    """Put the author's words on the corrections, and return what is wrong with the words.

    An entry about a passage or a question goes before one about a whole unit.
    """
    mistakes: list[Mistake] = []
    lines: dict[tuple[str, str, str], int] = {}
    for entry in sorted(entries, key=_is_about_whole):
        about = (entry.subject, entry.key, entry.passage)
        first_line = lines.setdefault(about, entry.line)
        if first_line != entry.line:
            text = f"line {first_line} speaks of the same; keep one of the two"
            mistakes.append(Mistake(FILE, entry.line, text))
            continue
        mistakes += _note(entry, corrections)

    _note_same_words(corrections)
    mistakes += [
        Mistake(FILE, 1, _what_is_missing(correction)) for correction in missing(corrections)
    ]
    return mistakes


def missing(corrections: Iterable[Correction]) -> list[Correction]:
    """Return the corrections whose author has still to say what they mean."""
    return [each for each in corrections if each.must_be_marked and not each.mark]


def skeleton(corrections: Iterable[Correction]) -> str:
    """Return entries for changes.yaml, to be filled in, for what has no words yet; "" for none."""
    entries = [line for correction in missing(corrections) for line in _entry_lines(correction)]
    return "\n".join(["changes:", *entries]) + "\n" if entries else ""


def _entry_lines(correction: Correction) -> Iterator[str]:
    yield from (f"  # Before: {sentence}" for sentence in correction.before_sentences)
    yield from (f"  # Now: {sentence}" for sentence in correction.after_sentences)
    subject, key, passage = _subject(correction)
    yield f"  - {subject}: {key}"
    if passage:
        yield f"    passage: {passage}"
    yield "    mark:  # editorial, clinical or safety"
    yield "    what:  # in a sentence for learners; it gives no answer away"
    yield "    why:"


def _subject(correction: Correction) -> tuple[str, str, str]:
    """Return by what an entry names the correction: subject, key and passage."""
    if correction.question:
        return "question", correction.question, ""
    subjects = {place: subject for subject, place in PLACES.items() if subject != "question"}
    place = Correction.Place(correction.place)
    if place == Correction.Place.GLOSSARY:
        return subjects[place], correction.key, ""
    return subjects[place], correction.key, correction.new_passage or correction.old_passage


def _is_about_whole(entry: NotedChange) -> bool:
    return entry.subject != "question" and not entry.passage


def _note(entry: NotedChange, corrections: Iterable[Correction]) -> Iterator[Mistake]:
    """Put the words of an entry on what it speaks of; yield what is wrong with it."""
    about = [correction for correction in corrections if _speaks_of(entry, correction)]
    if not about:
        yield Mistake(FILE, entry.line, _nothing_changed(entry, corrections))
    for correction in about:
        if correction.mark:
            continue
        correction.mark, correction.what, correction.why = entry.mark, entry.what, entry.why
        if correction.kind == Correction.Kind.ANSWER and entry.mark == EDITORIAL:
            text = "another answer is right now, which is not editorial; write clinical or safety"
            yield Mistake(FILE, entry.line, text)


def _speaks_of(entry: NotedChange, correction: Correction) -> bool:
    if correction.place != PLACES[entry.subject]:
        return False
    if entry.subject == "question":
        return correction.question == entry.key
    if correction.key != entry.key:
        return False
    if entry.passage:
        return entry.passage in {correction.old_passage, correction.new_passage}
    # Whoever changes what is right says so for each question.
    return correction.kind not in Correction.KINDS_OF_ANSWER


def _note_same_words(corrections: Sequence[Correction]) -> None:
    """Put the words of a correction also where the same sentences changed, as in the guide."""
    words: dict[tuple[str, str], Words] = {}
    for each in corrections:
        if each.mark and each.before and not each.question:
            words[each.before, each.after] = (each.mark, each.what, each.why)
    for each in corrections:
        same = words.get((each.before, each.after))
        if same and not each.mark and not each.question:
            each.mark, each.what, each.why = same


def _what_is_missing(correction: Correction) -> str:
    """Say what changed and what to write about it."""
    subject, key, passage = _subject(correction)
    where = f'{subject} "{key}"' + (f', passage "{passage}"' if passage else "")
    change = str(Correction.Kind(correction.kind).label).lower()
    before, after = (_shortened(text) for text in (correction.before, correction.after))
    return (
        f"{change} ({where}): “{before}” is “{after}” now; write an entry with mark, what and why"
    )


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 120 else f"{words[:119]}…"


def _nothing_changed(entry: NotedChange, corrections: Iterable[Correction]) -> str:
    """Say that an entry speaks of what did not change, with what may be meant."""
    known = set()
    for correction in corrections:
        subject, key, passage = _subject(correction)
        if entry.passage and (subject, key) == (entry.subject, entry.key):
            known.add(passage)
        elif subject == entry.subject:
            known.add(key)
    name = f'{entry.subject} "{entry.key}"'
    if entry.passage:
        name += f', passage "{entry.passage}"'
    close = did_you_mean(entry.passage or entry.key, known) or did_you_mean(entry.key, known)
    return f"nothing changed in {name} since the edition before; take the entry out{close}"
