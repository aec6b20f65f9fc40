"""Forms of holders."""

from django import forms
from django.utils.translation import gettext_lazy as _

STATEMENT = _("I took this course myself.")


class StatementForm(forms.Form):
    """Ask the learner to state that they took the course themselves."""

    is_own_work = forms.BooleanField(
        label=STATEMENT,
        error_messages={
            "required": _("Check this box first. Without it no certificate can be issued.")
        },
    )
