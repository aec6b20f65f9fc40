"""Database triggers that protect the records of quizzes against every client.

How they are made: ``accounts.triggers``.
"""

from accounts import approvals, triggers
from course.models import ERASED
from quizzes import models

ATTEMPT_CONDITION = (
    "EXISTS (SELECT 1 FROM quizzes_attempt a WHERE a.id = {row}.attempt_id AND {condition})"
)
ATTEMPT_OF_RUN_CONDITION = (
    "EXISTS (SELECT 1 FROM quizzes_graderun r JOIN quizzes_attempt a ON a.id = r.attempt_id "
    "WHERE r.id = {row}.run_id AND {condition})"
)
ATTEMPT_OF_ITEM_CONDITION = (
    "EXISTS (SELECT 1 FROM quizzes_attemptitem i JOIN quizzes_attempt a ON a.id = i.attempt_id "
    "WHERE i.id = {row}.item_id AND {condition})"
)
# The question was drawn from the bank of the attempt's own quiz, in the version of the bank.
DRAWN_FROM_OWN_BANK = (
    "EXISTS (SELECT 1 FROM quizzes_attempt a JOIN quizzes_bankitem b ON b.quiz_id = a.quiz_id "
    "JOIN quizzes_questionversion v ON v.id = b.version_id "
    "WHERE a.id = NEW.attempt_id AND a.state = 'open' "
    "AND b.id = NEW.bank_item_id AND v.id = NEW.version_id AND v.question_id = NEW.question_id)"
)
# The item is of the attempt that is marked, and marked by a version of its own question.
OWN_ITEM_AND_VERSION = (
    "EXISTS (SELECT 1 FROM quizzes_graderun r "
    "JOIN quizzes_attemptitem i ON i.attempt_id = r.attempt_id "
    "JOIN quizzes_questionversion v ON v.question_id = i.question_id "
    "WHERE r.id = NEW.run_id AND i.id = NEW.item_id AND v.id = NEW.version_id)"
)
# What an order changes may be worked out again until it is decided on.
ORDER_WAITS = (
    "EXISTS (SELECT 1 FROM quizzes_regradeorder o WHERE o.id = {row}.order_id "
    "AND o.approved_at IS NULL AND o.refused_at IS NULL)"
)
# More time may be granted to an open attempt that has a limit; nobody's time is shortened.
DEADLINE_NOT_EARLIER = (
    "(NEW.deadline_at IS NULL) = (OLD.deadline_at IS NULL) "
    "AND (OLD.deadline_at IS NULL OR NEW.deadline_at >= OLD.deadline_at)"
)


# The person of the attempt was erased.
ATTEMPT_ERASED = ERASED.replace("OLD.enrolment_id", "a.enrolment_id")


def protect_published() -> None:
    """Protect what an edition publishes of its quizzes: nothing of it ever changes."""
    for published_model in (
        models.Question,
        models.QuestionVersion,
        models.Quiz,
        models.BankItem,
        models.BankItem.objectives.through,
        models.Rule,
    ):
        triggers.protect(published_model)


def protect_records() -> None:
    """Protect attempts, grades, accommodations, regrade orders and reports.

    - An attempt is answered and handed in while it is open; afterwards only the sureness changes.
    - Items are drawn from the quiz's own bank, and never replaced.
    - Grades never change, and exist only for attempts that were handed in.
    - The records of an erased person may be deleted.
    """
    _protect_attempts()
    _protect_grades()
    _protect_acts_of_staff()


def _protect_attempts() -> None:
    triggers.protect(
        models.Attempt,
        updatable=("state", "submitted_at", "submit_key", "submit_reason", "deadline_at"),
        updatable_when=f"OLD.state = 'open' AND {DEADLINE_NOT_EARLIER}",
        deletable_when=ERASED,
    )
    triggers.protect(
        models.AttemptItem,
        erasable=("sureness",),
        updatable=("response", "draft", "seq", "saved_at", "checked_at", "flagged", "sureness"),
        updatable_when=ATTEMPT_CONDITION.format(row="OLD", condition="a.state = 'open'"),
        deletable_when=ATTEMPT_CONDITION.format(row="OLD", condition=ATTEMPT_ERASED),
        insertable_when=DRAWN_FROM_OWN_BANK,
    )


def _protect_grades() -> None:
    triggers.protect(
        models.GradeRun,
        deletable_when=ATTEMPT_CONDITION.format(row="OLD", condition=ATTEMPT_ERASED),
        insertable_when=ATTEMPT_CONDITION.format(row="NEW", condition="a.state = 'submitted'"),
    )
    triggers.protect(
        models.ItemGrade,
        deletable_when=ATTEMPT_OF_RUN_CONDITION.format(row="OLD", condition=ATTEMPT_ERASED),
        insertable_when=OWN_ITEM_AND_VERSION,
    )


def _protect_acts_of_staff() -> None:
    """Protect what staff granted, ordered and answered."""
    triggers.protect(
        models.Accommodation,
        erasable=("granted_by",),
        updatable=("reason",),
        updatable_when=ERASED,
        deletable_when=ERASED,
    )
    of_erased_person = ATTEMPT_OF_ITEM_CONDITION.format(row="OLD", condition=ATTEMPT_ERASED)
    approvals.register(models.RegradeOrder)
    triggers.protect(
        models.ScoreChange,
        deletable_when=ORDER_WAITS.format(row="OLD"),
        insertable_when=ORDER_WAITS.format(row="NEW"),
    )
    triggers.protect(
        models.ItemReport,
        erasable=("owner", "answered_by"),
        updatable_when=f"OLD.answered_at IS NULL OR {of_erased_person}",
        deletable_when=of_erased_person,
    )
