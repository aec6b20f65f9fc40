"""The codes that stand in a page for the ids of options, rows and choices."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from functools import cached_property

from quizzes.question.body import Body
from quizzes.question.contract import QuestionKind
from quizzes.question.scoring import BadResponse


@dataclass(frozen=True)
class CodedQuestion(QuestionKind):
    """A question whose forms send codes, because the author's own ids would tell something.

    Rows of an ordering stand in the file as the key has them, and an author may have a favourite
    letter for what is right.

    body: what the question was made from.
    """

    body: Body = field(repr=False, compare=False)

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
