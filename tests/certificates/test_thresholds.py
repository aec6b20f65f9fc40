"""Numbers that decide about the paper, at, below and above them."""

import pytest

from certificates.printing import context
from tests.certificates.test_documents import made


@pytest.mark.parametrize(
    ("length", "size"),
    [
        (20, "short"),
        (21, "long"),
        (34, "long"),
        (35, "longer"),
        (48, "longer"),
        (49, "longest"),
        (80, "longest"),
        (81, "full"),
        (120, "full"),
    ],
)
def test_a_name_is_set_in_the_size_of_its_length(length, size):
    assert context(made(holder_name="L" * length))["size"] == size
