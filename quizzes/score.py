"""Run a file of scoring cases: ``python -m quizzes.score FILE.json``. No settings, no database.

The file is an object of two lists:

- "items": {name, question, response, expect}. ``expect`` is [fraction, status], or
  ["-", "bad_request"].
- "totals": {name, items, pass_mark, expect}. ``expect`` is {earned, max, passed, display}, an
  item of ``items`` is [points, fraction, state].
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypedDict

from quizzes.grading import total
from quizzes.kinds import KINDS, question_from
from quizzes.question.parts import SAME_AS
from quizzes.question.responses import Response
from quizzes.question.scoring import BadResponse, exact

USE = "Say: python -m quizzes.score FILE.json"


class ItemCase(TypedDict):
    name: str
    question: Mapping[str, object]
    response: Response
    expect: object


class TotalCase(TypedDict):
    name: str
    items: list[tuple[str, str, str]]
    pass_mark: str
    expect: object


class Cases(TypedDict, total=False):
    items: list[ItemCase]
    totals: list[TotalCase]


def score_case(case: ItemCase) -> list[str]:
    """Return [fraction, status] of an item. Raises LookupError for an unknown kind."""
    written_kind = str(case["question"]["type"])
    kind = SAME_AS.get(written_kind, written_kind)
    if kind not in KINDS:
        raise LookupError(f"kind {kind!r} is not supported")
    try:
        question = question_from(kind, case["question"])
        score = question.score(case["response"])
    except BadResponse:
        return ["-", "bad_request"]
    return [str(score.fraction), score.status]


def total_case(case: TotalCase) -> dict[str, object]:
    """Return earned, max, passed and display of a total."""
    items = []
    for points, fraction, state in case["items"]:
        items.append((exact(points), exact(fraction), state))
    result = total(items, exact(case["pass_mark"]))
    return {
        "earned": str(result.earned),
        "max": str(result.possible),
        "passed": result.passed,
        "display": result.display,
    }


def failures(cases: Cases) -> Iterator[str]:
    """Yield a line for each case that does not come out as expected."""
    for item in cases.get("items", []):
        yield from _failure(item, partial(score_case, item))
    for sums in cases.get("totals", []):
        yield from _failure(sums, partial(total_case, sums))


def _failure(case: ItemCase | TotalCase, run: Callable[[], object]) -> Iterator[str]:
    """Yield a line if what ``run`` returns is not as the case expects."""
    name = case.get("name")
    try:
        got = reduce_numbers(run())
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        yield f"{name}: {error}"
        return
    wanted = reduce_numbers(case.get("expect"))
    if got != wanted:
        yield f"{name}: expected {wanted}, got {got}"


def reduce_numbers(outcome: object) -> object:
    """Return an outcome with its numbers reduced: 0.5, "2/4" and "1/2" become the same."""
    if isinstance(outcome, dict):
        return {name: reduce_numbers(value) for name, value in outcome.items()}
    if isinstance(outcome, list | tuple):
        return [reduce_numbers(value) for value in outcome]
    if isinstance(outcome, bool) or outcome is None:
        return outcome
    try:
        return str(exact(outcome))
    except ValueError:
        return outcome


def main(path: str) -> int:
    """Print what fails and a closing line. Return 0 if nothing fails."""
    text = Path(path).read_text(encoding="utf-8")
    cases = json.loads(text)
    count = len(cases.get("items", [])) + len(cases.get("totals", []))
    failed = list(failures(cases))
    for line in failed:
        sys.stdout.write(f"{line}\n")
    passed = count - len(failed)
    sys.stdout.write(f"{passed} passed, {len(failed)} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else USE)
