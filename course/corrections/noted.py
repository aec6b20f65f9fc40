"""Put the words of changes.yaml on what changed, and say where words are missing or too many."""

from collections.abc import Iterable, Iterator, Sequence

from course.corrections.to_explain import SUBJECT_OF_PLACE, Subject, mistakes_of, subject_of
from course.models import Correction
from course.source.changes import EDITORIAL, FILE, NotedChange
from course.source.fields import did_you_mean
from course.source.files import Mistake

Kind = Correction.Kind
Place = Correction.Place
Corrections = Sequence[Correction]


def note_changes(corrections: Corrections, entries: Iterable[NotedChange]) -> list[Mistake]:
    """Put the author's words on the corrections, and return what is wrong with the words.

    An entry about a passage or a question goes before one about a whole unit.
    """
    mistakes: list[Mistake] = []
    first_lines: dict[Subject, int] = {}
    for entry in sorted(entries, key=_is_about_whole):
        subject = _subject(entry)
        first_line = first_lines.setdefault(subject, entry.line)
        if first_line == entry.line:
            mistakes += _note(entry, corrections)
        else:
            text = f"line {first_line} speaks of the same; keep one of the two"
            mistake = Mistake(FILE, entry.line, text)
            mistakes.append(mistake)
    _note_same_words(corrections)
    mistakes += mistakes_of(corrections)
    return mistakes


def _subject(entry: NotedChange) -> Subject:
    return Subject(entry.subject, entry.key, entry.passage)


def _is_about_whole(entry: NotedChange) -> bool:
    return entry.subject != "question" and not entry.passage


def _note(entry: NotedChange, corrections: Corrections) -> Iterator[Mistake]:
    """Put the words of an entry on what it speaks of; yield what is wrong with it."""
    about = [correction for correction in corrections if _speaks_of(entry, correction)]
    if not about:
        text = _nothing_changed(entry, corrections)
        yield Mistake(FILE, entry.line, text)
    for correction in about:
        if correction.mark:
            continue
        _put_words(entry, correction)
        is_another_answer = correction.kind == Kind.ANSWER
        if is_another_answer and entry.mark == EDITORIAL:
            text = "another answer is right now, which is not editorial; write clinical or safety"
            yield Mistake(FILE, entry.line, text)


def _put_words(source: NotedChange | Correction, correction: Correction) -> None:
    """Give a correction the mark and the words of an entry, or of another correction."""
    correction.mark = source.mark
    correction.what = source.what
    correction.why = source.why


def _speaks_of(entry: NotedChange, correction: Correction) -> bool:
    if entry.subject == "question":
        return correction.question == entry.key

    place = Place(correction.place)
    subject = SUBJECT_OF_PLACE[place]
    if (subject, correction.key) != (entry.subject, entry.key):
        return False
    if entry.passage:
        passages = correction.old_passage, correction.new_passage
        return entry.passage in passages
    # Whoever changes what is right says so for each question.
    return correction.kind not in Correction.KINDS_OF_ANSWER


def _note_same_words(corrections: Corrections) -> None:
    """Put the words of a correction also where the same sentences changed, as in the guide."""
    texts = [correction for correction in corrections if not correction.question]
    explained = {}
    for correction in texts:
        if correction.mark and correction.before:
            sentences = correction.before, correction.after
            explained[sentences] = correction

    for correction in texts:
        sentences = correction.before, correction.after
        same = explained.get(sentences)
        if same is not None and not correction.mark:
            _put_words(same, correction)


def _nothing_changed(entry: NotedChange, corrections: Corrections) -> str:
    """Say that an entry speaks of what did not change, with what may be meant."""
    about = _subject(entry)
    close = _what_may_be_meant(entry, corrections)
    return f"nothing changed in {about} since the edition before; take the entry out{close}"


def _what_may_be_meant(entry: NotedChange, corrections: Corrections) -> str:
    """Return a proposal for a message: the changed passage or key that is written alike, or ""."""
    passages = set()
    other_keys = set()
    for correction in corrections:
        subject = subject_of(correction)
        if subject.name != entry.subject:
            continue
        if subject.key == entry.key:
            passages.add(subject.passage)
        else:
            other_keys.add(subject.key)
    close = did_you_mean(entry.passage, passages)
    return close or did_you_mean(entry.key, other_keys)
