"""Number the sources of each page of the guide, for the list at its foot."""

import re
from collections.abc import Mapping

from course.models import Reference
from course.publishing.number_runs import runs_of

# Citations as course.publishing writes them for paper: links to the sources, side by side.
ONE_CITATION = r'<sup class="cite">(?:, )?<a href="#reference-([^"]+)"[^>]*>[^<]*</a></sup>'
CITATION = re.compile(ONE_CITATION)
CITATIONS = re.compile(f"(?:{ONE_CITATION})+")
# Of so many numbers in a row, or more, only the first and the last are printed.
MIN_RUN = 3

Source = tuple[int, str]  # its number on the page, and its tag
Sources = list[Source]
SourcesByKind = dict[str, Sources]
Numbers = dict[str, int]  # by tag


def number_sources(html: str) -> tuple[str, Numbers]:
    """Return a page with numbers in place of tags, and the number of each tag from 1."""
    numbers: Numbers = {}

    def numbered(match: re.Match[str]) -> str:
        tags = CITATION.findall(match[0])
        for tag in tags:
            next_number = len(numbers) + 1
            numbers.setdefault(tag, next_number)
        cited = {numbers[tag]: tag for tag in tags}
        return _citations(cited)

    html = CITATIONS.sub(numbered, html)
    return html, numbers


def _citations(cited: Mapping[int, str]) -> str:
    """Return raised links to these sources, by their numbers, as "1, 3–6"."""
    parts = []
    for run in runs_of(sorted(cited)):
        links = [_link(number, cited[number]) for number in run]
        if len(run) < MIN_RUN:
            parts.extend(links)
            continue
        first, *_middle, last = links
        parts.append(f'<span class="nowrap">{first}–{last}</span>')
    words = ", ".join(parts)
    return f'<sup class="cite">{words}</sup>'


def _link(number: int, tag: str) -> str:
    """Return a link to a source in the list of references."""
    return f'<a href="#reference-{tag}">{number}</a>'


def sources_by_kind(
    numbers: Numbers,
    references: Mapping[str, Reference],
) -> SourcesByKind:
    """Return the sources of a page by kind in words, in the order of their numbers."""
    sources: SourcesByKind = {}
    for tag, number in numbers.items():
        reference = references[tag]
        kind = Reference.Kind(reference.kind)
        words = str(kind.label)
        of_kind = sources.setdefault(words, [])
        of_kind.append((number, tag))
    return sources
