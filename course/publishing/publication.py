"""Publish a course folder that was read without mistakes as the next edition, whole or nothing."""

import logging
from datetime import datetime
from typing import Any

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
        course, _made = Course.objects.get_or_create(slug=source.slug)
        course = Course.objects.select_for_update().get(pk=course.pk)
        if course.editions.filter(digest=source.digest).exists():
            return None
        _check_correction(course, source)
        old = course.current_edition
        with translation.override(source.language):
            edition = _EditionBuilder(course, source).build(by, at or timezone.now())
            if claims := claimed_hours(source, edition.minutes):
                raise PublicationRefusedError(" ".join(map(str, claims)))
            edition_built.send(Edition, edition=edition, source=source)
        if old and edition.safety_correction:
            notices.announce(old, edition)
        text = f"edition published course={course.slug} number={edition.number}"
        transaction.on_commit(lambda: logger.info(text))
    return edition


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
        source = self.source
        newest = self.course.current_edition
        copied = {name: getattr(source, name) for name in COPIED_FIELDS}
        lines = {name: "\n".join(getattr(source, name)) for name in ("audience", "limits", "wont")}
        self.edition = Edition.objects.create(
            course=self.course,
            number=newest.number + 1 if newest else 1,
            minutes=sum(self.minutes(unit) for unit in source.units()),
            published_at=at,
            published_by=by,
            **copied,
            **lines,
        )
        self.write_lists()
        for position, module in enumerate(source.modules, 1):
            self.write_module(module, position)
        return self.edition

    def write_lists(self) -> None:
        """Write the guide and what units refer to: contributors, pictures, references and so on."""
        source, edition = self.source, self.edition
        for position, person in enumerate(source.contributors, 1):
            Contributor.objects.create(
                edition=edition, position=position, name=person.name, role=person.role
            )
        for asset in source.assets.values():
            Asset.objects.create(
                edition=edition, path=asset.path, sha256=asset.sha256, suffix=asset.suffix
            )
        for tag, reference in source.references.items():
            self.references[tag] = Reference.objects.create(
                edition=edition,
                tag=tag,
                title=reference.title,
                source=reference.source,
                kind=reference.kind,
                participants=reference.participants,
                url=reference.url,
                seen=reference.seen,
            )
        for tag, fact in source.facts.items():
            row = Fact.objects.create(
                edition=edition,
                tag=tag,
                text=fact.text,
                confidence=fact.confidence,
                review_by=fact.review_by,
            )
            row.references.set(self.references[reference] for reference in fact.references)
            self.facts[tag] = row
        for key, term in source.glossary.items():
            GlossaryTerm.objects.create(
                edition=edition, key=key, term=term.term, definition=term.definition
            )
        self.write_objectives(source, None)
        for position, page in enumerate(source.guide, 1):
            html = rendering.render_guide_page(page, source, self.lessons, asset_url=self.asset_url)
            GuidePage.objects.create(
                edition=edition, key=page.key, position=position, title=page.title, html=html
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
            lessons += unit.kind == Unit.Kind.LESSON
            self.write_unit(
                unit, module, f"{position}.{lessons}" if unit.kind == Unit.Kind.LESSON else ""
            )

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

    def write_lesson(self, unit: Unit, lesson: Any) -> None:
        passages = Passage.objects.bulk_create(
            Passage(
                unit=unit,
                key=passage.key,
                position=position,
                kind=passage.kind,
                text=passage.text,
                html=passage.html,
                critical=passage.critical,
            )
            for position, passage in enumerate(lesson.passages, 1)
        )
        Passage.facts.through.objects.bulk_create(
            Passage.facts.through(passage=row, fact=self.facts[tag])
            for row, passage in zip(passages, lesson.passages, strict=True)
            for tag in passage.tags
            if tag in self.facts
        )
        UnitReference.objects.bulk_create(
            UnitReference(unit=unit, reference=self.references[tag], number=number)
            for number, tag in enumerate(lesson.references, 1)
        )
        for tag in lesson.facts:
            self.facts[tag].units.add(unit)


# Fields of ``CourseSource`` that an edition has under the same name.
COPIED_FIELDS = (
    "digest", "title", "short_title", "language", "promise", "method", "disclosures", "funding", "accreditation",
    "pass_mark", "safety_correction",
    "released_on", "reviewed_on", "expires_on",
)  # fmt: skip
