"""Single best answer: one option is right. ``truefalse`` is the same with two options."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizzes.kinds.scoring import OMISSION, BadResponse, Score, exact

TEMPLATE = "quizzes/kinds/options.html"


@dataclass(frozen=True)
class Single:
    """``credit`` gives each option's share of the points; a key is a credit of 1."""

    ids: tuple[str, ...]
    credit: Mapping[str, Fraction]

    def score(self, response: Any) -> Score:
        if response is None or response == "":
            return OMISSION
        if not isinstance(response, str) or response not in self.ids:
            raise BadResponse(f"there is no option {response!r}")
        return Score.of(self.credit.get(response, Fraction(0)))

    def check(self) -> list[str]:
        mistakes = [] if len(self.ids) >= 2 else ["write at least two options"]
        if sorted(self.credit.values(), reverse=True)[:1] != [1]:
            mistakes.append("one option must be right; mark it with [x]")
        if sum(share == 1 for share in self.credit.values()) > 1:
            mistakes.append("only one option of a single best answer is right; write type: multi, or one [x]")
        unknown = set(self.credit) - set(self.ids)
        return [*mistakes, *(f"the key names an option {key!r} that does not exist" for key in sorted(unknown))]

    def response_from(self, form: Mapping[str, Any]) -> Any:
        chosen = form.getlist("answer")  # type: ignore[attr-defined]
        if len(chosen) > 1:
            raise BadResponse("two answers to a question that has one")
        return chosen[0] if chosen and chosen[0] else None

    def option_ids(self) -> list[str]:
        return list(self.ids)


def from_body(body: Mapping[str, Any]) -> Single:
    """From ``options`` [{id}] and ``key``, or ``credit`` {id: number}."""
    ids = tuple(option["id"] for option in body["options"])
    if "credit" in body:
        return Single(ids, {key: exact(share) for key, share in body["credit"].items()})
    return Single(ids, {key: Fraction(1) for key in _keys(body["key"])})


def _keys(key: Any) -> list[str]:
    return [key] if isinstance(key, str) else list(key)
