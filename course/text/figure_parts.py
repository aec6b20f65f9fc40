"""Split what a figure box holds into parts: settings, points, answers with their reasons."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

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
            points = list(_points_of(block, block_of))
            # The braces of a list stand behind its last words, which are those of a point.
            points[-1] = _with_braces_of(block, points[-1])
            parts += points
        else:
            parts.append(block)
    return tuple(parts)


def _points_of(block: Block, block_of: BlockOf) -> Iterator[Block]:
    """Yield the points of a list; what stands under a point as "Rationale: …" is its reason."""
    lines = block.text.split("\n")
    starts = [number for number, line in enumerate(lines) if LIST_MARKER.match(line)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        reason_at = _reason_at(lines, start + 1, end)
        point = _point(lines[start:reason_at], block.line + start, block_of)
        if reason_at < end:
            here = block.line + reason_at
            first = REASON_START.sub("", lines[reason_at], count=1)
            rest = _without_end(lines[reason_at + 1 : end])
            reason = block_of(REASON, [first, *rest], here)
            point = replace(point, blocks=(reason,))
        yield point


def _reason_at(lines: list[str], start: int, end: int) -> int:
    """Return the position of the first line that begins a reason, or ``end``."""
    for position in range(start, end):
        if REASON_START.match(lines[position]):
            return position
    return end


def _point(lines: list[str], here: int, block_of: BlockOf) -> Block:
    """Return a point or an answer; its target is its label, or whether it is right."""
    written = LIST_MARKER.sub("", lines[0], count=1)
    rest = _without_end(lines[1:])
    if tick := TICK.match(written):
        answer = block_of(ANSWER, [written[tick.end() :], *rest], here)
        return replace(answer, target=WRONG if tick["tick"] == " " else RIGHT)
    label = LABEL.match(written)
    words = written[label.end() :] if label else written
    point = block_of(POINT, [words, *rest], here)
    return replace(point, target=label["label"] if label else "")


def _without_end(lines: list[str]) -> list[str]:
    """Return the lines without the empty ones at their end."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _with_braces_of(block: Block, point: Block) -> Block:
    """Return a point of which the last words have the braces that ended the list."""
    flags = {name: getattr(block, name) for name in ("plain", "critical", "language")}
    set_flags = {name: value for name, value in flags.items() if value}
    if not point.blocks:
        return replace(point, **set_flags)
    reason = replace(point.blocks[0], **set_flags)
    return replace(point, blocks=(reason,))
