"""The codes that stand in a page for the ids of options, rows and choices."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from quizzes.question.body import Body, rows_of, text_of
from quizzes.question.contract import QuestionKind
from quizzes.question.folding import folded
from quizzes.question.reasons import Problem
from quizzes.question.scoring import BadResponse

# Where a body keeps what learners choose from or put in order.
LISTS_OF_ROWS = ("options", "premises", "choices")


@dataclass(frozen=True)
class CodedQuestion(QuestionKind):
    """A question whose forms send codes, because the author's own ids would tell something.

    Rows of an ordering stand in the file as the key has them, and an author may have a favourite
    letter for what is right.

    body: what the question was made from.
    """

    body: Body = field(repr=False, compare=False)

    @classmethod
    def problems(cls, body: Body) -> Iterator[Problem]:
        yield from super().problems(body)
        for name in LISTS_OF_ROWS:
            yield from _rows_that_read_alike(rows_of(body, name, optional=True))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Return the code that stands for each id in every form of this version."""
        # The secret is the whole body with its reasons, so nobody can compute the ids back from
        # the page. Drafts and open pages hold these codes, so this JSON keeps the form that it had
        # before accounts.canonical.
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


def _rows_that_read_alike(rows: Iterable[Body]) -> Iterator[Problem]:
    id_by_text: dict[str, str] = {}
    for row in rows:
        row_id = text_of(row, "id")
        text = folded(text_of(row, "text"))
        first_id = id_by_text.setdefault(text, row_id)
        if first_id != row_id:
            mistake = f"({first_id}) and ({row_id}) read alike; make them differ"
            yield Problem(f"option.{row_id}", mistake)
