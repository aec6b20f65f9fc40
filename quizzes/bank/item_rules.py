"""Find technical flaws in the texts of questions. Pure.

The rules are those of NBME, Constructing Written Test Questions, chapter on technical flaws.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

NEGATIVE_WORDS = re.compile(
    r"\b(?:not|except|least (?:likely|appropriate)|never|false|incorrect|untrue|unlikely)\b|n[’']t\b",
    re.IGNORECASE,
)
HARMLESS_NEGATIVES = re.compile(
    r"\bwhether or not\b|\bnot yet\b|\bif not\b|\bnot? only\b", re.IGNORECASE
)
ABSOLUTE_WORDS = re.compile(
    r"\b(?:always|never|impossible|guarantee[sd]?|completely|totally|in (?:all|every) cases?|every (?:patient|person)"
    r"|no (?:patient|person|one)|100 ?%|without exception)(?!\w)",
    re.IGNORECASE,
)
COUNTING_WORDS = re.compile(
    r"\bhow many\b|\bnumber\b|\btimes\b|per ?cent|%|\bratio\b|\bscore\b|\bwhat (?:share|fraction|year)\b",
    re.IGNORECASE,
)
TRUE_FALSE_TEXTS = ({"true", "false"}, {"yes", "no"})
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


def flaws(kind: str, body: Mapping[str, Any], *, is_gap: bool = False) -> Iterator[Flaw]:
    """Yield the flaws of one question.

    is_gap: the unit of a gap may stand in the text around it, so that it is not asked for.
    """
    if _is_negative(body.get("stem", "")):
        yield Flaw(
            "stem",
            "the question asks for what is not so; ask for what is, or the score measures reading",
        )
    if kind in {"single", "multi"}:
        yield from _absolute_options(body)
    if kind == "numeric" and not (
        is_gap or body.get("units") or COUNTING_WORDS.search(body.get("stem", ""))
    ):
        text = 'the number has no unit; write units: {mg: "1"}, or ask "how many …" of something that has none'
        yield Flaw("", text, is_warning=False)
    yield from _telling_alternatives(body)


def _is_negative(stem: str) -> bool:
    question = re.split(r"(?<=[.!:])\s+", stem.strip())[-1]
    return question.endswith("?") and bool(
        NEGATIVE_WORDS.search(HARMLESS_NEGATIVES.sub("", question))
    )


def _absolute_options(body: Mapping[str, Any]) -> Iterator[Flaw]:
    """Yield the options with absolute words, if all of them are wrong."""
    absolute = {option["id"] for option in body["options"] if ABSOLUTE_WORDS.search(option["text"])}
    if not absolute & _key_ids(body):
        for option in sorted(absolute):
            text = (
                "an absolute word in a wrong option tells the test-wise that it is wrong; soften it"
            )
            yield Flaw(f"option.{option}", text)


def is_true_false(body: Mapping[str, Any]) -> bool:
    """Tell whether the options are only true and false, or yes and no."""
    return {
        option["text"].strip(" .").casefold() for option in body.get("options", ())
    } in TRUE_FALSE_TEXTS


def longest_is_key(body: Mapping[str, Any]) -> bool:
    """Tell whether the key is over a quarter longer than the longest other option.

    body: of a single best answer.
    """
    lengths = sorted(
        (len(option["text"]), option["id"] == body["key"]) for option in body["options"]
    )
    return len(lengths) > 1 and lengths[-1][1] and lengths[-1][0] > LONG_KEY_RATIO * lengths[-2][0]


def length_flaw(bodies: Sequence[Mapping[str, Any]]) -> Flaw | None:
    """Return a flaw if too many keys of a quiz are the longest option.

    bodies: of all single best answers of the quiz.
    """
    bodies = [*_with_one_key(bodies)]
    long = sum(map(longest_is_key, bodies))
    if len(bodies) < MIN_QUESTIONS_FOR_LENGTH or long * 2 <= len(bodies):
        return None
    text = f"in {long} of {len(bodies)} questions the key is much the longest option; lengthen the others or cut it"
    return Flaw("", text, is_warning=long < len(bodies))


def letter_flaw(bodies: Sequence[Mapping[str, Any]]) -> Flaw | None:
    """Return a flaw if one letter is the key of too many questions.

    bodies: of all single best answers of the quiz.
    """
    # The letters stand in the source of the page.
    letters = Counter(body["key"] for body in _with_one_key(bodies))
    if letters.total() < MIN_QUESTIONS_FOR_LETTERS:
        return None
    letter, count = letters.most_common(1)[0]
    if count * 2 <= letters.total():
        return None
    return Flaw(
        "",
        f"({letter}) is the key of {count} of {letters.total()} questions; give the right options other letters",
    )


def _with_one_key(bodies: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the bodies that have one key, without true/false questions."""
    for body in bodies:
        if isinstance(body["key"], str) and not is_true_false(body):
            yield body


def _key_ids(body: Mapping[str, Any]) -> set[str]:
    """Return the ids of the key, which may be one id or a list."""
    return {body["key"]} if isinstance(body.get("key"), str) else set(body.get("key") or ())


def _variants(body: Mapping[str, Any]) -> list[str]:
    """Return the answers of a short text, as written."""
    answers = body.get("answers", ())
    return [answer if isinstance(answer, str) else answer["text"] for answer in answers]


def _telling_alternatives(body: Mapping[str, Any]) -> Iterator[Flaw]:
    """Yield each alternative text of a picture that says the words of the key."""
    key, options = _key_ids(body), body.get("options", ())
    right = [option["text"].strip(" .").casefold() for option in options if option["id"] in key]
    if "options" not in body:
        right += [variant.casefold() for variant in _variants(body)]
    for name in ("vignette", "stem"):
        for alternative in re.findall(r"!\[([^\]]*)\]", body.get(name, "")):
            if any(text and text in alternative.casefold() for text in right):
                text = "the alternative text of the picture says the right answer; describe what is seen instead"
                yield Flaw(name, text, is_warning=False)
