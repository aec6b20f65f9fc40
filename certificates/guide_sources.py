"""Number the sources that a page of the guide cites, and list them for its foot by kind."""

import re
from collections.abc import Iterable, Mapping

from course.models import Reference
from course.publishing.number_runs import ends_of_runs, in_ranges

# Citations as course.publishing writes them for paper: links to the sources, side by side.
ONE_CITATION = r'<sup class="cite">(?:, )?<a href="#reference-([^"]+)"[^>]*>[^<]*</a></sup>'
CITATION = re.compile(ONE_CITATION)
CITATIONS = re.compile(f"(?:{ONE_CITATION})+")

References = Mapping[str, Reference]  # by tag, each with its ``number``
SourcesByKind = Mapping[str, str]  # kinds in words, with the numbers as "1–3, 7"


def number_citations(html: str, references: References) -> tuple[str, set[str]]:
    """Return a page with numbers in place of tags, and the tags that it cites."""
    cited: set[str] = set()

    def numbered(match: re.Match[str]) -> str:
        tags = CITATION.findall(match[0])
        cited.update(tags)
        by_number: dict[int, str] = {}
        for tag in tags:
            number = references[tag].number
            by_number[number] = tag
        return _citations(by_number)

    html = CITATIONS.sub(numbered, html)
    return html, cited


def _citations(by_number: Mapping[int, str]) -> str:
    """Return raised links to the sources with these tags, by number, as "1, 3–6"."""
    parts = []
    numbers = sorted(by_number)
    for ends in ends_of_runs(numbers):
        links = [_link(number, by_number[number]) for number in ends]
        words = "–".join(links)
        parts.append(f'<span class="nowrap">{words}</span>')
    all_words = ", ".join(parts)
    return f'<sup class="cite">{all_words}</sup>'


def _link(number: int, tag: str) -> str:
    """Return a link to a source in the list of references."""
    return f'<a href="#reference-{tag}">{number}</a>'


def sources_by_kind(sources: Iterable[Reference]) -> SourcesByKind:
    """Return the numbers of these sources, which are in their order, by kind in words."""
    numbers_by_kind: dict[str, list[int]] = {}
    for source in sources:
        kind = Reference.Kind(source.kind)
        words = str(kind.label)
        numbers = numbers_by_kind.setdefault(words, [])
        numbers.append(source.number)

    words_by_kind: dict[str, str] = {}
    for words, numbers in numbers_by_kind.items():
        words_by_kind[words] = in_ranges(numbers)
    return words_by_kind
