"""The kinds of figures whose data the author writes, one module each. No Django.

``course.text`` splits their boxes into parts, the classes here make data of those, and
``course.publishing`` shows the data in the template of the kind.
"""

from course.figures.bench import Bench
from course.figures.check import Check
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Problem
from course.figures.forest import Forest
from course.figures.people import People
from course.figures.time_course import TimeCourse
from course.text.blocks import Block

KINDS: dict[str, type[FigureKind]] = {
    "check": Check,
    "time-course": TimeCourse,
    "forest": Forest,
    "people": People,
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


def file_name(kind: str) -> str:
    """Return how the template and the script of a kind are called, without their ending."""
    return kind.replace("-", "_")


def script_of(kind: str) -> str:
    """Return the static file of the module that enhances a kind of block, "" for none."""
    if kind in KINDS and KINDS[kind].has_script:
        return f"js/figures/{file_name(kind)}.js"
    return ""
