"""Number the sources of each page of the guide, for the list at its foot."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.models import Reference
from course.publishing.number_runs import runs_of

# Citations as course.publishing writes them for paper: links to the sources, side by side.
ONE_CITATION = r'<sup class="cite">(?:, )?<a href="#reference-([^"]+)"[^>]*>[^<]*</a></sup>'
CITATION = re.compile(ONE_CITATION)
CITATIONS = re.compile(f"(?:{ONE_CITATION})+")
# Of so many numbers in a row, or more, only the first and the last are printed.
MIN_RUN = 3


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
        tags = CITATION.findall(match[0])
        for tag in tags:
            next_number = len(numbers) + 1
            numbers.setdefault(tag, next_number)
        cited = {numbers[tag]: tag for tag in tags}
        return _citations(cited)

    html = CITATIONS.sub(numbered, html)
    return html, tuple(numbers)


def _citations(tags: Mapping[int, str]) -> str:
    """Return raised links to the sources with these numbers, as "1, 3–6"."""
    parts = []
    numbers = sorted(tags)
    for run in runs_of(numbers):
        links = [_link_to(number, tags[number]) for number in run]
        parts.append(_run_in_words(links))
    written = ", ".join(parts)
    return f'<sup class="cite">{written}</sup>'


def _link_to(number: int, tag: str) -> str:
    return f'<a href="#reference-{tag}">{number}</a>'


def _run_in_words(links: Sequence[str]) -> str:
    """Return the links of a run; of a long one only its ends."""
    if len(links) < MIN_RUN:
        return ", ".join(links)
    return f"{links[0]}–{links[-1]}"


def sources_by_kind(
    tags: Iterable[str], references: Mapping[str, Reference]
) -> list[SourcesOfKind]:
    """Return the sources of a page by kind, in the order in which the page cites them."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for number, tag in enumerate(tags, 1):
        kind = Reference.Kind(references[tag].kind)
        sources = groups.setdefault(str(kind.label), [])
        sources.append((number, tag))
    return [SourcesOfKind(kind, tuple(sources)) for kind, sources in groups.items()]
