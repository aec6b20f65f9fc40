"""Which numbers a text holds: digits, with the sign before and the unit behind them."""

import pytest

from course.corrections.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Give 0.5 mg/kg over 40 min.", [("", "0.5", "mg/kg"), ("", "40", "min")]),
        ("below < 5 mg", [("<", "5", "mg")]),
        ("10–20 mg", [("", "10", ""), ("–", "20", "mg")]),
        ("a 2-hour wait of 1,000.5 µg", [("", "2", "hour"), ("", "1,000.5", "µg")]),
        ("5mg or 50%", [("", "5", "mg"), ("", "50", "%")]),
        ("2 mg/kg/h at 37 °C", [("", "2", "mg/kg/h"), ("", "37", "°C")]),
        ("40 learners in 2026", [("", "40", ""), ("", "2026", "")]),
        ("GABA3, R2 and twenty", []),
    ],
)
def test_numbers_stand_with_sign_and_unit(text, numbers):
    assert numbers_in([text]) == numbers


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Give 5 mg.", "Give 50 mg."),
        ("Give 5 mg.", "Give 5 g."),
        ("Above > 5.", "Above < 5."),
        ("Give 0.5 mg.", "Give .5 mg."),
        ("From 5 to 10 mg.", "From 10 to 5 mg."),
    ],
)
def test_other_digits_unit_sign_or_order_are_other_numbers(before, after):
    assert numbers_in([before]) != numbers_in([after])


def test_other_words_are_no_other_numbers():
    assert numbers_in(["Give 5 mg to 4 people."]) == numbers_in(["Offer 5 mg to 4 learners."])
