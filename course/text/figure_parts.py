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
            own_lines = lines[start:end]
            here = self.block.line + start
            point = self.point(own_lines, here)
            points.append(point)

        last = points.pop()
        points.append(self.with_last_braces(last))
        return points

    def point(self, lines: list[str], here: int) -> Block:
        """Return the point that begins at a line, with its reason in it."""
        reason_at = _reason_at(lines)
        own_lines = _without_end(lines[:reason_at])
        point = self.point_alone(own_lines, here)
        if reason_at == len(lines):
            return point

        first, *following = _without_end(lines[reason_at:])
        words = REASON_START.sub("", first, count=1)
        reason_lines = [words, *following]
        reason = self.block_of(REASON, reason_lines, here + reason_at)
        return replace(point, blocks=(reason,))

    def point_alone(self, lines: list[str], here: int) -> Block:
        """Return a point or an answer; its target is its label, or whether it is right."""
        first, *following = lines
        words = LIST_MARKER.sub("", first, count=1)
        kind = POINT
        target = ""
        if tick := TICK.match(words):
            kind = ANSWER
            target = WRONG if tick["tick"] == " " else RIGHT
            words = words[tick.end() :]
        elif label := LABEL.match(words):
            target = label["label"]
            words = words[label.end() :]

        own_lines = [words, *following]
        part = self.block_of(kind, own_lines, here)
        return replace(part, target=target)

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
