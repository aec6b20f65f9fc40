"""Fold findings that say the same, so that a long list says every thing once."""

from collections.abc import Iterable
from dataclasses import replace

from course.source.files import Mistake

MAX_ALIKE = 3  # so many equal findings of a file stand each on their own
MAX_FILES_ALIKE = 10  # in so many files equal findings stand each on their own
MAX_NAMED = 20  # so many lines or files are named


def folded(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Return the findings in order, with those that are equal but for their place as one."""
    in_order = sorted(set(mistakes))
    by_file: dict[tuple[str, str, bool], list[Mistake]] = {}
    for mistake in in_order:
        same = (mistake.text, mistake.file, mistake.is_warning)
        by_file.setdefault(same, []).append(mistake)

    by_text: dict[tuple[str, bool], list[list[Mistake]]] = {}
    for (text, _file, is_warning), alike in by_file.items():
        by_text.setdefault((text, is_warning), []).append(alike)
    kept = [mistake for files in by_text.values() for mistake in _fold_files(files)]
    return tuple(sorted(kept))


def _fold_files(files: list[list[Mistake]]) -> list[Mistake]:
    """Return equal findings, by file, as few; the others are named in the first."""
    if len(files) <= MAX_FILES_ALIKE:
        return [mistake for alike in files for mistake in _fold_lines(alike)]
    first, *others = files
    names = [alike[0].file for alike in others]
    count = sum(map(len, files)) - 1
    return [_with_others(first[0], f"and {count} more like it: {_named(names)}")]


def _fold_lines(alike: list[Mistake]) -> list[Mistake]:
    """Return the equal findings of a file as few; the others are named in the first."""
    if len(alike) <= MAX_ALIKE:
        return alike
    first, *others = alike
    lines = [str(mistake.line) for mistake in others]
    return [_with_others(first, f"and {len(others)} more like it: lines {_named(lines)}")]


def _with_others(mistake: Mistake, others: str) -> Mistake:
    return replace(mistake, text=f"{mistake.text} ({others})")


def _named(places: list[str]) -> str:
    named = ", ".join(places[:MAX_NAMED])
    return f"{named} …" if len(places) > MAX_NAMED else named
