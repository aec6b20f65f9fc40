"""Single best answer: one option is right. True/false is the same with two options."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.question.contract import Posted
from quizzes.question.options import OptionQuestion
from quizzes.question.scoring import OMISSION, BadResponse, Score, check_length, exact
from quizzes.question.text_format import QuestionText


@dataclass(frozen=True)
class Single(OptionQuestion):
    """A question with one right option.

    credit: the share of the points by option; the right option has 1.
    """

    label = gettext_lazy("Single best answer")
    several = False
    none_allowed = False

    ids: tuple[str, ...]
    credit: Mapping[str, Fraction]
    shuffle: bool = True

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        options = text.options(ticks=True)
        right = [row.id for row in text.rows if row.tick == "x"]
        return text.head() | {
            "options": options,
            "shuffle": fields.boolean("shuffle", True),
            "key": right[0] if len(right) == 1 else right,
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question from ``options`` [{id}] and ``key``, or ``credit`` {id: number}."""
        ids = tuple(option["id"] for option in body["options"])
        shuffle = body.get("shuffle", True)
        if body.get("credit"):
            return cls(ids, {key: exact(share) for key, share in body["credit"].items()}, shuffle)
        keys = [body["key"]] if isinstance(body["key"], str) else list(body["key"])
        return cls(ids, {key: Fraction(1) for key in keys}, shuffle)

    def check(self) -> list[str]:
        mistakes = [] if len(self.ids) >= 2 else ["write at least two options"]
        if len(self.ids) != len(set(self.ids)):
            mistakes.append(
                "two options have the same id; the letters in brackets are unique in a question"
            )
        if sorted(self.credit.values(), reverse=True)[:1] != [1]:
            mistakes.append("one option must be right; tick it with [x]")
        if sum(share == 1 for share in self.credit.values()) > 1:
            mistakes.append(
                "only one option of a single best answer is right; write type: multi, or one [x]"
            )
        mistakes += check_length(self.credit.values())
        unknown = set(self.credit) - set(self.ids)
        return [
            *mistakes,
            *(f"the key names an option {key!r} that does not exist" for key in sorted(unknown)),
        ]

    def score(self, response: Any) -> Score:
        if response is None or response == "":
            return OMISSION
        if not isinstance(response, str) or response not in self.ids:
            raise BadResponse(f"there is no option {response!r}")
        return Score.of(self.credit.get(response, Fraction(0)))

    def best_response(self) -> str:
        return next(option for option, share in self.credit.items() if share == 1)

    def key_ids(self) -> frozenset[str]:
        return frozenset(option for option, share in self.credit.items() if share == 1)

    def chosen(self, response: Any) -> list[str]:
        return [response] if response else []

    def how(self) -> str:
        return _("Select one.")

    def response_from(self, posted: Posted, name: str, before: Any = None) -> str | None:
        chosen = posted.get(name, ())
        if len(chosen) > 1:
            raise BadResponse("two answers to a question that has one")
        return chosen[0] if chosen and chosen[0] else None

    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        return {name: self.chosen(response)}
