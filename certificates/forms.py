"""The form that asks for the number of a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.codes import normalise


class CodeForm(forms.Form):
    """Ask for a certificate number.

    ``cleaned_data["code"]`` is normalised; no certificate need have it.
    """

    code = forms.CharField(label=_("Certificate number"), max_length=64, strip=True)

    def clean_code(self) -> str:
        return normalise(str(self.cleaned_data["code"]))
