"""Multiple response: any number of options is right; the policy scores a partly right choice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from course.source import Fields
from quizzes.question.body import (
    Body,
    flag_of,
    ids_of,
    list_of,
    mapping_of,
    number_of,
    rows_of,
    text_of,
)
from quizzes.question.forms import Posted
from quizzes.question.options import OptionQuestion
from quizzes.question.responses import Response, ids_in
from quizzes.question.scoring import OMISSION, UNREADABLE, BadResponse, Score, check_length, exact
from quizzes.question.text_format import QuestionText

ALL_OR_NOTHING = "all_or_nothing"
PLUS_MINUS = "plus_minus"
EVERY_DECISION = "every_decision"
WEIGHTS = "weights"
POLICIES = (ALL_OR_NOTHING, PLUS_MINUS, EVERY_DECISION, WEIGHTS)
WEIGHT_SUM_TOLERANCE = Fraction(1, 1000)  # three weights of 0.333 count as 1


@dataclass(frozen=True)
class Multi(OptionQuestion):
    """A question with any number of right options.

    weights: what each option is worth; None unless the policy is ``weights``.
    max: how many options may be chosen; None for any number.
    """

    label = gettext_lazy("Multiple response")
    several = True

    ids: tuple[str, ...]
    key: frozenset[str]
    policy: str = ALL_OR_NOTHING
    weights: Mapping[str, Fraction] | None = None
    max: int | None = None
    none_allowed: bool = False
    shuffle: bool = True

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, object]:
        body: dict[str, object] = text.head() | {
            "options": text.options(ticks=True),
            "shuffle": fields.boolean("shuffle", True),
            "policy": fields.choice("policy", POLICIES, ALL_OR_NOTHING),
            "key": [row.id for row in text.rows if row.tick == "x"],
        }
        weights = fields.mapping("weights") if body["policy"] == WEIGHTS else None
        if weights:
            body["weights"] = {option: weights.text(option) for option in weights.names()}
        if fields.has("max"):
            body["max"] = fields.integer("max", minimum=1, maximum=100)
        if fields.has("none_allowed"):
            body["none_allowed"] = fields.boolean("none_allowed")
        return body

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from its body.

        The body holds ``options`` [{id}], ``key`` [ids], ``policy``, ``weights`` {id: number},
        ``max`` and ``none_allowed``.
        """
        weights = mapping_of(body, "weights")
        return cls(
            ids=ids_of(rows_of(body, "options")),
            key=frozenset(str(option) for option in list_of(body, "key", optional=True)),
            policy=text_of(body, "policy", "") or ALL_OR_NOTHING,
            weights={option: exact(weight) for option, weight in weights.items()} or None,
            max=number_of(body, "max"),
            none_allowed=flag_of(body, "none_allowed"),
            shuffle=flag_of(body, "shuffle", True),
        )

    def check(self) -> list[str]:
        mistakes = []
        if len(self.ids) < 3:
            mistakes.append("write at least three options")
        if len(self.ids) != len(set(self.ids)):
            mistakes.append(
                "two options have the same id; the letters in brackets are unique in a question"
            )
        if self.policy not in POLICIES:
            policies = ", ".join(POLICIES)
            mistakes.append(f"there is no policy {self.policy!r}; write one of {policies}")
            return mistakes
        return [*mistakes, *self._check_key()]

    def _check_key(self) -> Iterator[str]:
        weights = self.weights or {}
        if not self.key and not self.none_allowed and self.policy != WEIGHTS:
            yield "at least one option must be right; tick it with [x]"

        unknown = (self.key | set(weights)) - set(self.ids)
        if unknown:
            yield f"the key names options that do not exist: {sorted(unknown)}"

        weighted = {option for option, weight in weights.items() if weight > 0}
        if self.policy == WEIGHTS and weighted != self.key:
            yield "the options ticked [x] are those whose weight is above 0; make the two agree"
        yield from check_length(weights.values())

        ticking_all = Score.of(self.earned_share(frozenset(self.ids))) if self.ids else OMISSION
        if ticking_all.fraction >= Fraction(1, 2):
            yield "ticking every option pays here; add wrong options, or write policy: all_or_nothing"

    def score(self, response: Response) -> Score:
        if response is None:
            return OMISSION
        is_list = isinstance(response, list)
        if not is_list or not all(isinstance(option, str) for option in response):
            raise BadResponse("an answer here is a list of options")

        chosen = frozenset(response)
        if not chosen <= set(self.ids):
            raise BadResponse(f"there is no option {sorted(chosen - set(self.ids))}")
        if not chosen and not self.none_allowed:
            return OMISSION
        if self.max is not None and len(chosen) > self.max:
            return UNREADABLE
        return Score.of(self.earned_share(chosen))

    def earned_share(self, chosen: frozenset[str]) -> Fraction:
        """Return the share of the points that a choice earns, not yet clamped to 0..1.

        plus_minus: (right - wrong) / number of right options.
        every_decision: options judged rightly / all options (Betts et al. 2021 compare the two).
        weights: the sum of the weights; within 0.001 of 1 it counts as 1.
        """
        if self.policy == PLUS_MINUS:
            right = len(chosen & self.key)
            wrong = len(chosen - self.key)
            return Fraction(right - wrong, len(self.key)) if self.key else Fraction(not chosen)
        if self.policy == EVERY_DECISION:
            wrongly_judged = len(chosen ^ self.key)
            return Fraction(len(self.ids) - wrongly_judged, len(self.ids))
        if self.policy == WEIGHTS:
            weights = self.weights or {}
            total = sum((weights.get(option, Fraction(0)) for option in chosen), Fraction(0))
            return Fraction(1) if abs(total - 1) <= WEIGHT_SUM_TOLERANCE else total
        return Fraction(chosen == self.key)

    def best_response(self) -> list[str]:
        return [option for option in self.ids if option in self.key]

    def key_ids(self) -> frozenset[str]:
        return self.key

    def chosen(self, response: Response) -> list[str]:
        return ids_in(response)

    def how(self) -> str:
        text = _how_policy_counts(self.policy)
        if self.none_allowed:
            text += " " + _("If none applies, select “None of these”.")
        return f"{text} {self._at_most()}".strip()

    def _at_most(self) -> str:
        if self.max is None:
            return ""
        return ngettext("Select at most %d.", "Select at most %d.", self.max) % self.max

    def unreadable(self, response: Response, name: str) -> dict[str, str]:
        text = _("You selected %d options.") % len(self.chosen(response))
        return {name: f"{text} {self._at_most()}"}

    def response_from(self, posted: Posted, name: str, before: Response = None) -> list[str] | None:
        chosen = sorted(set(posted.get(name, ())) - {""})
        if chosen:
            return chosen
        says_none = self.none_allowed and posted.get(f"{name}-none")
        return [] if says_none else None


def _how_policy_counts(policy: str) -> str:
    texts = {
        ALL_OR_NOTHING: _("Select all that apply. It counts when every choice is right."),
        PLUS_MINUS: _(
            "Select all that apply. "
            "Each right choice adds, each wrong one takes away; never below 0."
        ),
        EVERY_DECISION: _("Select all that apply. Every option that you judge rightly counts."),
        WEIGHTS: _(
            "Select all that apply. "
            "Choices count by how much they matter; wrong ones may take away."
        ),
    }
    return texts[policy]
