"""Multiple response: any number of options is right; the policy says what a partly right selection is worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizzes.kinds.scoring import OMISSION, UNREADABLE, BadResponse, Score, exact

TEMPLATE = "quizzes/kinds/options.html"
ALL_OR_NOTHING, PLUS_MINUS, EVERY_DECISION, WEIGHTS = "all_or_nothing", "plus_minus", "every_decision", "weights"
POLICIES = (ALL_OR_NOTHING, PLUS_MINUS, EVERY_DECISION, WEIGHTS)


@dataclass(frozen=True)
class Multi:
    ids: tuple[str, ...]
    key: frozenset[str]
    policy: str = ALL_OR_NOTHING
    weights: Mapping[str, Fraction] | None = None
    max: int | None = None
    none_allowed: bool = False

    def score(self, response: Any) -> Score:
        if response is None:
            return OMISSION
        if not isinstance(response, list) or not all(isinstance(each, str) for each in response):
            raise BadResponse("an answer here is a list of options")
        chosen = frozenset(response)
        if not chosen <= set(self.ids):
            raise BadResponse(f"there is no option {sorted(chosen - set(self.ids))}")
        if not chosen and not self.none_allowed:
            return OMISSION
        if self.max is not None and len(chosen) > self.max:
            return UNREADABLE
        return Score.of(self.worth(chosen))

    def worth(self, chosen: frozenset[str]) -> Fraction:
        """The share of the points before clamping.

        plus_minus: (right - wrong) / number of right options; every_decision: options judged rightly / all options
        (Betts et al. 2021 compare them); weights: the sum, where within 0.001 of 1 counts as 1.
        """
        right, wrong = len(chosen & self.key), len(chosen - self.key)
        if self.policy == PLUS_MINUS:
            return Fraction(right - wrong, len(self.key)) if self.key else Fraction(not chosen)
        if self.policy == EVERY_DECISION:
            return Fraction(len(self.ids) - len(chosen ^ self.key), len(self.ids))
        if self.policy == WEIGHTS:
            total = sum(((self.weights or {}).get(each, Fraction(0)) for each in chosen), Fraction(0))
            return Fraction(1) if abs(total - 1) < Fraction(1, 1000) else total
        return Fraction(chosen == self.key)

    def check(self) -> list[str]:
        mistakes = [] if len(self.ids) >= 3 else ["write at least three options"]
        if self.policy not in POLICIES:
            return [*mistakes, f"there is no policy {self.policy!r}; write one of {', '.join(POLICIES)}"]
        if not self.key and not self.none_allowed and self.policy != WEIGHTS:
            mistakes.append("at least one option must be right; mark it with [x]")
        if not self.key <= set(self.ids):
            mistakes.append(f"the key names options that do not exist: {sorted(self.key - set(self.ids))}")
        if self.ids and Score.of(self.worth(frozenset(self.ids))).fraction >= Fraction(1, 2):
            mistakes.append("ticking every option pays here; add wrong options, or write policy: all_or_nothing")
        return mistakes

    def response_from(self, form: Mapping[str, Any]) -> Any:
        chosen = sorted(set(form.getlist("answer")) - {""})  # type: ignore[attr-defined]
        return chosen or None

    def option_ids(self) -> list[str]:
        return list(self.ids)


def from_body(body: Mapping[str, Any]) -> Multi:
    """From ``options`` [{id}], ``key`` [ids], ``policy``, ``weights`` {id: number}, ``max``, ``none_allowed``."""
    weights = body.get("weights")
    return Multi(
        ids=tuple(option["id"] for option in body["options"]),
        key=frozenset(body.get("key", ())),
        policy=body.get("policy", ALL_OR_NOTHING),
        weights={key: exact(weight) for key, weight in weights.items()} if weights else None,
        max=body.get("max"),
        none_allowed=body.get("none_allowed", False),
    )
