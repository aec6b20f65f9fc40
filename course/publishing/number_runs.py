"""Write the numbers of sources in few signs: as runs without gaps."""

from collections.abc import Sequence

MOST_RUNS = 3  # of numbers in a mark; more would take a line

Ends = tuple[int, ...]  # the first and the last number of a run, or one that stands alone


def ends_of_runs(numbers: Sequence[int]) -> list[Ends]:
    """Return the ends of each run without gaps in ascending numbers: [(1, 3), (7,)]."""
    runs: list[Ends] = []
    for number in numbers:
        follows = runs and number == runs[-1][-1] + 1
        if follows:
            first = runs[-1][0]
            runs[-1] = (first, number)
        else:
            runs.append((number,))
    return runs


def in_ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers as "1–3, 7"."""
    ranges = _ranges(numbers)
    return ", ".join(ranges)


def in_mark(numbers: Sequence[int]) -> str:
    """Return ascending numbers as "1–3, 7", or "1–3, 7 …" if that has over three parts."""
    ranges = _ranges(numbers)
    if len(ranges) <= MOST_RUNS:
        return ", ".join(ranges)
    first, second, *_rest = ranges
    return f"{first}, {second} …"


def _ranges(numbers: Sequence[int]) -> list[str]:
    """Return each run of the numbers as "1–3" or "7"."""
    ranges = []
    for ends in ends_of_runs(numbers):
        words = [str(number) for number in ends]
        ranges.append("–".join(words))
    return ranges
