"""Publish a course folder as the next immutable edition, and say what changes for whom."""

from course.publishing.compare import (
    Comparison,
    UnitChange,
    compare,
    learners_in_progress,
    move_learner,
    move_learners,
    rehearse,
    unit_changes,
)
from course.publishing.overdue import facts_to_review
from course.publishing.prepared import PreparedEdition, PublicationRefusedError
from course.publishing.preparing import compare_sources, prepare
from course.publishing.publication import publish, publish_prepared

__all__ = [
    "Comparison",
    "PreparedEdition",
    "PublicationRefusedError",
    "UnitChange",
    "compare",
    "facts_to_review",
    "compare_sources",
    "learners_in_progress",
    "move_learner",
    "move_learners",
    "prepare",
    "publish",
    "publish_prepared",
    "rehearse",
    "unit_changes",
]
