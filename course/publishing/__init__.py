"""Publish a course folder as the next immutable edition, and say what changes for whom."""

from course.publishing.compare import (
    Comparison,
    UnitChange,
    compare,
    compare_units,
    learners_in_progress,
    move_learner,
    move_learners,
    rehearse,
    unit_changes,
)
from course.publishing.overdue import facts_to_review
from course.publishing.prepared import PreparedEdition, PublicationRefusedError
from course.publishing.preparing import compare_sources, prepare
from course.publishing.publication import OvertakenError, publish, publish_prepared

__all__ = [
    "Comparison",
    "OvertakenError",
    "PreparedEdition",
    "PublicationRefusedError",
    "UnitChange",
    "compare",
    "compare_units",
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
