"""The question kinds, one module each: data, parser of the text, ``score``, form and result.

Marking needs no settings and no database.
"""

from collections.abc import Mapping
from typing import Any

from quizzes.kinds.case import Case
from quizzes.kinds.cloze import Cloze
from quizzes.kinds.reflection import Reflection
from quizzes.kinds.simple import SIMPLE
from quizzes.question.contract import Html, Posted, QuestionKind
from quizzes.question.scoring import BadResponse, Score, Unfinished

__all__ = [
    "KINDS",
    "BadResponse",
    "Html",
    "Posted",
    "QuestionKind",
    "Score",
    "Unfinished",
    "question_from",
]

KINDS: dict[str, type[QuestionKind]] = SIMPLE | {
    "cloze": Cloze,
    "case": Case,
    "reflection": Reflection,
}


def question_from(kind: str, body: Mapping[str, Any]) -> QuestionKind:
    """Return the question of that kind, made from its body.

    Raises KeyError for an unknown kind or a missing part, ValueError for a bad number.
    """
    return KINDS[kind].from_body(body)
