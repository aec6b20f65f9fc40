"""Run a file of scoring cases: ``python -m quizzes.score FILE.json``. No settings, no database.

The file is {"items": [{name, question, response, expect}], "totals": [{name, items, pass_mark, expect}]}; ``expect``
of an item is [fraction, status], or ["-", "bad_request"].
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quizzes.grading import total
from quizzes.kinds import KINDS, question_from
from quizzes.question.parts import SAME_AS
from quizzes.question.scoring import BadResponse, exact


def score_case(case: dict[str, Any]) -> Any:
    """Return [fraction, status] of an item. Raises LookupError for an unknown kind."""
    kind = case["question"]["type"]
    kind = SAME_AS.get(kind, kind)
    if kind not in KINDS:
        raise LookupError(f"kind {kind!r} is not supported")
    try:
        score = question_from(kind, case["question"]).score(case["response"])
    except BadResponse:
        return ["-", "bad_request"]
    return [str(score.fraction), score.status]


def total_case(case: dict[str, Any]) -> Any:
    """Return earned, max, passed and display of a total."""
    items = [(exact(points), exact(fraction), state) for points, fraction, state in case["items"]]
    result = total(items, exact(case["pass_mark"]))
    return {
        "earned": str(result.earned),
        "max": str(result.possible),
        "passed": result.passed,
        "display": result.display,
    }


def failures(cases: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each case that does not come out as expected."""
    item_cases = [(score_case, case) for case in cases.get("items", [])]
    total_cases = [(total_case, case) for case in cases.get("totals", [])]
    for run, case in item_cases + total_cases:
        try:
            got, wanted = reduce_numbers(run(case)), reduce_numbers(case["expect"])
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            yield f"{case.get('name')}: {error}"
            continue
        if got != wanted:
            yield f"{case.get('name')}: expected {wanted}, got {got}"


def reduce_numbers(outcome: Any) -> Any:
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
    cases = json.loads(Path(path).read_text(encoding="utf-8"))
    failed = list(failures(cases))
    count = len(cases.get("items", [])) + len(cases.get("totals", []))
    sys.stdout.write("".join(f"{line}\n" for line in failed))
    sys.stdout.write(f"{count - len(failed)} passed, {len(failed)} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else "Say: python -m quizzes.score FILE.json")
