"""Models of courses and editions, of learners' way through them, and of the provider."""

from course.models.assignments import DueDateExtension, GroupCourse, ReminderStop, own_last_day
from course.models.completion import ERASED, Acknowledgement, Completion
from course.models.contributor import Contributor
from course.models.corrections import Correction, CorrectionNotice
from course.models.earlier_credit import EarlierCredit
from course.models.edition import Course, Edition, Module, Objective, Unit
from course.models.edition_source import EditionSource
from course.models.enrolment import Enrolment
from course.models.fact_review import FactReview, FactReviewWithdrawal
from course.models.learner_role import LearnerRole
from course.models.note import Note
from course.models.provider import Provider
from course.models.published import ImmutableError, Published
from course.models.reading_position import ReadingPosition
from course.models.review import ModuleReview
from course.models.search import SearchEntry, SearchWord
from course.models.sources import Fact, GlossaryTerm, Reference, UnitReference
from course.models.texts import Asset, Excerpt, GuidePage, Passage
from course.models.upload import Upload, UploadedUnit, UploadFinding
from course.models.waiver import WaiverRequest

# Every table of an edition; triggers refuse any change to them.
PUBLISHED: tuple[type, ...] = (
    *Published.__subclasses__(),
    Unit.objectives.through,
    Fact.references.through,
    Fact.units.through,
    Passage.facts.through,
)

__all__ = [
    "ERASED",
    "PUBLISHED",
    "Acknowledgement",
    "Asset",
    "Completion",
    "Contributor",
    "Correction",
    "CorrectionNotice",
    "Course",
    "DueDateExtension",
    "EarlierCredit",
    "Edition",
    "EditionSource",
    "Enrolment",
    "Excerpt",
    "Fact",
    "FactReview",
    "FactReviewWithdrawal",
    "GroupCourse",
    "GlossaryTerm",
    "GuidePage",
    "ImmutableError",
    "LearnerRole",
    "Module",
    "ModuleReview",
    "Note",
    "Objective",
    "Passage",
    "Provider",
    "Published",
    "ReadingPosition",
    "Reference",
    "ReminderStop",
    "SearchEntry",
    "SearchWord",
    "Unit",
    "UnitReference",
    "Upload",
    "UploadFinding",
    "UploadedUnit",
    "WaiverRequest",
    "own_last_day",
]
