"""What a learner answered, as it is stored: JSON."""

from collections.abc import Mapping
from typing import TypeAlias

# A text, a list of ids, or an answer for each row or part, by its id. None is an omission.
Response: TypeAlias = "str | list[str] | Mapping[str, Response] | None"


def text_in(response: Response) -> str:
    """Return the text that was answered; "" if there is none."""
    if isinstance(response, str):
        return response
    return ""


def ids_in(response: Response) -> list[str]:
    """Return the ids that were answered; [] if there are none."""
    if isinstance(response, list):
        return [*response]
    return []


def answers_in(response: Response) -> Mapping[str, Response]:
    """Return the answers of rows or parts by id; {} if there are none."""
    if isinstance(response, Mapping):
        return response
    return {}
