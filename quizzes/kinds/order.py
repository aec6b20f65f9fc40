"""Ordering: the learner puts rows in order.

The first order shown is not an answer. It becomes one when the learner moves a row, or says that
the order is theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any, Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.question.contract import Html, Posted, errors_of
from quizzes.question.rows import RowQuestion
from quizzes.question.scoring import OMISSION, BadResponse, Score
from quizzes.question.text_format import QuestionText

ALL_OR_NOTHING, ABSOLUTE, PAIRS, ADJACENT = "all_or_nothing", "absolute", "pairs", "adjacent"
POLICIES = (ALL_OR_NOTHING, ABSOLUTE, PAIRS, ADJACENT)
MOVE_STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True)
class SortedRow:
    code: str
    html: SafeString
    plain: str


@dataclass(frozen=True)
class OrderField:
    """Hold what the form shows.

    is_mine: True if the learner moved a row, or said that this is their order.
    """

    name: str
    rows: tuple[SortedRow, ...]
    is_mine: bool
    errors: tuple[str, ...]


@dataclass(frozen=True)
class PlacedRow:
    """Hold a row as a result shows it.

    sign: "right", "wrong" or "".
    given: the place in the answer, from 1, if it is not the right one.
    """

    html: SafeString
    sign: str
    given: int | None
    why: SafeString


@dataclass(frozen=True)
class OrderResult:
    rows: tuple[PlacedRow, ...]
    open_key: bool
    why: SafeString


@dataclass(frozen=True)
class Order(RowQuestion):
    """A question whose rows are to be put in order.

    key: the ids from the first row to the last.
    """

    label = gettext_lazy("Ordering")
    template = "quizzes/kinds/order.html"
    result_template = "quizzes/kinds/order_result.html"
    rows = "options"

    key: tuple[str, ...]
    policy: str = ALL_OR_NOTHING

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        return text.head() | {
            "options": text.options(ticks=False),
            "key": [row.id for row in text.rows],
            "policy": fields.choice("policy", POLICIES, ALL_OR_NOTHING),
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question from ``key`` [ids] and ``policy``."""
        return cls(body=body, key=tuple(body["key"]), policy=body.get("policy") or ALL_OR_NOTHING)

    def check(self) -> list[str]:
        mistakes = []
        if len(self.key) < 3:
            mistakes.append('write at least three rows, the first on top: "- (a) Text"')
        if len(self.key) != len(set(self.key)):
            mistakes.append(
                "two rows have the same id; the letters in brackets are unique in a question"
            )
        if set(self.key) != {row["id"] for row in self.body.get(self.rows, ())}:
            mistakes.append("the key names every row and nothing else; make the two agree")
        if self.policy not in POLICIES:
            mistakes.append(
                f"there is no policy {self.policy!r}; write one of {', '.join(POLICIES)}"
            )
        return mistakes

    def score(self, response: Any) -> Score:
        if response is None or response == []:
            return OMISSION
        if not isinstance(response, list) or not all(isinstance(row, str) for row in response):
            raise BadResponse("an answer here is a list of rows")
        if sorted(response) != sorted(self.key):
            raise BadResponse("an order has every row once")
        return Score.of(self._earned_share(response))

    def _earned_share(self, response: list[str]) -> Fraction:
        """Return the share of the points of an order.

        absolute: rows in their place / rows.
        pairs: pairs in the right order / pairs, which is 1 - inversions / C(n, 2).
        adjacent: neighbours that follow each other in the key too / neighbours.
        """
        place = {row: at for at, row in enumerate(self.key)}
        if self.policy == ABSOLUTE:
            hits = [place[row] == at for at, row in enumerate(response)]
        elif self.policy == PAIRS:
            hits = [place[one] < place[other] for one, other in combinations(response, 2)]
        elif self.policy == ADJACENT:
            hits = [place[one] + 1 == place[other] for one, other in pairwise(response)]
        else:
            hits = []
        return Fraction(sum(hits), len(hits)) if hits else Fraction(response == list(self.key))

    def best_response(self) -> list[str]:
        return list(self.key)

    def option_ids(self) -> list[str]:
        return list(self.key)

    def is_allowed_initial_order(self, order: Sequence[str]) -> bool:
        """Tell whether an attempt may show that order at first: any order but the key."""
        # Otherwise a learner could earn full points by agreeing with what is shown. The rule gives
        # away that one of n! orders is not the key; all others stay equally likely.
        return tuple(order) != self.key

    def how(self) -> str:
        text = {
            ALL_OR_NOTHING: _("It counts when every row is in its place."),
            ABSOLUTE: _("Each row in its place counts."),
            PAIRS: _("Every two rows in the right order count."),
            ADJACENT: _("Each row that rightly follows the one above it counts."),
        }.get(self.policy, "")
        return _("Move a row with its arrows; the first stands on top.") + " " + text

    def response_from(self, posted: Posted, name: str, before: Any = None) -> list[str] | None:
        order = self._posted_order(posted, name)
        return order if order and _is_learners_order(posted, name) else None

    def _posted_order(self, posted: Posted, name: str) -> list[str]:
        """Return the posted rows, after the move of the pressed button. Raises BadResponse.

        Returns [] if no row was posted.
        """
        order = [self.id_of_code(code) for code in posted.get(name, ())]
        if order and sorted(order) != sorted(self.key):
            raise BadResponse("an order has every row once")
        for move in posted.get(f"{name}-move", ()):
            code, _space, way = move.partition(" ")
            row = self.id_of_code(code)
            there = order.index(row) + MOVE_STEPS[way] if order and way in MOVE_STEPS else -1
            if not 0 <= there < len(order):
                raise BadResponse("a move that the form does not have")
            order.remove(row)
            order.insert(there, row)
        return order

    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        if not response:
            return {}
        return {name: [self.codes[row] for row in response], f"{name}-mine": ["on"]}

    def anchor_after_save(self, posted: Posted, name: str) -> str:
        """Return the HTML id of the row that was moved; "" if none was."""
        codes = [move.partition(" ")[0] for move in posted.get(f"{name}-move", ())]
        return f"{name}-{codes[0]}" if codes else ""

    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> OrderField:
        try:
            ids = self._posted_order(posted, name) or order
        except BadResponse:  # The fields were kept from a form that was tampered with.
            ids = order
        rows = tuple(
            SortedRow(self.codes[row], html.of(f"option.{row}"), html.plain(f"option.{row}"))
            for row in ids
        )
        return OrderField(name, rows, _is_learners_order(posted, name), errors_of(errors, name))

    def result(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> OrderResult:
        """Return the rows in the order of the key.

        With a closed key they stand as they were answered, and no row has a sign.
        """
        given = list(response or ())
        shown = self.key if open_key else given
        rows = tuple(
            self._placed_row(html, row, at, given, open_key) for at, row in enumerate(shown)
        )
        return OrderResult(rows, open_key, html.of("rationale" if open_key else ""))

    def _placed_row(
        self, html: Html, row: str, at: int, given: list[str], open_key: bool
    ) -> PlacedRow:
        is_right = bool(given) and given[at] == row
        return PlacedRow(
            html=html.of(f"option.{row}"),
            sign=("right" if is_right else "wrong") if open_key and given else "",
            given=given.index(row) + 1 if open_key and given and not is_right else None,
            why=html.of(f"option.{row}.why" if open_key else ""),
        )

    def in_words(self, html: Html, response: Any) -> str:
        return "; ".join(
            f"{at}. {html.plain(f'option.{row}')}" for at, row in enumerate(response or (), 1)
        )


def _is_learners_order(posted: Posted, name: str) -> bool:
    return bool(posted.get(f"{name}-mine") or posted.get(f"{name}-move"))
