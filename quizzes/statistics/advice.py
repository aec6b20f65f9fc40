"""Advice from the statistics of a question: which figures need a look, and what to do then."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.statistics.psychometrics.items import ItemStatistics
from quizzes.statistics.psychometrics.options import OptionUse
from quizzes.statistics.psychometrics.sums import Interval

# Limits beyond which a question needs a look: conventions of ours, wide enough for small cohorts.
MIN_ITEM_REST = 0.10
MIN_VERY_EASY_FACILITY = 0.95
MAX_VERY_HARD_FACILITY = 0.30


class UsedOption(NamedTuple):
    """Hold an option with its use."""

    letter: str
    is_key: bool
    use: OptionUse


class Weight(IntEnum):
    """How pressing an advice is.

    IDEA: something to improve. LOOK: something to look at. URGENT: answers may be marked wrongly.
    """

    IDEA, LOOK, URGENT = range(3)


@dataclass(frozen=True)
class Advice:
    """Hold one advice.

    name: two or three words. text: what is seen, and what to do.
    """

    weight: Weight
    name: str
    text: str

    @property
    def tone(self) -> str:
        """Return the CSS class of its tag."""
        return {Weight.IDEA: "", Weight.LOOK: "wait", Weight.URGENT: "bad"}[self.weight]


def advise(
    statistics: ItemStatistics, options: Sequence[UsedOption], must_pass: bool
) -> Iterator[Advice]:
    """Yield all advice that the figures of a question give, most pressing first."""
    facility = statistics.facility or 0.0
    is_very_easy = facility >= MIN_VERY_EASY_FACILITY

    is_key_in_doubt = _is_below_zero(statistics.item_rest_interval)
    if is_key_in_doubt:
        reasons = _reasons_to_doubt_the_key(options)
        yield Advice(Weight.URGENT, _("Check the key"), " ".join(reasons))
    if _tells_little_apart(statistics.item_rest) and not is_key_in_doubt and not is_very_easy:
        text = _(
            "Getting it right has little to do with the rest. Read the stem again: "
            "is it clear, and about one thing?"
        )
        yield Advice(Weight.LOOK, _("Tells little apart"), text)
    if facility <= MAX_VERY_HARD_FACILITY:
        text = _(
            "Three in ten or fewer are right. Does a lesson teach it? If so, is the question clear?"
        )
        yield Advice(Weight.LOOK, _("Very hard"), text)
    if is_very_easy and not must_pass:
        text = _(
            "Nearly everybody is right. Keep it if it must be known; "
            "it does not tell learners apart."
        )
        yield Advice(Weight.IDEA, _("Very easy"), text)
    if not is_very_easy:
        # Where nearly everybody is right, no distractor is chosen.
        yield from _advice_on_distractors(options)


def _is_below_zero(interval: Interval | None) -> bool:
    """Tell whether an interval lies below zero, so that chance alone hardly explains it."""
    return interval is not None and interval[1] < 0


def _tells_little_apart(item_rest: float | None) -> bool:
    return item_rest is not None and item_rest < MIN_ITEM_REST


def _advice_on_distractors(options: Sequence[UsedOption]) -> Iterator[Advice]:
    idle = [option.letter for option in _distractors(options) if not option.use.is_functional]
    if not idle:
        return
    text = ngettext(
        "Option %(letters)s is chosen by fewer than 5%%. "
        "Drop it, or write one that could be believed.",
        "Options %(letters)s are chosen by fewer than 5%% each. "
        "Drop them, or write some that could be believed.",
        len(idle),
    )
    yield Advice(Weight.IDEA, _("Drop a distractor"), text % {"letters": _join_letters(idle)})


def _distractors(options: Sequence[UsedOption]) -> list[UsedOption]:
    return [option for option in options if not option.is_key]


def _reasons_to_doubt_the_key(options: Sequence[UsedOption]) -> Iterator[str]:
    """Yield why the key of a question whose interval lies below zero may be wrong."""
    yield _("Those who got it right earned less on the rest than those who did not.")
    keys = [option.use for option in options if option.is_key]
    working = [option for option in _distractors(options) if option.use.is_functional]
    if keys:
        yield from _reasons_to_prefer(working, keys)


def _reasons_to_prefer(working: Sequence[UsedOption], keys: Sequence[OptionUse]) -> Iterator[str]:
    """Yield how distractors do better than every key: by number, and by who chose them."""
    most = max(key.n for key in keys)
    chosen_more = [option.letter for option in working if option.use.n > most]
    if chosen_more:
        yield _("Chosen more often than the key: %s.") % _join_letters(chosen_more)

    highest_r = max(_r(key) for key in keys)
    higher_r = [option.letter for option in working if _r(option.use) > highest_r]
    if higher_r:
        text = _("Chosen by learners with a better rest than those who chose the key: %s.")
        yield text % _join_letters(higher_r)


def _r(use: OptionUse) -> float:
    """Return the correlation with the rest; 0 where it is not defined."""
    return use.r_rest or 0.0


def _join_letters(letters: Sequence[str]) -> str:
    return get_text_list(list(letters), _("and"))
