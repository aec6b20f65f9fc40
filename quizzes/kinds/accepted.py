"""The answers that a number accepts: how authors write them, and what they allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from course.source import Fields
from quizzes.question.body import Body, BodyError, NothingWrittenError, WrittenBody, list_of
from quizzes.question.scoring import exact


@dataclass(frozen=True)
class Accepted:
    """Hold an accepted answer: from ``low`` to ``high``, both included.

    credit: its share of the points.
    written: the answer as text, a number or both ends of a range.
    """

    low: Fraction
    high: Fraction
    credit: Fraction
    written: tuple[str, ...]

    @property
    def is_range(self) -> bool:
        """Tell whether both ends were written, and not a number with its tolerance."""
        return len(self.written) == 2

    def takes_a_tenfold_slip_of(self, other: "Accepted") -> bool:
        """Tell whether it takes ten times a number that is written in ``other``, or a tenth."""
        if self.is_range and self.low <= 0 <= self.high:
            return False  # Near zero, as a difference may lie, no number has a size.
        numbers = [exact(number) for number in other.written]
        slips = [slip for number in numbers if number for slip in (number * 10, number / 10)]
        return any(self.low <= slip <= self.high for slip in slips)


def read_answer(fields: Fields) -> WrittenBody:
    """Return {value, tol or rel, credit} or {range, credit} as the author wrote it."""
    answer: WrittenBody = {}
    if fields.has("range"):
        answer["range"] = fields.texts("range")
    else:
        tolerance = "rel" if fields.has("rel") else "tol"
        answer["value"] = fields.text("value")
        answer[tolerance] = fields.text(tolerance, required=False) or "0"
    if fields.has("credit"):
        answer["credit"] = fields.text("credit")
    fields.done()
    return answer


def accepted_from(answer: Body, name: str) -> Accepted:
    """Return the accepted answer from {value, tol, rel, credit} or {range, credit}.

    name: of the field that holds it, for errors. Raises BodyError.
    """
    try:
        return _accepted_from(answer)
    except BodyError as error:
        raise type(error)(str(error), name) from error


def _accepted_from(answer: Body) -> Accepted:
    credit = exact(answer.get("credit", 1))
    if "range" in answer:
        return _range_from(list_of(answer, "range"), credit)

    written = str(answer["value"])
    value = exact(written)
    tolerance = _tolerance(answer, abs(value))
    return Accepted(
        low=value - tolerance,
        high=value + tolerance,
        credit=credit,
        written=(written,),
    )


def _range_from(bounds: Sequence[object], credit: Fraction) -> Accepted:
    """Return the answer that lies between two bounds. Raises BodyError."""
    if not bounds:
        raise NothingWrittenError("a range has no ends; write two")
    if len(bounds) != 2:
        raise BodyError('a range has two ends; write range: ["20", "30"]')
    low, high = (str(bound) for bound in bounds)
    return Accepted(low=exact(low), high=exact(high), credit=credit, written=(low, high))


def _tolerance(answer: Body, size: Fraction) -> Fraction:
    """Return the tolerance of an answer whose value has that size.

    ``rel`` is the share of the size; if it is true, ``tol`` is that share.
    """
    share = answer.get("rel")
    tolerance = exact(answer.get("tol") or 0)
    if share is None or share is False:
        return tolerance
    if share is True:
        return size * tolerance
    return size * exact(share)
