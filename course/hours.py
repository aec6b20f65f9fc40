"""Estimate how long learning takes, and say it in hours. No Django."""

WORDS_A_MINUTE = 200
# In hundredths of a minute, so that the sum is made of whole numbers.
TIME_OF_A_FIGURE = 100
TIME_OF_A_CHECK = 50
TIME_OF_AN_ITEM = 150


def minutes(words: int, figures: int, checks: int, items: int) -> int:
    """Return the estimated minutes, rounded up.

    200 words a minute, one minute a table or figure, half a minute a check, a minute and a half
    an item.
    """
    return _divide_up(hundredths(words, figures, checks, items), 100)


def hundredths(words: int, figures: int, checks: int, items: int) -> int:
    """Return the estimated time in hundredths of a minute, by the same rule."""
    time = _divide_up(words * 100, WORDS_A_MINUTE)
    time += figures * TIME_OF_A_FIGURE
    time += checks * TIME_OF_A_CHECK
    time += items * TIME_OF_AN_ITEM
    return time


def quarter_hours(minutes: int) -> str:
    """Return the hours in ``minutes``, rounded down to a quarter: "1.25"."""
    quarters = minutes // 15
    return f"{quarters / 4:g}"


def _divide_up(number: int, divisor: int) -> int:
    """Return the quotient, rounded up."""
    return -(-number // divisor)
