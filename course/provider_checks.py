"""Lists of what other apps check before a provider is saved, and do afterwards.

Apps above this one add their own functions in ``AppConfig.ready()``.
"""

from collections.abc import Callable, Iterable

from course.models import Provider

# Each yields the names of fields with what is wrong with them.
checks: list[Callable[[Provider], Iterable[tuple[str, str]]]] = []
# Each is called after the commit.
after_change: list[Callable[[], object]] = []
