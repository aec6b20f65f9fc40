"""What matching and ordering share: the author writes the rows as the key has them."""

from dataclasses import dataclass
from typing import ClassVar

from quizzes.question.codes import CodedQuestion


@dataclass(frozen=True)
class RowQuestion(CodedQuestion):
    """A question whose rows stand in the text as the key has them.

    rows: name of the list in the body that holds the rows {id, text, rationale}.
    """

    rows: ClassVar[str]
