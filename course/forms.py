"""What a learner says before starting."""

from django import forms
from django.utils.translation import gettext_lazy as _

from course.holder_names import clean_holder_name


class EnrolmentForm(forms.Form):
    """The disclosures were read, and this name will stand on the certificate."""

    holder_name = forms.CharField(
        label=_("Your name, as it will stand on the certificate"),
        help_text=_("The name only, without letters after it. It cannot be changed on a certificate that was issued."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    disclosures_read = forms.BooleanField(
        label=_("I have read who wrote this course, what they disclose, and what the certificate is not"),
        error_messages={"required": _("Tick this once you have read the course facts.")},
    )

    def clean_holder_name(self) -> str:
        return clean_holder_name(self.cleaned_data["holder_name"])


class AcknowledgementForm(forms.Form):
    """The disclosures of the edition that a learner moves to were read."""

    disclosures_read = forms.BooleanField(
        label=_("I have read what this edition discloses"),
        error_messages={"required": _("Tick this once you have read it.")},
    )
