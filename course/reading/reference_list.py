"""The list of an edition's references, and what of it a filter shows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from course.models import Edition, Fact, Reference
from course.reading.numbered_references import numbered_references
from course.reading.places_in_lessons import PlaceInLesson, places_of_references
from course.reading.shown import OverdueFact

Kind = Reference.Kind
# Kinds that a reader wants together, with their name in addresses.
GROUPS = {
    "law": (_("law and notices"), {Kind.LAW, Kind.NOTICE}),
    "label": (_("labels"), {Kind.LABEL}),
    "guideline": (_("guidelines"), {Kind.GUIDELINE}),
    "study": (_("trials, cohorts, surveys"), {Kind.TRIAL, Kind.COHORT, Kind.SURVEY}),
    "review": (_("reviews"), {Kind.REVIEW}),
    "case": (_("case reports, laboratory studies"), {Kind.CASE_REPORT, Kind.LABORATORY}),
    "page": (_("news, clinic and maker pages"), {Kind.NEWS, Kind.CLINIC_PAGE, Kind.MAKER_PAGE}),
}
NO_YEAR = "none"
FIRST_PLACES = 2  # that the list of all names for a reference
# Four digits inside a longer number, as of an article, are no year.
YEAR = re.compile(r"(?<![\d.:-])(?:19[5-9]|20[0-4])\d(?!\d)")


@dataclass(frozen=True)
class ListedReference:
    """Hold a reference as its list shows it, with what the filters ask for.

    overdue_since: the day by which a fact that rests on it was to be checked again, or None.
    places: the passages that cite it, one a lesson.
    """

    reference: Reference
    group: str
    year: str
    overdue_since: date | None
    places: Sequence[PlaceInLesson]

    @property
    def first_places(self) -> Sequence[PlaceInLesson]:
        return self.places[:FIRST_PLACES]

    @property
    def has_more_places(self) -> bool:
        return len(self.places) > FIRST_PLACES


@dataclass(frozen=True)
class Choice:
    """Hold one choice of a filter: its name in addresses, its label, how many it shows."""

    name: str
    label: object
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class ReferenceFilter:
    """Hold which references a reader asked for; empty for all.

    groups, year: as in GROUPS and ListedReference. tag: of one reference.
    """

    groups: frozenset[str]
    year: str
    tag: str

    @classmethod
    def asked_for(cls, asked: QueryDict) -> "ReferenceFilter":
        """Read the filters of an address; what can be no kind and no year is left out."""
        groups = frozenset(asked.getlist("kind")) & GROUPS.keys()
        year = asked.get("year", "")
        is_year = year == NO_YEAR or YEAR.fullmatch(year)
        return cls(groups, year if is_year else "", asked.get("tag", ""))

    def __bool__(self) -> bool:
        return bool(self.groups or self.year or self.tag)

    def fits(self, listed: ListedReference) -> bool:
        """Tell whether a reference is shown."""
        if self.tag:
            return listed.reference.tag == self.tag
        is_of_kind = not self.groups or listed.group in self.groups
        return is_of_kind and self.year in ("", listed.year)


@dataclass(frozen=True)
class ReferenceList:
    """Hold all references of an edition, and which of them a reader asked for."""

    references: Sequence[ListedReference]
    filter: ReferenceFilter

    @cached_property
    def shown(self) -> list[ListedReference]:
        return [reference for reference in self.references if self.filter.fits(reference)]

    @property
    def kinds(self) -> list[Choice]:
        """Return the kinds that the edition has."""
        counts = Counter(reference.group for reference in self.references)
        return [
            Choice(name, label, counts[name], name in self.filter.groups)
            for name, (label, _kinds) in GROUPS.items()
            if counts[name]
        ]

    @property
    def years(self) -> list[Choice]:
        """Return the years that the edition has, the newest first; none comes last."""
        counts = Counter(reference.year for reference in self.references)
        without = counts.pop(NO_YEAR, 0)
        choices = [
            Choice(year, year, counts[year], year == self.filter.year)
            for year in sorted(counts, reverse=True)
        ]
        if without:
            choices.append(
                Choice(NO_YEAR, _("no year given"), without, self.filter.year == NO_YEAR)
            )
        return choices


def reference_list(
    edition: Edition, overdue: Sequence[OverdueFact], wanted: ReferenceFilter
) -> ReferenceList:
    """Return the references of an edition in order. Three or four queries."""
    overdue_since = _overdue_since(overdue)
    places = places_of_references(edition)
    groups = {kind: name for name, (_label, kinds) in GROUPS.items() for kind in kinds}
    listed = [
        ListedReference(
            reference,
            group=groups[Kind(reference.kind)],
            year=_year_of(reference),
            overdue_since=overdue_since.get(reference.pk),
            places=places.get(reference.tag, []),
        )
        for reference in numbered_references(edition).values()
    ]
    return ReferenceList(listed, wanted)


def _year_of(reference: Reference) -> str:
    """Return the year that a source names first, else its title; NO_YEAR if none does."""
    year = YEAR.search(reference.source) or YEAR.search(reference.title)
    return year[0] if year else NO_YEAR


def _overdue_since(overdue: Sequence[OverdueFact]) -> dict[int, date]:
    """Return by reference since when the first of the facts that rest on it is overdue."""
    due_on = {fact.pk: fact.due_on for fact in overdue}
    pairs = Fact.references.through.objects.filter(fact__in=due_on)
    since: dict[int, date] = {}
    for fact, reference in pairs.values_list("fact", "reference"):
        day = due_on[fact]
        since[reference] = min(day, since.get(reference, day))
    return since
