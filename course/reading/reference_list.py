"""The list of an edition's references, rendered once a process, and what of it a filter shows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.cache import caches
from django.core.cache.utils import make_template_fragment_key
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from course.models import Edition, Fact, Reference
from course.reading.places_in_lessons import places_of_references
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
# Four digits inside a longer number, as of an article, are no year.
YEAR = re.compile(r"(?<![\d.:-])(?:19[5-9]|20[0-4])\d(?!\d)")


@dataclass(frozen=True)
class ListedReference:
    """Hold a reference as its list shows it, with what the filters ask for."""

    group: str
    year: str
    html: SafeString


@dataclass(frozen=True)
class Choice:
    """Hold one choice of a filter: its name in addresses, its label, how many it shows."""

    name: str
    label: object
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class ReferenceList:
    """Hold all references of an edition, and which kinds and year a reader asked for.

    groups, year: as in GROUPS and ListedReference; empty for all.
    """

    references: Sequence[ListedReference]
    groups: frozenset[str]
    year: str

    @classmethod
    def asked_for(cls, references: Sequence[ListedReference], asked: QueryDict) -> "ReferenceList":
        """Read the filters of an address; what they do not know is left out."""
        years = {reference.year for reference in references}
        year = asked.get("year", "")
        return cls(
            references,
            groups=frozenset(asked.getlist("kind")) & GROUPS.keys(),
            year=year if year in years else "",
        )

    @cached_property
    def shown(self) -> list[ListedReference]:
        return [reference for reference in self.references if self._fits(reference)]

    def _fits(self, reference: ListedReference) -> bool:
        is_of_kind = not self.groups or reference.group in self.groups
        return is_of_kind and self.year in ("", reference.year)

    @property
    def html(self) -> SafeString:
        """Return the references that are shown."""
        return mark_safe("".join(reference.html for reference in self.shown))  # noqa: S308

    @property
    def is_filtered(self) -> bool:
        return bool(self.groups or self.year)

    @property
    def kinds(self) -> list[Choice]:
        """Return the kinds that the edition has."""
        counts = Counter(reference.group for reference in self.references)
        return [
            Choice(name, label, counts[name], name in self.groups)
            for name, (label, _kinds) in GROUPS.items()
            if counts[name]
        ]

    @property
    def years(self) -> list[Choice]:
        """Return the years that the edition has, the newest first; none comes last."""
        counts = Counter(reference.year for reference in self.references)
        without = counts.pop(NO_YEAR, 0)
        choices = [
            Choice(year, year, counts[year], year == self.year)
            for year in sorted(counts, reverse=True)
        ]
        if without:
            choices.append(Choice(NO_YEAR, _("no year given"), without, self.year == NO_YEAR))
        return choices


def listed_references(
    edition: Edition, overdue: Sequence[OverdueFact]
) -> Sequence[ListedReference]:
    """Return the references of an edition in order, rendered at most once a process."""
    pieces = caches["pieces"]
    # All that an entry shows of what may change.
    state = [edition.pk, overdue, get_language()]
    name = make_template_fragment_key("listed_references", state)
    listed: Sequence[ListedReference] | None = pieces.get(name)
    if listed is None:
        listed = _render_references(edition, overdue)
        pieces.set(name, listed, None)
    return listed


def _render_references(
    edition: Edition, overdue: Sequence[OverdueFact]
) -> Sequence[ListedReference]:
    overdue_since = _overdue_since(overdue)
    places = places_of_references(edition)
    groups = {kind: name for name, (_label, kinds) in GROUPS.items() for kind in kinds}
    listed = []
    for reference in sorted(edition.references.all(), key=lambda row: row.tag_order):
        context = {
            "reference": reference,
            "overdue_since": overdue_since.get(reference.pk),
            "places": places.get(reference.tag, []),
        }
        html = render_to_string("course/reference_entry.html", context)
        group = groups[Kind(reference.kind)]
        listed.append(ListedReference(group, _year_of(reference), SafeString(html)))
    return listed


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
