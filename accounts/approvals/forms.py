"""Forms of acts that need a second person, and of naming somebody for one act."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.approvals.own_records import RECORD_ACTS, Record, RecordAct
from accounts.fields import ReasonField
from accounts.models import User


class DecisionForm(forms.Form):
    """Ask why somebody approves, refuses or gives notice."""

    because = ReasonField(label=_("Reason"), help_text=_("Kept in the audit log with your name."))


class NameForm(forms.Form):
    """Ask who is named for which act on which record, and why."""

    act = forms.ChoiceField(label=_("Act"))
    record = forms.CharField(
        label=_("Record"),
        max_length=64,
        help_text=_("The learner’s record number, or the certificate’s number."),
        error_messages={"required": _("Write the number of the record.")},
    )
    email = forms.EmailField(
        label=_("Email address of the person you name"),
        help_text=_("They need an account here; they need not be staff."),
    )
    reason = ReasonField(label=_("Reason"), help_text=_("Kept in the audit log with your name."))

    found_act: RecordAct
    found_record: Record

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choice = self.fields["act"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(act.key, act.title) for act in RECORD_ACTS.values()]

    def clean_email(self) -> User:
        """Return the active account of the address."""
        person = User.objects.with_address(self.cleaned_data["email"])
        if found := person.filter(is_active=True).first():
            return found
        raise forms.ValidationError(_("No account has this address. They have to sign up first."))

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        act = RECORD_ACTS.get(str(values.get("act")))
        if act and values.get("record"):
            found = act.find(str(values["record"]).strip())
            if found is None:
                self.add_error("record", _("There is no such record for this act."))
            else:
                self.found_act, self.found_record = act, found
        return values
