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
from quizzes.question.body import Body, WrittenBody, list_of, rows_of, text_of
from quizzes.question.forms import Draft, FormFields, Posted, Widget, errors_in, posted_text
from quizzes.question.option_order import OptionOrder
from quizzes.question.reasons import Problem, ReasonPlaces, repeated_ids, unknown_policy
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

    def fields(self) -> FormFields:
        if not self.is_mine:
            return {}
        codes = [row.code for row in self.rows]
        return {self.name: codes, f"{self.name}-mine": ["on"]}

    def anchor_after(self, posted: Posted) -> str:
        """Return the HTML id of the row that was moved; "" if none was."""
        move = posted_text(posted, f"{self.name}-move")
        code, _space, _way = move.partition(" ")
        return f"{self.name}-{code}" if code else ""


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
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        return text.head() | {
            "options": text.options(ticks=False),
            "key": [row.id for row in text.rows],
            "policy": fields.choice("policy", POLICIES, ALL_OR_NOTHING),
        }

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from ``key`` [ids] and ``policy``."""
        key = [str(row) for row in list_of(body, "key")]
        policy = text_of(body, "policy", "") or ALL_OR_NOTHING
        return cls(body=body, key=tuple(key), policy=policy)

    def check(self) -> list[Problem]:
        mistakes = []
        if len(self.key) < 3:
            text = 'write at least three rows, the first on top: "- (a) Text"'
            mistakes.append(Problem("", text))
        mistakes += repeated_ids(
            self.key, "two rows have the same id; the letters in brackets are unique in a question"
        )
        rows = rows_of(self.body, self.rows, optional=True)
        if set(self.key) != {row["id"] for row in rows}:
            text = "the key names every row and nothing else; make the two agree"
            mistakes.append(Problem("", text))
        if self.policy not in POLICIES:
            mistakes.append(unknown_policy(self.policy, POLICIES))
        return mistakes

    # Marking

    def score(self, response: Response) -> Score:
        if response is None or response == []:
            return OMISSION
        if not isinstance(response, list):
            raise BadResponse("an answer here is a list of rows")
        if not all(isinstance(row, str) for row in response):
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
        hits = self._hits(response)
        if hits:
            return Fraction(sum(hits), len(hits))
        return Fraction(response == list(self.key))

    def _hits(self, response: list[str]) -> list[bool]:
        """Return whether each thing that the policy counts is right; [] if it counts the whole."""
        places = [self.key.index(row) for row in response]
        if self.policy == ABSOLUTE:
            return [place == right for right, place in enumerate(places)]
        if self.policy == PAIRS:
            pairs = combinations(places, 2)
            return [first < second for first, second in pairs]
        if self.policy == ADJACENT:
            neighbours = pairwise(places)
            return [first + 1 == second for first, second in neighbours]
        return []

    def what_is_right(self) -> object:
        return self.key, self.policy

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
        codes = posted.get(name, ())
        moves = posted.get(f"{name}-move", ())
        order = [self.id_of_code(code) for code in codes]
        if order and sorted(order) != sorted(self.key):
            raise BadResponse("an order has every row once")
        for move in moves:
            code, _space, way = move.partition(" ")
            row = self.id_of_code(code)
            _move_row(order, row, way)
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
        rows = [self._sorted_row(html, row) for row in ids]
        return OrderField(name, tuple(rows), is_mine, errors_in(draft, name))

    def _sorted_row(self, html: Html, row: str) -> SortedRow:
        text = html.option(row)
        return SortedRow(self.codes[row], text, html.plain_option(row))

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
        text = html.option(row)
        if not open_key:
            return PlacedRow(text, sign="", given=None, why=SafeString())
        why = html.reason(row)
        if not given:
            return PlacedRow(text, sign="", given=None, why=why)
        if given[at] == row:
            return PlacedRow(text, sign="right", given=None, why=why)
        place_given = given.index(row) + 1
        return PlacedRow(text, sign="wrong", given=place_given, why=why)

    def in_words(self, html: Html, response: Response) -> str:
        words = []
        for place, row in enumerate(ids_in(response), 1):
            text = html.plain_option(row)
            words.append(f"{place}. {text}")
        return "; ".join(words)


def _is_learners_order(posted: Posted, name: str) -> bool:
    says_so = bool(posted.get(f"{name}-mine"))
    moves_a_row = bool(posted.get(f"{name}-move"))
    return says_so or moves_a_row


def _move_row(order: list[str], row: str, way: str) -> None:
    """Move a row one place up or down. Raises BadResponse for a move out of the list."""
    step = MOVE_STEPS.get(way)
    if not order or step is None:
        raise BadResponse("a move that the form does not have")
    place = order.index(row) + step
    if place not in range(len(order)):
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
