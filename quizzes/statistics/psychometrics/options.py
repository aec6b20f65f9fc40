"""How the options of an item were chosen, and whether its distractors work."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quizzes.statistics.psychometrics.matrix import CountedItem, Matrix, Rest
from quizzes.statistics.psychometrics.sums import (
    Figure,
    Numbers,
    correlation,
    ratio,
    scaled_variance,
    weighted_sum,
)

# A working distractor is chosen by at least this share of learners
# (Tarrant, Ware and Mohammed 2009).
MIN_FUNCTIONAL_SHARE = 0.05
OMITTED_OPTION = "-"
OMITTED = (OMITTED_OPTION,)  # what a learner chose who chose nothing

Chosen = Sequence[Sequence[str]]  # the ids that were chosen at each place of an item
Places = dict[str, list[int]]  # by option: places of an item


@dataclass(frozen=True)
class OptionUse:
    """Hold how an option was chosen.

    n: how many learners chose it. proportion: as a share.
    r_rest: the correlation of choosing it with the points of the other items.
    mean_total: the mean total of those who chose it, in points.
    """

    id: str
    n: int
    proportion: Figure
    r_rest: Figure
    mean_total: Figure

    @property
    def is_functional(self) -> bool:
        """Tell whether a distractor is chosen often enough to do anything."""
        share = self.proportion
        return share is not None and share >= MIN_FUNCTIONAL_SHARE


def option_use(
    matrix: Matrix,
    item: CountedItem,
    chosen: Chosen,
    ids: Iterable[str],
) -> tuple[OptionUse, ...]:
    """Return the use of each option and, last, of none (OMITTED_OPTION)."""
    rest = matrix.rest_of(item)
    rest_at = rest.by_place()
    rest_variance = scaled_variance(rest.earned, rest.counts)
    uses = []
    for option, places in _choosers(chosen, ids).items():
        counts = _at(places, item.counts)
        totals = _at(places, item.totals)
        sum_of_totals = weighted_sum(totals, counts)
        n = sum(counts)

        with_rest = [place for place in places if place in rest_at]
        choosers = Rest(
            places=with_rest,
            earned=[rest_at[place] for place in with_rest],
            counts=_at(with_rest, item.counts),
        )
        use = OptionUse(
            id=option,
            n=n,
            proportion=ratio(n, item.n),
            r_rest=_correlation_with_rest(choosers, rest, rest_variance),
            mean_total=ratio(sum_of_totals, n * matrix.unit),
        )
        uses.append(use)
    return tuple(uses)


def _at(places: Iterable[int], numbers: Numbers) -> list[int]:
    """Return the numbers at these places."""
    return [numbers[place] for place in places]


def _choosers(chosen: Chosen, ids: Iterable[str]) -> Places:
    """Return the places of those who chose each option and, last, of those who chose none."""
    choosers: Places = {option: [] for option in ids}
    for place, options in enumerate(chosen):
        for option in options or OMITTED:
            places = choosers.setdefault(option, [])
            places.append(place)

    omitted = choosers.pop(OMITTED_OPTION, [])
    choosers[OMITTED_OPTION] = omitted  # the last
    return choosers


def _correlation_with_rest(choosers: Rest, rest: Rest, rest_variance: int) -> Figure:
    """Return the correlation of having chosen an option (1 or 0) with the rest."""
    # With x = 1 for choosers and else 0: Σx = Σx² = their number, Σxy = the sum of their rest.
    n = sum(rest.counts)
    count = sum(choosers.counts)
    rest_of_choosers = weighted_sum(choosers.earned, choosers.counts)
    rest_of_all = weighted_sum(rest.earned, rest.counts)
    covariance = n * rest_of_choosers - count * rest_of_all
    variance = n * count - count * count
    return correlation(covariance, variance, rest_variance)


def option_shares(
    matrix: Matrix,
    item: CountedItem,
    chosen: Chosen,
    groups: int = 3,
) -> dict[str, tuple[float, ...]]:
    """Return how often each chosen option was chosen in equally large groups of learners.

    The values are shares, one for each group, from the learners who earned least in the other
    items to those who earned most.
    """
    rest = matrix.rest_of(item)
    group_size = sum(rest.counts) / groups
    shares_by_option: dict[str, list[float]] = {}
    rank = 0
    for equals in _by_rest(rest):
        learners = sum(_at(equals, item.counts))
        counts = _count_options(chosen, equals, item.counts)
        for group in range(groups):
            part = _part_inside(rank, learners, group, group_size)
            for option, count in counts:
                shares = shares_by_option.setdefault(option, [0.0] * groups)
                shares[group] += part * count / group_size
        rank += learners
    return {option: tuple(shares) for option, shares in shares_by_option.items()}


def _part_inside(rank: int, count: int, group: int, group_size: float) -> float:
    """Return which part of ``count`` learners, from ``rank`` on, lies in a group.

    Learners with equal points at the border of two groups count for both, in parts.
    """
    group_start = group * group_size
    group_end = (group + 1) * group_size
    first = max(rank, group_start)
    last = min(rank + count, group_end)
    return max(last - first, 0.0) / count


def _by_rest(rest: Rest) -> list[list[int]]:
    """Return the places of learners with an equal rest, the lowest first."""
    places_by_rest: dict[int, list[int]] = {}
    for place, earned in zip(rest.places, rest.earned, strict=True):
        places = places_by_rest.setdefault(earned, [])
        places.append(place)
    return [places for _earned, places in sorted(places_by_rest.items())]


def _count_options(
    chosen: Chosen, places: Iterable[int], learners: Numbers
) -> list[tuple[str, int]]:
    """Return how many of the learners at these places chose each option, sorted by option.

    learners: how many there are at each place of the item.
    """
    counts: Counter[str] = Counter()
    for place in places:
        options = chosen[place] or OMITTED
        for option in options:
            counts[option] += learners[place]
    return sorted(counts.items())
