"""Forms of holders."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import LongText
from certificates.models import Certificate
from course.names.holder_names import clean_holder_name

STATEMENT = _("I took this course myself.")


class StatementForm(forms.Form):
    """Ask the learner to state that they took the course themselves."""

    is_own_work = forms.BooleanField(
        label=STATEMENT,
        error_messages={
            "required": _("Check this box first. Without it no certificate can be issued.")
        },
    )


class NameRequestForm(forms.Form):
    """Ask a holder for the right name, and why it is another one."""

    new_name = forms.CharField(
        label=_("The right name"),
        help_text=_("The name only, without letters after it."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    why = LongText(
        label=_("Why"),
        help_text=_(
            "For example, that it was mistyped, or that you changed your name. If you changed it,"
            " say which document you can show. Send none here."
        ),
        max_length=400,
    )

    def __init__(self, data: QueryDict | None = None, *, certificate: Certificate) -> None:
        super().__init__(data)
        self.certificate = certificate

    def clean_new_name(self) -> str:
        name = clean_holder_name(str(self.cleaned_data["new_name"]))
        if name == self.certificate.holder_name:
            raise ValidationError(_now("This is the name that stands there already."), code="same")
        return name
