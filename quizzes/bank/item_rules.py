"""Find technical flaws in the texts of questions. Pure.

The rules are those of NBME, Constructing Written Test Questions, chapter on technical flaws.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from quizzes.bank.written import WrittenQuestion

NEGATIVE_WORDS = re.compile(
    r"\b(?:not|except|least (?:likely|appropriate)|never|false|incorrect|untrue|unlikely)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
HARMLESS_NEGATIVES = re.compile(
    r"\bwhether or not\b|\bnot yet\b|\bif not\b|\bnot? only\b", re.IGNORECASE
)
SENTENCE_END = re.compile(r"(?<=[.!:])\s+")
ABSOLUTE_WORDS = re.compile(
    r"\b(?:always|never|impossible|guarantee[sd]?|completely|totally"
    r"|in (?:all|every) cases?|every (?:patient|person)"
    r"|no (?:patient|person|one)|100 ?%|without exception)(?!\w)",
    re.IGNORECASE,
)
COUNTING_WORDS = re.compile(
    r"\bhow many\b|\bnumber\b|\btimes\b|per ?cent|%|\bratio\b|\bscore\b"
    r"|\bwhat (?:share|fraction|year)\b",
    re.IGNORECASE,
)
PICTURE = re.compile(r"!\[([^\]]*)\]")  # the group is the alternative text
LONG_KEY_RATIO = 1.25
MIN_QUESTIONS_FOR_LENGTH = 4
MIN_QUESTIONS_FOR_LETTERS = 8


class Flaw(NamedTuple):
    """Hold a flaw and what to write instead.

    name: the name of the text; "" is the whole question.
    """

    name: str
    text: str
    is_warning: bool = True


def flaws(question: WrittenQuestion, *, is_gap: bool = False) -> Iterator[Flaw]:
    """Yield the flaws of one question.

    is_gap: the unit of a gap may stand in the text around it, so that it is not asked for.
    """
    if _is_negative(question.stem):
        text = (
            "the question asks for what is not so; ask for what is, or the score measures reading"
        )
        yield Flaw("stem", text)
    if question.kind in {"single", "multi"}:
        yield from _absolute_options(question)
    if question.kind == "numeric" and not is_gap and _lacks_unit(question):
        text = (
            'the number has no unit; write units: {mg: "1"}, '
            'or ask "how many …" of something that has none'
        )
        yield Flaw("", text, is_warning=False)
    yield from _telling_alternatives(question)


def _is_negative(stem: str) -> bool:
    last_sentence = SENTENCE_END.split(stem.strip())[-1]
    if not last_sentence.endswith("?"):
        return False
    return NEGATIVE_WORDS.search(HARMLESS_NEGATIVES.sub("", last_sentence)) is not None


def _lacks_unit(question: WrittenQuestion) -> bool:
    return not question.has_unit and not COUNTING_WORDS.search(question.stem)


def _absolute_options(question: WrittenQuestion) -> Iterator[Flaw]:
    """Yield the options with absolute words, if all of them are wrong."""
    absolute = {option.id for option in question.options if ABSOLUTE_WORDS.search(option.text)}
    if absolute.intersection(question.key):
        return
    for option in sorted(absolute):
        text = "an absolute word in a wrong option tells the test-wise that it is wrong; soften it"
        yield Flaw(f"option.{option}", text)


def longest_is_key(question: WrittenQuestion) -> bool:
    """Tell whether the key is over a quarter longer than the longest other option.

    question: with one key.
    """
    by_length = sorted(question.options, key=lambda option: len(option.text))
    if len(by_length) < 2:
        return False
    *_others, second, longest = by_length
    return longest.id in question.key and len(longest.text) > LONG_KEY_RATIO * len(second.text)


def length_flaw(questions: Iterable[WrittenQuestion]) -> Flaw | None:
    """Return a flaw if too many keys of a quiz are the longest option.

    questions: all single best answers of the quiz.
    """
    counted = _with_one_key(questions)
    long = [question for question in counted if longest_is_key(question)]
    if len(counted) < MIN_QUESTIONS_FOR_LENGTH or len(long) * 2 <= len(counted):
        return None
    text = (
        f"in {len(long)} of {len(counted)} questions the key is much the longest option; "
        "lengthen the others or cut it"
    )
    return Flaw("", text, is_warning=len(long) < len(counted))


def letter_flaw(questions: Iterable[WrittenQuestion]) -> Flaw | None:
    """Return a flaw if one letter is the key of too many questions.

    questions: all single best answers of the quiz.
    """
    # Where an author writes shuffle: false, learners see the options in this order.
    letters = Counter(question.key[0] for question in _with_one_key(questions))
    total = letters.total()
    if total < MIN_QUESTIONS_FOR_LETTERS:
        return None
    letter, count = letters.most_common(1)[0]
    if count * 2 <= total:
        return None
    text = (
        f"({letter}) is the key of {count} of {total} questions; "
        "give the right options other letters"
    )
    return Flaw("", text)


def _with_one_key(questions: Iterable[WrittenQuestion]) -> Sequence[WrittenQuestion]:
    """Return the questions that have one key, without true/false questions."""
    with_one_key = [question for question in questions if question.has_one_key]
    return [question for question in with_one_key if not question.is_true_false]


def _telling_alternatives(question: WrittenQuestion) -> Iterator[Flaw]:
    """Yield each alternative text of a picture that says the words of the key."""
    right = {option.bare_text for option in question.options if option.id in question.key}
    right |= {answer.casefold() for answer in question.answers}
    for name, markdown in (("vignette", question.vignette), ("stem", question.stem)):
        for alternative in PICTURE.findall(markdown):
            if any(_says(alternative, words) for words in right):
                text = (
                    "the alternative text of the picture says the right answer; "
                    "describe what is seen instead"
                )
                yield Flaw(name, text, is_warning=False)


def _says(alternative: str, words: str) -> bool:
    """Tell whether an alternative text holds these words; "no" is not in "another"."""
    if not words:
        return False
    whole_words = rf"(?<!\w){re.escape(words)}(?!\w)"
    return re.search(whole_words, alternative.casefold()) is not None
