"""Find the parts of a laid-out certificate that have no room."""

from itertools import combinations

from certificates.documents import Layout
from certificates.models import PAPER_PARTS

MILLIMETRE = 96 / 25.4  # in CSS pixels
LEAST_GAP = 2 * MILLIMETRE
LEAST_MARGIN = 10 * MILLIMETRE


def crowded_parts(layout: Layout, pages: int) -> list[str]:
    """Return the parts of the paper that have no room if it is to have so many ``pages``.

    That is all parts if the first page has lost one.
    """
    # The renderer leaves out what has no room in a box of fixed height.
    if set(PAPER_PARTS) - set(layout.boxes):
        return list(PAPER_PARTS)
    crowded = _meeting_parts(layout) | _parts_near_the_edge(layout)
    if layout.pages > pages:
        crowded.add("limits")  # only these, with credit and waived units, continue
    return [part for part in PAPER_PARTS if part in crowded]


def _meeting_parts(layout: Layout) -> set[str]:
    """Return the parts that come too near another one."""
    meeting: set[str] = set()
    for first, second in combinations(layout.boxes, 2):
        if layout.boxes[first].meets(layout.boxes[second], LEAST_GAP):
            meeting |= {first, second}
    return meeting


def _parts_near_the_edge(layout: Layout) -> set[str]:
    """Return the parts that come too near the edge of the page."""
    return {
        part for part, box in layout.boxes.items() if not box.lies_within(layout.page, LEAST_MARGIN)
    }
