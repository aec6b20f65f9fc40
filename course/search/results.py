"""Results of a search as its page shows them: by place, with excerpts that lead to the text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.compiled_queries import CompiledQuery
from course.models import Edition, Enrolment, SearchEntry
from course.search.excerpts import excerpt, marked
from course.search.finding import EditionSearch, Findings, FoundGroup
from course.search.own_finding import MAX_LETTERS, OwnFindings, find_own
from course.search.own_texts import OwnText
from course.search.query import Query

# Results of each place where all places are shown, with so many passages of a lesson.
FIRST_OF_EACH, FIRST_PASSAGES = 5, 1
# Results on a page of one place.
A_PAGE, PASSAGES = 15, 6

Item: TypeAlias = FoundGroup | OwnText


@dataclass(frozen=True)
class Excerpt:
    """Hold an excerpt, the heading under which it stands, and the address that leads there."""

    html: SafeString
    heading: SafeString | str = ""
    address: str = ""


@dataclass(frozen=True)
class Result:
    """Hold a lesson, an entry of a list or a text of the learner, with its excerpts.

    address: "" where only the template knows it.
    more: says how many passages of the lesson are not shown, or "".
    """

    title: SafeString
    address: str
    excerpts: list[Excerpt] = field(default_factory=list)
    detail: str = ""
    more: str = ""


@dataclass(frozen=True)
class Place:
    """Hold all that was found in one place, best first.

    own: what the learner's source says, None for a place of the edition.
    """

    name: str
    title: str | Promise
    items: Sequence[Item]
    own: OwnFindings | None = None

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def summary(self) -> str:
        """Say how much was found, where the number of results does not say it."""
        if self.own:
            return _("only you see them")
        if self.name != SearchEntry.Place.LESSON:
            return ""
        passages = sum(len(item.numbers) for item in self.items if isinstance(item, FoundGroup))
        return ngettext("%d passage", "%d passages", passages) % passages


@dataclass(frozen=True)
class Section:
    """Hold the results of a place that a page shows; page: says which, None if all fit."""

    place: Place
    results: list[Result]
    page: Page[Item] | None = None

    @property
    def is_cut(self) -> bool:
        """Tell whether the place has more results than are shown."""
        return self.page is None and self.place.count > len(self.results)


class Results:
    """Search an edition and the learner's own texts, and make what the page shows.

    enrolment: the reader's; None for who is not enrolled.
    """

    def __init__(self, query: Query, edition: Edition, enrolment: Enrolment | None) -> None:
        self.query = query
        self.edition = edition
        self.enrolment = enrolment
        self.search = EditionSearch(edition, enrolment)

    @cached_property
    def places(self) -> list[Place]:
        """Return what was found, by place; those of the edition first."""
        found = self.findings.groups
        places = [Place(place, place.label, found.get(place, [])) for place in SearchEntry.Place]
        if self.enrolment is None:
            return places
        own = find_own(self.query, self.enrolment, self.edition.language)
        return places + [
            Place(found.source.place, found.source.title, found.texts, found) for found in own
        ]

    @cached_property
    def findings(self) -> Findings:
        return self.search.find(self.query)

    @property
    def count(self) -> int:
        return sum(place.count for place in self.places)

    @cached_property
    def suggestion(self) -> str:
        """Return what may have been meant by words that stand nowhere, or ""."""
        unknown = self.findings.unknown
        if not unknown or any(place.own and place.count for place in self.places):
            return ""
        return self.search.suggestion(self.query, unknown)

    def first_of_each(self) -> list[Section]:
        """Return the first results of every place that has some."""
        places = [place for place in self.places if place.count]
        shown = [(place, place.items[:FIRST_OF_EACH]) for place in places]
        all_items = [item for _place, items in shown for item in items]
        maker = self._maker(all_items, FIRST_PASSAGES)
        return [Section(place, maker.results(place, items)) for place, items in shown]

    def of(self, place: Place, page_number: str | None) -> Section:
        """Return a page of the results of one place; the first or last for a wrong number."""
        page = Paginator(place.items, A_PAGE).get_page(page_number)
        items = list(page.object_list)
        return Section(place, self._maker(items, PASSAGES).results(place, items), page)

    def _maker(self, items: Iterable[Item], passages: int) -> "_ResultMaker":
        groups = [item for item in items if isinstance(item, FoundGroup)]
        numbers = [number for group in groups for number in group.numbers[:passages]]
        entries = _read_entries(self.edition, numbers)
        return _ResultMaker(self.edition, self.findings.stems, entries)


def _read_entries(edition: Edition, numbers: Sequence[int]) -> dict[int, SearchEntry]:
    """Return entries of an edition by number. One statement, none for no number."""
    return {entry.number: entry for entry in _entries.rows(edition.pk, numbers)}


_entries = CompiledQuery(
    lambda edition, numbers: SearchEntry.objects.filter(
        edition=edition, number__in=numbers
    ).order_by()
)


class _ResultMaker:
    """Make results of what was found; entries: those that are shown, by number."""

    def __init__(
        self, edition: Edition, stems: frozenset[str], entries: Mapping[int, SearchEntry]
    ) -> None:
        self.language = edition.language
        self.slug = edition.course.slug
        self.stems = stems
        self.entries = entries

    def results(self, place: Place, items: Sequence[Item]) -> list[Result]:
        """Return the items of a place as results."""
        return [
            self.lesson_or_entry(item)
            if isinstance(item, FoundGroup)
            else self.own_text(item, place.own.stems if place.own else self.stems)
            for item in items
        ]

    def lesson_or_entry(self, found: FoundGroup) -> Result:
        shown = [self.entries[number] for number in found.numbers if number in self.entries]
        lesson = found.group
        if lesson.unit__key is None:
            return self.entry(shown[0])

        address = reverse("course:unit", args=[self.slug, lesson.unit__key])
        title = f"{lesson.unit__number} {lesson.unit__title}".strip()
        excerpts = [self.passage(entry, address) for entry in shown]
        more = _more(len(found.numbers) - len(shown))
        return Result(self.marked(title), address, excerpts, more=more)

    def passage(self, entry: SearchEntry, lesson_address: str) -> Excerpt:
        """Return the excerpt of a passage, with its heading and address."""
        return Excerpt(
            self.excerpt(entry.text),
            heading=self.marked(entry.title),
            address=f"{lesson_address}#{entry.key}",
        )

    def entry(self, entry: SearchEntry) -> Result:
        """Return a term, a source, or a part of the guide, whose address is not known here."""
        is_guide = entry.place == SearchEntry.Place.GUIDE
        in_list = "" if is_guide else reverse(f"course:{entry.place}", args=[self.slug])
        return Result(
            title=self.marked(entry.title),
            address=f"{in_list}#{entry.key}" if in_list else "",
            excerpts=[Excerpt(self.excerpt(entry.text))] if entry.text else [],
        )

    def own_text(self, text: OwnText, stems: frozenset[str]) -> Result:
        # What is longer, nobody has looked through.
        shown = excerpt(text.text[:MAX_LETTERS], stems, self.language)
        return Result(
            title=marked(text.title, stems, self.language),
            address=text.address,
            excerpts=[Excerpt(shown, address=text.address)],
            detail=text.detail,
        )

    def marked(self, text: str) -> SafeString:
        return marked(text, self.stems, self.language)

    def excerpt(self, text: str) -> SafeString:
        return excerpt(text, self.stems, self.language)


def _more(count: int) -> str:
    """Say how many passages of a lesson are not shown; "" if all are."""
    if not count:
        return ""
    words = ngettext("%d more passage in this lesson", "%d more passages in this lesson", count)
    return words % count
