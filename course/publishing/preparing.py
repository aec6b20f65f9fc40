"""Make the rows of the next edition, with every text rendered, and write none of them."""

from collections.abc import Iterable
from dataclasses import asdict, replace

from django.urls import reverse
from django.utils import translation

from course.corrections.edition_texts import EditionTexts
from course.models import (
    Asset,
    Contributor,
    Course,
    Edition,
    Excerpt,
    Fact,
    GlossaryTerm,
    GuidePage,
    Module,
    Objective,
    Passage,
    Provider,
    Reference,
    Unit,
    UnitReference,
)
from course.publishing import rendering
from course.publishing.counting import unit_minutes
from course.publishing.kept_sources import SourceZip
from course.publishing.prepared import PreparedEdition, PublicationRefusedError, preparers
from course.publishing.search_index import SearchedTexts, SearchIndex
from course.roles import lines_of_roles
from course.source import CourseSource, ModuleSource, ObjectiveSource, UnitSource
from course.source.parts import FactSource, NeedSource, ReferenceSource
from course.source.prose_checks import claimed_hours
from course.unit_changes import unit_digest


def prepare(source: CourseSource) -> PreparedEdition | None:
    """Return the next edition, not written yet, or None if it was published before.

    Takes no lock. Raises PublicationRefusedError.
    """
    course = Course.objects.filter(slug=source.slug).first()
    old = None
    if course:
        # First of all: nothing is rendered for content that is published already.
        if course.editions.filter(digest=source.digest).exists():
            return None
        _check_correction(course, source)
        old = course.current_edition

    prepared = prepare_alone(_with_crisis_of_provider(source), old)
    if old:
        with translation.override(source.language):
            prepared.compare_with(EditionTexts.of(old))
    return prepared


def compare_sources(old: CourseSource, new: CourseSource) -> PreparedEdition:
    """Return ``new`` as the edition after ``old``; both are folders, and no database is read.

    Raises PublicationRefusedError.
    """
    prepared = prepare_alone(new)
    with translation.override(new.language):
        prepared.compare_with(prepare_alone(old).texts())
    return prepared


def prepare_alone(source: CourseSource, old: Edition | None = None) -> PreparedEdition:
    """Return the edition after ``old`` with all its rows, and not compared with it yet."""
    with translation.override(source.language):
        prepared = _RowMaker(source, old).make()
        _check_claimed_hours(source, prepared.edition)
        prepared.parts.extend(prepare_part(prepared) for prepare_part in preparers)
    return prepared


def _with_crisis_of_provider(source: CourseSource) -> CourseSource:
    """Return the course with the provider's words for an emergency, if it takes those."""
    if not source.takes_crisis_of_provider:
        return source
    with translation.override(source.language):
        lines = tuple(Provider.get().crisis_lines)
    if not lines:
        raise PublicationRefusedError(
            'course.yaml says "crisis: true", but the provider says nothing for an emergency: '
            "enter it on the page of the provider, or write the sentences in course.yaml."
        )
    # Copied, as all that an edition says: lessons hold the words in their text.
    return replace(source, crisis=lines)


def _check_correction(course: Course, source: CourseSource) -> None:
    """Refuse a safety correction that was published before."""
    # Learners would be told of the same correction twice.
    earlier = course.editions.safety_corrections().filter(
        safety_correction=source.safety_correction
    )
    if edition := earlier.first():
        raise PublicationRefusedError(
            f"course.yaml still holds the safety correction of edition {edition.number}: "
            'take "safety_correction" out, or write what is corrected now.'
        )


def _check_claimed_hours(source: CourseSource, edition: Edition) -> None:
    """Refuse a course that promises more hours than its units take."""
    if claims := claimed_hours(source, edition.minutes):
        raise PublicationRefusedError(" ".join(map(str, claims)))


