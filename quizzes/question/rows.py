"""What matching and ordering share: the author writes the rows as the key has them."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from quizzes.question.contract import QuestionKind
from quizzes.question.folding import folded
from quizzes.question.scoring import BadResponse


@dataclass(frozen=True)
class RowQuestion(QuestionKind):
    """A question whose rows stand in the text as the key has them.

    rows: name of the list in the body that holds the rows {id, text, rationale}.
    body: what the question was made from.
    """

    rows: ClassVar[str]
    has_own_reasons = True

    body: Mapping[str, Any] = field(repr=False, compare=False)

    @classmethod
    def missing_reasons(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield each row without a reason, unless one reason covers the whole question."""
        for row in body[cls.rows]:
            if not row["rationale"] and not body.get("rationale"):
                text = 'this row has no reason; write "Rationale: …" under it, or one above the rows for all of them'
                yield f"option.{row['id']}", text

    @classmethod
    def problems(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from super().problems(body)
        for part in {cls.rows, "choices"} & body.keys():
            id_by_text: dict[str, str] = {}
            for row in body[part]:
                first_id = id_by_text.setdefault(folded(row["text"]), row["id"])
                if first_id != row["id"]:
                    text = f"({first_id}) and ({row['id']}) read alike; make them differ"
                    yield f"option.{row['id']}", text

    @cached_property
    def codes(self) -> dict[str, str]:
        """Return the code that stands for each id in every form of this version."""
        # The author's own ids (a, b, c) would give away the key. The secret is the whole body with
        # its reasons, so nobody can compute the ids back from the page. Drafts and open pages hold
        # these codes, so this JSON keeps the form that it had before accounts.canonical.
        secret = hashlib.sha256(json.dumps(self.body, sort_keys=True).encode()).digest()
        digests = {
            row_id: hmac.digest(secret, row_id.encode(), "sha256") for row_id in self.option_ids()
        }
        return {row_id: digest.hex()[:10] for row_id, digest in digests.items()}

    def id_of_code(self, code: str) -> str:
        """Return the id that the code stands for. Raises BadResponse for an unknown code."""
        for row_id, its_code in self.codes.items():
            if its_code == code:
                return row_id
        raise BadResponse("a row or a choice that the form does not have")
