"""What an edition says: lessons, quizzes, glossary and guide, place by place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from course.corrections.changed_sentences import Line, lines_of
from course.corrections.questions import AskedQuestion, stored_questions
from course.models import Correction, Edition, GlossaryTerm, GuidePage, Passage, Unit
from course.text.sentences import sentences
from course.unit_changes import UnitContents

Place = Correction.Place
# The kind of a place, and the key of the unit, the term or the page of the guide.
PlaceKey = tuple[str, str]
PassageKey = tuple[str, str]  # the keys of the unit and of the passage


@dataclass(frozen=True)
class PlaceText:
    """Hold what one place says: HTML or plain text. A quiz has neither.

    title: what readers call it. name: its title without the number in the outline.
    passage: the id under which a plain text stands.
    """

    title: str
    name: str
    html: str = ""
    text: str = ""
    passage: str = ""

    @classmethod
    def of_unit(cls, unit: Unit, passages: Iterable[str]) -> Self:
        """Return what a unit says, whose passages have this HTML."""
        html = "\n".join(passages)
        return cls(str(unit), unit.title, html=html)

    @classmethod
    def of_term(cls, term: GlossaryTerm) -> Self:
        return cls(term.term, term.term, text=term.definition, passage=term.key)

    @classmethod
    def of_page(cls, page: GuidePage) -> Self:
        return cls(page.title, page.title, html=page.html)

    @property
    def lines(self) -> list[Line]:
        of_text = [Line(sentence.text, self.passage) for sentence in sentences(self.text)]
        return of_text or lines_of(self.html)


@dataclass(frozen=True)
class EditionTexts:
    """Hold what an edition says, to be compared with another.

    places: what each place says, in the order of the course.
    critical: the critical passages. questions: by id. units: by what units are compared.
    """

    places: Mapping[PlaceKey, PlaceText]
    critical: set[PassageKey]
    questions: Mapping[str, AskedQuestion]
    units: UnitContents

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """Return what a published edition says."""
        return cls(
            places=_places(edition),
            critical=_critical_passages(edition),
            questions=stored_questions(edition),
            units=UnitContents.of(edition),
        )


def _critical_passages(edition: Edition) -> set[PassageKey]:
    """Return (key of the unit, key of the passage) of each critical passage."""
    passages = Passage.objects.filter(unit__edition=edition, critical=True)
    return set(passages.values_list("unit__key", "key"))


def _places(edition: Edition) -> dict[PlaceKey, PlaceText]:
    """Return what every place of an edition says."""
    units = edition.units.prefetch_related("passages")
    return places_of(
        ((unit, [passage.html for passage in unit.passages.all()]) for unit in units),
        edition.glossary.all(),
        edition.guide_pages.all(),
    )


def places_of(
    units: Iterable[tuple[Unit, Iterable[str]]],
    glossary: Iterable[GlossaryTerm],
    guide: Iterable[GuidePage],
) -> dict[PlaceKey, PlaceText]:
    """Return what every place of an edition says; a unit comes with the HTML of its passages."""
    places: dict[PlaceKey, PlaceText] = {}
    for unit, passages in units:
        places[Place.UNIT, unit.key] = PlaceText.of_unit(unit, passages)
    for term in glossary:
        places[Place.GLOSSARY, term.key] = PlaceText.of_term(term)
    for page in guide:
        places[Place.GUIDE, page.key] = PlaceText.of_page(page)
    return places
