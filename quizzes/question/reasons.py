"""Tell where authors write the reasons of a question, and which are missing or misplaced."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from quizzes.question.body import Body, rows_of, text_of

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
    covers_all = bool(body.get("rationale"))
    if not places.are_expected:
        if covers_all:
            text = 'nothing is right or wrong here; write what to weigh as "- (a) …"'
            yield Problem("rationale", text)
        return
    if not places.rows:
        if not covers_all:
            text = 'the answer has no reason; write "Rationale: …" under the question'
            yield Problem("stem", text)
        return

    without = [row for row in rows_of(body, places.rows) if not row["rationale"]]
    names = [f"option.{text_of(row, 'id')}" for row in without]
    if places.one_may_do:
        if not covers_all:
            yield from (Problem(name, ROW_WITHOUT_REASON) for name in names)
        return

    yield from (Problem(name, OPTION_WITHOUT_REASON) for name in names)
    if covers_all:
        yield Problem("rationale", "a reason stands under its option; move it there")
