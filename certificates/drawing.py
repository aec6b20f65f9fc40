"""Compute the drawing of certificate and guide: contour lines and a trail of eight waymarks.

``python -m certificates.drawing`` writes it to static/print; a test compares the files with it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "print"
# Spruce mixed with white: transparency would take most of the renderer's time.
LINE = "#B7CBC5"
INK, SPRUCE, BLAZE = "#18211E", "#1B5A4E", "#EFB325"

Point = tuple[float, float]


@dataclass(frozen=True)
class Hill:
    """Hold the millimetres of a drawing: a summit, rings around it, a trail to it.

    inner_radius: of the innermost ring; each further one is ``ring_gap`` larger.
    flattening: the height of a ring divided by its width.
    """

    width: float
    height: float
    summit: Point
    rings: int
    inner_radius: float
    ring_gap: float
    flattening: float
    trail: tuple[Point, ...]


CERTIFICATE = Hill(
    112, 146, (63.0, 54.0), 9, 5.0, 5.2, 1.04,
    ((5.0, 141.5), (18.0, 124.5), (36.5, 116.5), (52.5, 103.0), (44.5, 87.5), (54.5, 76.0), (68.5, 68.5), (62.0, 53.0)),
)  # fmt: skip
COVER = Hill(
    210, 297, (153.0, 50.0), 12, 7.0, 8.2, 0.86,
    ((36.0, 122.0), (58.0, 110.0), (70.0, 92.0), (92.0, 86.0),
     (110.0, 72.0), (128.0, 74.0), (141.0, 58.0), (152.0, 44.0)),
)  # fmt: skip


def svg(hill: Hill) -> str:
    """Return the drawing as SVG."""
    # Colours stand on the elements: styles of the page do not reach into a picture.
    rings = "".join(f'<path d="{_closed(_ring(hill, number))}"/>' for number in range(hill.rings))
    marks = "".join(_waymark(point, last=point == hill.trail[-1]) for point in hill.trail)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{hill.width:g}mm" height="{hill.height:g}mm" '
        f'viewBox="0 0 {hill.width:g} {hill.height:g}">'
        f'<g fill="none" stroke="{LINE}" stroke-width=".26">{rings}</g>'
        f'<path d="{_open(hill.trail)}" fill="none" stroke="{INK}" stroke-width=".62" '
        f'stroke-linecap="round" stroke-dasharray="0 1.75"/>{marks}</svg>\n'
    )


def card() -> str:
    """Return the drawing on a whole page, for the site's picture of a certificate."""
    inner = svg(CERTIFICATE).partition(">")[2].removesuffix("</svg>\n")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="297" height="210" viewBox="0 0 297 210">'
        f'<g transform="translate(174.5 11)">{inner}</g></svg>\n'
    )


def _ring(hill: Hill, number: int, points: int = 28) -> list[Point]:
    """Return the points of one ring, counted from the innermost, 0."""
    x, y = hill.summit
    radius = hill.inner_radius + number * hill.ring_gap
    far = number / hill.rings
    ring: list[Point] = []
    for index in range(points):
        angle = 2 * math.pi * index / points
        # Slow waves that fade in outwards and turn a little from ring to ring, as slopes do.
        wave = (
            0.10 * math.cos(2 * angle + 0.6 - 0.5 * far)
            + (0.035 + 0.05 * far) * math.cos(3 * angle + 2.1 + 0.7 * far)
            + 0.028 * math.sin(5 * angle - 1.3 * far)
        )
        reach = radius * (1 + wave)
        across = x - 3.0 * far + reach * math.cos(angle)
        down = y + 4.0 * far + reach * hill.flattening * math.sin(angle)
        ring.append((across, down))
    return ring


def _closed(points: Sequence[Point]) -> str:
    """Return the SVG path of a smooth closed line through the points."""
    around = [points[-1], *points, points[0], points[1]]
    return _curve(around) + "Z"


def _open(points: Sequence[Point]) -> str:
    """Return the SVG path of a smooth line from the first point to the last."""
    return _curve([points[0], *points, points[-1]])


def _curve(points: Sequence[Point]) -> str:
    """Return the SVG path of a smooth (Catmull–Rom) line through the points.

    The first and the last point are not on it: they only give its direction.
    """
    commands = [f"M{points[1][0]:.2f} {points[1][1]:.2f}"]
    for before, start, end, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        two = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        commands.append("C" + " ".join(f"{x:.2f} {y:.2f}" for x, y in (one, two, end)))
    return "".join(commands)


def _waymark(centre: Point, *, last: bool) -> str:
    """Return the SVG path of one waymark; the last one is larger and yellow."""
    x, y = centre
    size = 2.5 if last else 2.2
    paint = f'fill="{BLAZE}" stroke="{INK}" stroke-width=".3"' if last else f'fill="{SPRUCE}"'
    return f'<path d="M{x:g} {y - size:g}L{x + size:g} {y:g}L{x:g} {y + size:g}L{x - size:g} {y:g}Z" {paint}/>'


FILES = {
    "certificate.svg": lambda: svg(CERTIFICATE),
    "cover.svg": lambda: svg(COVER),
    "card.svg": card,
}


def main() -> None:
    """Write the drawings to static/print."""
    for name, drawing in FILES.items():
        (FOLDER / name).write_text(drawing(), encoding="utf-8")


if __name__ == "__main__":
    main()
