"""Put the words of changes.yaml on what changed, and say where words are missing or too many."""

from collections.abc import Iterable, Iterator, Sequence

from course.corrections.to_explain import SUBJECT_OF_PLACE, Subject, mistakes_of, subject_of
from course.models import Correction
from course.source.changes import EDITORIAL, FILE, NotedChange
from course.source.fields import did_you_mean
from course.source.files import Mistake


def note_changes(
    corrections: Sequence[Correction], entries: Iterable[NotedChange]
) -> list[Mistake]:
    """Put the author's words on the corrections, and return what is wrong with the words.

    An entry about a passage or a question goes before one about a whole unit.
    """
    mistakes: list[Mistake] = []
    first_lines: dict[Subject, int] = {}
    for entry in sorted(entries, key=_is_about_whole):
        first_line = first_lines.setdefault(_subject(entry), entry.line)
        if first_line == entry.line:
            mistakes += _note(entry, corrections)
        else:
            text = f"line {first_line} speaks of the same; keep one of the two"
            mistakes.append(Mistake(FILE, entry.line, text))
    _note_same_words(corrections)
    mistakes += mistakes_of(corrections)
    return mistakes


def _subject(entry: NotedChange) -> Subject:
    return Subject(entry.subject, entry.key, entry.passage)


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
        correction.mark = entry.mark
        correction.what = entry.what
        correction.why = entry.why
        if correction.kind == Correction.Kind.ANSWER and entry.mark == EDITORIAL:
            text = "another answer is right now, which is not editorial; write clinical or safety"
            yield Mistake(FILE, entry.line, text)


def _speaks_of(entry: NotedChange, correction: Correction) -> bool:
    if entry.subject == "question":
        return correction.question == entry.key

    subject = SUBJECT_OF_PLACE[Correction.Place(correction.place)]
    if (subject, correction.key) != (entry.subject, entry.key):
        return False
    if entry.passage:
        return entry.passage in {correction.old_passage, correction.new_passage}
    # Whoever changes what is right says so for each question.
    return correction.kind not in Correction.KINDS_OF_ANSWER


def _note_same_words(corrections: Sequence[Correction]) -> None:
    """Put the words of a correction also where the same sentences changed, as in the guide."""
    texts = [correction for correction in corrections if not correction.question]
    explained: dict[tuple[str, str], Correction] = {}
    for correction in texts:
        if correction.mark and correction.before:
            explained[correction.before, correction.after] = correction

    for correction in texts:
        same = explained.get((correction.before, correction.after))
        if same is not None and not correction.mark:
            correction.mark = same.mark
            correction.what = same.what
            correction.why = same.why


def _nothing_changed(entry: NotedChange, corrections: Iterable[Correction]) -> str:
    """Say that an entry speaks of what did not change, with what may be meant."""
    keys: set[str] = set()
    passages: set[str] = set()
    for correction in corrections:
        subject = subject_of(correction)
        if subject.name == entry.subject:
            keys.add(subject.key)
        if (subject.name, subject.key) == (entry.subject, entry.key):
            passages.add(subject.passage)

    close = did_you_mean(entry.passage, passages) if entry.key in keys else ""
    close = close or did_you_mean(entry.key, keys - {entry.key})
    about = _subject(entry)
    return f"nothing changed in {about} since the edition before; take the entry out{close}"
