"""Check what a course says: its wording, its hours, and that every objective has a question.

The rules for sentences are in ``course.text.wording``; this module applies them to a course.
No Django, no database.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from course.hours import quarter_hours
from course.source.files import Mistake, Report
from course.source.parts import LESSON, CourseSource
from course.text.blocks import ANSWER, CODE, POINT, REASON, Block, ParsedText
from course.text.figure_parts import WRONG
from course.text.sentences import Sentence, sentences, sentences_of
from course.text.word_rules import findings, warnings_of_block
from course.text.wording import Finding, reading_findings, unhedged

NUMBER_WORDS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
CLAIMED_HOURS = re.compile(
    rf"\b(\d+(?:\.\d+)?|{'|'.join(NUMBER_WORDS)})[ -](?:\w+ )?(?:hours?|credits?|CEUs?)\b",
    re.IGNORECASE,
)
NUMBER_BY_WORD = {word: number for number, word in enumerate(NUMBER_WORDS, 1)}
UNKNOWN_BOX = "unknown"
KINDS_WITH_BENEFITS = {"paragraph", "list", "quote", POINT, REASON}


def check_content(course: CourseSource, report: Report) -> None:
    """Check every lesson and page of the guide, and what the course says of itself."""
    for unit in course.units():
        if unit.kind == LESSON:
            check_prose(unit.text, unit.file, course, report, is_page=True)
    for page in course.guide:
        check_prose(page.text, page.file, course, report, is_page=True)
    _check_descriptions(course, report)
    _check_objectives(course, report)


def check_prose(
    text: ParsedText,
    file: str,
    course: CourseSource,
    report: Report,
    *,
    is_page: bool = False,
) -> None:
    """Report what a text may not say, and of a page how it reads.

    is_page: the text is a lesson or a page of the guide.
    """
    running_text: list[Sentence] = []
    for block, box in _blocks_with_box(text.blocks):
        if block.kind == ANSWER and block.target == WRONG:
            continue  # a wrong answer may say what is wrong
        block_sentences = _block_sentences(block)
        for finding in _wording_findings(block, block_sentences, course.wording):
            _report_finding(report, file, finding)

        if box != UNKNOWN_BOX:  # that box is a hedge itself
            for finding in _block_findings(block, block_sentences, course):
                _report_finding(report, file, finding)
        is_foreign = bool(block.language)  # what makes a text hard to read is known of one language
        if block.kind == "paragraph" and not is_foreign:
            running_text += block_sentences

    if is_page:
        for finding in reading_findings(running_text):
            _report_finding(report, file, finding)


def _block_sentences(block: Block) -> list[Sentence]:
    """Return the sentences of a block's title, and of its text or its alternative text."""
    title = sentences_of(block.title_tree, block.title, block.line)
    if block.kind == "figure":
        return [*title, *sentences(block.text, block.line)]
    return [*title, *sentences_of(block.tree, block.text, block.text_line)]


def _wording_findings(
    block: Block, block_sentences: Sequence[Sentence], rules: tuple[str, ...]
) -> Iterator[Finding]:
    """Yield what the sentences may not say; a code block has one finding at most."""
    all_findings = findings(block_sentences, rules)
    return islice(all_findings, 1) if block.kind == CODE else all_findings


def _block_findings(
    block: Block, block_sentences: Sequence[Sentence], course: CourseSource
) -> Iterator[Finding]:
    """Yield what is wrong with a whole block: no hedge, size or design."""
    # By the block and not by the sentence: the hedge or the size may stand in another sentence.
    text = " ".join(sentence.text for sentence in block_sentences)
    weak_facts = ", ".join(_cited_with_low_confidence(block_sentences, course))
    if weak_facts and (problem := unhedged(text)):
        text_of_finding = f"this {block.kind} cites {weak_facts}, and {problem}"
        yield Finding(block.line, text_of_finding)

    may_claim_benefit = block.kind in KINDS_WITH_BENEFITS and not block.plain
    if may_claim_benefit:
        yield from warnings_of_block(text, block.line, course.wording)


