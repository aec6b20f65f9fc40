"""What the kinds share whose rows stand in the text as the key has them: matching and ordering."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from quizzes.kinds.question import Question
from quizzes.kinds.scoring import BadResponse
from quizzes.kinds.text import folded


@dataclass(frozen=True)
class RowQuestion(Question):
    """``rows`` names the part of the body that holds the rows: {id, text, rationale}. ``body`` is what the question was
    made from."""

    rows: ClassVar[str]
    has_own_reasons = True

    body: Mapping[str, Any] = field(repr=False, compare=False)

    @classmethod
    def missing_reasons(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """A row without a reason, unless there is one for the whole."""
        for row in body[cls.rows]:
            if not row["rationale"] and not body.get("rationale"):
                text = 'this row has no reason; write "Rationale: …" under it, or one above the rows for all of them'
                yield f"option.{row['id']}", text

    @classmethod
    def problems(cls, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from super().problems(body)
        for part in {cls.rows, "choices"} & body.keys():
            first: dict[str, str] = {}
            for row in body[part]:
                if (same := first.setdefault(folded(row["text"]), row["id"])) != row["id"]:
                    yield f"option.{row['id']}", f"({same}) and ({row['id']}) read alike; make them differ"

    @cached_property
    def codes(self) -> dict[str, str]:
        """For each id of the text what stands for it in a form: letters as an author gives them, a, b, c, tell the key.

        Made from the whole body with its reasons, so that nobody reckons them back from the page; the same in every
        form of this version.
        """
        secret = hashlib.sha256(json.dumps(self.body, sort_keys=True).encode()).digest()
        return {each: hmac.digest(secret, each.encode(), "sha256").hex()[:10] for each in self.option_ids()}

    def id_of(self, code: str) -> str:
        """Raises BadResponse for what stands in no form of ours."""
        for each, its_code in self.codes.items():
            if its_code == code:
                return each
        raise BadResponse("a row or a choice that the form does not have")
