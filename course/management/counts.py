"""Count things in what commands print, which nobody translates."""


def counted(number: int, word: str) -> str:
    """Return a number with its word: "1 lesson", "2 lessons"."""
    return f"{number} {word}{'s' * (number != 1)}"
