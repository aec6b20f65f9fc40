"""A select with many options is written as Django writes it."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from accounts.long_select import LongChoiceField, LongSelect

CHOICES = [("", "Any group"), ("1", "Ward <5> & more"), ("2", 'Ward "6"')]


class Usual(forms.Form):
    group = forms.ChoiceField(choices=CHOICES, required=False)


class Long(forms.Form):
    group = forms.ChoiceField(choices=CHOICES, required=False, widget=LongSelect)


class Set(forms.Form):
    group = LongChoiceField(required=False)

    def __init__(self, data):
        super().__init__(data)
        self.fields["group"].set_choices(CHOICES)


@pytest.mark.parametrize("chosen", ["", "2", "3"])
def test_a_long_select_is_written_as_django_writes_it(chosen):
    usual, long, field = (form({"group": chosen}) for form in (Usual, Long, Set))
    assertHTMLEqual(str(usual["group"]), str(long["group"]))
    assertHTMLEqual(str(usual["group"]), str(field["group"]))
    assert usual.errors == field.errors
