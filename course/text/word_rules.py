"""Apply the word rules that hold for every course, and those that a course asks for.

A course names sets of rules in course.yaml: ``wording: [clinical-medicine]``.
No Django, no database.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from course.text import clinical_wording, ketamine_wording, wording
from course.text.sentences import Sentence
from course.text.wording import Finding

SentenceRule = Callable[[Sentence], str]
BlockRule = Callable[[str], str]


@dataclass(frozen=True)
class WordRules:
    """Hold rules, each of which returns what to write instead, or "".

    of_sentences: what they find is a mistake. of_blocks: what they find is a warning.
    """

    of_sentences: tuple[SentenceRule, ...]
    of_blocks: tuple[BlockRule, ...] = ()


FOR_EVERY_COURSE = WordRules((wording.promises, wording.credentials))
# By the name under which course.yaml asks for them.
NAMED_RULES: Mapping[str, WordRules] = {
    "clinical-medicine": WordRules(
        (
            clinical_wording.cures,
            clinical_wording.dose_advice,
            clinical_wording.person_first,
            clinical_wording.clinical_credentials,
        ),
        (clinical_wording.bare_benefit,),
    ),
    "ketamine": WordRules(
        (
            ketamine_wording.unapproved,
            ketamine_wording.users,
            ketamine_wording.ketamine_credentials,
        )
    ),
}


@cache
def rules_of(names: tuple[str, ...]) -> WordRules:
    """Return the rules for every course and those of ``names``; unknown names add nothing."""
    chosen = [NAMED_RULES[name] for name in names if name in NAMED_RULES]
    of_sentences = list(FOR_EVERY_COURSE.of_sentences)
    of_blocks: list[BlockRule] = []
    for rules in chosen:
        of_sentences += rules.of_sentences
        of_blocks += rules.of_blocks
    return WordRules(tuple(of_sentences), tuple(of_blocks))


def findings(text_sentences: Sequence[Sentence], names: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what is wrong with each sentence of a course that asks for the rules ``names``."""
    rules = rules_of(names)
    for sentence in text_sentences:
        for rule in rules.of_sentences:
            if text := rule(sentence):
                yield Finding(sentence.line, text)


def warnings_of_block(text: str, line: int, names: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what an author should look at in a whole block, which begins at ``line``."""
    for rule in rules_of(names).of_blocks:
        if problem := rule(text):
            yield Finding(line, problem, is_warning=True)
