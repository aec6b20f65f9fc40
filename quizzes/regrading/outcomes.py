"""What an attempt comes to, how an order changes that, and how both are stored."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self, TypedDict

from quizzes.grading import Total, reaches
from quizzes.marking.markings import pass_mark_of
from quizzes.models import Attempt, GradeRun

# The level of an attempt. REACHED: the score reaches the pass mark, and a must-pass question is
# missed. NOTHING: practice, or no item counts. Stored in ScoreChange.change.
PASSED, REACHED, BELOW, NOTHING = "passed", "reached", "below", "nothing"
RANK = {PASSED: 2, REACHED: 1, BELOW: 0, NOTHING: 0}


class StoredOutcome(TypedDict):
    """An AttemptOutcome in ScoreChange.change."""

    earned: str
    possible: str
    level: str


class StoredChange(TypedDict):
    """An AttemptChange in ScoreChange.change."""

    enrolment: str
    unit: str
    attempt: int
    before: StoredOutcome
    after: StoredOutcome
    completes: bool
    finishes: bool
    undecided: bool


class StoredImpact(TypedDict):
    """What RegradeOrder.dry_run holds; ``at`` is an ISO date and time."""

    at: str
    attempts: int
    changes: int
    newly_passing: int
    losing_rank: int
    completing_people: int
    finishing_people: int
    undecided_people: list[str]


@dataclass(frozen=True)
class AttemptOutcome:
    """Hold the points of an attempt, rationals as text, and its level."""

    earned: str
    possible: str
    level: str


@dataclass(frozen=True)
class AttemptChange:
    """Hold one attempt whose outcome changes. Stored in ScoreChange.change by these names.

    enrolment: the record number. unit: the unit's key. attempt: the attempt's number.
    completes: the attempt newly passes, and the learner had not completed the quiz.
    finishes: it completes the quiz, and no other required unit is left.
    undecided: it loses rank, the completion stays, and no other attempt passes. Somebody has to
    decide what follows.
    """

    enrolment: str
    unit: str
    attempt: int
    before: AttemptOutcome
    after: AttemptOutcome
    completes: bool = False
    finishes: bool = False
    undecided: bool = False

    @property
    def newly_passes(self) -> bool:
        return self.after.level == PASSED and self.before.level != PASSED

    @property
    def loses_rank(self) -> bool:
        return RANK[self.after.level] < RANK[self.before.level]


@dataclass(frozen=True)
class Impact:
    """Hold how much an order changes. Stored in RegradeOrder.dry_run by these names.

    attempts: how many are marked again. changes: those whose outcome differs.
    completing_people: how many complete the quiz by it. finishing_people: how many of them finish
    the course.
    undecided_people: the record numbers of learners about whom somebody has to decide.
    """

    at: datetime
    attempts: int
    changes: int
    newly_passing: int
    losing_rank: int
    completing_people: int
    finishing_people: int
    undecided_people: list[str]

    def as_json(self) -> dict[str, object]:
        """Return it as RegradeOrder.dry_run holds it, a StoredImpact."""
        return asdict(self) | {"at": self.at.isoformat()}

    @classmethod
    def from_json(cls, stored: StoredImpact) -> Self:
        """Return what ``as_json`` wrote."""
        return cls(
            at=datetime.fromisoformat(stored["at"]),
            attempts=stored["attempts"],
            changes=stored["changes"],
            newly_passing=stored["newly_passing"],
            losing_rank=stored["losing_rank"],
            completing_people=stored["completing_people"],
            finishing_people=stored["finishing_people"],
            undecided_people=stored["undecided_people"],
        )


@dataclass(frozen=True)
class DryRun:
    """Hold what an order would change.

    attempts: how many would be marked again. changes: those whose outcome would differ.
    """

    at: datetime
    attempts: int
    changes: tuple[AttemptChange, ...]

    @property
    def impact(self) -> Impact:
        changes = self.changes
        undecided = {change.enrolment for change in changes if change.undecided}
        return Impact(
            at=self.at,
            attempts=self.attempts,
            changes=len(changes),
            newly_passing=sum(change.newly_passes for change in changes),
            losing_rank=sum(change.loses_rank for change in changes),
            completing_people=len({change.enrolment for change in changes if change.completes}),
            finishing_people=len({change.enrolment for change in changes if change.finishes}),
            undecided_people=sorted(undecided),
        )


def change_from_json(stored: StoredChange) -> AttemptChange:
    """Return what ``asdict`` made of a change."""
    return AttemptChange(
        enrolment=stored["enrolment"],
        unit=stored["unit"],
        attempt=stored["attempt"],
        before=AttemptOutcome(**stored["before"]),
        after=AttemptOutcome(**stored["after"]),
        completes=stored["completes"],
        finishes=stored["finishes"],
        undecided=stored["undecided"],
    )


def outcome_of(run: GradeRun) -> AttemptOutcome:
    """Return the outcome of a saved marking."""
    return outcome(run.attempt, run.total, run.passed)


def outcome(attempt: Attempt, total: Total, passed: bool | None) -> AttemptOutcome:
    """Return the outcome of a marking, saved or not."""
    return AttemptOutcome(str(total.earned), str(total.possible), _level(attempt, total, passed))


def _level(attempt: Attempt, total: Total, passed: bool | None) -> str:
    if passed is None:
        return NOTHING
    if passed:
        return PASSED
    return REACHED if reaches(total.earned, total.possible, pass_mark_of(attempt)) else BELOW
