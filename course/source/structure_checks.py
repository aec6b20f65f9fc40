"""Check what needs the whole course: its fields, and the lessons and guide pages in it."""

import re
from collections.abc import Iterator

from course.source.fields import Fields
from course.source.files import Report
from course.source.parts import LESSON, CourseSource, UnitSource
from course.source.text_checks import check_page
from course.text.blocks import ParsedText
from course.text.trees import cited_tags
from course.text.wording import SPEAKS_OF_CREDIT, SPEAKS_OF_REVIEW

MIN_CORRECTION_LETTERS = 20
NEEDS_CRISIS_BOX = re.compile(r"suicid|overdos", re.IGNORECASE)


def check_course_fields(course: CourseSource, fields: Fields, folder: str) -> None:
    """Report fields of course.yaml that contradict each other or the folder."""
    if course.slug and course.slug != folder:
        fields.mistake(
            "slug", f'the folder is called "{folder}"; write "slug: {folder}", or rename the folder'
        )
    if (
        fields.has("expires_on")
        and fields.has("released_on")
        and course.expires_on <= course.released_on
    ):
        fields.mistake("expires_on", '"expires_on" is not after "released_on"; write a later date')
    if 0 < len(course.safety_correction) < MIN_CORRECTION_LETTERS:
        fields.mistake(
            "safety_correction",
            f"write in {MIN_CORRECTION_LETTERS} characters or more what was wrong, what is "
            "right and why it matters",
        )
    if course.language and not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", course.language):
        fields.mistake(
            "language",
            f'"{course.language}" is not a language; write its code, such as en or fr-ca',
        )
    for line in course.limits:
        if SPEAKS_OF_CREDIT.search(line) or SPEAKS_OF_REVIEW.search(line):
            fields.mistake(
                "limits",
                f'leave out "{line}"; whether there is credit and a clinical review is worked '
                "out for each certificate",
            )


def check_course(course: CourseSource, report: Report) -> None:
    """Check the lessons and guide pages against everything else in the course."""
    for unit in course.units():
        if unit.kind == LESSON:
            check_page(unit.text, unit.file, course, report)
            _check_boxes(unit, report)
    for page in course.guide:
        check_page(page.text, page.file, course, report, is_guide=True)


def cited_facts(course: CourseSource) -> set[str]:
    """Return the tags of the facts that lessons, guide pages or other units cite."""
    texts = [unit.text for unit in course.units()] + [page.text for page in course.guide]
    trees = [tree for text in texts for tree in text.trees()]
    cited = {tag for tree in trees for tag in cited_tags(tree)}
    return cited | {tag for unit in course.units() for tag in unit.facts}


def _check_boxes(unit: UnitSource, report: Report) -> None:
    """Report the boxes that a lesson must have and has not."""
    kinds = [block.kind for block in unit.text.blocks if block.kind != "footnote"]
    last_line = unit.line + unit.markdown.rstrip().count("\n")
    for kind in ("unknown", "key-points"):
        if kind not in kinds:
            text = f'the lesson has no box "{kind}"; write "/// {kind}" with its text at the end'
            report.add(unit.file, last_line, text)
    if "key-points" in kinds and kinds[-1] != "key-points":
        text = 'a lesson ends with the box "key-points"; move it to the end'
        report.add(unit.file, last_line, text)
    if "crisis" not in kinds:
        _check_crisis_box(unit, report)


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
        for number, line in enumerate(f"{block.title} {block.text}".split("\n")):
            yield block.line + number, line
