"""Tell where authors write the reasons of a question, and which are missing or misplaced."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from quizzes.question.body import Body, rows_of, text_of

NO_REASON = 'the answer has no reason; write "Rationale: …" under the question'
REASON_WITHOUT_KEY = 'nothing is right or wrong here; write what to weigh as "- (a) …"'
MISPLACED_REASON = "a reason stands under its option; move it there"
OPTION_WITHOUT_REASON = 'this option has no reason; write "Rationale: …" under it'
ROW_WITHOUT_REASON = (
    'this row has no reason; write "Rationale: …" under it, or one above the rows for all of them'
)


class Problem(NamedTuple):
    """Hold a mistake of an author.

    name: the name of the text with the mistake; "" if it concerns the whole question.
    text: what to write instead.
    """

    name: str
    text: str


@dataclass(frozen=True)
class ReasonPlaces:
    """Hold where the reasons of a kind stand.

    rows: the list in the body whose rows have a reason each; "" for one under the question.
    one_may_do: True if one reason above the rows may stand for all of them.
    are_expected: False if nothing is right or wrong, so that nothing needs a reason.
    """

    rows: str = ""
    one_may_do: bool = False
    are_expected: bool = True


def missing_reasons(places: ReasonPlaces, body: Body) -> Iterator[Problem]:
    """Yield each reason that is missing or misplaced."""
    has_common_reason = bool(body.get("rationale"))
    if not places.are_expected:
        if has_common_reason:
            yield Problem("rationale", REASON_WITHOUT_KEY)
    elif not places.rows:
        if not has_common_reason:
            yield Problem("stem", NO_REASON)
    elif places.one_may_do:
        if not has_common_reason:
            yield from _rows_without(places.rows, body, ROW_WITHOUT_REASON)
    else:
        yield from _rows_without(places.rows, body, OPTION_WITHOUT_REASON)
        if has_common_reason:
            yield Problem("rationale", MISPLACED_REASON)


def _rows_without(rows: str, body: Body, advice: str) -> Iterator[Problem]:
    """Yield the advice for each row without a reason."""
    for row in rows_of(body, rows):
        if not row["rationale"]:
            yield Problem(f"option.{text_of(row, 'id')}", advice)
