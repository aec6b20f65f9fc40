"""The parts of a course that was read without a mistake: frozen values, in the folder's order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Protocol

from course.source.changes import SAFETY, NotedChange
from course.source.fact_digest import fact_digest
from course.source.files import Mistake
from course.text.blocks import ParsedText
from course.text.reference_numbers import numbers_by_tag

BLOOM = ("remember", "understand", "apply", "analyse", "evaluate", "create")
REFERENCE_KINDS = (
    "law", "notice", "label", "guideline", "trial", "cohort", "survey", "review", "case-report",
    "laboratory", "maker-page", "news", "clinic-page",
)  # fmt: skip
KINDS_WITH_PARTICIPANTS = ("trial", "cohort", "survey")
CONFIDENCES = ("high", "medium", "low")
# How much of a source was read, from least to most.
DEPTHS = ("excerpt", "abstract", "page", "full text")
LESSON = "lesson"
# What the course page shows from a lesson; the names of the fields of course.yaml.
FINDING, FIGURE = "finding", "figure"
FACTS_FILE = "facts.yaml"
REFERENCES_FILE = "references.yaml"
GLOSSARY_FILE = "glossary.yaml"
COURSE_FILE = "course.yaml"
MODULE_FILE = "module.yaml"
NO_DATE = date(1, 1, 1)  # stands for a date that is missing or cannot be read, which is reported


@dataclass(frozen=True)
class ObjectiveSource:
    key: str
    text: str
    bloom: str


@dataclass(frozen=True)
class ReferenceSource:
    """Hold a reference as it was seen.

    source, url: may be "".
    participants: only for studies of people.
    """

    tag: str
    title: str
    source: str
    kind: str
    participants: int | None
    url: str
    seen: str
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class FactSource:
    tag: str
    text: str
    references: tuple[str, ...]
    confidence: str
    review_by: date | None
    line: int = field(default=1, compare=False)

    def is_overdue(self, today: date) -> bool:
        """Tell whether the date has come by which the fact should have been reviewed."""
        return self.review_by is not None and self.review_by <= today


@dataclass(frozen=True)
class TermSource:
    key: str
    term: str
    definition: str
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class RelationshipSource:
    """Hold a financial relationship of a contributor, and what was done about it."""

    company: str
    nature: str
    mitigation: str


@dataclass(frozen=True)
class ContributorSource:
    """Hold somebody who made the course.

    asked_on: when they said which financial relationships they have; None if nobody asked.
    """

    name: str
    role: str
    credentials: str = ""
    asked_on: date | None = None
    relationships: tuple[RelationshipSource, ...] = ()


@dataclass(frozen=True)
class NeedSource:
    """Hold something that practice lacks, and the tags of the facts that show it."""

    text: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class PilotSource:
    """Hold how long learners took: the median, in minutes."""

    people: int
    minutes: int
    ended_on: date | None


@dataclass(frozen=True)
class ExcerptSource:
    """Hold what the course page shows from a lesson.

    kind: FINDING or FIGURE. lesson, passage: its keys. quote: the words of a finding.
    """

    kind: str
    lesson: str
    passage: str
    quote: str = ""


@dataclass(frozen=True)
class RoleSource:
    """Hold a role that readers may say they have; it marks boxes in lessons.

    mark: one or two letters.
    """

    key: str
    name: str
    mark: str


@dataclass(frozen=True)
class AssetSource:
    """Hold a picture.

    path: what lessons write ("img/time-course.svg").
    width, height: in pixels.
    """

    path: str
    sha256: str
    suffix: str
    data: bytes = field(repr=False)  # in a failing test it would fill the screen
    width: int = 0
    height: int = 0


class UnitBody(Protocol):
    """What the registered reader made of a unit that is no lesson."""

    def canonical(self) -> object:
        """Return what of it counts as content, in values that JSON knows."""

    def texts(self) -> Iterable[ParsedText]:
        """Return its texts, which may cite facts and link terms."""


@dataclass(frozen=True)
class UnitSource:
    """Hold one page of the outline.

    text: a lesson's text, which begins at ``line`` of ``file``.
    body: what the registered reader made of another kind of unit.
    items: how many questions it asks.
    facts: the tags that a unit other than a lesson cites.
    bank: how many questions it holds, by kind.
    must_pass, twins: how many questions of the bank have to be right to pass, and how many ask
    for the opposite act of one of those.
    is_final: it opens when everything else required is done.
    """

    kind: str
    key: str
    title: str
    revision: int
    objectives: tuple[str, ...]
    required: bool
    sample: bool
    file: str
    line: int
    text: ParsedText = field(default=ParsedText(), repr=False)
    body: UnitBody | None = None
    items: int = 0
    facts: tuple[str, ...] = ()
    bank: Mapping[str, int] = field(default_factory=dict)
    must_pass: int = 0
    twins: int = 0
    is_final: bool = False

    @property
    def markdown(self) -> str:
        """Return the text of a lesson as it was written."""
        return self.text.markdown

    def canonical(self) -> dict[str, object]:
        """Return what of it counts as content: learners are told when it changes.

        Where the unit stands and who may read it without an account does not count. Key and
        revision are compared on their own.
        """
        return {
            "title": self.title,
            "required": self.required,
            "is_final": self.is_final,
            "objectives": self.objectives,
            "markdown": self.markdown,
            "body": self.body.canonical() if self.body else None,
        }


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
    text: ParsedText = field(repr=False)
    file: str
    line: int

    @property
    def markdown(self) -> str:
        """Return the text of the page as it was written."""
        return self.text.markdown


@dataclass(frozen=True)
class CourseSource:
    """Hold a whole course.

    digest: the SHA-256 over the path and the bytes of every file.
    files: the bytes of every file by path.
    unread: the paths of files that could not be read, so that nobody knows what they hold.
    safety_correction: what was wrong in the edition before and is right in this one, else "".
    changes: what the authors say of what differs from the edition before.
    standing: the sentences that stand on every page of the course.
    crisis: what to do in an emergency, a sentence a line.
    takes_crisis_of_provider: the sentences of the provider stand for ``crisis``.
    wording: the names of the word rules that it asks for.
    plain: it cites nothing.
    origin: where its content comes from. hardware: what is needed to take it.
    open_roles: roles in its making that nobody holds. pilot: None if nobody measured the time.
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
    changes: tuple[NotedChange, ...] = ()
    kind_of_course: str = ""
    standing: tuple[str, ...] = ()
    objectives_frame: str = ""
    certificate_says: str = ""
    guide_caution: str = ""
    crisis: tuple[str, ...] = ()
    takes_crisis_of_provider: bool = False
    roles: tuple[RoleSource, ...] = ()
    wording: tuple[str, ...] = ()
    plain: bool = False
    origin: str = ""
    hardware: str = ""
    open_roles: tuple[str, ...] = ()
    needs: tuple[NeedSource, ...] = ()
    pilot: PilotSource | None = None
    excerpts: tuple[ExcerptSource, ...] = ()
    warnings: tuple[Mistake, ...] = field(default=(), compare=False)
    files: Mapping[str, bytes] = field(default_factory=dict, compare=False, repr=False)
    unread: frozenset[str] = frozenset()

    def units(self) -> Iterator[UnitSource]:
        """Yield every unit, in the order of the outline."""
        for module in self.modules:
            yield from module.units

    def unit(self, key: str) -> UnitSource | None:
        """Return the unit with this key, or None."""
        return next((unit for unit in self.units() if unit.key == key), None)

    @cached_property
    def reference_numbers(self) -> Mapping[str, int]:
        """Return the number of each reference by its tag, in order."""
        return numbers_by_tag(self.references)

    def fact_digest(self, tag: str) -> str:
        """Return the digest of the text and the references of the fact with this tag."""
        fact = self.facts[tag]
        references = [self.references[name] for name in dict.fromkeys(fact.references)]
        return fact_digest(fact.text, references)

    @property
    def safety_text(self) -> str:
        """Return what is told of a safety correction: its field, or the entries so marked."""
        if self.safety_correction:
            return self.safety_correction
        entries = [change for change in self.changes if change.mark == SAFETY]
        # What several entries have as their reason is said once.
        by_reason = groupby(entries, key=lambda change: change.why)
        return "\n".join(
            " ".join([*(change.what for change in changes), why]) for why, changes in by_reason
        )

    def objective_keys(self) -> set[str]:
        """Return the keys of the objectives of the course and of its modules."""
        owners: tuple[CourseSource | ModuleSource, ...] = (self, *self.modules)
        return {objective.key for owner in owners for objective in owner.objectives}

    @property
    def has_crisis(self) -> bool:
        """Return whether its pages say what to do in an emergency."""
        return bool(self.crisis) or self.takes_crisis_of_provider

    def role(self, key: str) -> RoleSource | None:
        """Return the role with this key, or None."""
        return next((role for role in self.roles if role.key == key), None)

    def may_have_tag(self, tag: str) -> bool:
        """Return whether a fact or a reference has the tag, or may stand in an unread file."""
        is_known = tag in self.facts or tag in self.references
        return is_known or not self.unread.isdisjoint({FACTS_FILE, REFERENCES_FILE})

    def may_have_term(self, key: str) -> bool:
        """Return whether the glossary has the term, or could not be read."""
        return key in self.glossary or GLOSSARY_FILE in self.unread

    def may_have_objective(self, key: str) -> bool:
        """Return whether the course has the objective, or may have it in an unread file."""
        return key in self.objective_keys() or any(
            path.endswith(MODULE_FILE) for path in self.unread
        )

    def has_unread_units(self) -> bool:
        """Return whether a file that holds a unit, or its module, could not be read."""
        return any("/" in path for path in self.unread)

    def references_of(self, tag: str) -> tuple[str, ...]:
        """Return the references that a citation of ``tag`` shows; empty for an unknown tag.

        They are those of the fact, or the reference itself.
        """
        if tag in self.facts:
            return self.facts[tag].references
        return (tag,) if tag in self.references else ()
