"""Find what a learner has of their own, by the same rule as the texts of the edition."""

from collections.abc import Iterator
from dataclasses import dataclass

from course.models import Enrolment
from course.search.own_texts import OwnText, OwnTexts, sources
from course.search.query import Query
from course.search.words import stems_in

MAX_LETTERS = 20_000  # of a text that are looked at
MAX_TEXTS = 500  # of a source


@dataclass(frozen=True)
class OwnFindings:
    """Hold the texts of a source that have all words, those with them in the title first.

    stems: of the words that were looked for, to mark them.
    """

    source: OwnTexts
    texts: list[OwnText]
    stems: frozenset[str]


def find_own(query: Query, enrolment: Enrolment, language: str) -> Iterator[OwnFindings]:
    """Yield what each source has, also where that is nothing; the source's own statements."""
    for source in sources:
        found: list[tuple[bool, OwnText]] = []
        marked: set[str] = {word.stem for word in query.words}
        for text in list(source.texts(enrolment))[:MAX_TEXTS]:
            in_title = stems_in(text.title, language)
            stems = in_title | stems_in(text.text[:MAX_LETTERS], language)
            if query.words and (also := _fits(query, stems)) is not None:
                marked |= also
                is_in_title = any(word.stem in in_title for word in query.words)
                found.append((not is_in_title, text))
        found.sort(key=lambda pair: pair[0])
        yield OwnFindings(source, [text for _order, text in found], frozenset(marked))


def _fits(query: Query, stems: frozenset[str]) -> set[str] | None:
    """Return the stems with which the last word begins if all words are there; else None."""
    *first, last = query.words
    if not all(word.stem in stems for word in first):
        return None
    beginning = query.beginning
    begun = {stem for stem in stems if beginning and stem.startswith(beginning)}
    return begun if begun or last.stem in stems else None
