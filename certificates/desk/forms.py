"""Forms of staff: a name, a correction, a revocation, a reason, and an answer to a request."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import IN_THE_LOG, ReasonField
from accounts.models import User
from certificates.codes import hyphenate
from certificates.corrections import Correction
from certificates.models import Certificate, Evidence
from certificates.typed_numbers import normalise
from course.names.holder_names import clean_holder_name


class ReasonForm(forms.Form):
    """Ask a member of staff why."""

    reason = ReasonField(label=_("Reason"), help_text=IN_THE_LOG)


class NameForm(ReasonForm):
    """Ask staff for the name to print on a certificate, and for a reason."""

    holder_name = forms.CharField(
        label=_("Name on the certificate"),
        help_text=_("The name only, without letters after it. Correct it here if it is wrong."),
        max_length=120,
    )
    field_order = ["holder_name", "reason"]

    def clean_holder_name(self) -> str:
        return clean_holder_name(str(self.cleaned_data["holder_name"]))

    def correction(self, by: User) -> Correction:
        """Return what the valid form asks for, in the name of ``by``."""
        return Correction(
            holder_name=self.cleaned_data["holder_name"],
            by=by,
            because=self.cleaned_data["reason"],
        )


class CorrectForm(NameForm):
    """Ask for the right name, what was seen, and why; the name has to be another one."""

    evidence = forms.ChoiceField(
        label=_("What you have seen"),
        help_text=_("We keep the kind only. Do not upload or describe the document."),
        choices=Evidence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you have seen.")},
    )
    is_compared = forms.BooleanField(
        label=_("I compared the new name with what I have seen, letter by letter"),
        error_messages={"required": _("Compare the name, then tick this.")},
    )
    field_order = ["holder_name", "evidence", "reason", "is_compared"]

    def __init__(
        self, data: QueryDict | None = None, *, certificate: Certificate, new_name: str = ""
    ) -> None:
        super().__init__(data, initial={"holder_name": new_name or certificate.holder_name})
        self.certificate = certificate

    def clean_holder_name(self) -> str:
        name = super().clean_holder_name()
        if name == self.certificate.holder_name:
            raise ValidationError(_now("This is the name that stands there already."), code="same")
        return name

    def correction(self, by: User) -> Correction:
        return Correction(
            holder_name=self.cleaned_data["holder_name"],
            by=by,
            because=self.cleaned_data["reason"],
            evidence=self.cleaned_data["evidence"],
        )


class RevokeForm(forms.Form):
    """Ask for a listed reason, a private note, and the number's last two characters."""

    because = forms.ChoiceField(
        label=_("Reason, shown publicly"),
        choices=[("", _("Choose a reason")), *Certificate.RevocationReason.choices],
        error_messages={"required": _("Choose a reason.")},
    )
    note = ReasonField(
        label=_("Private note"),
        help_text=_("What happened, for colleagues. It is never shown publicly."),
    )
    ending = forms.CharField(label=_("Type the last two characters of the number"), max_length=2)

    def __init__(self, data: QueryDict | None = None, *, certificate: Certificate) -> None:
        super().__init__(data)
        self.certificate = certificate

    def clean_ending(self) -> str:
        ending = normalise(str(self.cleaned_data["ending"]))
        if ending != self.certificate.code[-2:]:
            number = hyphenate(self.certificate.code)
            message = _now("These are not the last two characters of %s.") % number
            raise ValidationError(message, code="ending")
        return ending


class BulkForm(ReasonForm):
    """Ask why many certificates are acted on; shown: the plan that was read, signed."""

    shown = forms.CharField(widget=forms.HiddenInput, max_length=400)
    is_read = forms.BooleanField(
        label=_("I looked at the lines and at one of the certificates"),
        error_messages={"required": _("Look at them, then tick this.")},
    )


class ReplyForm(forms.Form):
    """Ask why a name stays as it is; the holder reads it."""

    reply = ReasonField(
        label=_("Why the name stays"), help_text=_("The holder reads this in an email.")
    )
