"""The question kinds: one module each, with its data, the parser of its text, its pure ``score``, its form and its
result. Marking needs no settings and no database."""

from collections.abc import Mapping
from typing import Any

from quizzes.kinds.case import Case
from quizzes.kinds.cloze import Cloze
from quizzes.kinds.question import Html, Posted, Question
from quizzes.kinds.reflection import Reflection
from quizzes.kinds.scoring import BadResponse, Score, Unfinished
from quizzes.kinds.simple import SIMPLE

__all__ = ["KINDS", "BadResponse", "Html", "Posted", "Question", "Score", "Unfinished", "question_from"]

KINDS: dict[str, type[Question]] = SIMPLE | {"cloze": Cloze, "case": Case, "reflection": Reflection}


def question_from(kind: str, body: Mapping[str, Any]) -> Question:
    """The question of that kind. Raises KeyError for an unknown kind or a missing part, ValueError for a bad number."""
    return KINDS[kind].from_body(body)
