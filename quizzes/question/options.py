"""What single and multi share: the learner chooses among lettered options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.safestring import SafeString

from quizzes.question.contract import LETTERS, Html, Posted, QuestionKind, errors_of


@dataclass(frozen=True)
class ShownOption:
    id: str
    letter: str
    html: SafeString
    chosen: bool


@dataclass(frozen=True)
class OptionsField:
    name: str
    several: bool
    options: tuple[ShownOption, ...]
    with_none: bool
    none_chosen: bool
    errors: tuple[str, ...]


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


class OptionQuestion(QuestionKind):
    """A question with lettered options.

    ids: the ids of the options, in the order of the author.
    """

    template = "quizzes/kinds/options.html"
    result_template = "quizzes/kinds/options_result.html"
    has_own_reasons = True
    several: ClassVar[bool]
    none_allowed: bool
    ids: tuple[str, ...]
    shuffle: bool

    def option_ids(self) -> list[str]:
        return list(self.ids)

    @property
    def shuffles(self) -> bool:
        return self.shuffle

    def widget(
        self, html: Html, posted: Posted, order: Sequence[str], name: str, errors: Mapping[str, str]
    ) -> OptionsField:
        chosen = set(posted.get(name, ()))
        options = tuple(
            ShownOption(option, LETTERS[place], html.of(f"option.{option}"), option in chosen)
            for place, option in enumerate(order)
        )
        none = bool(posted.get(f"{name}-none"))
        return OptionsField(
            name, self.several, options, self.none_allowed, none, errors_of(errors, name)
        )

    def result(
        self, html: Html, response: Any, order: Sequence[str], open_key: bool
    ) -> tuple[ShownReason, ...]:
        """Return the options, with reasons for those chosen, or all if the key is open.

        With an open key the right options come first.
        """
        chosen = set(self.chosen(response))
        shown = tuple(
            ShownReason(
                letter=LETTERS[place],
                html=html.of(f"option.{option}"),
                why=html.of(f"option.{option}.why" if open_key or option in chosen else ""),
                chosen=option in chosen,
                sign=self._sign(option, chosen, open_key),
            )
            for place, option in enumerate(order)
        )
        if not open_key:
            return shown
        return tuple(sorted(shown, key=lambda reason: (reason.sign != "right", not reason.chosen)))

    def _sign(self, option: str, chosen: set[str], open_key: bool) -> str:
        if open_key and option in self.key_ids():
            return "right"
        # Before the key is open, a choice among several is not called wrong:
        # the answer may be wrong because of another choice.
        return "wrong" if option in chosen and (open_key or not self.several) else ""

    def in_words(self, html: Html, response: Any) -> str:
        return "; ".join(html.plain(f"option.{option}") for option in self.chosen(response))
