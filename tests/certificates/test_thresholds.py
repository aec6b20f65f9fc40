"""Numbers that decide about the paper, at, below and above them."""

import pytest

from certificates.printing import context
from tests.certificates.test_documents import made


@pytest.mark.parametrize(
    ("units", "shown"),
    [
        (0, ""),
        (1, "1.1 Unit"),
        (3, "1.1 Unit; 1.2 Unit; 1.3 Unit"),
        (4, "4 units (1.1, 1.2, 1.3, 1.4)"),
    ],
)
def test_three_waived_units_are_named_and_more_are_numbered(units, shown):
    waived = "\n".join(f"1.{number} Unit" for number in range(1, units + 1))
    assert context(made(waived=waived))["waived"] == shown


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
