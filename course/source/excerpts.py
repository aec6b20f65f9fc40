"""Read what the course page shows from lessons: a finding in its words, and a figure. No Django."""

from collections.abc import Iterable

from course.source.fields import Fields, did_you_mean
from course.source.parts import FIGURE, FINDING, LESSON, ExcerptSource, ModuleSource, UnitSource
from course.text.blocks import FIGURES, Block
from course.text.trees import text_of

MAX_QUOTE_LETTERS = 500
KINDS_OF_FIGURES = {"table", "figure", *FIGURES} - {"check"}


def read_excerpts(
    course: Fields, modules: Iterable[ModuleSource], *, is_whole: bool
) -> tuple[ExcerptSource, ...]:
    """Return the excerpts that course.yaml names; report those that no lesson has.

    is_whole: every lesson could be read, so that what is missing is missing.
    """
    lessons = _Lessons(modules, is_whole)
    finding = course.mapping(FINDING, required=False)
    figure = course.mapping(FIGURE, required=False)
    excerpts = [
        _finding(finding, lessons) if finding else None,
        _figure(figure, lessons) if figure else None,
    ]
    return tuple(excerpt for excerpt in excerpts if excerpt)


class _Lessons:
    """Find the lessons of a course by their keys.

    is_whole: every lesson could be read, so that what is missing is missing.
    """

    def __init__(self, modules: Iterable[ModuleSource], is_whole: bool) -> None:
        self.is_whole = is_whole
        self.by_key: dict[str, UnitSource] = {}
        for module in modules:
            for unit in module.units:
                if unit.kind == LESSON:
                    self.by_key[unit.key] = unit

    def find(self, key: str, fields: Fields) -> UnitSource | None:
        """Return the lesson with this key; report it in ``fields`` if there is none."""
        lesson = self.by_key.get(key)
        if key and lesson is None and self.is_whole:
            close = did_you_mean(key, self.by_key) or "; write the key of one"
            fields.mistake("lesson", f'there is no lesson "{key}"{close}')
        return lesson


def _finding(fields: Fields, lessons: _Lessons) -> ExcerptSource | None:
    """Return words that stand in a lesson; report it if they do not."""
    key = fields.key("lesson")
    written = fields.text("quote", max_length=MAX_QUOTE_LETTERS)
    fields.done()
    lesson = lessons.find(key, fields)
    if lesson is None or not written:
        return None

    quote = " ".join(written.split())
    for block in lesson.text.blocks:
        if quote in text_of(block.tree):
            return ExcerptSource(FINDING, key, block.key, quote)
    text = f'these words do not stand in one paragraph of "{key}"; copy them, without citations'
    fields.mistake("quote", text)
    return None


def _figure(fields: Fields, lessons: _Lessons) -> ExcerptSource | None:
    """Return a figure or a table of a lesson; report it if the lesson has none of that id."""
    key = fields.key("lesson")
    figure_key = fields.key("id")
    fields.done()
    lesson = lessons.find(key, fields)
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