class _RowMaker:
    """Make the rows of one edition.

    lessons: the rendered lessons, by the key of their unit.
    """

    def __init__(self, source: CourseSource, old: Edition | None) -> None:
        self.source = source
        self.lessons = {
            unit.key: self.render(unit) for unit in source.units() if unit.kind == Unit.Kind.LESSON
        }
        self.edition = self.make_edition()
        self.prepared = PreparedEdition(source, old, self.edition, self.lessons)
        self.add = self.prepared.rows.add
        self.add(SourceZip(source.files).row(self.edition))

    def render(self, unit: UnitSource) -> rendering.RenderedLesson:
        return rendering.render_lesson(
            unit,
            self.source,
            asset_url=self.asset_url,
            unit_url=self.unit_url,
            glossary_url=self.url("glossary"),
        )

    def url(self, name: str, *args: str) -> str:
        return reverse(f"course:{name}", args=[self.source.slug, *args])

    def unit_url(self, key: str) -> str:
        return self.url("unit", key)

    def asset_url(self, path: str) -> str:
        asset = self.source.assets[path]
        return self.url("asset", f"{asset.sha256}{asset.suffix}")

    def minutes(self, unit: UnitSource) -> int:
        return unit_minutes(unit, self.lessons.get(unit.key))

    def make_edition(self) -> Edition:
        copied = {name: getattr(self.source, name) for name in COPIED_FIELDS}
        joined = {name: "\n".join(getattr(self.source, name)) for name in JOINED_FIELDS}
        roles = lines_of_roles(self.source.roles)
        minutes = sum(self.minutes(unit) for unit in self.source.units())
        return Edition(
            minutes=minutes,
            roles=roles,
            needs=[self.need(need) for need in self.source.needs],
            pilot=self.pilot(),
            **copied,
            **joined,
        )

    def need(self, need: NeedSource) -> dict[str, object]:
        """Return what practice lacks, with the references of the facts that show it."""
        facts = [self.source.facts[tag] for tag in need.facts]
        references = [tag for fact in facts for tag in fact.references]
        return {"text": need.text, "references": list(dict.fromkeys(references))}

    def pilot(self) -> dict[str, int] | None:
        """Return how long learners took, None if nobody measured it."""
        pilot = self.source.pilot
        return {"people": pilot.people, "minutes": pilot.minutes} if pilot else None

    def make(self) -> PreparedEdition:
        """Make all rows, those that others refer to first."""
        self.make_contributors_and_pictures()
        self.make_references_and_facts()
        self.make_glossary_and_guide()
        modules = [
            self.make_module(module, position)
            for position, module in enumerate(self.source.modules, 1)
        ]
        self.make_objectives(self.source.objectives, None)
        for source, module in zip(self.source.modules, modules, strict=True):
            self.make_objectives(source.objectives, module)
        for source, module in zip(self.source.modules, modules, strict=True):
            self.make_units(source, module)
        self.make_excerpts()
        self.make_search_index()
        return self.prepared

    def make_search_index(self) -> None:
        """Make what a search reads, of the rows made so far."""
        passages = self.prepared.passages
        texts = SearchedTexts(
            lessons=[(self.prepared.units[key], rows) for key, rows in passages.items()],
            glossary=self.prepared.glossary,
            references=list(self.prepared.references.values()),
            guide=self.prepared.guide,
        )
        for row in SearchIndex(self.edition, texts).rows():
            self.add(row)

    def make_contributors_and_pictures(self) -> None:
        for position, person in enumerate(self.source.contributors, 1):
            row = Contributor(edition=self.edition, position=position, **asdict(person))
            self.add(row)
        for asset in self.source.assets.values():
            picture = Asset(
                edition=self.edition, path=asset.path, sha256=asset.sha256, suffix=asset.suffix
            )
            self.add(picture)

    def make_references_and_facts(self) -> None:
        for tag, reference in self.source.references.items():
            self.prepared.references[tag] = self.add(self.reference(reference))
        for tag, fact in self.source.facts.items():
            row = self.add(self.fact(fact))
            self.prepared.facts[tag] = row
            for reference_tag in dict.fromkeys(fact.references):
                reference_row = self.prepared.references[reference_tag]
                self.add(Fact.references.through(fact=row, reference=reference_row))

    def reference(self, source: ReferenceSource) -> Reference:
        return Reference(
            edition=self.edition,
            tag=source.tag,
            title=source.title,
            source=source.source,
            kind=source.kind,
            participants=source.participants,
            url=source.url,
            seen=source.seen,
        )

    def fact(self, source: FactSource) -> Fact:
        return Fact(
            edition=self.edition,
            tag=source.tag,
            text=source.text,
            confidence=source.confidence,
            review_by=source.review_by,
            digest=self.source.fact_digest(source.tag),
        )

    def make_glossary_and_guide(self) -> None:
        for key, term in self.source.glossary.items():
            row = GlossaryTerm(
                edition=self.edition, key=key, term=term.term, definition=term.definition
            )
            self.prepared.glossary.append(self.add(row))
        for position, page in enumerate(self.source.guide, 1):
            html = rendering.render_guide_page(
                page, self.source, self.lessons, asset_url=self.asset_url
            )
            guide_page = GuidePage(
                edition=self.edition, key=page.key, position=position, title=page.title, html=html
            )
            self.prepared.guide.append(self.add(guide_page))

    def make_module(self, source: ModuleSource, position: int) -> Module:
        module = Module(
            edition=self.edition,
            key=source.key,
            position=position,
            title=source.title,
            summary=source.summary,
            digest=source.digest,
        )
        return self.add(module)

    def make_objectives(self, sources: Iterable[ObjectiveSource], module: Module | None) -> None:
        for position, objective in enumerate(sources, 1):
            row = Objective(
                edition=self.edition,
                module=module,
                key=objective.key,
                text=objective.text,
                bloom=objective.bloom,
                position=position,
            )
            self.prepared.objectives[objective.key] = self.add(row)

    def make_units(self, source: ModuleSource, module: Module) -> None:
        """Make the units of a module; its lessons are numbered, quizzes between them are not."""
        lessons = 0
        for unit in source.units:
            number = ""
            if unit.kind == Unit.Kind.LESSON:
                lessons += 1
                number = f"{module.position}.{lessons}"
            self.make_unit(unit, module, number)

    def make_unit(self, source: UnitSource, module: Module, number: str) -> None:
        unit = Unit(
            edition=self.edition,
            module=module,
            key=source.key,
            revision=source.revision,
            kind=source.kind,
            position=len(self.prepared.units) + 1,
            number=number,
            title=source.title,
            required=source.required,
            is_final=source.is_final,
            sample=source.sample,
            minutes=self.minutes(source),
            digest=unit_digest(source.canonical()),
        )
        self.prepared.units[source.key] = self.add(unit)
        self.join_to_objectives_and_facts(unit, source)
        if lesson := self.lessons.get(source.key):
            self.make_lesson(unit, lesson)

    def join_to_objectives_and_facts(self, unit: Unit, source: UnitSource) -> None:
        """Write down which objectives a unit serves, and which facts it names in its fields."""
        for key in dict.fromkeys(source.objectives):
            objective = self.prepared.objectives[key]
            self.add(Unit.objectives.through(unit=unit, objective=objective))
        for tag in source.facts:
            self.add(Fact.units.through(fact=self.prepared.facts[tag], unit=unit))

    def make_lesson(self, unit: Unit, lesson: rendering.RenderedLesson) -> None:
        """Make the passages of a lesson, and which facts and references it cites."""
        self.prepared.passages[unit.key] = [
            self.make_passage(unit, passage, position)
            for position, passage in enumerate(lesson.passages, 1)
        ]
        for number, tag in lesson.references.items():
            reference = self.prepared.references[tag]
            self.add(UnitReference(unit=unit, reference=reference, number=number))
        for tag in lesson.facts:
            self.add(Fact.units.through(fact=self.prepared.facts[tag], unit=unit))

    def make_passage(self, unit: Unit, source: rendering.RenderedPassage, position: int) -> Passage:
        """Make a passage, with the facts that it cites."""
        passage = Passage(
            unit=unit,
            key=source.key,
            position=position,
            kind=source.kind,
            text=source.text,
            html=source.html,
            critical=source.critical,
        )
        self.add(passage)
        for tag in source.tags:
            if fact := self.prepared.facts.get(tag):
                self.add(Passage.facts.through(passage=passage, fact=fact))
        return passage

    def make_excerpts(self) -> None:
        """Write down which passages the course page shows."""
        for source in self.source.excerpts:
            passages = {passage.key: passage for passage in self.prepared.passages[source.lesson]}
            row = Excerpt(
                edition=self.edition,
                kind=source.kind,
                passage=passages[source.passage],
                quote=source.quote,
            )
            self.add(row)


# Fields that an edition and ``CourseSource`` have under the same name.
COPIED_FIELDS = (
    "digest",
    "title",
    "short_title",
    "language",
    "promise",
    "method",
    "disclosures",
    "funding",
    "accreditation",
    "pass_mark",
    "safety_correction",
    "released_on",
    "reviewed_on",
    "expires_on",
    "kind_of_course",
    "objectives_frame",
    "certificate_says",
    "guide_caution",
    "plain",
    "origin",
    "hardware",
)
# Those that are lists in the source, and one line each in the edition.
JOINED_FIELDS = ("audience", "limits", "wont", "standing", "crisis", "open_roles")
