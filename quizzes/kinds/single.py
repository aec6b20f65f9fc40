"""Single best answer: one option is right. True/false is the same with two options."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

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
)
from quizzes.question.forms import Posted
from quizzes.question.options import SAME_ID, OptionQuestion
from quizzes.question.reasons import Problem, repeated_ids
from quizzes.question.responses import Response, text_in
from quizzes.question.scoring import OMISSION, BadResponse, Score, check_length, exact
from quizzes.question.text_format import QuestionText


@dataclass(frozen=True)
class Single(OptionQuestion):
    """A question with one right option.

    credit: the share of the points by option; the right option has 1.
    """

    label = gettext_lazy("Single best answer")
    inline_template = "quizzes/kinds/gap_choice.html"
    several = False
    none_allowed = False

    ids: tuple[str, ...]
    credit: Mapping[str, Fraction]
    shuffle: bool = True

    @classmethod
    def read(cls, text: QuestionText, fields: Fields) -> WrittenBody:
        options = text.options(ticks=True)
        right = text.ticked_ids()
        return text.head() | {
            "options": options,
            "shuffle": fields.boolean("shuffle", True),
            "key": right[0] if len(right) == 1 else right,
        }

    @classmethod
    def from_body(cls, body: Body) -> Self:
        """Return the question from ``options`` [{id}] and ``key``, or ``credit`` {id: number}."""
        written_credit = mapping_of(body, "credit")
        if written_credit:
            credit = {option: exact(share) for option, share in written_credit.items()}
        else:
            credit = {option: Fraction(1) for option in _written_key(body)}
        return cls(
            body=body,
            ids=ids_of(rows_of(body, "options")),
            credit=credit,
            shuffle=flag_of(body, "shuffle", True),
        )

    def check(self) -> list[Problem]:
        mistakes = []
        if len(self.ids) < 2:
            mistakes.append(Problem("", "write at least two options"))
        mistakes += repeated_ids(self.ids, SAME_ID)
        mistakes += self._check_credit()
        return mistakes

    def _check_credit(self) -> Iterator[Problem]:
        shares = list(self.credit.values())
        right = self._right_options()
        if max(shares, default=Fraction(0)) != 1:
            first = f"option.{self.ids[0]}" if self.ids else ""
            yield Problem(first, "one option must be right; tick it with [x]")
        if len(right) > 1:
            text = "only one option of a single best answer is right; write type: multi, or one [x]"
            yield Problem(f"option.{right[1]}", text)
        for text in check_length(shares):
            yield Problem("", text)
        yield from self._check_names_in_key()

    def _check_names_in_key(self) -> Iterator[Problem]:
        unknown = set(self.credit) - set(self.ids)
        for key in sorted(unknown):
            yield Problem("", f'the key names an option "{key}" that does not exist')

    def score(self, response: Response) -> Score:
        if response is None or response == "":
            return OMISSION
        if not isinstance(response, str) or response not in self.ids:
            raise BadResponse(f"there is no option {response!r}")
        earned = self.credit.get(response, Fraction(0))
        return Score.of(earned)

    def what_is_right(self) -> object:
        return {option: share for option, share in self.credit.items() if share}

    def best_response(self) -> str:
        return self._right_options()[0]

    def key_ids(self) -> frozenset[str]:
        return frozenset(self._right_options())

    def _right_options(self) -> list[str]:
        return [option for option, share in self.credit.items() if share == 1]

    def chosen(self, response: Response) -> list[str]:
        option = text_in(response)
        return [option] if option else []

    def how(self) -> str:
        return _("Select one.")

    def response_from(self, posted: Posted, name: str, before: Response = None) -> str | None:
        chosen = posted.get(name, ())
        if len(chosen) > 1:
            raise BadResponse("two answers to a question that has one")
        return self.id_sent(chosen[0]) if chosen and chosen[0] else None


def _written_key(body: Body) -> list[str]:
    """Return the ids of the key, which is one id, or a list that a check refuses."""
    key = body["key"]
    if isinstance(key, str):
        return [key]
    return [str(option) for option in list_of(body, "key")]
