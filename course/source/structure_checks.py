"""Check what needs the whole course: its fields, and the lessons and guide pages in it."""

import re
from collections.abc import Iterator

from course.figures import KINDS
from course.source.fields import Fields
from course.source.files import Report
from course.source.parts import LESSON, NO_DATE, CourseSource, UnitSource
from course.source.text_checks import check_page
from course.text.blocks import ParsedText
from course.text.languages import is_language
from course.text.trees import cited_tags
from course.text.wording import SPEAKS_OF_CREDIT, SPEAKS_OF_REVIEW

MIN_CORRECTION_LETTERS = 20
CLINICAL = "clinical-medicine"  # the word rules of courses on treatments
MAX_SLUG_LETTERS = 50
MAX_EXPLORED_FIGURES = 2
NOT_AFTER_A_CHECK = {"key-points", "footnote"}
NEEDS_CRISIS_BOX = re.compile(r"suicid|overdos", re.IGNORECASE)


def check_course_fields(course: CourseSource, fields: Fields) -> None:
    """Report fields of course.yaml that contradict each other."""
    if len(course.slug) > MAX_SLUG_LETTERS:
        text = f'"slug" has {len(course.slug)} characters; shorten it to {MAX_SLUG_LETTERS}'
        fields.mistake("slug", text)

    language = course.language
    if language and not is_language(language):
        text = f'"{language}" is not a language; write its code, such as en or fr-ca'
        fields.mistake("language", text)

    _check_dates(course, fields)
    _check_correction(course, fields)
    _check_limits(course, fields)


def _check_dates(course: CourseSource, fields: Fields) -> None:
    has_both = NO_DATE not in {course.expires_on, course.released_on}
    if has_both and course.expires_on <= course.released_on:
        text = '"expires_on" is not after "released_on"; write a later date'
        fields.mistake("expires_on", text)


def _check_correction(course: CourseSource, fields: Fields) -> None:
    length = len(course.safety_correction)
    if 0 < length < MIN_CORRECTION_LETTERS:
        text = (
            f"write in {MIN_CORRECTION_LETTERS} characters or more "
            "what was wrong, what is right and why it matters"
        )
        fields.mistake("safety_correction", text)


def _check_limits(course: CourseSource, fields: Fields) -> None:
    """Report limits that speak of what each certificate says by its own facts."""
    for line in course.limits:
        if SPEAKS_OF_CREDIT.search(line) or SPEAKS_OF_REVIEW.search(line):
            text = (
                f'leave out "{line}"; whether there is credit and a clinical review '
                "is worked out for each certificate"
            )
            fields.mistake("limits", text)


def check_course(course: CourseSource, report: Report) -> None:
    """Check the lessons and guide pages against everything else in the course."""
    for unit in course.units():
        if unit.kind == LESSON:
            check_page(unit.text, unit.file, course, report)
            _check_boxes(unit, course, report)
            _check_figures(unit, report)
    for page in course.guide:
        check_page(page.text, page.file, course, report, is_guide=True)


def cited_facts(course: CourseSource) -> set[str]:
    """Return the tags of the facts that lessons, guide pages or other units cite."""
    cited: set[str] = set()
    for unit in course.units():
        cited.update(unit.facts)
        cited |= _facts_in(unit.text)
    for page in course.guide:
        cited |= _facts_in(page.text)
    return cited


def _facts_in(text: ParsedText) -> set[str]:
    """Return the tags that a text cites."""
    tags: set[str] = set()
    for tree in text.trees():
        tags.update(cited_tags(tree))
    return tags


def _check_boxes(unit: UnitSource, course: CourseSource, report: Report) -> None:
    """Report the boxes that a lesson must have and has not."""
    kinds = [block.kind for block in unit.text.blocks if block.kind != "footnote"]
    last_line = _last_line(unit)
    needed = ("key-points",) if course.plain else ("unknown", "key-points")
    for kind in needed:
        if kind not in kinds:
            text = f'the lesson has no box "{kind}"; write "/// {kind}" with its text at the end'
            report.add(unit.file, last_line, text)
    if "key-points" in kinds and kinds[-1] != "key-points":
        text = 'a lesson ends with the box "key-points"; move it to the end'
        report.add(unit.file, last_line, text)
    if "crisis" not in kinds and _may_need_crisis_box(course):
        _check_crisis_box(unit, report)


def _check_figures(unit: UnitSource, report: Report) -> None:
    """Report more figures to work on than a lesson may have, and a check at its end."""
    blocks = unit.text.blocks
    explored = [block for block in blocks if block.kind in KINDS and KINDS[block.kind].is_explored]
    for block in explored[MAX_EXPLORED_FIGURES:]:
        text = (
            f"a lesson has at most {MAX_EXPLORED_FIGURES} figures that readers work on; "
            "make a table of this one, or move it to another lesson"
        )
        report.add(unit.file, block.line, text)

    body = [block for block in blocks if block.kind not in NOT_AFTER_A_CHECK]
    if body and body[-1].kind == "check":
        text = "a check is not the last thing of a lesson; move it behind the section it asks about"
        report.add(unit.file, body[-1].line, text)


def _may_need_crisis_box(course: CourseSource) -> bool:
    """Return whether the course says what to do in an emergency, or is about medicine."""
    return course.has_crisis or CLINICAL in course.wording


def _last_line(unit: UnitSource) -> int:
    """Return the last line of a lesson's file that is not empty."""
    written = unit.markdown.rstrip()
    return unit.line + written.count("\n")


def _check_crisis_box(unit: UnitSource, report: Report) -> None:
    """Report the first line that speaks of suicide or overdose."""
    for line, written in _lines(unit.text):
        if NEEDS_CRISIS_BOX.search(written):
            text = (
                "this lesson speaks of suicide or overdose; add the crisis box: "
                '"/// crisis", and under it "///"'
            )
            report.add(unit.file, line, text)
            return


def _lines(text: ParsedText) -> Iterator[tuple[int, str]]:
    """Yield every line of a text under its number, blocks in boxes too."""
    for block in text.all_blocks():
        written = f"{block.title} {block.text}"
        lines = written.split("\n")
        yield from enumerate(lines, block.line)
