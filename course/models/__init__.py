"""Courses and editions; learners' way through them; the provider."""

from course.models.edition import (
    PUBLISHED,
    Asset,
    Contributor,
    Course,
    Edition,
    Fact,
    GlossaryTerm,
    GuidePage,
    Module,
    ModuleReview,
    Objective,
    Passage,
    Published,
    Reference,
    Unit,
    UnitReference,
)
from course.models.enrolment import ERASED, Acknowledgement, Completion, Enrolment, ReadingPosition
from course.models.provider import Provider

__all__ = [
    "ERASED",
    "PUBLISHED",
    "Acknowledgement",
    "Asset",
    "Completion",
    "Contributor",
    "Course",
    "Edition",
    "Enrolment",
    "Fact",
    "GlossaryTerm",
    "GuidePage",
    "Module",
    "ModuleReview",
    "Objective",
    "Passage",
    "Provider",
    "Published",
    "ReadingPosition",
    "Reference",
    "Unit",
    "UnitReference",
]
