"""Advice from the statistics of a question: which figures need a look, and what to do then."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.statistics.psychometrics.items import ItemStatistics
from quizzes.statistics.psychometrics.options import OptionUse

# Limits beyond which a question needs a look: conventions of ours, wide enough for small cohorts.
MIN_ITEM_REST = 0.10
MIN_VERY_EASY_FACILITY = 0.95
MAX_VERY_HARD_FACILITY = 0.30

Option = tuple[str, bool, OptionUse]  # letter, is right, use


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
    statistics: ItemStatistics, options: Sequence[Option], must_pass: bool
) -> Iterator[Advice]:
    """Yield all advice that the figures of a question give, most pressing first."""
    r, facility = statistics.item_rest, statistics.facility or 0.0
    if reasons := [*_reasons_to_doubt_the_key(r, options)]:
        yield Advice(Weight.URGENT, _("Check the key"), " ".join(reasons))
    easy = facility >= MIN_VERY_EASY_FACILITY
    if r is not None and 0 <= r < MIN_ITEM_REST and not easy:
        text = _(
            "Getting it right has little to do with the rest. Read the stem again: is it clear, and about one thing?"
        )
        yield Advice(Weight.LOOK, _("Tells little apart"), text)
    if facility <= MAX_VERY_HARD_FACILITY:
        text = _(
            "Three in ten or fewer are right. Does a lesson teach it? If so, is the question clear?"
        )
        yield Advice(Weight.LOOK, _("Very hard"), text)
    if easy and not must_pass:
        text = _(
            "Nearly everybody is right. Keep it if it must be known; it does not tell learners apart."
        )
        yield Advice(Weight.IDEA, _("Very easy"), text)
    idle = [letter for letter, is_key, use in options if not is_key and not use.is_functional]
    if idle and not easy:
        text = ngettext(
            "Option %(letters)s is chosen by fewer than 5%%. Drop it, or write one that could be believed.",
            "Options %(letters)s are chosen by fewer than 5%% each. Drop them, or write some that could be believed.",
            len(idle),
        )
        yield Advice(
            Weight.IDEA, _("Drop a distractor"), text % {"letters": get_text_list(idle, _("and"))}
        )


def _reasons_to_doubt_the_key(r: float | None, options: Sequence[Option]) -> Iterator[str]:
    """Yield the reasons why the key may be wrong, as sentences."""
    if r is not None and r < 0:
        yield _("Those who got it right earned less on the rest than those who did not.")
    keys = [use for _letter, is_key, use in options if is_key]
    if not keys:
        return
    wrong = [(letter, use) for letter, is_key, use in options if not is_key and use.is_functional]
    most, best = max(use.n for use in keys), max(use.r_rest or 0.0 for use in keys)
    if letters := _join_letters(letter for letter, use in wrong if use.n > most):
        yield _("Chosen more often than the key: %s.") % letters
    if letters := _join_letters(letter for letter, use in wrong if (use.r_rest or 0.0) > best):
        yield _("Chosen by learners with a better rest than those who chose the key: %s.") % letters


def _join_letters(letters: Iterable[str]) -> str:
    return get_text_list(list(letters), _("and"))
