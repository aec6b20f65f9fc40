"""Questions and quizzes as published, attempts frozen at their start, grades never overwritten."""

from quizzes.models.attempt import (
    Accommodation,
    Attempt,
    AttemptItem,
    put_questions_on,
    with_quizzes,
)
from quizzes.models.bank import BankItem, Question, QuestionVersion, Quiz, Rule
from quizzes.models.counts import AnswerCount, GainCount, ScoreCount, TypedCount
from quizzes.models.marking import GradeRun, ItemGrade, RegradeOrder, ScoreChange
from quizzes.models.report import ItemReport

__all__ = [
    "Accommodation",
    "AnswerCount",
    "Attempt",
    "AttemptItem",
    "BankItem",
    "GainCount",
    "GradeRun",
    "ItemGrade",
    "ItemReport",
    "Question",
    "QuestionVersion",
    "Quiz",
    "RegradeOrder",
    "Rule",
    "ScoreChange",
    "ScoreCount",
    "TypedCount",
    "put_questions_on",
    "with_quizzes",
]
