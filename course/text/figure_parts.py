"""Split what a figure box holds into parts: settings, points, answers with their reasons."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from course.text.blocks import ANSWER, POINT, REASON, Block
from course.text.lines import LIST_MARKER

TICK = re.compile(r"\[(?P<tick>[ xX])\]\s+")
LABEL = re.compile(r"(?P<label>[\w-]{1,40}):\s+")
REASON_START = re.compile(r"\s*Rationale:\s*")
RIGHT = "right"
WRONG = "wrong"

# Returns the block of a kind and of the lines that begin at a line, with what its braces say.
BlockOf = Callable[[str, list[str], int], Block]


def parts_of(blocks: tuple[Block, ...], block_of: BlockOf) -> tuple[Block, ...]:
    """Return the blocks of a figure box, each point of a list as a block of its own."""
    parts: list[Block] = []
    for block in blocks:
        if block.kind != "list":
            parts.append(block)
            continue
        reader = _PointReader(block, block_of)
        parts += reader.points()
    return tuple(parts)


class _PointStart(NamedTuple):
    """Hold what the first line of a point says; target: its label, or whether it is right."""

    kind: str
    target: str
    words: str


@dataclass
class _PointReader:
    """Read the points of a list; what stands under a point as "Rationale: …" is its reason."""

    block: Block
    block_of: BlockOf

    def points(self) -> list[Block]:
        lines = self.block.text.split("\n")
        bounds = [*_starts_of_points(lines), len(lines)]
        points = []
        for start, end in pairwise(bounds):
            own_lines = lines[start:end]
            here = self.block.line + start
            point = self.point(own_lines, here)
            points.append(point)

        *others, last = points
        return [*others, self.with_last_braces(last)]

    def point(self, lines: list[str], here: int) -> Block:
        """Return the point that begins at a line, with its reason in it."""
        reason_at = _reason_at(lines)
        own_lines = _without_end(lines[:reason_at])
        point = self.point_alone(own_lines, here)
        if reason_at == len(lines):
            return point
        reason_lines = _without_end(lines[reason_at:])
        reason = self.reason(reason_lines, here + reason_at)
        return replace(point, blocks=(reason,))

    def reason(self, lines: list[str], here: int) -> Block:
        """Return the reason that these lines give, without the word that begins it."""
        first, *following = lines
        words = REASON_START.sub("", first, count=1)
        own_lines = [words, *following]
        return self.block_of(REASON, own_lines, here)

    def point_alone(self, lines: list[str], here: int) -> Block:
        """Return a point or an answer; its target is its label, or whether it is right."""
        first, *following = lines
        written = LIST_MARKER.sub("", first, count=1)
        start = _start_of(written)
        own_lines = [start.words, *following]
        part = self.block_of(start.kind, own_lines, here)
        return replace(part, target=start.target)

    def with_last_braces(self, point: Block) -> Block:
        """Return the last point with the braces behind the list, which end its last words."""
        if point.blocks:
            reason = self.with_braces(point.blocks[0])
            return replace(point, blocks=(reason,))
        return self.with_braces(point)

    def with_braces(self, part: Block) -> Block:
        """Return the part with what the braces behind the list say."""
        whole = self.block
        return replace(
            part,
            plain=part.plain or whole.plain,
            critical=part.critical or whole.critical,
            language=part.language or whole.language,
        )


def _starts_of_points(lines: list[str]) -> list[int]:
    """Return the positions of the lines that begin a point."""
    starts = []
    for position, line in enumerate(lines):
        if LIST_MARKER.match(line):
            starts.append(position)
    return starts


def _start_of(written: str) -> _PointStart:
    """Return what the first line of a point says, behind the mark of the list."""
    if tick := TICK.match(written):
        return _PointStart(
            kind=ANSWER,
            target=WRONG if tick["tick"] == " " else RIGHT,
            words=written[tick.end() :],
        )
    if label := LABEL.match(written):
        return _PointStart(
            kind=POINT,
            target=label["label"],
            words=written[label.end() :],
        )
    return _PointStart(POINT, "", written)


def _reason_at(lines: list[str]) -> int:
    """Return the position of the line that begins a reason, or the number of lines."""
    for position, line in enumerate(lines):
        if REASON_START.match(line):
            return position
    return len(lines)


def _without_end(lines: list[str]) -> list[str]:
    """Return the lines without the empty ones at their end."""
    text = "\n".join(lines)
    return text.rstrip().split("\n")
