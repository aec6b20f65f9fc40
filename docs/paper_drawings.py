"""Compute the drawing of certificate and guide: contour lines and a trail of eight waymarks.

The product shows the files and never runs this. To change a drawing, change the numbers here and
run ``python -m docs.paper_drawings``: it writes static/print/certificate.svg (on the certificate),
cover.svg (on the guide) and card.svg (on the site's picture of a certificate). A test compares the
files with what is computed here.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "print"
# Spruce mixed with white: transparency would take most of the renderer's time.
LINE = "#B7CBC5"
INK = "#18211E"
SPRUCE = "#1B5A4E"
BLAZE = "#EFB325"
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
POINTS_OF_A_RING = 28

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
    width=112,
    height=146,
    summit=(63.0, 54.0),
    rings=9,
    inner_radius=5.0,
    ring_gap=5.2,
    flattening=1.04,
    trail=(
        (5.0, 141.5),
        (18.0, 124.5),
        (36.5, 116.5),
        (52.5, 103.0),
        (44.5, 87.5),
        (54.5, 76.0),
        (68.5, 68.5),
        (62.0, 53.0),
    ),
)
COVER = Hill(
    width=210,
    height=297,
    summit=(153.0, 50.0),
    rings=12,
    inner_radius=7.0,
    ring_gap=8.2,
    flattening=0.86,
    trail=(
        (36.0, 122.0),
        (58.0, 110.0),
        (70.0, 92.0),
        (92.0, 86.0),
        (110.0, 72.0),
        (128.0, 74.0),
        (141.0, 58.0),
        (152.0, 44.0),
    ),
)


def svg(hill: Hill) -> str:
    """Return the drawing as SVG."""
    width = f"{hill.width:g}"
    height = f"{hill.height:g}"
    return (
        f'<svg xmlns="{SVG_NAMESPACE}" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {width} {height}">{_shapes(hill)}</svg>\n'
    )


def card() -> str:
    """Return the drawing on a whole page, for the site's picture of a certificate."""
    shapes = _shapes(CERTIFICATE)
    return (
        f'<svg xmlns="{SVG_NAMESPACE}" width="297" height="210" viewBox="0 0 297 210">'
        f'<g transform="translate(174.5 11)">{shapes}</g></svg>\n'
    )


def _shapes(hill: Hill) -> str:
    """Return the rings, the trail and the waymarks as SVG elements."""
    # Colours stand on the elements: styles of the page do not reach into a picture.
    rings = [_closed(_ring(hill, number)) for number in range(hill.rings)]
    ring_paths = "".join(f'<path d="{ring}"/>' for ring in rings)
    destination = hill.trail[-1]
    waymarks = [_waymark(point, is_last=point == destination) for point in hill.trail]
    return (
        f'<g fill="none" stroke="{LINE}" stroke-width=".26">{ring_paths}</g>'
        f'<path d="{_open(hill.trail)}" fill="none" stroke="{INK}" stroke-width=".62" '
        f'stroke-linecap="round" stroke-dasharray="0 1.75"/>{"".join(waymarks)}'
    )


def _ring(hill: Hill, number: int) -> list[Point]:
    """Return the points of one ring, counted from the innermost, 0."""
    angles = [2 * math.pi * index / POINTS_OF_A_RING for index in range(POINTS_OF_A_RING)]
    return [_point_on_ring(hill, number, angle) for angle in angles]


def _point_on_ring(hill: Hill, number: int, angle: float) -> Point:
    """Return the point of a ring in one direction, in radians from the right, clockwise."""
    x, y = hill.summit
    outwards = number / hill.rings
    radius = hill.inner_radius + number * hill.ring_gap
    reach = radius * (1 + _wave(angle, outwards))
    # Outer rings are shifted down and to the left, so that the slope at the top right is steeper.
    across = x - 3.0 * outwards + reach * math.cos(angle)
    down = y + 4.0 * outwards + reach * hill.flattening * math.sin(angle)
    return across, down


def _wave(angle: float, outwards: float) -> float:
    """Return how far a ring leaves its circle in one direction, as a share of the radius.

    outwards: 0 for the innermost ring, nearly 1 for the outermost.
    """
    # Slow waves that fade in outwards and turn a little from ring to ring, as slopes do.
    twofold = 0.10 * math.cos(2 * angle + 0.6 - 0.5 * outwards)
    threefold_height = 0.035 + 0.05 * outwards
    threefold = threefold_height * math.cos(3 * angle + 2.1 + 0.7 * outwards)
    fivefold = 0.028 * math.sin(5 * angle - 1.3 * outwards)
    return twofold + threefold + fivefold


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
    commands = [f"M{_coordinates(points[1])}"]
    for index in range(1, len(points) - 2):
        before, start, end, after = points[index - 1 : index + 3]
        leaving = _control_point(start, before, end)
        arriving = _control_point(end, after, start)
        bends = [_coordinates(point) for point in (leaving, arriving, end)]
        commands.append("C" + " ".join(bends))
    return "".join(commands)


def _control_point(point: Point, behind: Point, ahead: Point) -> Point:
    """Return the handle of a curve at ``point``, on the side of ``ahead``."""
    x = point[0] + (ahead[0] - behind[0]) / 6
    y = point[1] + (ahead[1] - behind[1]) / 6
    return x, y


def _coordinates(point: Point) -> str:
    """Return a point as it stands in a path."""
    x, y = point
    return f"{x:.2f} {y:.2f}"


def _waymark(centre: Point, *, is_last: bool) -> str:
    """Return the SVG path of one waymark; the last one is larger and yellow."""
    x, y = centre
    size = 2.5 if is_last else 2.2
    paint = f'fill="{BLAZE}" stroke="{INK}" stroke-width=".3"' if is_last else f'fill="{SPRUCE}"'
    corners = [
        f"M{x:g} {y - size:g}",
        f"L{x + size:g} {y:g}",
        f"L{x:g} {y + size:g}",
        f"L{x - size:g} {y:g}",
    ]
    return f'<path d="{"".join(corners)}Z" {paint}/>'


FILES: dict[str, Callable[[], str]] = {
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
