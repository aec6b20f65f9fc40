"""What matching and ordering share: the author writes the rows as the key has them."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from quizzes.question.body import Body, rows_of, text_of
from quizzes.question.contract import QuestionKind
from quizzes.question.folding import folded
from quizzes.question.reasons import Problem
from quizzes.question.scoring import BadResponse


@dataclass(frozen=True)
class RowQuestion(QuestionKind):
    """A question whose rows stand in the text as the key has them.

    rows: name of the list in the body that holds the rows {id, text, rationale}.
    body: what the question was made from.
    """

    rows: ClassVar[str]

    body: Body = field(repr=False, compare=False)

    @classmethod
    def problems(cls, body: Body) -> Iterator[Problem]:
        yield from super().problems(body)
        for name in {cls.rows, "choices"} & body.keys():
            yield from _rows_that_read_alike(rows_of(body, name))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Return the code that stands for each id in every form of this version."""
        # The author's own ids (a, b, c) would give away the key. The secret is the whole body with
        # its reasons, so nobody can compute the ids back from the page. Drafts and open pages hold
        # these codes, so this JSON keeps the form that it had before accounts.canonical.
        canonical = json.dumps(self.body, sort_keys=True)
        secret = hashlib.sha256(canonical.encode()).digest()
        codes = {}
        for row_id in self.options.ids:
            digest = hmac.digest(secret, row_id.encode(), "sha256")
            codes[row_id] = digest.hex()[:10]
        return codes

    def id_of_code(self, code: str) -> str:
        """Return the id that the code stands for. Raises BadResponse for an unknown code."""
        for row_id, its_code in self.codes.items():
            if its_code == code:
                return row_id
        raise BadResponse("a row or a choice that the form does not have")


def _rows_that_read_alike(rows: list[Body]) -> Iterator[Problem]:
    id_by_text: dict[str, str] = {}
    for row in rows:
        row_id = text_of(row, "id")
        text = folded(text_of(row, "text"))
        first_id = id_by_text.setdefault(text, row_id)
        if first_id != row_id:
            mistake = f"({first_id}) and ({row_id}) read alike; make them differ"
            yield Problem(f"option.{row_id}", mistake)
