"""The page on which an administrator asks to let in somebody who lost every second factor."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.approvals import ActRefusedError
from accounts.fields import ReasonField
from accounts.models import User
from accounts.security import letting_in
from accounts.security.second_factor import asks_again
from accounts.staff import StaffRequest, staff_page


class LetInForm(forms.Form):
    """Ask who is to be let in, and how the administrator knows that it is them."""

    person = forms.EmailField(label=gettext_lazy("Email address of the account"))
    reason = ReasonField(
        label=gettext_lazy("How you know that it is this person"),
        help_text=gettext_lazy("Kept in the audit log with your name. Write no health data."),
    )

    def clean_person(self) -> User:
        """Return the active account of the address."""
        accounts = User.objects.with_address(self.cleaned_data["person"])
        if person := accounts.filter(is_active=True).first():
            return person
        raise forms.ValidationError(_("No active account has this address."))


@staff_page("accounts.let_in")
@asks_again
@require_http_methods(["GET", "HEAD", "POST"])
def let_in(request: StaffRequest) -> HttpResponse:
    """Ask a second administrator to let in a person who lost every second factor."""
    form = LetInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act = letting_in.ask(
                form.cleaned_data["person"], request.user, form.cleaned_data["reason"]
            )
        except ActRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. A second administrator has to approve it."))
            return redirect(act.page)
    return render(request, "accounts/security/let_in.html", {"form": form, "tab": "approvals"})
