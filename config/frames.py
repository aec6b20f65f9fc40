"""Keep the Python frames of a request in one piece of memory."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

# In words of 8 bytes. CPython then takes 512 KB at once, and half of it is left for the callees.
LARGE_FRAME = 33_000

P = ParamSpec("P")
Result = TypeVar("Result")


def in_one_piece(function: Callable[P, Result]) -> Callable[P, Result]:
    """Return the function, called with room for the frames of all that it calls."""

    # CPython takes memory for frames in pieces of 16 KB, and gives a piece back when the call that
    # needed it returns. A template's loop at the end of a piece pays for that at every call: up to
    # half of a page's time, by chance of how deep the server calls us. A frame that is larger than
    # a piece gets a larger piece, which stays until the request is over.
    def call(*args: P.args, **kwargs: P.kwargs) -> Result:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=LARGE_FRAME)
    return call
