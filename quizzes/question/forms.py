"""What a question's form sends, and what is shown in it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Posted = Mapping[str, Sequence[str]]  # the fields of a form: name to values
FormFields = dict[str, list[str]]  # the same, of a form of ours


@dataclass(frozen=True)
class Draft:
    """Hold a form that was sent and not saved.

    errors: what is wrong, by the name of the field.
    """

    fields: Posted
    errors: Mapping[str, str] = field(default_factory=dict)

    def values(self, name: str) -> Sequence[str]:
        """Return the values of a field; () if it is missing."""
        return self.fields.get(name, ())


@dataclass(frozen=True)
class Widget(ABC):
    """Hold what the template of a question's form shows, without what gives away the key.

    name: the name of the form's first field; the names of others begin with it.
    read_as: how a typed amount is read; "" where nothing is read.
    """

    name: str
    read_as: str = field(default="", kw_only=True)

    @abstractmethod
    def fields(self) -> FormFields:
        """Return what the form sends if nobody changes it."""

    def anchor_after(self, posted: Posted) -> str:
        """Return the HTML id to scroll to after that form was saved; "" for no special place."""
        return ""


@dataclass(frozen=True)
class ShownForm:
    """Hold the form of a part (a gap, a stage) and the template that shows it."""

    template: str
    field: Widget


def posted_text(posted: Posted, name: str) -> str:
    """Return the last value of a field, stripped; "" if it is missing."""
    values = posted.get(name) or [""]
    return str(values[-1]).strip()


def fields_of(posted: Posted, name: str) -> dict[str, Sequence[str]]:
    """Return the posted fields of the question whose field has that name."""
    return {
        sent: values
        for sent, values in posted.items()
        if sent == name or sent.startswith(f"{name}-")
    }


def errors_in(draft: Draft | None, name: str) -> tuple[str, ...]:
    """Return what is wrong with the field of that name, for its template."""
    if draft is None or name not in draft.errors:
        return ()
    return (draft.errors[name],)
