"""Tell where authors write the reasons of a question, and which are missing or misplaced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from quizzes.question.body import (
    Body,
    BodyError,
    NothingWrittenError,
    duplicates_of,
    rows_of,
    text_of,
)

NO_REASON = 'the answer has no reason; write "Rationale: …" under the question'
REASON_WITHOUT_KEY = 'nothing is right or wrong here; write what to weigh as "- (a) …"'
MISPLACED_REASON = "a reason stands under its option; move it there"
OPTION_WITHOUT_REASON = 'this option has no reason; write "Rationale: …" under it'
ROW_WITHOUT_REASON = (
    'this row has no reason; write "Rationale: …" under it, or one above the rows for all of them'
)


class Problem(NamedTuple):
    """Hold a mistake of an author.

    name: the name of the text or the field with the mistake, such as "option.a" or "answers";
    "" if it concerns the whole question.
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


def unreadable_body(error: Exception) -> Iterator[Problem]:
    """Yield the problem of a body that cannot be read, in no words but our own."""
    if isinstance(error, NothingWrittenError):
        return
    if isinstance(error, BodyError):
        yield Problem(error.name, f"the answer cannot be read: {error}")
        return
    text = "the answer cannot be read; write the fields of this kind as in docs/content-format.md"
    yield Problem("", text)


def unknown_policy(policy: str, policies: Iterable[str]) -> Problem:
    known = ", ".join(policies)
    return Problem("policy", f'there is no policy "{policy}"; write one of {known}')


def repeated_ids(ids: Iterable[str], advice: str) -> Iterator[Problem]:
    """Yield the advice for each id that rows share, at the second of them."""
    for row_id in duplicates_of(ids):
        yield Problem(second_row(row_id), advice)


def second_row(row_id: str) -> str:
    """Return the name under which the line of the second row with that id is kept."""
    return f"option.{row_id}.again"


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
