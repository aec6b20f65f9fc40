"""A request does not pay for the memory of Python's frames at every call."""

import resource

from config.frames import in_one_piece

CALLS = 1_000


def leaf() -> None:
    pass


def call_often(depth: int) -> None:
    """Call ``leaf`` many times from a depth of so many frames."""
    if depth:
        call_often(depth - 1)
        return
    for _number in range(CALLS):
        leaf()


def page_faults(depth: int) -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    call_often(depth)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_calls_take_no_new_memory_at_any_depth():
    # A piece of memory holds fewer than 200 such frames, so one of these depths is its end.
    assert max(in_one_piece(page_faults)(depth) for depth in range(250)) < CALLS / 2


def test_arguments_and_result_are_those_of_the_function():
    assert in_one_piece(divmod)(7, 2) == (3, 1)
