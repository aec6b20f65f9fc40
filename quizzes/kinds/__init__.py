"""The question kinds: one module each, with its data, its pure ``score`` and its form's template. No Django."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from quizzes.kinds import multi, numeric, single
from quizzes.kinds.scoring import BadResponse, Question, Score

__all__ = ["KINDS", "BadResponse", "Question", "Score", "question_from", "template_of"]

FromBody = Callable[[Mapping[str, Any]], Question]
KINDS: dict[str, tuple[FromBody, str]] = {
    "single": (cast(FromBody, single.from_body), single.TEMPLATE),
    "multi": (cast(FromBody, multi.from_body), multi.TEMPLATE),
    "numeric": (cast(FromBody, numeric.from_body), numeric.TEMPLATE),
}


def question_from(kind: str, body: Mapping[str, Any]) -> Question:
    """The question of that kind. Raises KeyError for an unknown kind or a missing part, ValueError for a bad number."""
    return KINDS[kind][0](body)


def template_of(kind: str) -> str:
    """The template of the kind's form fields."""
    return KINDS[kind][1]
