"""Forms of giving and ending roles of staff."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import IN_THE_LOG, ReasonField
from accounts.groups.forms import ManagerForm
from accounts.roles.models import StaffRole


class RoleForm(ManagerForm):
    """Ask who gets which role of staff, until when, and why."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *StaffRole.choices],
        help_text=_("The table on the page before says what each may do."),
        error_messages={"required": _("Choose a role.")},
    )

    field_order = ("address", "role", "last_day", "reason")


class EndForm(forms.Form):
    """Ask why a role is ended."""

    reason = ReasonField(label=_("Why does it end?"), help_text=IN_THE_LOG)
