"""Forms in which staff ask to have a question marked again, and decide on it."""

from collections.abc import MutableMapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import ReasonField
from quizzes.models import QuestionVersion, RegradeOrder


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, version: QuestionVersion) -> str:
        return str(_now("Version %d") % version.number)


class AskForm(forms.Form):
    """Ask what to do with a question version, and why.

    to_version: None unless the action is to mark by another key.
    """

    action = forms.ChoiceField(
        label=_("What should be done"),
        choices=[
            (RegradeOrder.Action.RESCORE, _("Mark by the key of the version chosen below")),
            (RegradeOrder.Action.EXCLUDE, _("Take the question out of the score")),
            (RegradeOrder.Action.FULL_MARKS, _("Give everybody full marks for it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what should be done.")},
    )
    to_version = VersionField(
        QuestionVersion.objects.none(),
        label=_("Version with the right key"),
        help_text=_("Only where it should be marked by another key."),
        to_field_name="number",
        required=False,
        empty_label=_("None"),
        error_messages={"invalid_choice": _("Choose one of the listed versions.")},
    )
    reason = ReasonField(
        label=_("Reason"),
        help_text=_(
            "Learners read it on their result, colleagues in the records. "
            "It must not give an answer away."
        ),
    )

    def __init__(
        self,
        version: QuestionVersion,
        data: QueryDict | None = None,
        initial: MutableMapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["to_version"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = version.question.versions.order_by("number")

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        if cleaned.get("action") == RegradeOrder.Action.RESCORE:
            if "to_version" in cleaned and not cleaned["to_version"]:
                self.add_error("to_version", _now("Choose the version whose key is right."))
        else:
            cleaned["to_version"] = None
        return cleaned


class RefuseForm(forms.Form):
    """Ask why the order is refused."""

    because = ReasonField(label=_("Reason"), help_text=_("Kept in the records of staff."))


class ApproveForm(RefuseForm):
    """Ask why the order is approved, and how many scores change.

    changes: the number that has to be typed. Whoever types it has seen what the order changes
    today.
    """

    confirmation = forms.IntegerField(
        label=_("Type how many scores change"),
        widget=forms.TextInput(
            attrs={"class": "input short", "inputmode": "numeric", "autocomplete": "off"}
        ),
        error_messages={
            "required": _("Type the number."),
            "invalid": _("Type the number, in digits."),
        },
    )

    def __init__(self, changes: int, data: QueryDict | None = None, *, auto_id: str) -> None:
        super().__init__(data, auto_id=auto_id)
        self.changes = changes

    def clean_confirmation(self) -> int:
        typed = int(self.cleaned_data["confirmation"])
        if typed != self.changes:
            raise forms.ValidationError(
                _now("Now it is %d. Look at the table again before you approve.") % self.changes
            )
        return typed
