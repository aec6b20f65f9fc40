"""What a course consists of once it has been read without a mistake: frozen values, in the order of the folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from course.source_files import Mistake

BLOOM = ("remember", "understand", "apply", "analyse", "evaluate", "create")
REFERENCE_KINDS = (
    "law", "notice", "label", "guideline", "trial", "cohort", "survey", "review", "case-report", "laboratory",
    "maker-page", "news", "clinic-page",
)  # fmt: skip
KINDS_WITH_PARTICIPANTS = ("trial", "cohort", "survey")
CONFIDENCES = ("high", "medium", "low")
LESSON = "lesson"


@dataclass(frozen=True)
class ObjectiveSource:
    key: str
    text: str
    bloom: str


@dataclass(frozen=True)
class ReferenceSource:
    """A source as it was seen. ``source``, ``url`` may be empty; ``participants`` is for studies of people."""

    tag: str
    title: str
    source: str
    kind: str
    participants: int | None
    url: str
    seen: str


@dataclass(frozen=True)
class FactSource:
    tag: str
    text: str
    references: tuple[str, ...]
    confidence: str
    review_by: date | None


@dataclass(frozen=True)
class TermSource:
    key: str
    term: str
    definition: str


@dataclass(frozen=True)
class ContributorSource:
    name: str
    role: str


@dataclass(frozen=True)
class AssetSource:
    """A picture. ``path`` is what lessons write ("img/time-course.svg"); ``width`` and ``height`` are in pixels."""

    path: str
    sha256: str
    suffix: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class UnitSource:
    """One page of the outline. ``markdown`` is a lesson's text, which begins at ``line`` of ``file``; ``body`` is what
    the registered reader made of another kind of unit, ``items`` the number of its questions, ``facts`` what it
    cites. ``bank`` counts all questions it holds, by kind.
    ``is_final``: it opens when everything else required is done."""

    kind: str
    key: str
    title: str
    revision: int
    objectives: tuple[str, ...]
    required: bool
    sample: bool
    file: str
    line: int
    markdown: str = ""
    body: object | None = None
    items: int = 0
    facts: tuple[str, ...] = ()
    bank: Mapping[str, int] = field(default_factory=dict)
    is_final: bool = False


@dataclass(frozen=True)
class ModuleSource:
    key: str
    title: str
    summary: str
    objectives: tuple[ObjectiveSource, ...]
    units: tuple[UnitSource, ...]
    folder: str
    digest: str


@dataclass(frozen=True)
class GuidePageSource:
    key: str
    title: str
    markdown: str
    file: str
    line: int


@dataclass(frozen=True)
class CourseSource:
    """A whole course. ``digest`` is the SHA-256 over the path and the bytes of every file.

    safety_correction: what was wrong in the edition before and is right in this one, else "".
    """

    slug: str
    title: str
    short_title: str
    language: str
    promise: str
    audience: tuple[str, ...]
    objectives: tuple[ObjectiveSource, ...]
    pass_mark: int
    contributors: tuple[ContributorSource, ...]
    disclosures: str
    funding: str
    accreditation: str
    method: str
    limits: tuple[str, ...]
    wont: tuple[str, ...]
    released_on: date
    reviewed_on: date | None
    expires_on: date
    references: Mapping[str, ReferenceSource]
    facts: Mapping[str, FactSource]
    glossary: Mapping[str, TermSource]
    modules: tuple[ModuleSource, ...]
    guide: tuple[GuidePageSource, ...]
    assets: Mapping[str, AssetSource]
    digest: str
    safety_correction: str = ""
    warnings: tuple[Mistake, ...] = field(default=(), compare=False)

    def units(self) -> Iterator[UnitSource]:
        """Every unit, in the order of the outline."""
        for module in self.modules:
            yield from module.units

    def unit(self, key: str) -> UnitSource | None:
        """The unit with this key, or None."""
        return next((unit for unit in self.units() if unit.key == key), None)

    def objective_keys(self) -> set[str]:
        """The keys of the objectives of the course and of its modules."""
        owners: tuple[CourseSource | ModuleSource, ...] = (self, *self.modules)
        return {objective.key for owner in owners for objective in owner.objectives}

    def references_of(self, tag: str) -> tuple[str, ...]:
        """The references that a citation of ``tag`` shows: the fact's, or the bare reference itself; none if dead."""
        if tag in self.facts:
            return self.facts[tag].references
        return (tag,) if tag in self.references else ()
