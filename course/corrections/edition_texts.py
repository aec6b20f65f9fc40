"""Find what a safety correction changes: lessons, quizzes, glossary and guide, place by place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from course.corrections.changed_sentences import ChangedSentences, Line, changes, lines_of
from course.models import Correction, Edition, GlossaryTerm, GuidePage, Passage, Unit
from course.text.sentences import sentences
from course.unit_changes import UnitContents

# The kind of a place, and the key of the unit, the term or the page of the guide.
PlaceKey = tuple[str, str]
PassageKey = tuple[str, str]  # the keys of the unit and of the passage


@dataclass(frozen=True)
class PlaceText:
    """Hold what one place says: HTML or plain text. A quiz has neither.

    passage: the id under which a plain text stands.
    """

    title: str = ""
    html: str = ""
    text: str = ""
    passage: str = ""

    @property
    def lines(self) -> list[Line]:
        if not self.text:
            return lines_of(self.html)
        return [Line(sentence.text, self.passage) for sentence in sentences(self.text)]


@dataclass(frozen=True)
class EditionTexts:
    """Hold what an edition says, to be compared with another.

    places: what each place says. critical: the critical passages.
    quizzes: the keys of the units that are quizzes. units: by what units are compared.
    """

    places: Mapping[PlaceKey, PlaceText]
    critical: set[PassageKey]
    quizzes: set[str]
    units: UnitContents

    @classmethod
    def of(cls, edition: Edition) -> Self:
        """Return what a published edition says."""
        return cls(
            places=_places(edition),
            critical=_critical_passages(edition),
            quizzes=_quizzes(edition),
            units=UnitContents.of(edition),
        )


def corrections_between(old: EditionTexts, new: EditionTexts) -> list[Correction]:
    """Return what ``new`` changes, without the edition, numbered: critical passages first."""
    corrections = list(_corrections(old, new))
    corrections.sort(key=lambda correction: not correction.is_critical)
    for position, correction in enumerate(corrections, 1):
        correction.position = position
    return corrections


def _corrections(old: EditionTexts, new: EditionTexts) -> Iterator[Correction]:
    """Yield a correction, without edition and position, for each change."""
    critical = old.critical | new.critical
    changed_quizzes = new.units.changed_since(old.units) & old.quizzes & new.quizzes
    for place_key, before, after in _before_and_after(old.places, new.places):
        place, key = place_key
        title = after.title or before.title
        if place == Correction.Place.UNIT and key in changed_quizzes:
            yield Correction(place=place, key=key, title=title)
        if before == after:
            continue
        for change in changes(before.lines, after.lines):
            yield _correction(place_key, title, change, critical)


def _before_and_after(
    befores: Mapping[PlaceKey, PlaceText], afters: Mapping[PlaceKey, PlaceText]
) -> Iterator[tuple[PlaceKey, PlaceText, PlaceText]]:
    """Yield what each place of either edition says in both; nothing where it is not there."""
    nothing = PlaceText()
    for place_key in dict.fromkeys([*afters, *befores]):
        before = befores.get(place_key, nothing)
        after = afters.get(place_key, nothing)
        yield place_key, before, after


def _correction(
    place_key: PlaceKey,
    title: str,
    change: ChangedSentences,
    critical: set[PassageKey],
) -> Correction:
    """Return the correction of a change, without edition and position."""
    place, key = place_key
    passages = {(key, change.old_passage), (key, change.new_passage)}
    return Correction(
        place=place,
        key=key,
        title=title,
        old_passage=change.old_passage,
        new_passage=change.new_passage,
        before="\n".join(change.before),
        after="\n".join(change.after),
        is_critical=not passages.isdisjoint(critical),
    )


def _quizzes(edition: Edition) -> set[str]:
    quizzes = edition.units.filter(kind=Unit.Kind.QUIZ)
    return set(quizzes.values_list("key", flat=True))


def _critical_passages(edition: Edition) -> set[PassageKey]:
    passages = Passage.objects.filter(unit__edition=edition, critical=True)
    return set(passages.values_list("unit__key", "key"))


def _places(edition: Edition) -> dict[PlaceKey, PlaceText]:
    """Return what every place of an edition says."""
    units_with_html = []
    for unit in edition.units.prefetch_related("passages"):
        html = [passage.html for passage in unit.passages.all()]
        units_with_html.append((unit, html))
    return places_of(
        units_with_html,
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
        html = "\n".join(passages)
        places[Correction.Place.UNIT, unit.key] = PlaceText(str(unit), html=html)
    for term in glossary:
        text = PlaceText(term.term, text=term.definition, passage=term.key)
        places[Correction.Place.GLOSSARY, term.key] = text
    for page in guide:
        text = PlaceText(page.title, html=page.html)
        places[Correction.Place.GUIDE, page.key] = text
    return places
