"""The forms of staff."""

from collections.abc import Sequence

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import ReasonField
from accounts.models import User
from accounts.people.words import FEWEST_CHARACTERS
from accounts.time_zones import TimeZoneField
from course import provider_checks
from course.models import EarlierCredit, Enrolment, Module, ModuleReview, Provider, Unit


class LearnerSearchForm(forms.Form):
    """Ask for a part of a name or of an email address."""

    q = forms.CharField(
        label=_("Search name or email address"),
        min_length=FEWEST_CHARACTERS,
        max_length=100,
        error_messages={"min_length": _("Type two characters or more. Nothing was searched.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class WaiverForm(forms.Form):
    """Ask which units are waived, why, and the end of the record number.

    Its last two characters make sure that the right learner is meant. A unit that was done in
    the meantime is accepted, so that a second click is no mistake.
    """

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Units to waive"),
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose one unit or more."),
            "invalid_choice": _("Choose among the listed units."),
            "invalid_pk_value": _("Choose among the listed units."),
        },
    )
    reason = ReasonField(
        label=_("Reason"),
        help_text=_(
            "Kept in the records of staff, and in the copy of their data that the learner"
            " can ask for."
        ),
    )
    confirmation = forms.CharField(
        label=_("Type the last two characters of the record number"),
        max_length=2,
        error_messages={"required": _("Type them, so that no other learner is meant.")},
        widget=forms.TextInput(
            attrs={"class": "input short", "autocomplete": "off", "autocapitalize": "none"}
        ),
    )

    def __init__(
        self, enrolment: Enrolment, remaining: Sequence[Unit], posted: QueryDict | None = None
    ) -> None:
        super().__init__(posted)
        self.enrolment = enrolment
        units = self.fields["units"]
        assert isinstance(units, forms.ModelMultipleChoiceField)
        units.queryset = Unit.objects.filter(edition=enrolment.edition_id, required=True)
        units.widget.choices = [(unit.key, str(unit)) for unit in remaining]

    def clean_confirmation(self) -> str:
        typed = str(self.cleaned_data["confirmation"])
        if typed.lower() != str(self.enrolment.public_id)[-2:]:
            raise forms.ValidationError(
                _("These are not the last two characters of this learner's record number.")
            )
        return typed


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    """Ask for the provider, and for the reason of the change."""

    web = forms.URLField(label=_("Web address"), required=False, assume_scheme="https")
    time_zone = TimeZoneField(help_text=_("Dates of issue are dates in this zone."))
    reason = ReasonField(
        label=_("Reason for the change"), help_text=_("Kept in the audit log with your name.")
    )

    class Meta:
        model = Provider
        fields = [
            "legal_name",
            "address",
            "web",
            "contact",
            "signatory_name",
            "signatory_title",
            "country",
            "crisis",
            "time_zone",
            "paper",
            "accreditation",
            "accredited_from",
            "accredited_until",
            "hold_until_reviewed",
            "approve_each",
            "renewal_months",
            "outside_address",
        ]
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "crisis": forms.Textarea(attrs={"rows": 3}),
            "accreditation": forms.Textarea(attrs={"rows": 4}),
            "accredited_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "accredited_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

        help_texts = {
            "accredited_from": _(
                "Completions from this day on earn the credit. A new statement that begins later"
                " leaves the days before it to the old one."
            ),
        }

    @property
    def earlier_statements(self) -> QuerySet[EarlierCredit]:
        """Return the statements that later ones replaced, the latest first."""
        return EarlierCredit.objects.all()

    @property
    def changed_columns(self) -> list[str]:
        """Return the names of the provider's own fields that differ from what is stored."""
        return [name for name in self.changed_data if name != "reason"]

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("accredited_from"), values.get("accredited_until")
        if first and last and last < first:
            self.add_error("accredited_until", _("The accreditation cannot end before it starts."))
        if values.get("accreditation", "").strip() and not first:
            # A certificate that is held would else carry credit that its learner was not promised.
            text = _("Say from which day on a completion earns this credit.")
            self.add_error("accredited_from", text)
        return values

    def check_words(self) -> bool:
        """Let the other apps check a valid form; return False if they added errors.

        Slow: a sample certificate is laid out.
        """
        provider = Provider(pk=1, **{name: self.cleaned_data[name] for name in self.Meta.fields})
        mistakes = provider_checks.mistakes_in(provider)
        for name, text in mistakes:
            self.add_error(name, text)
        return not mistakes


class SignOffForm(forms.ModelForm):  # type: ignore[type-arg]
    """Ask a reviewer to sign off a module as it stands, in their own name."""

    not_an_author = forms.BooleanField(
        label=_("I wrote no part of this module"),
        error_messages={
            "required": _("An author cannot sign their own module. Ask another reviewer.")
        },
    )
    has_read = forms.BooleanField(
        label=_("I read every lesson and every question of this module, as it stands"),
        error_messages={
            "required": _("Read the whole module first; a sign-off is of the whole module.")
        },
    )

    class Meta:
        model = ModuleReview
        fields = ["reviewer_name", "reviewer_profession", "disclosure"]
        labels = {
            "reviewer_name": _("Your name, as it will be shown"),
            "reviewer_profession": _(
                "Your profession, and where you are licensed if it asks for a license"
            ),
            "disclosure": _("Your financial relationships of the past 24 months"),
        }
        help_texts = {
            "disclosure": _(
                "With whoever gains from what the course says: makers, sellers, training companies."
                " Write “None” if there are none."
            )
        }
        widgets = {"disclosure": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self,
        module: Module,
        reviewer: User,
        posted: QueryDict | None = None,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(posted, initial=initial)
        self.module, self.reviewer = module, reviewer
        self.instance.course_id = module.edition.course_id
        self.instance.module_key, self.instance.digest = module.key, module.digest
        self.instance.reviewer = reviewer

    def clean_reviewer_name(self) -> str:
        """Return the name; refuse that of an author of the edition."""
        name = " ".join(self.cleaned_data["reviewer_name"].split())
        authors = {author.name.casefold() for author in self.module.edition.contributors.all()}
        if {name.casefold(), self.reviewer.name.casefold()} & authors:
            raise forms.ValidationError(
                _("This is the name of an author. An author cannot sign their own module.")
            )
        return name

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        if self._has_published():
            raise forms.ValidationError(
                _("You published this module as it stands. Ask somebody else to sign it off.")
            )
        return values

    def _has_published(self) -> bool:
        """Return whether the reviewer published the module as it stands, in any edition."""
        # The next edition, by whomever, does not make what they published the work of another.
        same = Module.objects.filter(key=self.module.key, digest=self.module.digest)
        course = self.module.edition.course_id
        return same.filter(edition__course=course, edition__published_by=self.reviewer).exists()
