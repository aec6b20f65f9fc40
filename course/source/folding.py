"""Fold findings that say the same, so that a long list says every thing once."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from course.source.files import Mistake

MAX_ALIKE = 3  # so many equal findings of a file stand each on their own
MAX_FILES_ALIKE = 10  # in so many files equal findings stand each on their own
MAX_NAMED = 20  # so many lines or files are named

Mistakes = list[Mistake]
Key = Callable[[Mistake], Hashable]


def folded(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Return the findings in order, with those that are equal but for their place as one."""
    different = set(mistakes)
    in_order = sorted(different)
    kept: Mistakes = []
    for alike in _grouped(in_order, _text_of):
        kept += _fold_files(alike)
    return tuple(sorted(kept))


def _grouped(mistakes: Iterable[Mistake], key: Key) -> list[Mistakes]:
    """Return the findings in groups of the same key, in the order of their firsts."""
    groups: dict[Hashable, Mistakes] = defaultdict(list)
    for mistake in mistakes:
        group = groups[key(mistake)]
        group.append(mistake)
    return list(groups.values())


def _text_of(mistake: Mistake) -> Hashable:
    return mistake.text, mistake.is_warning


def _file_of(mistake: Mistake) -> Hashable:
    return mistake.file


def _fold_files(alike: Mistakes) -> Mistakes:
    """Return findings with one text as few; in many files as one, which names the files."""
    files = _grouped(alike, _file_of)
    if len(files) > MAX_FILES_ALIKE:
        names = [of_file[0].file for of_file in files]
        others = _named(names[1:])
        return [_one_of(alike, others)]

    kept: Mistakes = []
    for of_file in files:
        kept += _fold_lines(of_file)
    return kept


def _fold_lines(alike: Mistakes) -> Mistakes:
    """Return findings of a file with one text as few; many as one, which names the lines."""
    if len(alike) <= MAX_ALIKE:
        return alike
    lines = [str(mistake.line) for mistake in alike]
    others = _named(lines[1:])
    return [_one_of(alike, f"lines {others}")]


def _one_of(alike: Mistakes, places: str) -> Mistake:
    """Return the first of equal findings, with the places of the others in its text."""
    first, *others = alike
    count = len(others)
    text = f"{first.text} (and {count} more like it: {places})"
    return replace(first, text=text)


def _named(places: list[str]) -> str:
    """Return the places in one line; an ellipsis stands for those that are too many."""
    named = ", ".join(places[:MAX_NAMED])
    if len(places) > MAX_NAMED:
        return f"{named} …"
    return named
