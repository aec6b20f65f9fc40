"""Read the fields that stand above a text, between two lines ``---``."""

from collections.abc import Sequence

from course.source.fields import Fields, read_fields
from course.source.files import Report, SourceFile

FRONT_MATTER_MARK = "---"
MAX_BODY_LETTERS = 100_000


def read_page(file: SourceFile, report: Report) -> tuple[Fields, str, int] | None:
    """Return what ``read_front_matter`` does; None (reported) if the text is too long as well."""
    parts = read_front_matter(file, report)
    if parts is None:
        return None

    _fields, body, line = parts
    length = len(body)
    if length > MAX_BODY_LETTERS:
        text = f"the text has {length} characters; split it, {MAX_BODY_LETTERS} are allowed"
        report.add(file.path, line, text)
        return None
    return parts


def read_front_matter(file: SourceFile, report: Report) -> tuple[Fields, str, int] | None:
    """Return the fields of a file, the text below, and its first line.

    The fields stand between two lines ``---``. Report and return None if there are none.
    """
    lines = file.text.split("\n")
    end = _end_of_front_matter(lines, file.path, report)
    if end is None:
        return None

    below = end + 1
    written_fields = "\n".join(lines[1:end]) + "\n"
    fields = read_fields(file.path, written_fields, report, first_line=2)
    if fields is None:
        return None
    body = "\n".join(lines[below:])
    return fields, body, below + 1


def _end_of_front_matter(lines: Sequence[str], path: str, report: Report) -> int | None:
    """Return the position of the second line ``---``; report and return None if there is none."""
    marks = []
    for position, line in enumerate(lines):
        if line.rstrip() == FRONT_MATTER_MARK:
            marks.append(position)

    if marks[:1] != [0]:
        text = 'the file begins with its fields between two lines "---"; write them first'
        report.add(path, 1, text)
        return None
    if len(marks) == 1:
        text = 'the fields have no end; write a line "---" under the last of them'
        report.add(path, 1, text)
        return None
    return marks[1]
