"""A question as its author wrote it, for the checks of the writing.

A body with mistakes, which its kind reports, can be checked all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

Body = Mapping[str, object]


@dataclass(frozen=True)
class WrittenOption:
    id: str
    text: str

    @property
    def bare_text(self) -> str:
        """Return the text in a form that compares."""
        return self.text.strip(" .").casefold()


@dataclass(frozen=True)
class WrittenQuestion:
    """Hold what authors wrote.

    key: the ids of the right options. has_one_key: the key is one option, not a list of options.
    answers: of a short text. has_unit: units are listed.
    """

    kind: str
    vignette: str
    stem: str
    options: tuple[WrittenOption, ...]
    key: tuple[str, ...]
    has_key: bool
    has_one_key: bool
    answers: tuple[str, ...]
    has_unit: bool

    @classmethod
    def of(cls, kind: str, body: Body) -> Self:
        """Return the question of that kind and body."""
        key = body.get("key")
        return cls(
            kind=kind,
            vignette=str(body.get("vignette", "")),
            stem=str(body.get("stem", "")),
            options=tuple(_options(body)),
            key=_ids(key),
            has_key=isinstance(key, str | list),
            has_one_key=isinstance(key, str),
            answers=tuple(_answers(body)) if kind == "text" else (),
            has_unit=bool(body.get("units")),
        )

    @property
    def is_true_false(self) -> bool:
        """Tell whether the options are only true and false, or yes and no."""
        texts = {option.bare_text for option in self.options}
        return texts in ({"true", "false"}, {"yes", "no"})


def _ids(key: object) -> tuple[str, ...]:
    """Return the ids of a key, which is one id or a list of ids; of another key, none."""
    if isinstance(key, str):
        return (key,)
    if isinstance(key, list):
        return tuple(key)
    return ()


def _options(body: Body) -> Iterator[WrittenOption]:
    rows = body.get("options")
    if isinstance(rows, list):
        for row in rows:
            yield WrittenOption(row["id"], row["text"])


def _answers(body: Body) -> Iterator[str]:
    """Yield the answers of a short text: a text, or {text, credit}."""
    rows = body.get("answers")
    if isinstance(rows, list):
        for row in rows:
            yield row if isinstance(row, str) else row["text"]
