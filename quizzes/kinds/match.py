"""Matching: the learner gives each premise one of the choices.

Extended matching is the same with a long list of choices; each may serve several premises, or none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.question.contract import LETTERS, Html, Posted, Text, errors_of
from quizzes.question.rows import RowQuestion
from quizzes.question.scoring import OMISSION, BadResponse, Score
from quizzes.question.text_format import QuestionText

SHARE, ALL_OR_NOTHING = "share", "all_or_nothing"
POLICIES = (SHARE, ALL_OR_NOTHING)
MAX_CHOICES = 20


@dataclass(frozen=True)
class ShownChoice:
    code: str
    letter: str
    html: SafeString
    plain: str


@dataclass(frozen=True)
class ShownPremise:
    """Hold a premise as the form shows it.

    chosen: the code of a choice; "" if there is none yet.
    """

    name: str
    html: SafeString
    chosen: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class MatchField:
    name: str
    premises: tuple[ShownPremise, ...]
    choices: tuple[ShownChoice, ...]


@dataclass(frozen=True)
class MatchedRow:
    """Hold a premise with its answer, as a result shows it.

    sign: "right", "wrong", or "" if the key is closed.
    key: the right choice; "" if the key is closed or the answer is right.
    """

    premise: SafeString
    answer: SafeString
    sign: str
    key: SafeString
    why: SafeString


@dataclass(frozen=True)
class MatchResult:
    rows: tuple[MatchedRow, ...]
    open_key: bool
    why: SafeString


@dataclass(frozen=True)
class Match(RowQuestion):
    """A question that gives each premise one of the choices.

    premises, choices: ids in the order of the author.
    key: the right choice by premise.
    """

    label = gettext_lazy("Matching")
    template = "quizzes/kinds/match.html"
    result_template = "quizzes/kinds/match_result.html"
    rows = "premises"

    premises: tuple[str, ...]
    choices: tuple[str, ...]
    key: Mapping[str, str]
    policy: str = SHARE
    shuffle: bool = True

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> dict[str, Any]:
        rows = text.options(ticks=False, keys=True)
        keys = {row.id: row.key for row in text.rows if row.key}
        for row in text.rows:
            if row.rationale and not row.key:
                text.report.add(
                    text.file,
                    row.line,
                    "a reason stands under its premise, not under a choice; move it",
                )
        return text.head() | {
            "premises": [row for row in rows if row["id"] in keys],
            "choices": [
                {"id": row["id"], "text": row["text"]} for row in rows if row["id"] not in keys
            ],
            "key": keys,
            "policy": fields.choice("policy", POLICIES, SHARE),
            "shuffle": fields.boolean("shuffle", True),
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Self:
        """Return the question from its body.

        The body holds ``key`` {premise: choice}, ``choices`` [id or {id}], ``premises`` [{id}],
        ``policy`` and ``shuffle``.
        """
        premises = body.get("premises")
        if premises is None:
            premises = [{"id": premise} for premise in body["key"]]
        return cls(
            body=body,
            premises=tuple(premise["id"] for premise in premises),
            choices=tuple(
                choice if isinstance(choice, str) else choice["id"] for choice in body["choices"]
            ),
            key=body["key"],
            policy=body.get("policy") or SHARE,
            shuffle=body.get("shuffle", True),
        )

    @classmethod
    def texts(cls, body: Mapping[str, Any]) -> Iterator[Text]:
        yield from super().texts(body)
        for premise in body["premises"]:
            yield Text(f"option.{premise['id']}", premise["text"])
            yield Text(f"option.{premise['id']}.why", premise["rationale"], must_cite=True)
        for choice in body["choices"]:
            yield Text(f"option.{choice['id']}", choice["text"])

    def check(self) -> list[str]:
        mistakes = []
        if len(self.premises) < 2:
            mistakes.append('write at least two premises, each with its choice: "- (p1 = a) Text"')
        if not 2 <= len(self.choices) <= MAX_CHOICES:
            mistakes.append(f'write from two to {MAX_CHOICES} choices: "- (a) Text"')
        ids = (*self.premises, *self.choices)
        if len(ids) != len(set(ids)):
            mistakes.append(
                "two rows have the same id; what stands in brackets first is unique in a question"
            )
        if self.policy not in POLICIES:
            mistakes.append(
                f"there is no policy {self.policy!r}; write one of {', '.join(POLICIES)}"
            )
        if set(self.key) != set(self.premises):
            mistakes.append("every premise has its choice, and only premises have; write (p1 = a)")
        if unknown := sorted(set(self.key.values()) - set(self.choices)):
            mistakes.append(f"the key names choices that do not exist: {unknown}")
        return mistakes or [*self._check_guessing()]

    def _check_guessing(self) -> Iterator[str]:
        choice, count = Counter(self.key.values()).most_common(1)[0]
        if self.policy == SHARE and count * 2 > len(self.premises):
            yield f"({choice}) is right for {count} of {len(self.premises)} premises, so choosing it always pays; vary"
        places = [self.choices.index(self.key[premise]) for premise in self.premises]
        if not self.shuffle and len(places) > 2 and places == sorted(places):
            yield "the choices stand in the order of their premises; take shuffle: false away, or reorder them"

    def score(self, response: Any) -> Score:
        if response is None:
            return OMISSION
        if not isinstance(response, dict):
            raise BadResponse("an answer here gives premises their choices")
        given = {
            premise: choice
            for premise, choice in response.items()
            if choice is not None and choice != ""
        }
        if not response.keys() <= set(self.premises):
            raise BadResponse(f"there is no premise {sorted(response.keys() - set(self.premises))}")
        if not all(isinstance(choice, str) and choice in self.choices for choice in given.values()):
            raise BadResponse(f"there is no such choice: {[*given.values()]}")
        if not given:
            return OMISSION
        right = sum(given.get(premise) == choice for premise, choice in self.key.items())
        if self.policy == ALL_OR_NOTHING:
            return Score.of(Fraction(right == len(self.key)))
        return Score.of(Fraction(right, len(self.key)))

    def best_response(self) -> dict[str, str]:
        return dict(self.key)

    def option_ids(self) -> list[str]:
        return list(self.choices)

    @property
    def shuffles(self) -> bool:
        return self.shuffle

    def how(self) -> str:
        counts = {"premises": len(self.premises), "choices": len(self.choices)}
        text = (
            _(
                "For each of the %(premises)d choose one of %(choices)d. A choice may serve several, or none."
            )
            % counts
        )
        if self.policy == ALL_OR_NOTHING:
            return text + " " + _("It counts when every one is right.")
        return text + " " + _("Each right one counts.")

    def response_from(self, posted: Posted, name: str, before: Any = None) -> dict[str, str] | None:
        response = {}
        for premise in self.premises:
            codes = [code for code in posted.get(f"{name}-{premise}", ()) if code]
            if len(codes) > 1:
                raise BadResponse("two choices for a premise")
            if codes:
                response[premise] = self.id_of_code(codes[0])
        return response or None

    def posted_from(self, response: Any, name: str) -> dict[str, list[str]]:
        return {
            f"{name}-{premise}": [self.codes[choice]]
            for premise, choice in (response or {}).items()
            if choice
        }

    def is_complete(self, response: Any) -> bool:
        return all((response or {}).get(premise) for premise in self.premises)

    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> MatchField:
        choices = tuple(
            ShownChoice(
                code=self.codes[choice],
                letter=LETTERS[place],
                html=html.of(f"option.{choice}"),
                plain=html.plain(f"option.{choice}"),
            )
            for place, choice in enumerate(order)
        )
        fields = ((premise, f"{name}-{premise}") for premise in self.premises)
        premises = tuple(
            ShownPremise(
                name=field,
                html=html.of(f"option.{premise}"),
                chosen=next(iter(posted.get(field, ())), ""),
                errors=errors_of(errors, field),
            )
            for premise, field in fields
        )
        return MatchField(name, premises, choices)

    def result(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> MatchResult:
        """Return the premises with their answers."""
        # While the key is closed no row has a sign: a row without "wrong" would be known as right.
        rows = tuple(
            self._matched_row(html, premise, (response or {}).get(premise), open_key)
            for premise in self.premises
        )
        return MatchResult(rows, open_key, html.of("rationale" if open_key else ""))

    def _matched_row(
        self, html: Html, premise: str, choice: str | None, open_key: bool
    ) -> MatchedRow:
        is_right = choice == self.key[premise]
        return MatchedRow(
            premise=html.of(f"option.{premise}"),
            answer=html.of(f"option.{choice}" if choice else ""),
            sign=("right" if is_right else "wrong") if open_key else "",
            key=html.of(f"option.{self.key[premise]}" if open_key and not is_right else ""),
            why=html.of(f"option.{premise}.why" if open_key else ""),
        )

    def in_words(self, html: Html, response: Any) -> str:
        chosen = {premise: (response or {}).get(premise) for premise in self.premises}
        return "; ".join(
            f"{html.plain(f'option.{premise}')}: {html.plain(f'option.{choice}')}"
            for premise, choice in chosen.items()
            if choice
        )
