"""Split what a figure box holds into parts: settings, points, answers with their reasons."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

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
        if block.kind == "list":
            parts += _PointReader(block, block_of).points()
        else:
            parts.append(block)
    return tuple(parts)


@dataclass
class _PointReader:
    """Read the points of a list; what stands under a point as "Rationale: …" is its reason."""

    block: Block
    block_of: BlockOf

    def points(self) -> list[Block]:
        lines = self.block.text.split("\n")
        starts = [number for number, line in enumerate(lines) if LIST_MARKER.match(line)]
        ends = [*starts[1:], len(lines)]
        points = []
        for start, end in zip(starts, ends, strict=True):
            here = self.block.line + start
            point = self.point(lines[start:end], here)
            points.append(point)
        points[-1] = self.with_last_braces(points[-1])
        return points

    def point(self, lines: list[str], here: int) -> Block:
        """Return the point that begins at a line, with its reason in it."""
        reason_at = _reason_at(lines)
        point = self.point_alone(lines[:reason_at], here)
        if reason_at == len(lines):
            return point
        reason = self.reason(lines[reason_at:], here + reason_at)
        return replace(point, blocks=(reason,))

    def point_alone(self, lines: list[str], here: int) -> Block:
        """Return a point or an answer; its target is its label, or whether it is right."""
        words = LIST_MARKER.sub("", lines[0], count=1)
        tick = TICK.match(words)
        label = None if tick else LABEL.match(words)
        mark = tick or label
        if mark:
            words = words[mark.end() :]

        written = [words, *lines[1:]]
        block = self.block_of(ANSWER if tick else POINT, _without_end(written), here)
        if tick:
            is_right = tick["tick"] != " "
            return replace(block, target=RIGHT if is_right else WRONG)
        return replace(block, target=label["label"] if label else "")

    def reason(self, lines: list[str], here: int) -> Block:
        words = REASON_START.sub("", lines[0], count=1)
        written = [words, *lines[1:]]
        return self.block_of(REASON, _without_end(written), here)

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


def _reason_at(lines: list[str]) -> int:
    """Return the position of the line that begins a reason, or the number of lines."""
    for position, line in enumerate(lines):
        if REASON_START.match(line):
            return position
    return len(lines)


def _without_end(lines: list[str]) -> list[str]:
    """Return the lines without the empty ones at their end."""
    kept = list(lines)
    while len(kept) > 1 and not kept[-1].strip():
        kept.pop()
    return kept
