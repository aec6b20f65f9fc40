"""Publish a course folder as the next immutable edition, and say what changes for whom."""

from course.publishing.compare import (
    Comparison,
    UnitChange,
    compare,
    move_learner,
    move_learners,
)
from course.publishing.publication import PublicationRefusedError, publish

__all__ = [
    "Comparison",
    "PublicationRefusedError",
    "UnitChange",
    "compare",
    "move_learner",
    "move_learners",
    "publish",
]
