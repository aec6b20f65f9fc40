"""Say minutes of learning as hours. No Django."""


def quarter_hours(minutes: int) -> str:
    """Return the hours in ``minutes``, rounded down to a quarter: "1.25"."""
    return f"{minutes // 15 / 4:g}"
