"""Write the numbers of sources in few signs: as runs without gaps."""

from collections.abc import Sequence

MOST_RUNS = 3  # of numbers in a mark; more would take a line


def runs_of(numbers: Sequence[int]) -> list[list[int]]:
    """Return ascending numbers in groups without gaps."""
    run: list[int] = []
    runs = []
    for number in numbers:
        follows = run and number == run[-1] + 1
        if not follows:
            run = []
            runs.append(run)
        run.append(number)
    return runs


def in_ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers in few signs: "1–3, 7", or "1 … 9" if that has over three parts."""
    runs = runs_of(numbers)
    if len(runs) > MOST_RUNS:
        return f"{numbers[0]} … {numbers[-1]}"
    return ", ".join(map(_in_words, runs))


def _in_words(run: Sequence[int]) -> str:
    """Return "3" or "1–3"."""
    first = run[0]
    last = run[-1]
    if first == last:
        return str(first)
    return f"{first}–{last}"
