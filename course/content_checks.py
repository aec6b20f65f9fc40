"""What keeps a course honest beyond its form: hedges, designs and sizes, words that may not stand, hours, objectives.

The rules themselves are in ``course.wording``; here they meet the course. No Django, no database.
"""

import re
from collections.abc import Iterator, Sequence

from course.passages import Block, parse
from course.sentences import Sentence, sentences
from course.source_files import Mistake, Report
from course.source_parts import LESSON, CourseSource
from course.wording import Finding, bare_benefit, findings, reading_findings, unhedged

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
HOURS = re.compile(rf"\b(\d+(?:\.\d+)?|{'|'.join(NUMBERS)})[ -](?:\w+ )?(?:hours?|credits?|CEUs?)\b", re.IGNORECASE)
IN_WORDS = {word: number for number, word in enumerate(NUMBERS, 1)}
UNKNOWN = "unknown"
WITH_CLAIMS = {"paragraph", "list", "quote"}


def check_content(course: CourseSource, report: Report) -> None:
    """Every lesson and page of the guide, and what the course says of itself."""
    for unit in course.units():
        if unit.kind == LESSON:
            check_prose(unit.markdown, unit.file, unit.line, course, report, is_page=True)
    for page in course.guide:
        check_prose(page.markdown, page.file, page.line, course, report, is_page=True)
    _check_words_about_itself(course, report)
    _check_objectives(course, report)


def check_prose(
    markdown: str, file: str, line: int, course: CourseSource, report: Report, *, is_page: bool = False
) -> None:
    """Report what a text may not say; of a page (a lesson, a page of the guide) also how it reads."""
    running: list[Sentence] = []
    for block, box in _flat(parse(markdown, line).blocks):
        found = [*sentences(block.title, block.line), *sentences(block.text, block.line)]
        for each in findings(found):
            _add(report, file, each)
        if box != UNKNOWN:  # that box is a hedge itself
            for each in _of_block(block, found, course):
                _add(report, file, each)
        if block.kind == "paragraph":
            running += found
    if is_page:
        for each in reading_findings(running):
            _add(report, file, each)


def _of_block(block: Block, found: Sequence[Sentence], course: CourseSource) -> Iterator[Finding]:
    """What is judged by the whole block, for the hedge or the size may stand in the sentence before."""
    text = " ".join(sentence.text for sentence in found)
    cited = {tag for sentence in found for tag in sentence.facts}
    low = sorted(tag for tag in cited if tag in course.facts and course.facts[tag].confidence == "low")
    if low and (problem := unhedged(text)):
        yield Finding(block.line, f"this {block.kind} cites {', '.join(low)}, and {problem}")
    if block.kind in WITH_CLAIMS and not block.plain and (problem := bare_benefit(text)):
        yield Finding(block.line, problem, is_warning=True)


def _check_words_about_itself(course: CourseSource, report: Report) -> None:
    """What course.yaml and module.yaml promise: no credential."""
    for text in _promises(course):
        for each in findings([*sentences(text)]):
            report.add("course.yaml", 1, each.text)
    for module in course.modules:
        for text in (module.title, module.summary, *(objective.text for objective in module.objectives)):
            for each in findings([*sentences(text)]):
                report.add(f"{module.folder}/module.yaml", 1, each.text)


def claimed_hours(course: CourseSource, minutes: int) -> tuple[Mistake, ...]:
    """Hours or credits in course.yaml beyond ``minutes``, the estimated time of the whole course."""
    return tuple(
        Mistake(
            "course.yaml",
            1,
            f'"{found.group()}" is more than the {minutes} minutes that reading and quizzes take; '
            f"claim {minutes // 15 / 4:g} hours at most",
        )
        for text in _promises(course)
        for found in HOURS.finditer(text)
        if float(IN_WORDS.get(found[1].lower(), 0) or found[1]) * 60 > minutes
    )


def _promises(course: CourseSource) -> tuple[str, ...]:
    return (course.title, course.promise, course.method, course.accreditation, *course.audience)


def _check_objectives(course: CourseSource, report: Report) -> None:
    """An objective of a module that has a quiz, which no question asks about."""
    asked = {key for unit in course.units() if unit.kind != LESSON for key in unit.objectives}
    for module in course.modules:
        if any(unit.kind != LESSON for unit in module.units):
            for objective in module.objectives:
                if objective.key not in asked:
                    text = f'no question asks about the objective "{objective.key}"; write one, or drop the objective'
                    report.warn(f"{module.folder}/module.yaml", 1, text)


def _flat(blocks: Sequence[Block], box: str = "") -> Iterator[tuple[Block, str]]:
    """Every block with the kind of the box it stands in."""
    for block in blocks:
        yield block, box
        if block.kind not in {"table", "figure"}:
            yield from _flat(block.blocks, block.kind)


def _add(report: Report, file: str, found: Finding) -> None:
    if found.is_warning:
        report.warn(file, found.line, found.text)
    else:
        report.add(file, found.line, found.text)
