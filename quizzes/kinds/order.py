"""Ordering: the learner puts rows in order.

The first order shown is not an answer. It becomes one when the learner moves a row, or says that
the order is theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.question.body import Body, list_of, rows_of, text_of
from quizzes.question.forms import Draft, Posted, Widget, errors_in
from quizzes.question.option_order import OptionOrder
from quizzes.question.reasons import ReasonPlaces
from quizzes.question.responses import Response, ids_in
from quizzes.question.rows import RowQuestion
from quizzes.question.scoring import OMISSION, BadResponse, Score
from quizzes.question.text_format import QuestionText
from quizzes.question.texts import Html

ALL_OR_NOTHING = "all_or_nothing"
ABSOLUTE = "absolute"
PAIRS = "pairs"
ADJACENT = "adjacent"
POLICIES = (ALL_OR_NOTHING, ABSOLUTE, PAIRS, ADJACENT)
MOVE_STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True)
class SortedRow:
    code: str
    html: SafeString
    plain: str


@dataclass(frozen=True)
class OrderField(Widget):
    """Hold what the form shows.

    is_mine: True if the learner moved a row, or said that this is their order.
    """

    rows: tuple[SortedRow, ...]
    is_mine: bool
    errors: tuple[str, ...]

    def fields(self) -> dict[str, list[str]]:
        if not self.is_mine:
            return {}
        return {self.name: [row.code for row in self.rows], f"{self.name}-mine": ["on"]}

    def anchor_after(self, posted: Posted) -> str:
        """Return the HTML id of the row that was moved; "" if none was."""
        moves = posted.get(f"{self.name}-move", ())
        codes = [move.partition(" ")[0] for move in moves]
        return f"{self.name}-{codes[0]}" if codes else ""


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
    reasons = ReasonPlaces(rows="options", one_may_do=True)

    key: tuple[str, ...]
    policy: str = ALL_OR_NOTHING

    # Writing

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, object]:
        return text.head() | {
            "options": text.options(ticks=False),
            "key": [row.id for row in text.rows],
            "policy": fields.choice("policy", POLICIES, ALL_OR_NOTHING),
        }

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from ``key`` [ids] and ``policy``."""
        key = tuple(str(row) for row in list_of(body, "key"))
        policy = text_of(body, "policy", "") or ALL_OR_NOTHING
        return cls(body=body, key=key, policy=policy)

    def check(self) -> list[str]:
        mistakes = []
        if len(self.key) < 3:
            mistakes.append('write at least three rows, the first on top: "- (a) Text"')
        if len(self.key) != len(set(self.key)):
            mistakes.append(
                "two rows have the same id; the letters in brackets are unique in a question"
            )
        rows = rows_of(self.body, self.rows, optional=True)
        if set(self.key) != {row["id"] for row in rows}:
            mistakes.append("the key names every row and nothing else; make the two agree")
        if self.policy not in POLICIES:
            policies = ", ".join(POLICIES)
            mistakes.append(f"there is no policy {self.policy!r}; write one of {policies}")
        return mistakes

    # Marking

    def score(self, response: Response) -> Score:
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
        hits: list[bool] = []
        if self.policy == ABSOLUTE:
            hits = [place[row] == at for at, row in enumerate(response)]
        elif self.policy == PAIRS:
            hits = [place[one] < place[other] for one, other in combinations(response, 2)]
        elif self.policy == ADJACENT:
            hits = [place[one] + 1 == place[other] for one, other in pairwise(response)]
        if hits:
            return Fraction(sum(hits), len(hits))
        return Fraction(response == list(self.key))

    def best_response(self) -> list[str]:
        return list(self.key)

    # Asking

    @property
    def options(self) -> OptionOrder:
        """Return the rows, which never begin in the order of the key."""
        # Otherwise a learner could earn full points by agreeing with what is shown. The rule gives
        # away that one of n! orders is not the key; all others stay equally likely.
        return OptionOrder(self.key, never_first=(self.key,))

    def how(self) -> str:
        text = _("Move a row with its arrows; the first stands on top.")
        return f"{text} {_how_policy_counts(self.policy)}"

    def response_from(self, posted: Posted, name: str, before: Response = None) -> list[str] | None:
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
            _move_row(order, self.id_of_code(code), way)
        return order

    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> OrderField:
        if draft is None:
            is_mine = bool(response)
            ids = ids_in(response) or order
        else:
            is_mine = _is_learners_order(draft.fields, name)
            ids = self._drafted_order(draft, name) or order
        rows = [
            SortedRow(self.codes[row], html.of(f"option.{row}"), html.plain(f"option.{row}"))
            for row in ids
        ]
        return OrderField(name, tuple(rows), is_mine, errors_in(draft, name))

    def _drafted_order(self, draft: Draft, name: str) -> list[str]:
        try:
            return self._posted_order(draft.fields, name)
        except BadResponse:
            return []  # The fields were kept from a form that was tampered with.

    # Afterwards

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> OrderResult:
        """Return the rows in the order of the key.

        With a closed key they stand as they were answered, and no row has a sign.
        """
        given = ids_in(response)
        shown = self.key if open_key else given
        rows = tuple(
            self._placed_row(html, row, at, given, open_key) for at, row in enumerate(shown)
        )
        why = html.of("rationale") if open_key else SafeString()
        return OrderResult(rows, open_key, why)

    def _placed_row(
        self, html: Html, row: str, at: int, given: list[str], open_key: bool
    ) -> PlacedRow:
        text = html.of(f"option.{row}")
        if not open_key:
            return PlacedRow(text, sign="", given=None, why=SafeString())
        why = html.of(f"option.{row}.why")
        if not given:
            return PlacedRow(text, sign="", given=None, why=why)
        if given[at] == row:
            return PlacedRow(text, sign="right", given=None, why=why)
        return PlacedRow(text, sign="wrong", given=given.index(row) + 1, why=why)

    def in_words(self, html: Html, response: Response) -> str:
        rows = enumerate(ids_in(response), 1)
        return "; ".join(f"{at}. {html.plain(f'option.{row}')}" for at, row in rows)


def _is_learners_order(posted: Posted, name: str) -> bool:
    return bool(posted.get(f"{name}-mine") or posted.get(f"{name}-move"))


def _move_row(order: list[str], row: str, way: str) -> None:
    """Move a row one place up or down. Raises BadResponse for a move out of the list."""
    if not order or way not in MOVE_STEPS:
        raise BadResponse("a move that the form does not have")
    place = order.index(row) + MOVE_STEPS[way]
    if not 0 <= place < len(order):
        raise BadResponse("a move that the form does not have")
    order.remove(row)
    order.insert(place, row)


def _how_policy_counts(policy: str) -> str:
    texts = {
        ALL_OR_NOTHING: _("It counts when every row is in its place."),
        ABSOLUTE: _("Each row in its place counts."),
        PAIRS: _("Every two rows in the right order count."),
        ADJACENT: _("Each row that rightly follows the one above it counts."),
    }
    return texts.get(policy, "")
