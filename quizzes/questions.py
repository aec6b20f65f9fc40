"""A question as its page shows it: without anything that gives away the key."""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from quizzes.kinds import template_of
from quizzes.kinds.numeric import LONGEST, Numeric
from quizzes.models import AttemptItem

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class ShownOption:
    id: str
    letter: str
    html: SafeString
    chosen: bool


@dataclass(frozen=True)
class ShownQuestion:
    """``typed`` and ``unit`` are what stands in the fields of a number, ``reading`` is how the saved one was read."""

    kind: str
    template: str
    vignette: SafeString
    stem: SafeString
    how: str
    options: tuple[ShownOption, ...]
    units: tuple[str, ...]
    typed: str
    unit: str
    reading: str
    flagged: bool
    sureness: int | None


def rendered(text: str) -> SafeString:
    """HTML that was cleaned when the edition was published."""
    return mark_safe(text)  # noqa: S308


def show(item: AttemptItem, fields: dict[str, list[str]] | None = None) -> ShownQuestion:
    """The question with the saved response, or with ``fields`` of a form that was not saved."""
    parts, body, data = item.rule.rendered, item.version.body, item.version.data
    chosen, typed, unit = _filled(item, fields)
    flagged = item.flagged if fields is None else "flag" in fields
    sureness = item.sureness if fields is None else _number(fields.get("sureness", []))
    return ShownQuestion(
        kind=item.version.kind,
        template=template_of(item.version.kind),
        vignette=rendered(parts["vignette"]),
        stem=rendered(parts["stem"]),
        how=_how(item.version.kind, body),
        options=tuple(
            ShownOption(option, LETTERS[place], rendered(parts["options"][option]["text"]), option in chosen)
            for place, option in enumerate(item.option_order)
        ),
        units=data.unit_names if isinstance(data, Numeric) else (),
        typed=typed,
        unit=unit,
        reading=_reading(item),
        flagged=flagged,
        sureness=sureness,
    )


def _filled(item: AttemptItem, fields: dict[str, list[str]] | None) -> tuple[set[str], str, str]:
    if fields is not None:
        answers = fields.get("answer", [])
        return set(answers), (answers or [""])[0], (fields.get("unit") or [""])[0]
    response: Any = item.response
    data = item.version.data
    if isinstance(data, Numeric):
        return set(), *data.amount_and_unit(str(response or ""))
    return set(response if isinstance(response, list) else [response or ""]), "", ""


def _reading(item: AttemptItem) -> str:
    data = item.version.data
    amount = data.read(item.response) if isinstance(data, Numeric) and item.response else None
    if amount is None:
        return ""
    with localcontext(prec=2 * LONGEST):
        number = f"{(Decimal(amount.number.numerator) / amount.number.denominator).normalize():f}"
    if len(number) > LONGEST:
        return str(item.response)
    return f"{number}\N{NO-BREAK SPACE}{amount.unit}".strip()


def _number(texts: list[str]) -> int | None:
    return int(texts[0]) if texts and texts[0] in {"1", "2", "3"} else None


def _how(kind: str, body: dict[str, Any]) -> str:
    """How to answer, and what a partly right answer is worth."""
    if kind == "numeric":
        if body.get("units"):
            return _("Give a number and its unit. Use a point for decimals: write 1.5, not 1,5.")
        return _("Give a number. Use a point for decimals: write 1.5, not 1,5.")
    if kind == "single":
        return _("Choose one.")
    return {
        "all_or_nothing": _("Choose all that apply. It counts when every choice is right."),
        "plus_minus": _("Choose all that apply. Each right choice adds, each wrong one takes away; never below 0."),
        "every_decision": _("Choose all that apply. Every option that you judge rightly counts."),
    }[body["policy"]]


def posted_fields(form: QueryDict) -> dict[str, list[str]]:
    """The fields of a posted form, to show it again as it was."""
    return {name: form.getlist(name) for name in ("answer", "unit", "flag", "sureness") if name in form}
