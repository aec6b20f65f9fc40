"""What other apps check before a provider is saved, and do afterwards.

Apps above this one add their own functions in ``AppConfig.ready()``.
"""

from collections.abc import Callable, Iterable

from django.db import transaction

from course.models import Provider

# The name of a field, and what is wrong with it.
FieldMistake = tuple[str, str]
ProviderCheck = Callable[[Provider], Iterable[FieldMistake]]

checks: list[ProviderCheck] = []
after_change: list[Callable[[], object]] = []


def mistakes_in(provider: Provider) -> list[FieldMistake]:
    """Return what the other apps say is wrong with a provider that is not saved yet."""
    mistakes: list[FieldMistake] = []
    for check in checks:
        mistakes.extend(check(provider))
    return mistakes


def call_after_commit() -> None:
    """Let each app do what follows a change, once the change is committed."""
    for callback in after_change:
        transaction.on_commit(callback, robust=True)
