"""Answer every quiz of a course by rules that know nothing of its subject.

``.venv/bin/python -m tests.quizzes.strategies course/content/ketamine-basics`` prints how far each
rule gets: the mean and the greatest score in per cent over 200 papers, and how many papers reach
the pass mark. A rule answers single best answers, also those in a stage or a gap; every other
kind counts as wrong. Where a rule finds nothing to go by, it takes the first option shown.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from django import setup

if __name__ == "__main__":  # pytest has done both
    import tests.environment  # noqa: F401

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    setup()

from quizzes.kinds.single import Single  # noqa: E402
from quizzes.question.parts import PartedQuestion  # noqa: E402
from quizzes.question.responses import Response  # noqa: E402
from tests.quizzes.guessing import chance_to_pass  # noqa: E402
from tests.quizzes.papers import (  # noqa: E402
    Asked,
    Quiz,
    certifying_quizzes,
    marked,
    paper,
    seeds,
)

PAPERS = 200
LETTERS = "abcd"
CAUTIOUS = re.compile(
    r"(?:do not|don’t|does not|not (?:yet|today|now|before)|no\b|nothing|never|neither|none|stop"
    r"|call|say “?emergency|emergency|send for|get help|shout|have .{0,30}(?:called|seen|see)"
    r"|wait|keep|hold|pause|stay|postpone|defer|delay|put off|refer|ask|tell the|report|measure"
    r"|check|look again|first|only (?:after|when|if|once)|until|refuse|decline|leave .{0,20}out)\b",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"\bsign(?:s|ed|ing|ature)?\b|\binitial(?:s|ed)?\b|\bwaiver\b", re.IGNORECASE
)
OPENING_MARKS = "“”\"'‘’*( "


@dataclass(frozen=True)
class Choice:
    """What a rule sees of a single best answer.

    shown, written: the ids as an attempt shows them, and as the author wrote them.
    texts: the words of each option, by its id.
    cautious: the option that the author calls the cautious one; "" if none is.
    """

    shown: Sequence[str]
    written: Sequence[str]
    texts: Mapping[str, str]
    cautious: str = ""


Rule = Callable[[Choice], str]
# Of one attempt: what it asks, each with the ids of its options as they are shown.
ShownPaper = list[tuple[Asked, list[str]]]


def most_cautious(choice: Choice) -> str:
    """The option that stops, waits or calls: the author's note, else by its first words."""
    if choice.cautious:
        return choice.cautious
    return _first(choice, lambda option: CAUTIOUS.match(_opening(choice.texts[option])) is not None)


def longest(choice: Choice) -> str:
    return max(choice.shown, key=lambda option: len(choice.texts[option]))


def shortest(choice: Choice) -> str:
    return min(choice.shown, key=lambda option: len(choice.texts[option]))


def odd_one_out(choice: Choice) -> str:
    """The one option that begins with another word, where the others begin alike."""
    words = {option: _first_word(choice.texts[option]) for option in choice.shown}
    counts = Counter(words.values())
    if len(counts) == len(words):
        return choice.shown[0]
    return _first(choice, lambda option: counts[words[option]] == 1)


def no_signature(choice: Choice) -> str:
    return _first(choice, lambda option: not SIGNATURE.search(choice.texts[option]))


def first_shown(choice: Choice) -> str:
    return choice.shown[0]


def _place_shown(place: int) -> Rule:
    return lambda choice: choice.shown[min(place, len(choice.shown) - 1)]


def _place_written(place: int) -> Rule:
    return lambda choice: choice.written[min(place, len(choice.written) - 1)]


RULES: dict[str, Rule] = {
    "most cautious": most_cautious,
    "longest": longest,
    "shortest": shortest,
    "odd first word": odd_one_out,
    "no signature": no_signature,
    **{f"letter {letter} in the file": _place_written(n) for n, letter in enumerate(LETTERS)},
    **{f"letter {letter} as shown": _place_shown(n) for n, letter in enumerate(LETTERS)},
}


def _first(choice: Choice, is_fitting: Callable[[str], bool]) -> str:
    """The first option shown that fits; the first of all if none does."""
    return next(filter(is_fitting, choice.shown), choice.shown[0])


def _opening(text: str) -> str:
    return text.strip(OPENING_MARKS)


def _first_word(text: str) -> str:
    words = re.findall(r"[\w’'-]+", _opening(text).casefold())
    return words[0] if words else ""


def answer(asked: Asked, rule: Rule, order: Sequence[str]) -> Response:
    """What a rule answers to a question; None if it cannot answer the kind.

    order: the ids of its options as they are shown.
    """
    if isinstance(asked.data, PartedQuestion):
        return _answer_to_parts(asked.data, asked.texts, order, rule) or None
    if isinstance(asked.data, Single):
        return rule(_choice(asked.data, asked.texts, order, "", asked.source.cautious))
    return None


