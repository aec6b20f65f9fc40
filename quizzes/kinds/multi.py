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
    WrittenBody,
    flag_of,
    ids_of,
    list_of,
    mapping_of,
    number_of,
    rows_of,
    text_of,
)
from quizzes.question.forms import Posted
from quizzes.question.options import SAME_ID, OptionQuestion
from quizzes.question.reasons import Problem, repeated_ids, unknown_policy
from quizzes.question.responses import Response, ids_in
from quizzes.question.scoring import (
    OMISSION,
    UNREADABLE,
    BadResponse,
    Score,
    check_length,
    exact_in,
)
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
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        policy = fields.choice("policy", POLICIES, ALL_OR_NOTHING)
        body: WrittenBody = text.head() | {
            "options": text.options(ticks=True),
            "shuffle": fields.boolean("shuffle", True),
            "policy": policy,
            "key": text.ticked_ids(),
        }
        if policy == WEIGHTS:
            body |= _read_weights(fields)
        return body | _read_limits(fields)

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from its body.

        The body holds ``options`` [{id}], ``key`` [ids], ``policy``, ``weights`` {id: number},
        ``max`` and ``none_allowed``.
        """
        weights = mapping_of(body, "weights")
        key = list_of(body, "key", optional=True)
        exact_weights = {option: exact_in("weights", weight) for option, weight in weights.items()}
        return cls(
            body=body,
            ids=ids_of(rows_of(body, "options")),
            key=frozenset(str(option) for option in key),
            policy=text_of(body, "policy", "") or ALL_OR_NOTHING,
            weights=exact_weights or None,
            max=number_of(body, "max"),
            none_allowed=flag_of(body, "none_allowed"),
            shuffle=flag_of(body, "shuffle", True),
        )

    def check(self) -> list[Problem]:
        mistakes = []
        if len(self.ids) < 3:
            mistakes.append(Problem("", "write at least three options"))
        mistakes += repeated_ids(self.ids, SAME_ID)
        if self.policy not in POLICIES:
            return [*mistakes, unknown_policy(self.policy, POLICIES)]
        mistakes += self._check_key()
        mistakes += self._check_weights()
        if self.ids and self._pays_to_tick_all():
            text = (
                "ticking every option pays here; add wrong options, or write policy: all_or_nothing"
            )
            mistakes.append(Problem("policy", text))
        if self._pays_to_be_wrong():
            text = (
                "one wrong option alone earns half of the points or more here; "
                "tick more right options, or write policy: all_or_nothing"
            )
            mistakes.append(Problem("policy", text))
        return mistakes

    def _check_key(self) -> Iterator[Problem]:
        if not self.key and not self.none_allowed and self.policy != WEIGHTS:
            first = f"option.{self.ids[0]}" if self.ids else ""
            yield Problem(first, "at least one option must be right; tick it with [x]")
        named = self.key | set(self.weights or ())
        unknown = named - set(self.ids)
        if unknown:
            names = ", ".join(sorted(unknown))
            yield Problem("weights", f"the key names options that do not exist: {names}")

    def _check_weights(self) -> Iterator[Problem]:
        weights = self.weights or {}
        weighted = {option for option, weight in weights.items() if weight > 0}
        if self.policy == WEIGHTS and weighted != self.key:
            text = "the options ticked [x] are those whose weight is above 0; make the two agree"
            yield Problem("weights", text)
        for text in check_length(weights.values()):
            yield Problem("weights", text)

    def _pays_to_tick_all(self) -> bool:
        every_option = frozenset(self.ids)
        score = Score.of(self.earned_share(every_option))
        return score.fraction >= Fraction(1, 2)

    def _pays_to_be_wrong(self) -> bool:
        wrong = set(self.ids) - self.key
        return any(self.earned_share(frozenset({option})) >= Fraction(1, 2) for option in wrong)

    def score(self, response: Response) -> Score:
        if response is None:
            return OMISSION
        chosen = self._known_choice(response)
        if not chosen and not self.none_allowed:
            return OMISSION
        if self.max is not None and len(chosen) > self.max:
            return UNREADABLE
        return Score.of(self.earned_share(chosen))

    def _known_choice(self, response: Response) -> frozenset[str]:
        """Return the options of a response. Raises BadResponse for what is no option."""
        if not isinstance(response, list):
            raise BadResponse("an answer here is a list of options")
        if not all(isinstance(option, str) for option in response):
            raise BadResponse("an answer here is a list of options")
        chosen = frozenset(response)
        unknown = chosen - set(self.ids)
        if unknown:
            raise BadResponse(f"there is no option {sorted(unknown)}")
        return chosen

    def earned_share(self, chosen: frozenset[str]) -> Fraction:
        """Return the share of the points that a choice earns, not yet clamped to 0..1."""
        if self.policy == PLUS_MINUS:
            return self._share_by_plus_minus(chosen)
        if self.policy == EVERY_DECISION:
            return self._share_by_every_decision(chosen)
        if self.policy == WEIGHTS:
            return self._share_by_weights(chosen)
        return Fraction(chosen == self.key)

    def _share_by_plus_minus(self, chosen: frozenset[str]) -> Fraction:
        """Return (right - wrong) / number of right options."""
        if not self.key:
            return Fraction(not chosen)
        right = len(chosen & self.key)
        wrong = len(chosen - self.key)
        return Fraction(right - wrong, len(self.key))

    def _share_by_every_decision(self, chosen: frozenset[str]) -> Fraction:
        """Return options judged rightly / all options (Betts et al. 2021 compare the two)."""
        options = len(self.ids)
        wrongly_judged = len(chosen ^ self.key)
        return Fraction(options - wrongly_judged, options)

    def _share_by_weights(self, chosen: frozenset[str]) -> Fraction:
        """Return the sum of the weights; within 0.001 of 1 it counts as 1."""
        weights = self.weights or {}
        total = Fraction(0)
        for option in chosen:
            total += weights.get(option, Fraction(0))
        is_whole = abs(total - 1) <= WEIGHT_SUM_TOLERANCE
        return Fraction(1) if is_whole else total

    def what_is_right(self) -> object:
        return self.key, self.policy, self.weights, self.max, self.none_allowed

    def best_response(self) -> list[str]:
        return [option for option in self.ids if option in self.key]

    def key_ids(self) -> frozenset[str]:
        return self.key

    def chosen(self, response: Response) -> list[str]:
        return ids_in(response)

    def how(self) -> str:
        text = _how_policy_counts(self.policy)
        if self.none_allowed:
            text += " " + _("If none applies, select “None of these.”")
        return f"{text} {self._at_most()}".strip()

    def _at_most(self) -> str:
        if self.max is None:
            return ""
        return ngettext("Select at most %d.", "Select at most %d.", self.max) % self.max

    def unreadable(self, response: Response, name: str) -> dict[str, str]:
        count = len(self.chosen(response))
        text = _("You selected %d options.") % count
        return {name: f"{text} {self._at_most()}"}

    def response_from(self, posted: Posted, name: str, before: Response = None) -> list[str] | None:
        sent = set(posted.get(name, ()))
        chosen = sorted({self.id_sent(value) for value in sent - {""}})
        if chosen:
            return chosen
        says_none = bool(posted.get(f"{name}-none"))
        return [] if self.none_allowed and says_none else None


def _read_weights(fields: Fields) -> WrittenBody:
    """Return {"weights": {option: weight}}; {} if they cannot be read."""
    weights = fields.mapping("weights")
    if not weights:
        return {}
    return {"weights": {option: weights.text(option) for option in weights.names()}}


def _read_limits(fields: Fields) -> WrittenBody:
    """Return how many options may be chosen, as far as the author limits it."""
    limits: WrittenBody = {}
    if fields.has("max"):
        limits["max"] = fields.integer("max", minimum=1, maximum=100)
    if fields.has("none_allowed"):
        limits["none_allowed"] = fields.boolean("none_allowed")
    return limits


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
