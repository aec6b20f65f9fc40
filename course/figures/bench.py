"""Bench: a training order, vials of different strength, a syringe. No calculator.

A vial at or above 100 mg/mL always ends in "dilute first", whatever its author writes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from course.figures.cells import per_cent, require_source, sources_of
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Problem, Row, Words
from course.text.trees import cited_tags

COLUMNS = ("Vial", "Where one meets it")
# The label forbids this strength in a vein without dilution; no stronger vial is safer.
DILUTE_FROM = Decimal(100)
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) mg")
STRENGTH = re.compile(r"(\d+(?:\.\d+)?) mg/mL")
SYRINGE = re.compile(r"(\d+(?:\.\d+)?) mL, step (\d+(?:\.\d+)?)")
BECAUSE = "because"
DILUTE = "dilute"
MIN_VIALS = 2
MAX_VIALS = 4
MAX_STEPS = 40
PARTS = 10  # into which the marks divide the barrel


@dataclass(frozen=True)
class Vial:
    """Hold a vial, in mg/mL, and what its volumes mean for the order.

    fitting: the volume that holds the order, in mL; None if the syringe cannot draw it.
    """

    strength: Decimal
    where: Words
    sources: Words
    order: Decimal
    fitting: Decimal | None

    @property
    def must_be_diluted(self) -> bool:
        return self.strength >= DILUTE_FROM

    def amount_in(self, volume: Decimal) -> Decimal:
        """Return what a volume in mL holds, in mg."""
        return self.strength * volume


@dataclass(frozen=True)
class Bench(FigureKind):
    """Hold the order in mg, the vials, and the syringe in mL.

    dilute: what is said of a vial that must be diluted first; None if there is none.
    """

    order: Decimal
    size: Decimal
    step: Decimal
    vials: tuple[Vial, ...]
    because: Words
    dilute: Words | None

    has_script: ClassVar[bool] = True

    @classmethod
    def read(cls, box: FigureBox) -> Self | None:
        order = _read_order(box)
        syringe = _read_syringe(box)
        rows = box.rows(COLUMNS)
        because, dilute = _read_points(box)
        if order is None or syringe is None:
            return None
        size, step = syringe
        vials = [_read_vial(box, row, order, size, step) for row in rows]
        known = [vial for vial in vials if vial is not None]
        _check_vials(box, known, dilute)
        if because is None or not known:
            return None
        return cls(order, size, step, tuple(known), because, dilute)

    def problems_with(self, facts: Mapping[str, str]) -> list[Problem]:
        """Return the vials whose strength no fact names that their row cites."""
        problems = []
        for vial in self.vials:
            cited = [facts.get(tag, "") for tag in cited_tags(vial.sources.tree)]
            strength = re.compile(rf"(?<![\d.]){vial.strength}\s?mg/mL")
            if not any(strength.search(text) for text in cited):
                text = f"no fact cited here names a vial of {vial.strength} mg/mL; cite one"
                problems.append((vial.sources.line, text))
        return problems

    @property
    def same_volume(self) -> Decimal:
        """Return the volume that holds the order in the weakest vial, in mL."""
        weakest = min(self.vials, key=lambda vial: vial.strength)
        return self.order / weakest.strength

    @property
    def held(self) -> list[tuple[Vial, Decimal]]:
        """Return each vial with what the same volume of it holds, in mg."""
        return [(vial, vial.amount_in(self.same_volume)) for vial in self.vials]

    @property
    def marks(self) -> list[tuple[str, Decimal | None]]:
        """Return where the marks of the barrel stand; its ends and middle with their volume."""
        marks: list[tuple[str, Decimal | None]] = []
        for number in range(PARTS + 1):
            is_named = number % (PARTS // 2) == 0
            volume = self.size * number / PARTS if is_named else None
            marks.append((per_cent(number, PARTS), volume))
        return marks


def _read_order(box: FigureBox) -> Decimal | None:
    words = box.needed_words("order")
    if words is None:
        return None
    if box.words("order"):
        box.problem(box.line, "a bench has one order; remove the second")
    written = AMOUNT.fullmatch(words.text)
    if written is None or not Decimal(written[1]):
        box.problem(words.line, 'an order is an amount in the unit of the vials; write "50 mg"')
        return None
    return Decimal(written[1])


def _read_syringe(box: FigureBox) -> tuple[Decimal, Decimal] | None:
    """Return the size of the syringe and the step of its volumes."""
    words = box.needed_words("syringe")
    if words is None:
        return None
    written = SYRINGE.fullmatch(words.text)
    size, step = map(Decimal, written.groups()) if written else (Decimal(0), Decimal(0))
    if not step or size % step or not 1 < size / step <= MAX_STEPS:
        text = f'a syringe has a size and up to {MAX_STEPS} steps; write "10 mL, step 0.5"'
        box.problem(words.line, text)
        return None
    return size, step


def _read_points(box: FigureBox) -> tuple[Words | None, Words | None]:
    """Return the words of "because" and of "dilute"; report others."""
    found: dict[str, Words] = {}
    for point in box.points():
        if point.label not in {BECAUSE, DILUTE} or point.label in found:
            text = 'a bench says "- because: …", and "- dilute: …" of a strong vial, each once'
            box.problem(point.words.line, text)
        found[point.label] = point.words
    if BECAUSE not in found:
        box.problem(box.line, 'a bench says why it matters; write "- because: …"')
    return found.get(BECAUSE), found.get(DILUTE)


def _read_vial(
    box: FigureBox, row: Row, order: Decimal, size: Decimal, step: Decimal
) -> Vial | None:
    require_source(box, row)
    written = STRENGTH.fullmatch(row.text("Vial"))
    if written is None or not Decimal(written[1]):
        box.problem(row.line, 'a vial is its strength in the unit of the order; write "10 mg/mL"')
        return None
    strength = Decimal(written[1])
    volume = order / strength
    can_be_drawn = volume <= size and volume % step == 0
    return Vial(
        strength=strength,
        where=row["Where one meets it"],
        sources=sources_of(row),
        order=order,
        fitting=volume if can_be_drawn else None,
    )


def _check_vials(box: FigureBox, vials: list[Vial], dilute: Words | None) -> None:
    """Report vials that cannot teach what the bench is for."""
    strengths = [vial.strength for vial in vials]
    if not MIN_VIALS <= len(vials) <= MAX_VIALS or len(set(strengths)) < len(strengths):
        text = f"a bench has {MIN_VIALS} to {MAX_VIALS} vials of different strengths"
        box.problem(box.line, text)
    ready = [vial for vial in vials if not vial.must_be_diluted]
    if not any(vial.fitting for vial in ready):
        text = (
            f"one vial below {DILUTE_FROM} mg/mL holds the order in a volume that the syringe "
            "can draw; change the order or the syringe"
        )
        box.problem(box.line, text)
    if len(ready) < len(vials) and dilute is None:
        text = (
            f"a vial of {DILUTE_FROM} mg/mL or more has to be diluted first; "
            'say so with its source: "- dilute: …[@F1]"'
        )
        box.problem(box.line, text)
    if len(ready) == len(vials) and dilute is not None:
        box.problem(dilute.line, "no vial here has to be diluted first; remove this line")
