"""Say in lines of plain text what an edition changes, for the commands of authors and staff."""

from collections.abc import Iterable, Iterator

from course.models import Correction


def in_lines(corrections: Iterable[Correction]) -> Iterator[str]:
    """Yield the lines of each correction: what it is, its words, the texts before and after."""
    for correction in corrections:
        yield f"  {_heading(correction)}"
        if correction.mark:
            words = f"{correction.mark}: {correction.what} {correction.why}"
            yield f"    {words.rstrip()}"
        for sentence in correction.before_sentences:
            yield f"    - {sentence}"
        for sentence in correction.after_sentences:
            yield f"    + {sentence}"


def _heading(correction: Correction) -> str:
    kind = Correction.Kind(correction.kind)
    label = kind.label.lower()
    place = correction.key
    passage = correction.new_passage or correction.old_passage
    if passage:
        place = f"{place}#{passage}"
    if correction.question:
        place = f"{place}, question {correction.question}"
    return f"{label}: {place} ({correction.title})"
