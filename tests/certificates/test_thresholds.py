"""Numbers that decide about the paper and about guesses, at, below and above them."""

import pytest

from certificates import throttle
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


@pytest.mark.django_db
@pytest.mark.parametrize(("misses", "left"), [(59, 1), (60, 0), (61, 0)])
def test_a_client_has_sixty_misses_in_ten_minutes(rf, monkeypatch, misses, left):
    request = rf.get("/verify/", REMOTE_ADDR="192.0.2.7")
    for seconds, expected in ((0, left), (599, left), (600, 60)):
        monkeypatch.setattr(throttle.time, "time", lambda seconds=seconds: 6_000_000.0 + seconds)
        if not seconds:
            throttle.count_misses(request, misses)
        assert throttle.misses_left(request) == expected


@pytest.mark.django_db
def test_a_client_tries_ten_names_for_a_number(rf, monkeypatch):
    monkeypatch.setattr(throttle.time, "time", lambda: 6_000_000.0)
    request = rf.get("/verify/", REMOTE_ADDR="192.0.2.7")
    allowed = [throttle.allow_name(request, "2B3TPR94") for _name in range(12)]
    assert allowed == [True] * 10 + [False] * 2
