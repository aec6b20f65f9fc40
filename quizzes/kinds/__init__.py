"""The question kinds, one module each: data, parser of the text, ``score``, form and result.

Marking needs no settings and no database.
"""

from quizzes.kinds.case import Case
from quizzes.kinds.cloze import Cloze
from quizzes.kinds.reflection import Reflection
from quizzes.kinds.simple import SIMPLE
from quizzes.question.body import Body
from quizzes.question.contract import QuestionKind
from quizzes.question.forms import Draft, Posted, Widget
from quizzes.question.responses import Response
from quizzes.question.scoring import BadResponse, Score, Unfinished
from quizzes.question.texts import Html

__all__ = [
    "KINDS",
    "BadResponse",
    "Body",
    "Draft",
    "Html",
    "Posted",
    "QuestionKind",
    "Response",
    "Score",
    "Unfinished",
    "Widget",
    "question_from",
]

KINDS: dict[str, type[QuestionKind]] = SIMPLE | {
    "cloze": Cloze,
    "case": Case,
    "reflection": Reflection,
}


def question_from(kind: str, body: Body) -> QuestionKind:
    """Return the question of that kind, made from its body.

    Raises KeyError for an unknown kind or a missing part, ValueError for a bad number.
    """
    return KINDS[kind].from_body(body)
