"""Read the variables of the environment; one that cannot be read stops the start, by its name."""

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

NOTSET = environ.Env.NOTSET
ON = ("on", "true", "yes", "y", "ok", "1")
OFF = ("off", "false", "no", "n", "0", "")


class Variables(environ.Env):  # type: ignore[misc]  # it has no types
    """Refuse what environ.Env takes for something else, or fails at without the variable's name.

    Messages hold no value that may be a secret.
    """

    def bool(self, var: str, default: Any = NOTSET) -> Any:
        """Return True or False; any other word would be "off" for environ.Env."""
        word = self.str(var, default="").strip().lower()
        if var in self.ENVIRON and word not in ON + OFF:
            raise ImproperlyConfigured(f"{var} is {word!r}: write on or off.")
        return super().bool(var, default)

    def number(self, var: str, default: int, *, least: int, most: int = 1_000_000) -> int:
        """Return a whole number from least to most."""
        word = self.str(var, default=str(default)).strip()
        if not (word.isascii() and word.isdigit() and least <= int(word) <= most):
            raise ImproperlyConfigured(
                f"{var} is {word!r}: write a whole number from {least} to {most}."
            )
        return int(word)

    def options(self, var: str, default: dict[str, object]) -> dict[str, object]:
        """Return an object of JSON."""
        example = '{"location": "/mnt/files"}'
        value = self.parsed(var, lambda: self.json(var, default=default), example)
        if not isinstance(value, dict):
            raise unreadable(var, example)
        return value

    def choice(self, var: str, choices: Collection[str]) -> str:
        """Return one of some words; the first if the variable is not set."""
        word = self.str(var, default=next(iter(choices)))
        if word not in choices:
            raise ImproperlyConfigured(f"{var} is {word!r}: write {' or '.join(choices)}.")
        return str(word)

    def parsed(self, var: str, parse: Callable[[], Any], example: str) -> Any:
        """Return what parse makes of a variable, or name the variable and an example."""
        try:
            return parse()
        except (ImproperlyConfigured, ValueError):
            raise unreadable(var, example) from None


def unreadable(var: str, example: str) -> ImproperlyConfigured:
    """Return the error for a variable whose value is not shown, as it may hold a password."""
    return ImproperlyConfigured(f"{var} cannot be read. Write it like this: {example}")


def split_address(address: str) -> SplitResult | None:
    """Return the parts of a web address; None if its host or port cannot be read."""
    try:
        parts = urlsplit(address)
        is_whole = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return parts if is_whole and parts.hostname else None
