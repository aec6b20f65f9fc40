"""Print and save measured figures."""

import json
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """Hold one figure.

    target: None if the figure is only reported.
    ok: False if the target is missed.
    """

    name: str
    value: float
    unit: str
    target: float | None
    ok: bool


def print_table(rows: list[Row]) -> None:
    """Print a line for each figure."""
    for row in rows:
        target = "" if row.target is None else f"{row.target:g}"
        verdict = "" if row.target is None else "ok" if row.ok else "MISSED"
        print(f"{row.name:42} {row.value:>10g} {row.unit:6} {target:>8} {verdict}")


def save(rows: list[Row], file: Path) -> None:
    """Write the figures as a list of objects, one a line."""
    lines = ",\n".join(json.dumps(row._asdict()) for row in rows)
    file.write_text(f"[\n{lines}\n]\n")
