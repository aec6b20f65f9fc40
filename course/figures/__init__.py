"""The kinds of figures whose data the author writes, one module each. No Django.

``course.text`` splits their boxes into parts, the classes here make data of those, and
``course.publishing`` shows the data in the template of the kind.
"""

from course.figures.bench import Bench
from course.figures.check import Check
from course.figures.contract import FigureKind
from course.figures.diagram import Diagram
from course.figures.figure_box import FigureBox, Problem
from course.figures.forest import Forest
from course.figures.interview import Interview
from course.figures.people import People
from course.figures.plan import Plan
from course.figures.sort import Sort
from course.figures.time_course import TimeCourse
from course.figures.watch import Watch
from course.text.blocks import SETTING, Block

KINDS: dict[str, type[FigureKind]] = {
    "diagram": Diagram,
    "plan": Plan,
    "check": Check,
    "time-course": TimeCourse,
    "forest": Forest,
    "people": People,
    "sort": Sort,
    "interview": Interview,
    "watch": Watch,
    "bench": Bench,
}


def read_figure(block: Block) -> tuple[FigureKind | None, list[Problem]]:
    """Return the figure of a box, None if it cannot be made, and what is wrong with it."""
    box = FigureBox.of(block)
    kind = KINDS.get(block.kind)
    if kind is None:
        known = ", ".join(KINDS)
        return None, [(block.line, f'there is no figure "{block.kind}"; write one of {known}')]
    figure = kind.read(box)
    box.refuse_rest()
    return figure, box.problems


def claims_nothing(kind: str) -> frozenset[str]:
    """Return the kinds of parts that need no source in figures of this kind."""
    return KINDS[kind].claims_nothing if kind in KINDS else frozenset()


def drawing_of(block: Block) -> str:
    """Return the path of the drawing that a figure shows, "" for none."""
    for part in block.blocks:
        if part.kind == SETTING and part.target == "drawing":
            return part.text
    return ""


def file_name(kind: str) -> str:
    """Return how the template and the script of a kind are called, without their ending."""
    return kind.replace("-", "_")


def script_of(kind: str) -> str:
    """Return the static file of the module that enhances a kind of block, "" for none."""
    if kind in KINDS and KINDS[kind].has_script:
        return f"js/figures/{file_name(kind)}.js"
    return ""
