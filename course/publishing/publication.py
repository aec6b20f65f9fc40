"""Publish a course folder that was read without mistakes as the next edition, whole or nothing."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from course.corrections import notices
from course.models import (
    Asset,
    Contributor,
    Course,
    Edition,
    Fact,
    GlossaryTerm,
    GuidePage,
    Module,
    Objective,
    Passage,
    Reference,
    Unit,
    UnitReference,
)
from course.publishing import rendering
from course.publishing.counting import unit_minutes
from course.signals import edition_built
from course.source import CourseSource, ModuleSource, UnitSource
from course.source.parts import FactSource, ReferenceSource
from course.source.prose_checks import claimed_hours
from course.unit_changes import unit_digest

logger = logging.getLogger(__name__)


class PublicationRefusedError(Exception):
    """The content may not be published; the message says why and what to do."""


def publish(
    source: CourseSource, *, by: User | None = None, at: datetime | None = None
) -> Edition | None:
    """Publish ``source`` as the next edition, or return None if it was published before.

    One transaction; a receiver of ``edition_built`` that raises undoes all of it.
    Raises PublicationRefusedError.
    """
    # Files know no transaction. After a failure pictures stay, under the hash of their bytes, and
    # the next try uses them.
    _store_assets(source)
    with transaction.atomic():
        course = _get_and_lock(source.slug)
        if course.editions.filter(digest=source.digest).exists():
            return None
        _check_correction(course, source)

        old = course.current_edition
        edition = _build(course, source, by, at or timezone.now())
        if old and edition.safety_correction:
            notices.announce(old, edition)
        text = f"edition published course={course.slug} number={edition.number}"
        transaction.on_commit(lambda: logger.info(text))
    return edition


def _get_and_lock(slug: str) -> Course:
    """Return the course, made if it is new; nobody else publishes it until the transaction ends."""
    course, _made = Course.objects.get_or_create(slug=slug)
    return Course.objects.select_for_update().get(pk=course.pk)


def _build(course: Course, source: CourseSource, by: User | None, at: datetime) -> Edition:
    """Write the edition in its own language; other apps add their parts by ``edition_built``."""
    with translation.override(source.language):
        edition = _EditionBuilder(course, source).build(by, at)
        _check_claimed_hours(source, edition)
        edition_built.send(Edition, edition=edition, source=source)
    return edition


def _check_claimed_hours(source: CourseSource, edition: Edition) -> None:
    """Refuse a course that promises more hours than its units take."""
    if claims := claimed_hours(source, edition.minutes):
        raise PublicationRefusedError(" ".join(map(str, claims)))


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


def _store_assets(source: CourseSource) -> None:
    for asset in source.assets.values():
        name = Asset(sha256=asset.sha256, suffix=asset.suffix).storage_name
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(asset.data))


class _EditionBuilder:
    """Write the rows of one edition.

    lessons: the rendered lessons, by the key of their unit.
    """

    def __init__(self, course: Course, source: CourseSource) -> None:
        self.course, self.source = course, source
        self.references: dict[str, Reference] = {}
        self.facts: dict[str, Fact] = {}
        self.objectives: dict[str, Objective] = {}
        self.lessons = {
            unit.key: rendering.render_lesson(
                unit,
                source,
                asset_url=self.asset_url,
                unit_url=self.unit_url,
                glossary_url=self.url("glossary"),
            )
            for unit in source.units()
            if unit.kind == Unit.Kind.LESSON
        }

    def url(self, name: str, *args: str) -> str:
        return reverse(f"course:{name}", args=[self.source.slug, *args])

    def unit_url(self, key: str) -> str:
        return self.url("unit", key)

    def asset_url(self, path: str) -> str:
        asset = self.source.assets[path]
        return self.url("asset", f"{asset.sha256}{asset.suffix}")

    def minutes(self, unit: UnitSource) -> int:
        return unit_minutes(unit, self.lessons.get(unit.key))

    def build(self, by: User | None, at: datetime) -> Edition:
        """Write all rows of the edition and return it."""
        self.edition = self.write_edition(by, at)
        self.write_lists()
        for position, module in enumerate(self.source.modules, 1):
            self.write_module(module, position)
        return self.edition

    def write_edition(self, by: User | None, at: datetime) -> Edition:
        newest = self.course.current_edition
        copied = {name: getattr(self.source, name) for name in COPIED_FIELDS}
        joined = {name: "\n".join(getattr(self.source, name)) for name in JOINED_FIELDS}
        edition: Edition = Edition.objects.create(
            course=self.course,
            number=newest.number + 1 if newest else 1,
            minutes=sum(self.minutes(unit) for unit in self.source.units()),
            published_at=at,
            published_by=by,
            **copied,
            **joined,
        )
        return edition

    def write_lists(self) -> None:
        """Write the guide and what units refer to: contributors, pictures, references and so on."""
        self.write_contributors_and_pictures()
        for tag, reference in self.source.references.items():
            self.references[tag] = self.write_reference(reference)
        for tag, fact in self.source.facts.items():
            self.facts[tag] = self.write_fact(fact)
        for key, term in self.source.glossary.items():
            GlossaryTerm.objects.create(
                edition=self.edition, key=key, term=term.term, definition=term.definition
            )
        self.write_objectives(self.source, None)
        self.write_guide()

    def write_contributors_and_pictures(self) -> None:
        for position, person in enumerate(self.source.contributors, 1):
            Contributor.objects.create(
                edition=self.edition, position=position, name=person.name, role=person.role
            )
        for asset in self.source.assets.values():
            Asset.objects.create(
                edition=self.edition, path=asset.path, sha256=asset.sha256, suffix=asset.suffix
            )

    def write_reference(self, source: ReferenceSource) -> Reference:
        row: Reference = Reference.objects.create(
            edition=self.edition,
            tag=source.tag,
            title=source.title,
            source=source.source,
            kind=source.kind,
            participants=source.participants,
            url=source.url,
            seen=source.seen,
        )
        return row

    def write_fact(self, source: FactSource) -> Fact:
        row: Fact = Fact.objects.create(
            edition=self.edition,
            tag=source.tag,
            text=source.text,
            confidence=source.confidence,
            review_by=source.review_by,
        )
        row.references.set(self.references[reference] for reference in source.references)
        return row

    def write_guide(self) -> None:
        for position, page in enumerate(self.source.guide, 1):
            html = rendering.render_guide_page(
                page, self.source, self.lessons, asset_url=self.asset_url
            )
            GuidePage.objects.create(
                edition=self.edition, key=page.key, position=position, title=page.title, html=html
            )

    def write_objectives(self, owner: CourseSource | ModuleSource, module: Module | None) -> None:
        for position, objective in enumerate(owner.objectives, 1):
            self.objectives[objective.key] = Objective.objects.create(
                edition=self.edition,
                module=module,
                key=objective.key,
                text=objective.text,
                bloom=objective.bloom,
                position=position,
            )

    def write_module(self, source: ModuleSource, position: int) -> None:
        module = Module.objects.create(
            edition=self.edition,
            key=source.key,
            position=position,
            title=source.title,
            summary=source.summary,
            digest=source.digest,
        )
        self.write_objectives(source, module)
        lessons = 0
        for unit in source.units:
            number = ""
            if unit.kind == Unit.Kind.LESSON:
                lessons += 1
                number = f"{position}.{lessons}"
            self.write_unit(unit, module, number)

    def write_unit(self, source: UnitSource, module: Module, number: str) -> None:
        lesson = self.lessons.get(source.key)
        unit = Unit.objects.create(
            edition=self.edition,
            module=module,
            key=source.key,
            revision=source.revision,
            kind=source.kind,
            position=self.edition.units.count() + 1,
            number=number,
            title=source.title,
            required=source.required,
            is_final=source.is_final,
            sample=source.sample,
            minutes=self.minutes(source),
            digest=unit_digest(source.canonical()),
        )
        unit.objectives.set(self.objectives[key] for key in source.objectives)
        if lesson:
            self.write_lesson(unit, lesson)

    def write_lesson(self, unit: Unit, lesson: rendering.RenderedLesson) -> None:
        """Write the passages of a lesson, and which facts and references it cites."""
        self.write_passages(unit, lesson.passages)
        UnitReference.objects.bulk_create(
            UnitReference(unit=unit, reference=self.references[tag], number=number)
            for number, tag in enumerate(lesson.references, 1)
        )
        for tag in lesson.facts:
            self.facts[tag].units.add(unit)

    def write_passages(self, unit: Unit, sources: Sequence[rendering.RenderedPassage]) -> None:
        """Write the passages of a lesson in two queries, with the facts that they cite."""
        passages = Passage.objects.bulk_create(
            Passage(
                unit=unit,
                key=source.key,
                position=position,
                kind=source.kind,
                text=source.text,
                html=source.html,
                critical=source.critical,
            )
            for position, source in enumerate(sources, 1)
        )
        cited_facts = [
            Passage.facts.through(passage=passage, fact=self.facts[tag])
            for passage, source in zip(passages, sources, strict=True)
            for tag in source.tags
            if tag in self.facts
        ]
        Passage.facts.through.objects.bulk_create(cited_facts)


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
)
# Those that are lists in the source, and one line each in the edition.
JOINED_FIELDS = ("audience", "limits", "wont")
