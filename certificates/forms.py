"""Forms of staff: a corrected name, and a revocation."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import ReasonField
from accounts.models import User
from certificates.codes import hyphenate
from certificates.correcting import Correction
from certificates.models import Certificate
from certificates.typed_numbers import normalise
from course.names.holder_names import clean_holder_name


class NameForm(forms.Form):
    """Ask staff for the name to print on a certificate, and for a reason."""

    holder_name = forms.CharField(
        label=_("Name on the certificate"),
        help_text=_("The name only, without letters after it. Correct it here if it is wrong."),
        max_length=120,
    )
    reason = ReasonField(label=_("Reason"), help_text=_("Kept in the audit log with your name."))

    def clean_holder_name(self) -> str:
        return clean_holder_name(str(self.cleaned_data["holder_name"]))

    def correction(self, by: User) -> Correction:
        """Return what the valid form asks for, in the name of ``by``."""
        return Correction(
            holder_name=self.cleaned_data["holder_name"],
            by=by,
            because=self.cleaned_data["reason"],
        )


class RevokeForm(forms.Form):
    """Ask for a listed reason, a private note, and the number's last two characters."""

    because = forms.ChoiceField(
        label=_("Reason, shown publicly"),
        choices=[("", _("Choose a reason")), *Certificate.RevocationReason.choices],
    )
    note = forms.CharField(
        label=_("Private note"),
        help_text=_("What happened, for colleagues. It is never shown publicly."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
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
