"""What all charts share. A drawing is 530 wide; y grows downwards."""

WIDTH = 530
LEFT, RIGHT = 46.0, 516.0


def coordinate(number: float) -> str:
    """Return a coordinate with one decimal, whatever the locale."""
    return f"{number:.1f}"
