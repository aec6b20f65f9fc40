"""The answers that a number accepts: how authors write them, and what they allow."""

from dataclasses import dataclass
from fractions import Fraction

from course.source import Fields
from quizzes.question.body import Body, WrittenBody, list_of
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


def accepted_from(answer: Body) -> Accepted:
    """Return the accepted answer from {value, tol, rel, credit} or {range, credit}."""
    credit = exact(answer.get("credit", 1))
    if "range" in answer:
        low, high = (str(bound) for bound in list_of(answer, "range"))
        return Accepted(
            low=exact(low),
            high=exact(high),
            credit=credit,
            written=(low, high),
        )

    written = str(answer["value"])
    value = exact(written)
    tolerance = _tolerance(answer, abs(value))
    return Accepted(
        low=value - tolerance,
        high=value + tolerance,
        credit=credit,
        written=(written,),
    )


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
