"""Which errors say that a server beside the database does not answer now."""

from collections.abc import Callable

# Each returns the name of its server if an error comes from it and it may answer again in a
# moment, else "". The module that speaks with a server adds its own when it is imported: the
# libraries of other servers may not be installed.
readers: list[Callable[[BaseException], str]] = []


def server_away(error: BaseException) -> str:
    """Return the name of the server that did not answer, or "" for every other error."""
    return next(filter(None, (read(error) for read in readers)), "")
