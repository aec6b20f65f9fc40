"""Forms that a learner fills in before starting, or when moving to another edition."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from course.models import Enrolment
from course.names.holder_names import clean_holder_name


class HolderNameForm(forms.Form):
    """Ask for the name that will stand on the certificate."""

    holder_name = forms.CharField(
        label=_("Your name, as it will stand on the certificate"),
        help_text=_(
            "The name only, without letters after it."
            " You can correct it until you complete the course."
        ),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_holder_name(self) -> str:
        return clean_holder_name(self.cleaned_data["holder_name"])


class EnrolmentForm(HolderNameForm):
    """Ask whether the disclosures were read, and for the name."""

    disclosures_read = forms.BooleanField(
        label=_(
            "I have read who wrote this course, what they disclose, and what the certificate is not"
        ),
        error_messages={"required": _("Tick this once you have read the course facts.")},
    )


class AcknowledgementForm(forms.Form):
    """Ask whether the disclosures were read of the edition that the learner moves to."""

    disclosures_read = forms.BooleanField(
        label=_("I have read what this edition discloses"),
        error_messages={"required": _("Tick this once you have read it.")},
    )


class RolesForm(forms.Form):
    """Ask which roles a learner has, of those that their edition knows."""

    roles = forms.MultipleChoiceField(
        label=_("Your roles in this course"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Boxes for these roles are marked in lessons. None are hidden."),
    )

    def __init__(self, enrolment: Enrolment, posted: QueryDict | None = None) -> None:
        chosen_keys = [role.key for role in enrolment.roles_in_edition()]
        super().__init__(posted, initial={"roles": chosen_keys})
        field = self.fields["roles"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(role.key, role.name) for role in enrolment.edition.known_roles]