def _cited_with_low_confidence(
    block_sentences: Sequence[Sentence], course: CourseSource
) -> list[str]:
    """Return the tags of cited facts in which the course has low confidence, sorted."""
    tags = set()
    for sentence in block_sentences:
        for tag in sentence.facts:
            fact = course.facts.get(tag)
            if fact is not None and fact.confidence == "low":
                tags.add(tag)
    return sorted(tags)


def _check_descriptions(course: CourseSource, report: Report) -> None:
    """Check the sentences of course.yaml and module.yaml."""
    _check_texts(_own_sentences(course), "course.yaml", course, report)
    for module in course.modules:
        objectives = [objective.text for objective in module.objectives]
        texts = [module.title, module.summary, *objectives]
        _check_texts(texts, f"{module.folder}/module.yaml", course, report)


def _check_texts(texts: Iterable[str], file: str, course: CourseSource, report: Report) -> None:
    """Report what the sentences of fields may not say."""
    for text in texts:
        text_sentences = [*sentences(text)]
        for finding in findings(text_sentences, course.wording):
            report.add(file, 1, finding.text)


def claimed_hours(course: CourseSource, minutes: int) -> tuple[Mistake, ...]:
    """Return a mistake for each claim of more hours or credits than the course takes.

    minutes: the estimated time of the whole course.
    """
    hours = quarter_hours(minutes)
    remedy = "take the claim out" if hours == "0" else f"claim {hours} hours at most"
    mistakes = []
    for text in _promises(course):
        for claim in CLAIMED_HOURS.finditer(text):
            claimed_minutes = _hours_of(claim) * 60
            if claimed_minutes <= minutes:
                continue
            problem = (
                f'"{claim.group()}" is more than the {minutes} minutes '
                f"that reading and quizzes take; {remedy}"
            )
            mistakes.append(Mistake("course.yaml", 1, problem))
    return tuple(mistakes)


def _hours_of(claim: re.Match[str]) -> float:
    """Return the number of a claim, which is written in digits or as a word."""
    number = NUMBER_BY_WORD.get(claim[1].lower())
    return float(number or claim[1])


def _promises(course: CourseSource) -> tuple[str, ...]:
    """Return the sentences in which a course may claim hours."""
    return (
        course.title,
        course.promise,
        course.method,
        course.accreditation,
        course.kind_of_course,
        *course.audience,
    )


def _own_sentences(course: CourseSource) -> tuple[str, ...]:
    """Return the sentences that a course says of itself on pages, guide and certificate."""
    return (
        *_promises(course),
        course.certificate_says,
        course.objectives_frame,
        course.guide_caution,
        *course.standing,
        *course.crisis,
    )


def _check_objectives(course: CourseSource, report: Report) -> None:
    """Warn of objectives that no question asks about, in modules with a quiz."""
    asked: set[str] = set()
    for unit in course.units():
        if unit.kind != LESSON:
            asked.update(unit.objectives)

    for module in course.modules:
        has_quiz = any(unit.kind != LESSON for unit in module.units)
        if not has_quiz:
            continue
        for objective in module.objectives:
            if objective.key not in asked:
                text = (
                    f'no question asks about the objective "{objective.key}"; '
                    "write one, or drop the objective"
                )
                report.warn(f"{module.folder}/module.yaml", 1, text)


def _blocks_with_box(blocks: Sequence[Block], box: str = "") -> Iterator[tuple[Block, str]]:
    """Yield every block with the kind of the box that it stands in."""
    for block in blocks:
        yield block, box
        yield from _blocks_with_box(block.inner, block.kind)


def _report_finding(report: Report, file: str, finding: Finding) -> None:
    if finding.is_warning:
        report.warn(file, finding.line, finding.text)
    else:
        report.add(file, finding.line, finding.text)
