"""Find where the lessons of an edition use a term or cite a reference, for pages kept in memory."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from course.models import Edition, Passage, Unit, UnitReference

# Published passages link so to the references under them, and to the glossary.
LINK_TO_REFERENCE = re.compile(r'href="#ref-([0-9]+)"')


@dataclass(frozen=True)
class PlaceInLesson:
    """Hold the number and title of a lesson, and the address of a passage in it.

    address: seen from another page of the course, since a list has more than a thousand of them.
    """

    number: str
    title: str
    address: str


PlacesByKey = dict[str, list[PlaceInLesson]]


def places_of_terms(edition: Edition) -> PlacesByKey:
    """Return by the key of a term the first passage of each lesson that uses it. One query."""
    glossary_url = re.escape(reverse("course:glossary", args=[edition.course.slug]))
    link_to_term = re.compile(f'href="{glossary_url}#([^"]+)"')
    places: PlacesByKey = defaultdict(list)
    for link in _first_links(edition, link_to_term):
        places[link.key].append(link.place)
    return places


def places_of_references(edition: Edition) -> PlacesByKey:
    """Return by the tag of a reference the first passage of each lesson that cites it.

    Two queries.
    """
    links = _first_links(edition, LINK_TO_REFERENCE)
    linked = {(link.unit.pk, link.key): link.place for link in links}

    cited = UnitReference.objects.filter(unit__edition=edition).order_by("unit__position")
    places: PlacesByKey = defaultdict(list)
    for row in cited.select_related("reference", "unit__edition__course"):
        number = str(row.number)
        place = linked.get((row.unit_id, number)) or _place_in(row.unit)
        places[row.reference.tag].append(place)
    return places


@dataclass(frozen=True)
class _Link:
    """Hold what a passage links to, by the key in the address, and where the passage is."""

    key: str
    unit: Unit
    place: PlaceInLesson


def _first_links(edition: Edition, link: re.Pattern[str]) -> Iterator[_Link]:
    """Yield what the passages link to, each once a lesson, from the first that does."""
    seen: set[tuple[int, str]] = set()
    for passage in _passages_in_order(edition):
        unit = passage.unit
        for key in link.findall(passage.html):
            if (unit.pk, key) in seen:
                continue
            seen.add((unit.pk, key))
            place = _place_in(unit, f"#{passage.key}")
            yield _Link(key, unit, place)


def _passages_in_order(edition: Edition) -> Iterable[Passage]:
    """Return the passages of all lessons with what a place in them needs."""
    passages = Passage.objects.filter(unit__edition=edition).select_related("unit__edition__course")
    return passages.order_by("unit__position", "position").only(
        "key",
        "html",
        "unit__key",
        "unit__number",
        "unit__title",
        "unit__edition__course__slug",
    )


def _place_in(unit: Unit, passage: str = "") -> PlaceInLesson:
    """Return the place of a lesson, or of a passage in it. passage: as "#p-3", or ""."""
    course_url = unit.edition.course.get_absolute_url()
    address = unit.get_absolute_url().removeprefix(course_url)
    return PlaceInLesson(unit.number, unit.title, f"../{address}{passage}")
