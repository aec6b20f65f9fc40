"""Matching: the learner gives each premise one of the choices.

Extended matching is the same with a long list of choices; each may serve several premises, or none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.source import Fields
from quizzes.question.body import (
    Body,
    WrittenBody,
    flag_of,
    ids_of,
    list_of,
    mapping_of,
    rows_of,
    text_of,
)
from quizzes.question.forms import LETTERS, Draft, FormFields, Posted, Widget, errors_in
from quizzes.question.option_order import OptionOrder
from quizzes.question.reasons import Problem, ReasonPlaces, repeated_ids, unknown_policy
from quizzes.question.responses import Response, answers_in, text_in
from quizzes.question.rows import RowQuestion
from quizzes.question.scoring import OMISSION, BadResponse, Score
from quizzes.question.text_format import QuestionText
from quizzes.question.texts import Html, Text, option_texts

SHARE = "share"
ALL_OR_NOTHING = "all_or_nothing"
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
class MatchField(Widget):
    premises: tuple[ShownPremise, ...]
    choices: tuple[ShownChoice, ...]

    def fields(self) -> FormFields:
        return {premise.name: [premise.chosen] for premise in self.premises if premise.chosen}


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
    reasons = ReasonPlaces(rows="premises", one_may_do=True)

    premises: tuple[str, ...]
    choices: tuple[str, ...]
    key: Mapping[str, str]
    policy: str = SHARE
    shuffle: bool = True

    # Writing

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        _report_reasons_of_choices(text)
        key = {row.id: row.key for row in text.rows if row.key}
        premises = []
        choices = []
        for row in text.options(ticks=False, keys=True):
            if row["id"] in key:
                premises.append(row)
            else:
                choices.append({"id": row["id"], "text": row["text"]})
        return text.head() | {
            "premises": premises,
            "choices": choices,
            "key": key,
            "policy": fields.choice("policy", POLICIES, SHARE),
            "shuffle": fields.boolean("shuffle", True),
        }

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from its body.

        The body holds ``key`` {premise: choice}, ``choices`` [id or {id}], ``premises`` [{id}],
        ``policy`` and ``shuffle``.
        """
        key = mapping_of(body, "key")
        choices = list_of(body, "choices")
        premises = rows_of(body, "premises", optional=True)
        return cls(
            body=body,
            premises=ids_of(premises) or tuple(key),
            choices=tuple(_choice_id(choice) for choice in choices),
            key={premise: str(choice) for premise, choice in key.items()},
            policy=text_of(body, "policy", "") or SHARE,
            shuffle=flag_of(body, "shuffle", True),
        )

    @classmethod
    def texts(cls, body: Body) -> Iterator[Text]:
        yield from super().texts(body)
        for premise in rows_of(body, "premises"):
            yield from option_texts(premise)
        for choice in rows_of(body, "choices"):
            yield Text(f"option.{text_of(choice, 'id')}", text_of(choice, "text"))

    def check(self) -> list[Problem]:
        mistakes = [*self._check_rows(), *self._check_key()]
        return mistakes or [*self._check_guessing()]

    def _check_rows(self) -> Iterator[Problem]:
        if len(self.premises) < 2:
            text = 'write at least two premises, each with its choice: "- (p1 = a) Text"'
            yield Problem("", text)
        if not 2 <= len(self.choices) <= MAX_CHOICES:
            yield Problem("", f'write from two to {MAX_CHOICES} choices: "- (a) Text"')
        yield from repeated_ids(
            (*self.premises, *self.choices),
            "two rows have the same id; what stands in brackets first is unique in a question",
        )

    def _check_key(self) -> Iterator[Problem]:
        if self.policy not in POLICIES:
            yield unknown_policy(self.policy, POLICIES)
        if set(self.key) != set(self.premises):
            text = "every premise has its choice, and only premises have; write (p1 = a)"
            yield Problem("", text)
        for premise, choice in self.key.items():
            if choice not in self.choices:
                text = f'there is no choice "{choice}"; write the id of a row without "="'
                yield Problem(f"option.{premise}", text)

    def _check_guessing(self) -> Iterator[Problem]:
        premises = len(self.premises)
        uses = Counter(self.key.values())
        choice, count = uses.most_common(1)[0]
        if self.policy == SHARE and count * 2 > premises:
            text = (
                f"({choice}) is right for {count} of {premises} premises, "
                "so choosing it always pays; vary"
            )
            yield Problem(f"option.{choice}", text)
        yield from self._check_places()

    def _check_places(self) -> Iterator[Problem]:
        right_choices = [self.key[premise] for premise in self.premises]
        places = [self.choices.index(right) for right in right_choices]
        is_in_order = places == sorted(places)
        if not self.shuffle and len(places) > 2 and is_in_order:
            text = (
                "the choices stand in the order of their premises; "
                "take shuffle: false away, or reorder them"
            )
            yield Problem("shuffle", text)

    # Marking

    def score(self, response: Response) -> Score:
        if response is None:
            return OMISSION
        if not isinstance(response, Mapping):
            raise BadResponse("an answer here gives premises their choices")
        unknown = response.keys() - set(self.premises)
        if unknown:
            raise BadResponse(f"there is no premise {sorted(unknown)}")

        given = {}
        for premise, choice in response.items():
            if choice is not None and choice != "":
                given[premise] = choice
        self._refuse_unknown_choices(list(given.values()))
        if not given:
            return OMISSION
        return Score.of(self._earned_share(given))

    def _refuse_unknown_choices(self, choices: Sequence[Response]) -> None:
        """Raise BadResponse for what is no choice of the question."""
        for choice in choices:
            if not isinstance(choice, str) or choice not in self.choices:
                raise BadResponse(f"there is no such choice: {choices}")

    def _earned_share(self, given: Mapping[str, Response]) -> Fraction:
        right = 0
        for premise, choice in self.key.items():
            if given.get(premise) == choice:
                right += 1
        if self.policy == ALL_OR_NOTHING:
            return Fraction(right == len(self.key))
        return Fraction(right, len(self.key))

    def what_is_right(self) -> object:
        return self.key, self.policy

    def best_response(self) -> dict[str, str]:
        return dict(self.key)

    # Asking

    @property
    def options(self) -> OptionOrder:
        return OptionOrder(self.choices, is_shuffled=self.shuffle)

    def how(self) -> str:
        text = _(
            "For each of the %(premises)d choose one of %(choices)d. "
            "A choice may serve several, or none."
        )
        counts = {"premises": len(self.premises), "choices": len(self.choices)}
        if self.policy == ALL_OR_NOTHING:
            what_counts = _("It counts when every one is right.")
        else:
            what_counts = _("Each right one counts.")
        return f"{text % counts} {what_counts}"

    def response_from(
        self, posted: Posted, name: str, before: Response = None
    ) -> dict[str, str] | None:
        response = {}
        for premise in self.premises:
            field = f"{name}-{premise}"
            codes = [code for code in posted.get(field, ()) if code]
            if len(codes) > 1:
                raise BadResponse("two choices for a premise")
            if codes:
                response[premise] = self.id_of_code(codes[0])
        return response or None

    def is_complete(self, response: Response) -> bool:
        answers = answers_in(response)
        return all(answers.get(premise) for premise in self.premises)

    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> MatchField:
        premises = [
            self._shown_premise(html, response, premise, f"{name}-{premise}", draft)
            for premise in self.premises
        ]
        choices = [
            self._shown_choice(html, choice, LETTERS[place]) for place, choice in enumerate(order)
        ]
        return MatchField(name, tuple(premises), tuple(choices))

    def _shown_premise(
        self, html: Html, response: Response, premise: str, name: str, draft: Draft | None
    ) -> ShownPremise:
        if draft is None:
            answer = text_in(answers_in(response).get(premise))
            chosen = self.codes.get(answer, "")
        else:
            chosen = next(iter(draft.values(name)), "")
        return ShownPremise(name, html.option(premise), chosen, errors_in(draft, name))

    def _shown_choice(self, html: Html, choice: str, letter: str) -> ShownChoice:
        return ShownChoice(
            code=self.codes[choice],
            letter=letter,
            html=html.option(choice),
            plain=html.plain_option(choice),
        )

    # Afterwards

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> MatchResult:
        """Return the premises with their answers."""
        # While the key is closed no row has a sign: a row without "wrong" would be known as right.
        answers = answers_in(response)
        rows = tuple(
            self._matched_row(html, premise, text_in(answers.get(premise)), open_key)
            for premise in self.premises
        )
        why = html.of("rationale") if open_key else SafeString()
        return MatchResult(rows, open_key, why)

    def _matched_row(self, html: Html, premise: str, choice: str, open_key: bool) -> MatchedRow:
        nothing = SafeString()
        right_choice = self.key[premise]
        is_right = choice == right_choice
        sign = "right" if is_right else "wrong"
        shows_key = open_key and not is_right
        return MatchedRow(
            premise=html.option(premise),
            answer=html.option(choice) if choice else nothing,
            sign=sign if open_key else "",
            key=html.option(right_choice) if shows_key else nothing,
            why=html.reason(premise) if open_key else nothing,
        )

    def in_words(self, html: Html, response: Response) -> str:
        answers = answers_in(response)
        words = []
        for premise in self.premises:
            choice = text_in(answers.get(premise))
            if choice:
                what = html.plain_option(premise)
                words.append(f"{what}: {html.plain_option(choice)}")
        return "; ".join(words)


def _report_reasons_of_choices(text: QuestionText) -> None:
    for row in text.rows:
        if row.rationale and not row.key:
            mistake = "a reason stands under its premise, not under a choice; move it"
            text.report.add(text.file, row.line, mistake)


def _choice_id(choice: object) -> str:
    """Return the id of a choice, which is written as its id or as {id, text}."""
    if isinstance(choice, Mapping):
        return text_of(choice, "id")
    if not isinstance(choice, str):
        raise TypeError("a choice is a text or an object")
    return choice
