"""Canonical JSON: hashes that are stored were made of these very bytes."""

import pytest

from accounts.canonical import canonical_json, digest_of


def test_equal_values_give_equal_bytes_however_they_were_written_down():
    value = {"b": [1, None, True], "a": {"é": "µ", "A": ""}}
    same = {"a": {"A": "", "é": "µ"}, "b": (1, None, True)}
    assert canonical_json(value) == '{"a":{"A":"","é":"µ"},"b":[1,null,true]}'
    assert canonical_json(same) == canonical_json(value)


def test_the_digest_is_that_of_the_bytes_in_utf_8():
    # printf '["single",{"stem":"µ"}]' | sha256sum
    expected = "ae9e4b16dde4b41d9a64850afcd94d5c8529c3303ed0fcad318dad08978d1caa"
    assert digest_of(["single", {"stem": "µ"}]) == expected


def test_what_json_cannot_hold_has_no_digest():
    with pytest.raises(TypeError):
        digest_of({"a": object()})
