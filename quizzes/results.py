"""A marked attempt as its page shows it: how much of the key may be seen depends on the quiz's review policy."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString

from quizzes.attempts import Standing
from quizzes.kinds import question_from
from quizzes.kinds.numeric import Numeric
from quizzes.models import Attempt, AttemptItem, Quiz
from quizzes.questions import LETTERS, rendered


@dataclass(frozen=True)
class ShownRationale:
    """``mark`` is "right", "wrong", or "" for what was not chosen and for what would give away the key."""

    letter: str
    html: SafeString
    why: SafeString
    chosen: bool
    mark: str


@dataclass(frozen=True)
class ResultItem:
    """``reasons`` are those that may be seen; ``answer`` and ``key`` are texts of a number."""

    position: int
    vignette: SafeString
    stem: SafeString
    status: str
    is_right: bool
    reasons: tuple[ShownRationale, ...]
    answer: str
    key: str
    why: SafeString
    slip: SafeString
    open_key: bool
    sureness: int | None
    remediation_url: str
    remediation_title: str


def keys_are_open(attempt: Attempt, standing: Standing) -> bool:
    """All keys may be seen: by policy, or the quiz is passed, or no attempt is left."""
    passed = standing.passed_attempt or attempt.grade and attempt.grade.passed
    if attempt.quiz.review == Quiz.Review.AFTER_SUBMIT or passed:
        return True
    return standing.attempts_left == 0 and standing.open_attempt is None


def result_items(attempt: Attempt, all_open: bool) -> list[ResultItem]:
    """Every item with what may be seen of it. A question answered right shows everything; a missed one shows the reason
    for the learner's own choice, and the rest once the keys are open."""
    run = attempt.grade
    grades = {grade.item_id: grade for grade in run.grades.all()} if run else {}
    items = attempt.items.select_related("rule", "version")
    return [_result(item, grades[item.pk], all_open) for item in items]


def _result(item: AttemptItem, grade: Any, all_open: bool) -> ResultItem:
    parts = item.rule.rendered
    is_right = Fraction(grade.fraction) == 1
    open_key = all_open or is_right
    numeric = item.version.kind == "numeric"
    return ResultItem(
        position=item.position,
        vignette=rendered(parts["vignette"]),
        stem=rendered(parts["stem"]),
        status=grade.status,
        is_right=is_right,
        reasons=() if numeric else _reasons(item, open_key),
        answer=str(item.response or "") if numeric else "",
        key=_number_key(item) if numeric and open_key else "",
        why=rendered(parts["rationale"] if open_key else ""),
        slip=rendered(_slip(item) if numeric else ""),
        open_key=open_key,
        sureness=item.sureness,
        remediation_url=item.rule.remediation_url,
        remediation_title=item.rule.remediation_title,
    )


def _reasons(item: AttemptItem, open_key: bool) -> tuple[ShownRationale, ...]:
    parts, body = item.rule.rendered, item.version.body
    keys = {body["key"]} if isinstance(body["key"], str) else set(body["key"])
    chosen = set(item.response if isinstance(item.response, list) else [item.response])
    shown = [
        ShownRationale(
            letter=LETTERS[place],
            html=rendered(parts["options"][option]["text"]),
            why=rendered(parts["options"][option]["rationale"] if open_key or option in chosen else ""),
            chosen=option in chosen,
            mark=_mark(item, option, keys, open_key),
        )
        for place, option in enumerate(item.option_order)
    ]
    return tuple(sorted(shown, key=lambda each: (each.mark != "right", not each.chosen))) if open_key else tuple(shown)


def _mark(item: AttemptItem, option: str, keys: set[str], open_key: bool) -> str:
    if open_key and option in keys:
        return "right"
    chosen = option in item.response if isinstance(item.response, list) else option == item.response
    # A choice among several is not called wrong before the key is open: the others might be what is wrong.
    return "wrong" if chosen and (open_key or item.version.kind == "single") else ""


def _number_key(item: AttemptItem) -> str:
    data, answers = item.version.data, item.version.body["answers"]
    answer = next(each for each in answers if Fraction(str(each.get("credit", 1))) == 1)
    unit = data.base if isinstance(data, Numeric) else ""
    text = answer["value"] if "value" in answer else "\N{EN DASH}".join(answer["range"])
    return f"{text}\N{NO-BREAK SPACE}{unit}".strip()


def _slip(item: AttemptItem) -> str:
    """The reason written for exactly this wrong amount, whatever unit it was given in."""
    body = dict(item.version.body)
    for slip in body.get("slips", []):
        as_key = question_from("numeric", body | {"answers": [{"value": slip["value"], "tol": "0"}]})
        if item.response and as_key.score(item.response).fraction == 1:
            return str(item.rule.rendered["slips"][slip["value"]])
    return ""
