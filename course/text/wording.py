"""Say what a sentence of any course may not say, and how it should read.

The rules behind it are in docs/wording.md: a course informs; it does not license. Each rule takes
a sentence and returns what to write instead, or "". Rules that only some courses ask for stand in
files of their own; ``course.text.word_rules`` lists them. No Django, no database.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course.text.sentences import Sentence, school_grade

MAX_WORDS_IN_SENTENCE = 42
MAX_SCHOOL_GRADE = 16.0
MIN_SENTENCES_TO_GRADE = 15  # fewer say nothing about how a text reads

NOT = re.compile(
    r"\b(?:no|not|never|none|nor|neither|without|cannot|nobody|nothing|hardly|unapproved"
    r"|off-label|false|wrong|myth)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
# Whether there is credit and a review is worked out for each certificate, so free text may not
# speak of it.
SPEAKS_OF_CREDIT = re.compile(
    r"\b(?:credits?|accredit\w*|contact hours?|C[MNP]?E|CEUs?|CPD)\b", re.IGNORECASE
)
SPEAKS_OF_REVIEW = re.compile(r"\breview\w*", re.IGNORECASE)
DENIAL = re.compile(rf"{NOT.pattern}|\b(?:await\w*|pending|yet)\b", re.IGNORECASE)
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’(?![a-z])|\"[^\"]*\"")
PROMISED_ACT = r"(?:provid|giv|administ|deliver|practis|offer|prescrib|run)"


def training_of(people: str, act: str) -> re.Pattern[str]:
    """Return a pattern for "certifies you to provide", of these people and this act."""
    return re.compile(
        r"\b(?:certif(?:y|ies|ied|ying)|qualif(?:y|ies|ied|ying)|trains?|trained|training"
        r"|accredit(?:s|ed)|licens(?:es|ed))"
        rf"(?: (?:{people}))? (?:to|for|in) {act}",
        re.IGNORECASE,
    )


TRAINING = training_of("you|them|graduates|practitioners|learners", PROMISED_ACT)
TITLE = re.compile(
    r"\byou (?:are|become|will be|are now|will become) (?:now )?(?:a )?(?:certified"
    r"|qualified|credentialed)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:may|might|could|perhaps|possibl[ey]|probabl[ey]|likely|apparently|suggest\w*"
    r"|appear\w*|seem\w*|report\w*"
    r"|describe\w*|claim\w*|quoted?|said|unclear|uncertain\w*|unconfirmed|unknown|untested"
    "|disputed|thin|weak|early"
    "|preliminary|pilot|small|only|secondary|low confidence|in print|expert|opinion|practice"
    r"|considered|thought)\b"
    r"|\bnot (?:been |yet |well )*(?:shown|known|confirmed|opened|checked|verified|tested"
    r"|settled|established|seen)\b"
    r"|\b(?:one|a single) (?:source|study|report|case|trial|survey|series)\b|\bno (?:trial"
    r"|study|evidence|data)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Finding:
    """Hold what is wrong at ``line``; a warning does not stop a publication."""

    line: int
    text: str
    is_warning: bool = False


def promises(sentence: Sentence) -> str:
    """Refuse "safe and effective" (G3)."""
    text = own_words(sentence.text)
    if NOT.search(text):
        return ""
    if re.search(
        r"\bsafe (?:and|&|yet|,) (?:highly )?effective\b|\beffective and safe\b",
        text,
        re.IGNORECASE,
    ):
        return (
            '"safe and effective" is a regulator\'s finding; say what was measured, in '
            "whom, and the harms"
        )
    return ""


def credentials(sentence: Sentence) -> str:
    """Refuse words that present a certificate of completion as a license (G16)."""
    return credential_in(sentence, TRAINING, TITLE)


def credential_in(sentence: Sentence, *patterns: re.Pattern[str]) -> str:
    """Return what to write instead of a promise of a credential; "" if there is none."""
    text = own_words(sentence.text)
    if NOT.search(text):
        return ""
    for pattern in patterns:
        if promise := pattern.search(text):
            remedy = 'the course informs: write "completed"'
            return f'"{promise.group()}" promises a credential; {remedy}'
    return ""


def long_sentence(sentence: Sentence) -> str:
    """Warn of a sentence with too many words to be read once."""
    if (count := len(sentence.words)) > MAX_WORDS_IN_SENTENCE:
        return (
            f"this sentence has {count} words; {MAX_WORDS_IN_SENTENCE} are the most that "
            "one reads once: split it"
        )
    return ""


def reading_findings(running_text: Sequence[Sentence]) -> Iterator[Finding]:
    """Yield warnings about running text that is hard to read."""
    for sentence in running_text:
        if text := long_sentence(sentence):
            yield Finding(sentence.line, text, is_warning=True)
    if len(running_text) < MIN_SENTENCES_TO_GRADE:
        return
    level = school_grade(list(running_text))
    if level > MAX_SCHOOL_GRADE:
        text = (
            f"this text reads at school grade {level:.0f}; {MAX_SCHOOL_GRADE:.0f} is the most: "
            "shorter words and sentences"
        )
        yield Finding(running_text[0].line, text, is_warning=True)


def unhedged(text: str) -> str:
    """Refuse a passage that rests on a low-confidence fact and does not say so (G14)."""
    if HEDGE.search(text):
        return ""
    return (
        "rests on a fact of low confidence and does not say so; hedge it: may, is "
        "reported, one small study"
    )


def own_words(text: str) -> str:
    """Return the text without what it quotes."""
    # A claim may be quoted in order to be refuted.
    return QUOTED.sub("“…”", text)
