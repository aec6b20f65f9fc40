"""What to write instead of a number that cannot be read."""

import re

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from quizzes.kinds.listed_units import ListedUnits
from quizzes.kinds.number_reading import NumberReader

NUMBER_WITH_SEPARATOR = re.compile(r"[0-9]*[.,][0-9]*")
# One separator that does not group thousands.
ONE_SEPARATOR = re.compile(r"[^.,]*[.,](?![0-9]{3}(?![0-9]))[^.,]*")


def advice_on(typed: str, reader: NumberReader) -> str:
    """Return what to write instead of a typed amount that is not understood."""
    amount = reader.amount(typed)
    if amount is None:
        return _separator_advice(typed, reader)
    if not amount.unit:
        return _what_to_write(reader.units)
    if not reader.units:
        text = _("Write only the number, without “%(typed)s”.")
        return text % {"typed": amount.unit}
    return _unit_advice(amount.unit, reader.units)


def _what_to_write(units: ListedUnits) -> str:
    if not units:
        return _("Write a number.")
    names = ", ".join(units.names)
    return _("Write a number and choose its unit (%s).") % names


def _unit_advice(typed: str, units: ListedUnits) -> str:
    """Return what to do about units of which none counts: typed, or typed and then chosen."""
    first, _space, last = typed.rpartition(" ")
    was_chosen_too = bool(first) and last in units.by_folded_name
    if was_chosen_too and units.named(first):
        text = _("“%(typed)s” and “%(chosen)s” are two units. Keep the one that you mean.")
        return text % {"typed": first, "chosen": last}

    unknown = first if was_chosen_too else typed
    listed = list(units.names)
    names = get_text_list(listed, _("or"))
    text = _("“%(typed)s” is not one of the units here. Write the unit as %(units)s.")
    return text % {"typed": unknown, "units": names}


def _separator_advice(typed: str, reader: NumberReader) -> str:
    """Return how to write the answer if only its separator is wrong; else an example."""
    advice = _what_to_write(reader.units)
    corrected = _with_other_separator(typed, reader)
    if not corrected or not reader.amount(corrected):
        return f"{advice} {_example(reader)}"

    [wrong, *_others] = NUMBER_WITH_SEPARATOR.findall(typed)
    right = _with_other_separator(wrong, reader)
    text = _("Write %(right)s, not %(wrong)s.")
    correction = text % {"right": right, "wrong": wrong}
    if reader.understood(corrected):
        return correction
    return f"{advice} {correction}"


def _example(reader: NumberReader) -> str:
    if reader.locale == "eu":
        return _("Write 1,5, not 1.5.")
    return _("Write 1.5, not 1,5.")


def _with_other_separator(typed: str, reader: NumberReader) -> str:
    """Return the text with its one foreign separator replaced; "" if it has none, or more."""
    theirs = "." if reader.locale == "eu" else ","
    ours = "," if reader.locale == "eu" else "."
    if theirs not in typed:
        return ""
    if not ONE_SEPARATOR.fullmatch(typed):
        return ""
    return typed.replace(theirs, ours)
