"""Find what a learner has of their own, by the same rule as the texts of the edition."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from course.models import Enrolment
from course.search.own_texts import OwnText, OwnTexts, sources
from course.search.query import Query
from course.search.words import stems_in

MAX_LETTERS = 20_000  # of a text that are looked at
MAX_TEXTS = 5_000  # of a source, as many as a learner can have notes


@dataclass(frozen=True)
class OwnFindings:
    """Hold the texts of a source that have all words, those with them in the title first.

    stems: of the words that were looked for, to mark them.
    """

    source: OwnTexts
    texts: list[OwnText]
    stems: frozenset[str]


def find_own(query: Query, enrolment: Enrolment, language: str) -> Iterator[OwnFindings]:
    """Yield what each source has, also where that is nothing; the source's own statements.

    query: of at least one word.
    """
    for source in sources:
        yield _find_in(source, query, enrolment, language)


def _find_in(
    source: OwnTexts,
    query: Query,
    enrolment: Enrolment,
    language: str,
) -> OwnFindings:
    asked = {word.stem for word in query.words}
    marked = set(asked)
    found = []
    for text in islice(source.texts(enrolment), MAX_TEXTS):
        stems_of_title = stems_in(text.title, language)
        stems = stems_of_title | stems_in(text.text[:MAX_LETTERS], language)
        begun = _begun(query, stems)
        if _fits(query, stems, begun):
            marked |= begun
            is_in_title = not asked.isdisjoint(stems_of_title)
            found.append((is_in_title, text))
    texts = _titles_first(found)
    return OwnFindings(source, texts, frozenset(marked))


def _titles_first(found: Iterable[tuple[bool, OwnText]]) -> list[OwnText]:
    """Return the texts, those with the words in their title before all others."""
    in_order = sorted(found, key=itemgetter(0), reverse=True)
    return [text for _is_in_title, text in in_order]


def _begun(query: Query, stems: frozenset[str]) -> set[str]:
    """Return the stems that begin with the last word, which may be unfinished."""
    beginning = query.beginning
    if not beginning:
        return set()
    return {stem for stem in stems if stem.startswith(beginning)}


def _fits(query: Query, stems: frozenset[str], begun: set[str]) -> bool:
    """Tell whether all words are there."""
    *first, last = query.words
    if begun or last.stem in stems:
        return all(word.stem in stems for word in first)
    return False
