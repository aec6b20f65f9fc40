"""Forms that a learner fills in before starting, or when moving to another edition."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.time_zones import TimeZoneField
from course.models import Edition, Enrolment
from course.names.holder_names import clean_holder_name
from course.roles import KnownRole


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


class RolesField(forms.MultipleChoiceField):
    """Ask which roles a learner has, of those that their edition knows."""

    def __init__(self, known_roles: Iterable[KnownRole]) -> None:
        super().__init__(
            label=_("Your roles in this course"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(role.key, role.name) for role in known_roles],
            help_text=_(
                "Check all that fit. Boxes for these roles are marked in lessons. None are hidden."
            ),
        )


class EnrolmentForm(HolderNameForm):
    """Ask whether the disclosures were read, for the name, the roles and the time zone.

    suggests_zone: the learner has no time zone of their own yet, so that the one of their device
    is chosen where a script can tell it.
    """

    field_order = ("disclosures_read", "holder_name", "roles", "time_zone")

    disclosures_read = forms.BooleanField(
        label=_(
            "I have read who wrote this course, what they disclose, and what the certificate is not"
        ),
        error_messages={"required": _("Check this box once you have read the course facts.")},
    )
    time_zone = TimeZoneField(
        help_text=_(
            "The date on your certificate is a date in this zone. Choose yours;"
            " you can change it in your settings."
        )
    )

    def __init__(
        self, user: User, edition: Edition, posted: QueryDict | None, *, suggests_zone: bool
    ) -> None:
        initial = {"holder_name": user.name, "time_zone": user.time_zone}
        super().__init__(posted, initial=initial)
        if edition.roles:
            self.fields["roles"] = RolesField(edition.known_roles)
            self.order_fields(self.field_order)
        if suggests_zone and posted is None:
            self.fields["time_zone"].widget.attrs["data-suggest-zone"] = True


class AcknowledgementForm(forms.Form):
    """Ask whether the disclosures were read of the edition that the learner moves to."""

    disclosures_read = forms.BooleanField(
        label=_("I have read what this edition discloses"),
        error_messages={"required": _("Check this box once you have read it.")},
    )


class RolesForm(forms.Form):
    """Ask which roles a learner has, of those that their edition knows."""

    def __init__(self, enrolment: Enrolment, posted: QueryDict | None = None) -> None:
        chosen_keys = [role.key for role in enrolment.roles_in_edition()]
        super().__init__(posted, initial={"roles": chosen_keys})
        self.fields["roles"] = RolesField(enrolment.edition.known_roles)
