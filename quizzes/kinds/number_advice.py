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
        return _("Write only the number, without “%(typed)s”.") % {"typed": amount.unit}
    return _unit_advice(amount.unit, reader.units)


def _what_to_write(units: ListedUnits) -> str:
    if units:
        return _("Write a number and choose its unit (%s).") % ", ".join(units.names)
    return _("Write a number.")


def _unit_advice(typed: str, units: ListedUnits) -> str:
    """Return what to do about units of which none counts: typed, or typed and then chosen."""
    first, _space, last = typed.rpartition(" ")
    are_two_units = bool(first) and last in units.by_folded_name and bool(units.named(first))
    if are_two_units:
        text = _("“%(typed)s” and “%(chosen)s” are two units. Keep the one that you mean.")
        return text % {"typed": first, "chosen": last}

    was_chosen_too = bool(first) and last in units.by_folded_name
    text = _("“%(typed)s” is not one of the units here. Write the unit as %(units)s.")
    names = get_text_list([*units.names], _("or"))
    return text % {"typed": first if was_chosen_too else typed, "units": names}


def _separator_advice(typed: str, reader: NumberReader) -> str:
    """Return how to write the answer if only its separator is wrong; else an example."""
    is_eu = reader.locale == "eu"
    theirs, ours = (".", ",") if is_eu else (",", ".")
    corrected = typed.replace(theirs, ours)
    has_one_wrong = theirs in typed and ONE_SEPARATOR.fullmatch(typed)
    if not has_one_wrong or not reader.amount(corrected):
        example = _("Write 1,5, not 1.5.") if is_eu else _("Write 1.5, not 1,5.")
        return f"{_what_to_write(reader.units)} {example}"

    wrong = NUMBER_WITH_SEPARATOR.findall(typed)[0]
    text = _("Write %(right)s, not %(wrong)s.")
    advice = text % {"right": wrong.replace(theirs, ours), "wrong": wrong}
    if reader.understood(corrected):
        return advice
    return f"{_what_to_write(reader.units)} {advice}"
