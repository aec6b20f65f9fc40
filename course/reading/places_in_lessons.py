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
    for place, key in _first_links(edition, link_to_term):
        places[key].append(place)
    return places


def places_of_references(edition: Edition) -> PlacesByKey:
    """Return by the tag of a reference the first passage of each lesson that cites it.

    Two queries.
    """
    linked = {}
    for place, number in _first_links(edition, LINK_TO_REFERENCE):
        linked[place.number, place.title, number] = place

    places: PlacesByKey = defaultdict(list)
    of_edition = UnitReference.objects.filter(unit__edition=edition).order_by("unit__position")
    for row in of_edition.select_related("reference", "unit__edition__course"):
        unit = row.unit
        lesson = PlaceInLesson(unit.number, unit.title, _address_of(unit))
        place = linked.get((unit.number, unit.title, str(row.number)), lesson)
        places[row.reference.tag].append(place)
    return places


def _first_links(edition: Edition, link: re.Pattern[str]) -> Iterator[tuple[PlaceInLesson, str]]:
    """Yield what the passages link to, each once a lesson, with the first place that does."""
    seen: set[tuple[int, str]] = set()
    for passage in _passages_in_order(edition):
        unit = passage.unit
        for key in link.findall(passage.html):
            if (unit.pk, key) in seen:
                continue
            seen.add((unit.pk, key))
            address = f"{_address_of(unit)}#{passage.key}"
            yield PlaceInLesson(unit.number, unit.title, address), key


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


def _address_of(unit: Unit) -> str:
    """Return the address of a lesson from a page beside that of the course."""
    course_url = unit.edition.course.get_absolute_url()
    return f"../{unit.get_absolute_url().removeprefix(course_url)}"
