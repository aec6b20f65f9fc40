"""Find what a learner has of their own, by the same rule as the texts of the edition."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

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
    in_titles = []
    others = []
    for text in islice(source.texts(enrolment), MAX_TEXTS):
        stems_of_title = stems_in(text.title, language)
        stems_of_text = stems_in(text.text[:MAX_LETTERS], language)
        stems = stems_of_title | stems_of_text
        begun = _begun(query, stems)
        if not _fits(query, stems, begun):
            continue
        marked |= begun
        if asked & stems_of_title:
            in_titles.append(text)
        else:
            others.append(text)
    return OwnFindings(source, in_titles + others, frozenset(marked))


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
