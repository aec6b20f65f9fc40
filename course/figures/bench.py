"""Bench: a training order, vials of different strength, a syringe. No calculator.

A vial at or above 100 mg/mL always ends in "dilute first", whatever its author writes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Self

from course.figures.cells import per_cent, require_source, sources_of, without_end_zeros
from course.figures.contract import FigureKind
from course.figures.figure_box import FigureBox, Problem, Row, Words
from course.text.trees import cited_tags

COLUMNS = ("Vial", "Where one meets it")
# The label forbids this strength in a vein without dilution; no stronger vial is safer.
DILUTE_FROM = Decimal(100)
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) mg")
STRENGTH = re.compile(r"(\d+(?:\.\d+)?) mg/mL")
SYRINGE = re.compile(r"(?P<size>\d+(?:\.\d+)?) mL, step (?P<step>\d+(?:\.\d+)?)")
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
    fitting: Decimal | None

    @property
    def must_be_diluted(self) -> bool:
        return self.strength >= DILUTE_FROM

    def amount_in(self, volume: Decimal) -> Decimal:
        """Return what a volume in mL holds, in mg."""
        return without_end_zeros(self.strength * volume)


@dataclass(frozen=True)
class Syringe:
    """Hold the size of a syringe and the step of its volumes, in mL."""

    size: Decimal
    step: Decimal

    def can_draw(self, volume: Decimal) -> bool:
        return volume <= self.size and volume % self.step == 0

    @property
    def marks(self) -> list[tuple[str, Decimal | None]]:
        """Return where the marks of the barrel stand; its ends and middle with their volume."""
        marks: list[tuple[str, Decimal | None]] = []
        for number in range(PARTS + 1):
            place = per_cent(number, PARTS)
            volume = without_end_zeros(self.size * number / PARTS)
            is_named = number % (PARTS // 2) == 0
            marks.append((place, volume if is_named else None))
        return marks


@dataclass(frozen=True)
class Bench(FigureKind):
    """Hold the order in mg, the vials and the syringe.

    dilute: what is said of a vial that must be diluted first; None if there is none.
    """

    order: Decimal
    syringe: Syringe
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
        vials = _read_vials(box, rows, order, syringe)
        _check_vials(box, vials, dilute)
        if because is None or not vials:
            return None
        return cls(order, syringe, tuple(vials), because, dilute)

    def problems_with(self, facts: Mapping[str, str]) -> list[Problem]:
        """Return the vials whose strength no fact names that their row cites."""
        problems = []
        for vial in self.vials:
            strength = re.compile(rf"(?<![\d.]){vial.strength}\s?mg/mL")
            tags = cited_tags(vial.sources.tree)
            cited = [facts.get(tag, "") for tag in tags]
            if not any(strength.search(text) for text in cited):
                text = f"no fact cited here names a vial of {vial.strength} mg/mL; cite one"
                problems.append((vial.sources.line, text))
        return problems

    @property
    def same_volume(self) -> Decimal:
        """Return the volume that holds the order in the weakest vial, in mL."""
        weakest = min(vial.strength for vial in self.vials)
        return without_end_zeros(self.order / weakest)

    @property
    def held(self) -> list[tuple[Vial, Decimal]]:
        """Return each vial with what the same volume of it holds, in mg."""
        volume = self.same_volume
        return [(vial, vial.amount_in(volume)) for vial in self.vials]


def _read_order(box: FigureBox) -> Decimal | None:
    words = box.needed_words("order")
    if words is None:
        return None
    if box.words("order"):
        box.problem(box.line, "a bench has one order; remove the second")
    order = _amount_in(AMOUNT, words.text)
    if order is None:
        box.problem(words.line, 'an order is an amount in the unit of the vials; write "50 mg"')
    return order


def _amount_in(form: re.Pattern[str], text: str) -> Decimal | None:
    """Return the number above zero in a text of this form; None if it has another form."""
    written = form.fullmatch(text)
    if written is None:
        return None
    amount = Decimal(written[1])
    return without_end_zeros(amount) if amount else None


def _read_syringe(box: FigureBox) -> Syringe | None:
    words = box.needed_words("syringe")
    if words is None:
        return None
    written = SYRINGE.fullmatch(words.text)
    if written is not None:
        size = Decimal(written["size"])
        step = Decimal(written["step"])
        if _is_sound_scale(size, step):
            return Syringe(without_end_zeros(size), without_end_zeros(step))
    text = f'a syringe has a size and up to {MAX_STEPS} steps; write "10 mL, step 0.5"'
    box.problem(words.line, text)
    return None


def _is_sound_scale(size: Decimal, step: Decimal) -> bool:
    """Tell whether the size is some of the steps, and not too many."""
    if not step or size % step:
        return False
    steps = size / step
    return 1 < steps <= MAX_STEPS


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


def _read_vials(box: FigureBox, rows: list[Row], order: Decimal, syringe: Syringe) -> list[Vial]:
    """Return the vials; report rows that are none."""
    vials = []
    for row in rows:
        require_source(box, row)
        strength = _amount_in(STRENGTH, row.text("Vial"))
        if strength is None:
            text = 'a vial is its strength in the unit of the order; write "10 mg/mL"'
            box.problem(row.line, text)
            continue
        volume = order / strength
        vial = Vial(
            strength=strength,
            where=row["Where one meets it"],
            sources=sources_of(row),
            fitting=without_end_zeros(volume) if syringe.can_draw(volume) else None,
        )
        vials.append(vial)
    return vials


def _check_vials(box: FigureBox, vials: list[Vial], dilute: Words | None) -> None:
    """Report vials that cannot teach what the bench is for."""
    _check_strengths(box, vials)
    ready = [vial for vial in vials if not vial.must_be_diluted]
    can_be_right = any(vial.fitting for vial in ready)
    if not can_be_right:
        text = (
            f"one vial below {DILUTE_FROM} mg/mL holds the order in a volume that the syringe "
            "can draw; change the order or the syringe"
        )
        box.problem(box.line, text)
    strong = [vial for vial in vials if vial.must_be_diluted]
    _check_dilution(box, strong, dilute)


def _check_strengths(box: FigureBox, vials: list[Vial]) -> None:
    strengths = {vial.strength for vial in vials}
    are_different = len(strengths) == len(vials)
    if not are_different or not MIN_VIALS <= len(vials) <= MAX_VIALS:
        text = f"a bench has {MIN_VIALS} to {MAX_VIALS} vials of different strengths"
        box.problem(box.line, text)


def _check_dilution(box: FigureBox, strong: list[Vial], dilute: Words | None) -> None:
    """Report strong vials of which nobody says that they are diluted first."""
    if strong and dilute is None:
        text = (
            f"a vial of {DILUTE_FROM} mg/mL or more has to be diluted first; "
            'say so with its source: "- dilute: …[@F1]"'
        )
        box.problem(box.line, text)
    if dilute is not None and not strong:
        box.problem(dilute.line, "no vial here has to be diluted first; remove this line")
