"""What a learner says before starting."""

from django import forms
from django.utils.translation import gettext_lazy as _

from course.holder_names import clean_holder_name


class HolderNameForm(forms.Form):
    """This name will stand on the certificate."""

    holder_name = forms.CharField(
        label=_("Your name, as it will stand on the certificate"),
        help_text=_("The name only, without letters after it. You can correct it until you complete the course."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_holder_name(self) -> str:
        return clean_holder_name(self.cleaned_data["holder_name"])


class EnrolmentForm(HolderNameForm):
    """The disclosures were read, and the name is confirmed."""

    disclosures_read = forms.BooleanField(
        label=_("I have read who wrote this course, what they disclose, and what the certificate is not"),
        error_messages={"required": _("Tick this once you have read the course facts.")},
    )


class AcknowledgementForm(forms.Form):
    """The disclosures of the edition that a learner moves to were read."""

    disclosures_read = forms.BooleanField(
        label=_("I have read what this edition discloses"),
        error_messages={"required": _("Tick this once you have read it.")},
    )
