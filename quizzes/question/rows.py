"""What matching and ordering share: the author writes the rows as the key has them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from quizzes.question.body import Body, rows_of, text_of
from quizzes.question.codes import CodedQuestion
from quizzes.question.folding import folded
from quizzes.question.reasons import Problem


@dataclass(frozen=True)
class RowQuestion(CodedQuestion):
    """A question whose rows stand in the text as the key has them.

    rows: name of the list in the body that holds the rows {id, text, rationale}.
    """

    rows: ClassVar[str]

    @classmethod
    def problems(cls, body: Body) -> Iterator[Problem]:
        yield from super().problems(body)
        for name in {cls.rows, "choices"} & body.keys():
            yield from _rows_that_read_alike(rows_of(body, name))


def _rows_that_read_alike(rows: list[Body]) -> Iterator[Problem]:
    id_by_text: dict[str, str] = {}
    for row in rows:
        row_id = text_of(row, "id")
        text = folded(text_of(row, "text"))
        first_id = id_by_text.setdefault(text, row_id)
        if first_id != row_id:
            mistake = f"({first_id}) and ({row_id}) read alike; make them differ"
            yield Problem(f"option.{row_id}", mistake)
