"""The limits that docs/content-format.md names are those that are kept, and it names all fields."""

import re
from pathlib import Path

from django.conf import settings

from course.source import fields, files, front_matter, pictures, structure_checks, svg_work, zips

ROOT = Path(settings.BASE_DIR)
DOCUMENT = ROOT / "docs" / "content-format.md"
MEBIBYTE = 1024 * 1024


# How readers ask for a field: fields.text("title"), person.date("asked_on", required=False).
FIELD = re.compile(
    r"\.(?:text|texts|key|keys|integer|optional_integer|boolean|date|choice|tags|mappings?)"
    r'\(\s*"([a-z_]+)"'
)
READERS = ("course/source", "quizzes/bank", "quizzes/kinds")


def numbers(row: str) -> list[int]:
    """The numbers of the row of limits that begins with these words."""
    (line,) = [line for line in DOCUMENT.read_text().splitlines() if line.startswith(f"| {row}")]
    return [int(number.replace(",", "")) for number in re.findall(r"[0-9][0-9,]*", line)]


def test_the_document_names_every_field_that_is_read():
    document = DOCUMENT.read_text()
    sources = [file for folder in READERS for file in (ROOT / folder).rglob("*.py")]
    names = {name for file in sources for name in FIELD.findall(file.read_text())}
    assert len(names) > 80
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", document)] == []


def test_the_document_names_the_limits_that_are_kept():
    sizes = (files.MAX_TEXT_BYTES, files.MAX_IMAGE_BYTES, files.MAX_TOTAL_BYTES)
    assert {
        "files of a course": numbers("files of a course"),
        "bytes": numbers("bytes of a text file"),
        "a picture": numbers("a picture"),
        "text": numbers("text of a lesson"),
        "letters": numbers("letters of `slug`"),
        "a zip": numbers("a zip of a course"),
    } == {
        "files of a course": [files.MAX_FILES],
        "bytes": [size // MEBIBYTE for size in sizes],
        "a picture": [
            pictures.MAX_SIDE_PIXELS,
            pictures.MAX_MILLION_PIXELS,
            svg_work.MAX_LEVELS,
            svg_work.MAX_SHAPES,
        ],
        "text": [front_matter.MAX_BODY_LETTERS, fields.MAX_TEXT_LETTERS],
        "letters": [structure_checks.MAX_SLUG_LETTERS, fields.MAX_KEY_LETTERS],
        "a zip": [zips.MAX_ZIP_BYTES // MEBIBYTE, zips.MAX_ENTRIES, zips.MAX_PATH_LETTERS],
    }