def _answer_to_parts(
    question: PartedQuestion,
    texts: Mapping[str, str],
    order: Sequence[str],
    rule: Rule,
    prefix: str = "",
) -> dict[str, Response]:
    answers: dict[str, Response] = {}
    for part in question.parts:
        own_order = question.order_of(part, order)
        name = f"{prefix}{part.id}."
        if isinstance(part.question, Single):
            answers[part.id] = rule(_choice(part.question, texts, own_order, name))
        elif isinstance(part.question, PartedQuestion):
            answers[part.id] = _answer_to_parts(part.question, texts, own_order, rule, name)
    return answers


def _choice(
    single: Single,
    texts: Mapping[str, str],
    order: Sequence[str],
    prefix: str,
    cautious: str = "",
) -> Choice:
    words = {option: texts[f"{prefix}option.{option}"] for option in single.ids}
    return Choice(order, single.ids, words, cautious)


@dataclass(frozen=True)
class Outcome:
    """How far a rule got over all papers of a quiz.

    scores: a paper's share of the points. reached: papers that reach the pass mark. passed: those
    that pass, their must-pass questions with it.
    """

    scores: tuple[Fraction, ...]
    reached: int
    passed: int

    @property
    def mean(self) -> float:
        return float(100 * sum(self.scores) / len(self.scores))

    @property
    def most(self) -> float:
        return float(100 * max(self.scores))


def outcomes(quiz: Quiz, papers: int = PAPERS) -> dict[str, Outcome]:
    """How far each rule gets at the quiz."""
    # The options are put in order once for all rules: it is most of the work.
    drawn = [
        [(asked, asked.order(seed)) for asked in paper(quiz, seed)] for seed in seeds(quiz, papers)
    ]
    return {name: _outcome(quiz, rule, drawn) for name, rule in RULES.items()}


def _outcome(quiz: Quiz, rule: Rule, drawn: Sequence[ShownPaper]) -> Outcome:
    results = []
    for shown in drawn:
        shares = [
            (asked, asked.data.score_handed_in(answer(asked, rule, order)).fraction)
            for asked, order in shown
        ]
        results.append(marked(quiz, shares))
    return Outcome(
        scores=tuple(points.earned / points.possible for points, _passes in results),
        reached=sum(bool(points.passed) for points, _passes in results),
        passed=sum(passes for _points, passes in results),
    )


def letters_of_keys(quizzes: Sequence[Quiz]) -> Counter[str]:
    """How often each place in the file is right, of the single best answers with four options."""
    letters: Counter[str] = Counter()
    for quiz in quizzes:
        for asked in quiz.questions:
            data = asked.data
            if isinstance(data, Single) and len(data.ids) == len(LETTERS):
                letters[LETTERS[data.ids.index(data.best_response())]] += 1
    return letters


def tricked(quiz: Quiz) -> Iterator[str]:
    """A line for each question whose key the rules by words find, for its author to mend."""
    by_words = {"most cautious": most_cautious, "longest": longest, "odd first word": odd_one_out}
    for asked in quiz.questions:
        if isinstance(asked.data, Single):
            right = asked.data.best_response()
            order = asked.order(b"seed")
            found = [name for name, rule in by_words.items() if answer(asked, rule, order) == right]
            if len(found) > 1:
                yield f"    {asked.source.file}: {', '.join(found)}"


def main(folder: str) -> int:
    """Print the table. Return 1 if a rule reaches the pass mark of a quiz."""
    quizzes = certifying_quizzes(Path(folder))
    is_bad = False
    for quiz in quizzes:
        print(f"\n{quiz.key}: {len(quiz.questions)} questions, {quiz.source.asked} asked,", end=" ")
        print(f"pass mark {quiz.pass_mark} %")
        for name, outcome in outcomes(quiz).items():
            is_bad |= outcome.reached > 0
            flag = f"  REACHES THE PASS MARK in {outcome.reached} of {PAPERS} papers"
            flag += f", passes in {outcome.passed}"
            print(
                f"  {name:<22} mean {outcome.mean:5.1f}  most {outcome.most:5.1f}"
                f"{flag if outcome.reached else ''}"
            )
        tries = quiz.source.attempts
        if tries:
            print(f"  guessing passes in {tries} tries: {float(chance_to_pass(quiz, tries)):.4%}")
        for line in tricked(quiz):
            print(line)
    print("\nLetters of right answers, single best answers with four options:")
    letters = letters_of_keys(quizzes)
    print("  " + ", ".join(f"{letter} {letters[letter]}" for letter in LETTERS))
    return int(is_bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
