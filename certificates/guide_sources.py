"""Number the sources of each page of the guide, for the list at its foot."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from course.models import Reference

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
            numbers.setdefault(tag, len(numbers) + 1)
        return _citations({numbers[tag]: tag for tag in tags})

    html = CITATIONS.sub(numbered, html)
    return html, tuple(numbers)


def _citations(tags: Mapping[int, str]) -> str:
    """Return raised links to the sources with these numbers, as "1, 3–6"."""
    parts = []
    for run in _runs(sorted(tags)):
        links = [f'<a href="#reference-{tags[number]}">{number}</a>' for number in run]
        is_long = len(run) >= MIN_RUN
        parts.append(f"{links[0]}–{links[-1]}" if is_long else ", ".join(links))
    return f'<sup class="cite">{", ".join(parts)}</sup>'


def _runs(numbers: Iterable[int]) -> Iterator[list[int]]:
    """Yield ascending numbers in groups without gaps."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    yield run


def sources_by_kind(
    tags: Iterable[str], references: Mapping[str, Reference]
) -> list[SourcesOfKind]:
    """Return the sources of a page by kind, in the order in which the page cites them."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for number, tag in enumerate(tags, 1):
        kind = str(Reference.Kind(references[tag].kind).label)
        groups.setdefault(kind, []).append((number, tag))
    return [SourcesOfKind(kind, tuple(sources)) for kind, sources in groups.items()]
