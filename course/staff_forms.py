"""What staff type."""

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.models import Course, Enrolment, Module, ModuleReview, Provider, Unit


class LearnerSearchForm(forms.Form):
    """Part of a name or of an e-mail address."""

    q = forms.CharField(
        label=_("Search name or e-mail address"),
        min_length=2,
        max_length=100,
        error_messages={"min_length": _("Type two characters or more. Nothing was searched.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class ReasonField(forms.CharField):
    """Why a member of staff acts: a sentence, not a word."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_length=10,
            max_length=400,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={
                "required": _("Write the reason."),
                "min_length": _("Write a reason of 10 characters or more."),
            },
            **kwargs,
        )


class WaiverForm(forms.Form):
    """Which unit is waived, why, and the last two characters of the record number as a check of whose it is.

    A unit that was done in the meantime is accepted, so that a second click is no mistake.
    """

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Unit to waive"),
        to_field_name="key",
        empty_label=_("Choose a unit"),
        error_messages={"required": _("Choose the unit."), "invalid_choice": _("Choose one of the listed units.")},
    )
    reason = ReasonField(
        label=_("Reason"),
        help_text=_("Kept in the records of staff, and in the copy of their data that the learner can ask for."),
    )
    confirmation = forms.CharField(
        label=_("Type the last two characters of the record number"),
        max_length=2,
        error_messages={"required": _("Type them, so that no other learner is meant.")},
        widget=forms.TextInput(attrs={"class": "input short", "autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, enrolment: Enrolment, remaining: Sequence[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolment = enrolment
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = Unit.objects.filter(edition=enrolment.edition_id, required=True).defer("html")
        unit.widget.choices = [("", unit.empty_label), *((each.key, str(each)) for each in remaining)]

    def clean_confirmation(self) -> str:
        typed = str(self.cleaned_data["confirmation"])
        if typed.lower() != str(self.enrolment.public_id)[-2:]:
            raise forms.ValidationError(_("These are not the last two characters of this learner's record number."))
        return typed


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    """The provider, and why it changes."""

    web = forms.URLField(label=_("Web address"), required=False, assume_scheme="https")
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Dates of issue are dates in this zone."),
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())],
    )
    reason = ReasonField(label=_("Reason for the change"), help_text=_("Kept in the audit log with your name."))

    class Meta:
        model = Provider
        fields = [
            "legal_name", "address", "web", "contact", "signatory_name", "signatory_title", "time_zone", "paper",
            "accreditation", "accredited_from", "accredited_until",
        ]  # fmt: skip
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "accreditation": forms.Textarea(attrs={"rows": 4}),
            "accredited_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "accredited_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    @property
    def changed_columns(self) -> list[str]:
        """The names of the provider's own fields that differ from what is stored."""
        return [name for name in self.changed_data if name != "reason"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("accredited_from"), values.get("accredited_until")
        if first and last and last < first:
            self.add_error("accredited_until", _("The accreditation cannot end before it starts."))
        return values


class ModuleReviewForm(forms.ModelForm):  # type: ignore[type-arg]
    """A sign-off of a module as it stands in the newest edition of its course."""

    module = forms.ModelChoiceField(Module.objects.none(), label=_("module, as it stands"))

    class Meta:
        model = ModuleReview
        fields = ["reviewer_name", "reviewer_profession", "signed_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = [course.current_edition for course in Course.objects.all()]
        field = self.fields["module"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Module.objects.filter(edition__in=[edition for edition in newest if edition])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        module, signed_on = values.get("module"), values.get("signed_on")
        if signed_on and signed_on > timezone.localdate():
            self.add_error("signed_on", _("A sign-off cannot be dated in the future."))
        if module:
            self.instance.course_id = module.edition.course_id
            self.instance.module_key, self.instance.digest = module.key, module.digest
        return values

    def validate_unique(self) -> None:
        """Also by what the chosen module fills in."""
        super().validate_unique()
        same = ModuleReview.objects.filter(
            course_id=self.instance.course_id,
            module_key=self.instance.module_key,
            digest=self.instance.digest,
            reviewer_name=self.instance.reviewer_name,
        )
        if self.instance._state.adding and same.exists():
            self.add_error("reviewer_name", _("This reviewer has signed off this module, as it stands."))
