"""Say in lines of plain text what an edition changes, for the commands of authors and staff."""

from collections.abc import Iterable, Iterator

from course.models import Correction


def in_lines(corrections: Iterable[Correction]) -> Iterator[str]:
    """Yield the lines of each correction: what it is, its words, the texts before and after."""
    for correction in corrections:
        yield f"  {_heading(correction)}"
        if correction.mark:
            yield f"    {correction.mark}: {correction.what} {correction.why}".rstrip()
        yield from (f"    - {sentence}" for sentence in correction.before_sentences)
        yield from (f"    + {sentence}" for sentence in correction.after_sentences)


def _heading(correction: Correction) -> str:
    kind = str(Correction.Kind(correction.kind).label).lower()
    place = correction.key
    if passage := correction.new_passage or correction.old_passage:
        place += f"#{passage}"
    if correction.question:
        place += f", question {correction.question}"
    return f"{kind}: {place} ({correction.title})"
