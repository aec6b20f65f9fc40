"""Read the body of a question, which is JSON, with its types.

Each function raises KeyError for what is missing, and TypeError for what has another type.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

Body = Mapping[str, object]
UNREADABLE_BODY = (ValueError, KeyError, TypeError)  # what reading a body may raise
WrittenBody = dict[str, object]  # a body while it is read from a text


class BodyError(ValueError):
    """An author wrote what cannot be read. The text says what to write instead.

    name: the name of the field; "" if it concerns the whole question.
    """

    def __init__(self, text: str, name: str = "") -> None:
        super().__init__(text)
        self.name = name


class NothingWrittenError(BodyError):
    """A value is missing or not text; reading its field has reported that."""


def text_of(body: Body, name: str, default: str | None = None) -> str:
    """Return a text of the body. Without a default it must be there."""
    value = body.get(name)
    if value is None and default is not None:
        return default
    if name not in body:
        raise KeyError(name)
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a text")
    return value


def list_of(body: Body, name: str, *, optional: bool = False) -> list[object]:
    """Return a list of the body; [] if it is optional and missing."""
    if optional and name not in body:
        return []
    value = body[name]
    if not value:
        return []
    if not isinstance(value, list | tuple):
        raise TypeError(f"{name} is not a list")
    return list(value)


def rows_of(body: Body, name: str, *, optional: bool = False) -> list[Body]:
    """Return a list of objects of the body, such as its options."""
    rows: list[Body] = []
    values = list_of(body, name, optional=optional)
    for row in values:
        if not isinstance(row, Mapping):
            raise TypeError(f"{name} holds something else than objects")
        rows.append(row)
    return rows


def mapping_of(body: Body, name: str) -> Body:
    """Return an object of the body; {} if it is missing or empty."""
    value = body.get(name)
    if not value:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} is not an object")
    return value


def flag_of(body: Body, name: str, default: bool = False) -> bool:
    """Return a yes or no of the body."""
    value = body.get(name, default)
    return bool(value)


def ids_of(rows: list[Body]) -> tuple[str, ...]:
    """Return the ids of rows, in order."""
    ids = [text_of(row, "id") for row in rows]
    return tuple(ids)


def number_of(body: Body, name: str) -> int | None:
    """Return a whole number of the body; None if there is none."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, int):
        raise TypeError(f"{name} is not a whole number")
    return value


def duplicates_of(ids: Iterable[str]) -> list[str]:
    """Return the ids that stand there more than once, each once."""
    counts = Counter(ids)
    return [each for each, count in counts.items() if count > 1]
