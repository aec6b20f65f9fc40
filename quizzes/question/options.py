"""What single and multi share: the learner chooses among lettered options."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString

from quizzes.question.codes import CodedQuestion
from quizzes.question.forms import LETTERS, Draft, FormFields, Widget, errors_in
from quizzes.question.option_order import OptionOrder
from quizzes.question.reasons import ReasonPlaces
from quizzes.question.responses import Response
from quizzes.question.texts import Html

SAME_ID = "two options have the same id; the letters in brackets are unique in a question"


@dataclass(frozen=True)
class ShownOption:
    code: str
    letter: str
    html: SafeString
    chosen: bool


@dataclass(frozen=True)
class OptionsField(Widget):
    several: bool
    options: tuple[ShownOption, ...]
    with_none: bool
    none_chosen: bool
    errors: tuple[str, ...]

    def fields(self) -> FormFields:
        chosen = [option.code for option in self.options if option.chosen]
        fields = {self.name: sorted(chosen)}
        if self.none_chosen:
            fields[f"{self.name}-none"] = ["on"]
        return fields


@dataclass(frozen=True)
class ShownReason:
    """Hold an option with its reason, as a result shows it.

    sign: "right", "wrong", or "" if the option was not chosen or a sign would give away the key.
    """

    letter: str
    html: SafeString
    why: SafeString
    chosen: bool
    sign: str


class OptionQuestion(CodedQuestion):
    """A question with lettered options.

    ids: the ids of the options, in the order of the author.
    """

    template = "quizzes/kinds/options.html"
    result_template = "quizzes/kinds/options_result.html"
    reasons = ReasonPlaces(rows="options")
    several: ClassVar[bool]
    none_allowed: bool
    ids: tuple[str, ...]
    shuffle: bool

    @abstractmethod
    def key_ids(self) -> frozenset[str]:
        """Return the ids of the right options."""

    @abstractmethod
    def chosen(self, response: Response) -> list[str]:
        """Return the ids of the options that a response chooses."""

    @property
    def options(self) -> OptionOrder:
        return OptionOrder(self.ids, is_shuffled=self.shuffle)

    def widget(
        self,
        html: Html,
        response: Response,
        order: Sequence[str],
        name: str,
        draft: Draft | None = None,
    ) -> OptionsField:
        if draft is None:
            chosen = set(self.chosen(response))
            none_chosen = response == []
        else:
            chosen = {self.id_sent(value) for value in draft.values(name)}
            none_chosen = bool(draft.values(f"{name}-none"))
        return OptionsField(
            name=name,
            several=self.several,
            options=self._shown_options(html, order, chosen),
            with_none=self.none_allowed,
            none_chosen=none_chosen,
            errors=errors_in(draft, name),
        )

    def _shown_options(
        self, html: Html, order: Sequence[str], chosen: set[str]
    ) -> tuple[ShownOption, ...]:
        options = []
        for place, option in enumerate(order):
            shown = ShownOption(
                code=self.codes[option],
                letter=LETTERS[place],
                html=html.option(option),
                chosen=option in chosen,
            )
            options.append(shown)
        return tuple(options)

    def id_sent(self, value: str) -> str:
        """Return the id of the option that a form sent; a value of no form of ours as it is."""
        for option, code in self.codes.items():
            if value == code:
                return option
        # Forms and drafts from before there were codes hold the id itself.
        return value

    def result(
        self, html: Html, response: Response, order: Sequence[str], open_key: bool
    ) -> tuple[ShownReason, ...]:
        """Return the options, with reasons for those chosen, or all if the key is open.

        With an open key the right options come first.
        """
        chosen = set(self.chosen(response))
        shown = [
            self._shown_reason(html, option, LETTERS[place], chosen, open_key)
            for place, option in enumerate(order)
        ]
        if open_key:
            shown.sort(key=lambda reason: (reason.sign != "right", not reason.chosen))
        return tuple(shown)

    def _shown_reason(
        self, html: Html, option: str, letter: str, chosen: set[str], open_key: bool
    ) -> ShownReason:
        is_chosen = option in chosen
        shows_why = open_key or is_chosen
        return ShownReason(
            letter=letter,
            html=html.option(option),
            why=html.reason(option) if shows_why else SafeString(),
            chosen=is_chosen,
            sign=self._sign(option, is_chosen, open_key),
        )

    def _sign(self, option: str, is_chosen: bool, open_key: bool) -> str:
        if open_key and option in self.key_ids():
            return "right"
        # Before the key is open, a choice among several is not called wrong:
        # the answer may be wrong because of another choice.
        tells_nothing_of_others = open_key or not self.several
        return "wrong" if is_chosen and tells_nothing_of_others else ""

    def in_words(self, html: Html, response: Response) -> str:
        return "; ".join(html.plain_option(option) for option in self.chosen(response))
