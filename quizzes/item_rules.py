"""The craft of writing items (NBME, Constructing Written Test Questions, chapter on technical flaws), as rules over a
question's texts. Pure: a body in, (name of the text, words, whether only a warning) out."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

NEGATIVE = re.compile(r"\b(?:not|except|least (?:likely|appropriate)|never|false|incorrect|untrue|unlikely)\b|n[’']t\b",
                      re.IGNORECASE)  # fmt: skip
HARMLESS = re.compile(r"\bwhether or not\b|\bnot yet\b|\bif not\b|\bnot? only\b", re.IGNORECASE)
ABSOLUTE = re.compile(
    r"\b(?:always|never|impossible|guarantee[sd]?|completely|totally|in (?:all|every) cases?|every (?:patient|person)"
    r"|no (?:patient|person|one)|100 ?%|without exception)(?!\w)",
    re.IGNORECASE,
)
COUNTS = re.compile(
    r"\bhow many\b|\bnumber\b|\btimes\b|per ?cent|%|\bratio\b|\bscore\b|\bwhat (?:share|fraction|year)\b", re.IGNORECASE
)
TRUE_FALSE = ({"true", "false"}, {"yes", "no"})
MUCH_LONGER = 1.25
LEAST_FOR_LETTERS = 8


class Flaw(NamedTuple):
    """What is wrong with the text of that name ("" is the whole question)."""

    name: str
    text: str
    is_warning: bool = True


def flaws(kind: str, body: Mapping[str, Any], *, is_gap: bool = False) -> Iterator[Flaw]:
    """What is wrong with the writing of one question. The unit of a gap may stand in the text around it."""
    if _is_negative(body.get("stem", "")):
        yield Flaw("stem", "the question asks for what is not so; ask for what is, or the mark measures reading")
    if kind in {"single", "multi"}:
        yield from _of_options(body)
    if kind == "numeric" and not (is_gap or body.get("units") or COUNTS.search(body.get("stem", ""))):
        text = 'the number has no unit; write units: {mg: "1"}, or ask "how many …" of something that has none'
        yield Flaw("", text, is_warning=False)
    yield from _telling_alternatives(body)


def _is_negative(stem: str) -> bool:
    question = re.split(r"(?<=[.!:])\s+", stem.strip())[-1]
    return question.endswith("?") and bool(NEGATIVE.search(HARMLESS.sub("", question)))


def _of_options(body: Mapping[str, Any]) -> Iterator[Flaw]:
    key = {body["key"]} if isinstance(body.get("key"), str) else set(body.get("key") or ())
    absolute = {each["id"] for each in body["options"] if ABSOLUTE.search(each["text"])}
    if absolute and not absolute & key:
        for option in sorted(absolute):
            text = "an absolute word in a wrong option tells the test-wise that it is wrong; soften it"
            yield Flaw(f"option.{option}", text)


def is_true_false(body: Mapping[str, Any]) -> bool:
    """Whether the options are only true and false, or yes and no."""
    return {option["text"].strip(" .").casefold() for option in body.get("options", ())} in TRUE_FALSE


def longest_is_key(body: Mapping[str, Any]) -> bool:
    """Whether the key of a single best answer is much the longest option: over a quarter longer than the next."""
    lengths = sorted((len(each["text"]), each["id"] == body["key"]) for each in body["options"])
    return len(lengths) > 1 and lengths[-1][1] and lengths[-1][0] > MUCH_LONGER * lengths[-2][0]


def length_flaw(bodies: Sequence[Mapping[str, Any]]) -> Flaw | None:
    """For all single best answers of a quiz: the longest option is the key in too many."""
    bodies = [each for each in bodies if isinstance(each["key"], str) and not is_true_false(each)]
    long = sum(map(longest_is_key, bodies))
    if len(bodies) < 4 or long * 2 <= len(bodies):
        return None
    text = f"in {long} of {len(bodies)} questions the key is much the longest option; lengthen the others or cut it"
    return Flaw("", text, is_warning=long < len(bodies))


def letter_flaw(bodies: Sequence[Mapping[str, Any]]) -> Flaw | None:
    """For all single best answers of a quiz: one letter, which stands in the page's source, is the key too often."""
    letters = Counter(each["key"] for each in bodies if isinstance(each["key"], str) and not is_true_false(each))
    if letters.total() < LEAST_FOR_LETTERS:
        return None
    letter, count = letters.most_common(1)[0]
    if count * 2 <= letters.total():
        return None
    return Flaw(
        "", f"({letter}) is the key of {count} of {letters.total()} questions; give the right options other letters"
    )


def _variants(body: Mapping[str, Any]) -> list[str]:
    return [each if isinstance(each, str) else each["text"] for each in body.get("answers", ())]


def _telling_alternatives(body: Mapping[str, Any]) -> Iterator[Flaw]:
    """An alternative text of a picture that says the words of the key."""
    key = {body["key"]} if isinstance(body.get("key"), str) else set(body.get("key") or ())
    right = [each["text"].strip(" .").casefold() for each in body.get("options", ()) if each["id"] in key]
    right += [each.casefold() for each in _variants(body)] if "options" not in body else []
    for name in ("vignette", "stem"):
        for alternative in re.findall(r"!\[([^\]]*)\]", body.get(name, "")):
            if any(text and text in alternative.casefold() for text in right):
                text = "the alternative text of the picture says the right answer; describe what is seen instead"
                yield Flaw(name, text, is_warning=False)
