"""Read what the course page shows from lessons: a finding in its words, and a figure. No Django."""

from collections.abc import Iterable, Mapping

from course.source.fields import Fields, did_you_mean
from course.source.parts import FIGURE, FINDING, LESSON, ExcerptSource, ModuleSource, UnitSource
from course.text.blocks import FIGURES, Block
from course.text.trees import text_of

MAX_QUOTE_LETTERS = 500
KINDS_OF_FIGURES = {"table", "figure", *FIGURES} - {"check"}

Lessons = Mapping[str, UnitSource]  # by key


def read_excerpts(
    course: Fields, modules: Iterable[ModuleSource], *, is_whole: bool
) -> tuple[ExcerptSource, ...]:
    """Return the excerpts that course.yaml names; report those that no lesson has.

    is_whole: every lesson could be read, so that what is missing is missing.
    """
    units = [unit for module in modules for unit in module.units]
    lessons = {unit.key: unit for unit in units if unit.kind == LESSON}
    excerpts = []
    for kind, read in ((FINDING, _finding), (FIGURE, _figure)):
        fields = course.mapping(kind, required=False)
        if fields is None:
            continue
        excerpt = read(fields, lessons, is_whole)
        if excerpt is not None:
            excerpts.append(excerpt)
    return tuple(excerpts)


def _finding(fields: Fields, lessons: Lessons, is_whole: bool) -> ExcerptSource | None:
    """Return words that stand in a lesson; report it if they do not."""
    key = fields.key("lesson")
    written = fields.text("quote", max_length=MAX_QUOTE_LETTERS)
    fields.done()
    lesson = _lesson(fields, key, lessons, is_whole)
    if lesson is None or not written:
        return None

    quote = " ".join(written.split())
    for block in lesson.text.blocks:
        if quote in text_of(block.tree):
            return ExcerptSource(FINDING, key, block.key, quote)
    text = f'these words do not stand in one paragraph of "{key}"; copy them, without citations'
    fields.mistake("quote", text)
    return None


def _figure(fields: Fields, lessons: Lessons, is_whole: bool) -> ExcerptSource | None:
    """Return a figure or a table of a lesson; report it if the lesson has none of that id."""
    key = fields.key("lesson")
    figure_key = fields.key("id")
    fields.done()
    lesson = _lesson(fields, key, lessons, is_whole)
    if lesson is None or not figure_key:
        return None

    keys = [block.key for block in lesson.text.blocks if _is_figure(block)]
    if figure_key in keys:
        return ExcerptSource(FIGURE, key, figure_key)
    close = did_you_mean(figure_key, keys) or "; write the id of one"
    fields.mistake("id", f'"{key}" has no figure or table "{figure_key}"{close}')
    return None


def _is_figure(block: Block) -> bool:
    return block.kind in KINDS_OF_FIGURES


def _lesson(fields: Fields, key: str, lessons: Lessons, is_whole: bool) -> UnitSource | None:
    """Return the lesson with this key; report it if there is none."""
    is_missing = is_whole and key not in lessons
    if key and is_missing:
        close = did_you_mean(key, lessons) or "; write the key of one"
        fields.mistake("lesson", f'there is no lesson "{key}"{close}')
    return lessons.get(key)
