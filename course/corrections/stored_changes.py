"""Store what a safety correction changes: lessons, quizzes, glossary and guide, place by place."""

from collections.abc import Iterator
from dataclasses import dataclass

from course.corrections.changed_sentences import ChangedSentences, Line, changes, lines_of
from course.models import Correction, Edition, Passage, Unit
from course.text.sentences import sentences
from course.unit_changes import changed_units

# The kind of a place, and the key of the unit, the term or the page of the guide.
PlaceKey = tuple[str, str]


@dataclass(frozen=True)
class _PlaceText:
    """Hold what one place says: HTML or plain text. A quiz has neither.

    passage: the id under which a plain text stands.
    """

    title: str = ""
    html: str = ""
    text: str = ""
    passage: str = ""

    @property
    def lines(self) -> list[Line]:
        lines = [Line(sentence.text, self.passage) for sentence in sentences(self.text)]
        if lines:
            return lines
        return lines_of(self.html)


PlaceTexts = dict[PlaceKey, _PlaceText]


def store_changes(old: Edition, new: Edition) -> None:
    """Store what ``new`` changes: critical passages, then units, glossary and guide."""
    corrections = [*_corrections(old, new)]
    corrections.sort(key=lambda correction: not correction.is_critical)
    for position, correction in enumerate(corrections, 1):
        correction.edition = new
        correction.position = position
    Correction.objects.bulk_create(corrections)


def _corrections(old: Edition, new: Edition) -> Iterator[Correction]:
    """Yield a correction, without edition and position, for each change."""
    critical = _critical_passages(old)
    critical |= _critical_passages(new)
    changed_quizzes = _changed_quizzes(old, new)
    for place_key, before, after in _before_and_after(old, new):
        title = after.title or before.title
        if place_key in changed_quizzes:
            place, key = place_key
            yield Correction(place=place, key=key, title=title)
        if before != after:
            for change in changes(before.lines, after.lines):
                yield _correction(place_key, title, change, critical)


def _before_and_after(
    old: Edition, new: Edition
) -> Iterator[tuple[PlaceKey, _PlaceText, _PlaceText]]:
    """Yield what each place of either edition says in both; nothing where it is not there."""
    befores = _texts(old)
    afters = _texts(new)
    nothing = _PlaceText()
    place_keys = dict.fromkeys([*afters, *befores])
    for place_key in place_keys:
        before = befores.get(place_key, nothing)
        after = afters.get(place_key, nothing)
        yield place_key, before, after


def _correction(
    place_key: PlaceKey, title: str, change: ChangedSentences, critical: set[tuple[str, str]]
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


def _changed_quizzes(old: Edition, new: Edition) -> set[PlaceKey]:
    """Return the quizzes of both editions that differ."""
    changed = changed_units(old, new)
    in_both = _quizzes(old) & _quizzes(new)
    return {(Correction.Place.UNIT, key) for key in changed & in_both}


def _quizzes(edition: Edition) -> set[str]:
    quizzes = edition.units.filter(kind=Unit.Kind.QUIZ)
    return set(quizzes.values_list("key", flat=True))


def _critical_passages(edition: Edition) -> set[tuple[str, str]]:
    """Return (key of the unit, key of the passage) of each critical passage."""
    passages = Passage.objects.filter(unit__edition=edition, critical=True)
    return set(passages.values_list("unit__key", "key"))


def _texts(edition: Edition) -> PlaceTexts:
    """Return what every place of an edition says."""
    return {
        **_unit_texts(edition),
        **_glossary_texts(edition),
        **_guide_texts(edition),
    }


def _unit_texts(edition: Edition) -> PlaceTexts:
    texts: PlaceTexts = {}
    for unit in edition.units.prefetch_related("passages"):
        place_key = Correction.Place.UNIT, unit.key
        title = str(unit)
        html = [passage.html for passage in unit.passages.all()]
        texts[place_key] = _PlaceText(title, html="\n".join(html))
    return texts


def _glossary_texts(edition: Edition) -> PlaceTexts:
    texts: PlaceTexts = {}
    for term in edition.glossary.all():
        place_key = Correction.Place.GLOSSARY, term.key
        texts[place_key] = _PlaceText(
            term.term,
            text=term.definition,
            passage=term.key,
        )
    return texts


def _guide_texts(edition: Edition) -> PlaceTexts:
    texts: PlaceTexts = {}
    for page in edition.guide_pages.all():
        place_key = Correction.Place.GUIDE, page.key
        texts[place_key] = _PlaceText(page.title, html=page.html)
    return texts
