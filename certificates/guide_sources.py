"""Number the sources of each page of the guide, for the list at its foot."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from course.models import Reference

# A citation as course.publishing writes it for paper: a link to the source, with its tag as words.
CITATION = re.compile(r'(<a href="#reference-([^"]+)"[^>]*>)[^<]*(?=</a>)')


@dataclass(frozen=True)
class SourcesOfKind:
    """Hold the sources of one kind that a page cites.

    kind: in words, as "trial". sources: the number of each on the page, and its tag.
    """

    kind: str
    sources: tuple[tuple[int, str], ...]


def number_sources(html: str) -> tuple[str, tuple[str, ...]]:
    """Return a page with numbers in place of tags, and the tags in the order of the numbers."""
    numbers: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        number = numbers.setdefault(match[2], len(numbers) + 1)
        return f"{match[1]}{number}"

    return CITATION.sub(numbered, html), tuple(numbers)


def sources_by_kind(
    tags: Iterable[str], references: Mapping[str, Reference]
) -> list[SourcesOfKind]:
    """Return the sources of a page by kind, in the order in which the page cites them."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for number, tag in enumerate(tags, 1):
        if tag in references:
            kind = str(Reference.Kind(references[tag].kind).label)
            groups.setdefault(kind, []).append((number, tag))
    return [SourcesOfKind(kind, tuple(sources)) for kind, sources in groups.items()]
