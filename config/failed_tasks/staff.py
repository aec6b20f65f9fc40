"""The page of tasks that failed: beginning them again, or taking them off the list."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.fields import ReasonField
from accounts.staff import StaffRequest, staff_page
from config.failed_tasks.kinds import FailedKind, begin_again, failed_kinds, take_off

MAY_BEGIN = "accounts.give_role"  # what makes an administrator


class TasksForm(forms.Form):
    """Ask which tasks are meant, and why."""

    kinds = forms.MultipleChoiceField(
        label=_("Tasks that failed"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what is meant.")},
    )
    reason = ReasonField(
        label=_("Reason"), help_text=_("Kept in the audit log with your name. Name nobody.")
    )

    def __init__(self, failed: list[FailedKind], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.failed = failed
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(kind.key, _label(kind)) for kind in failed]

    @property
    def chosen(self) -> list[FailedKind]:
        return [kind for kind in self.failed if kind.key in self.cleaned_data["kinds"]]


def _label(kind: FailedKind) -> str:
    """Return what a kind of failed tasks is called in the list."""
    words = {
        "title": kind.title,
        "count": kind.count,
        "error": kind.error,
        "time": date_format(timezone.localtime(kind.last_at), "F j, H:i"),
    }
    text = ngettext(
        "%(title)s: %(count)d, on %(time)s (%(error)s)",
        "%(title)s: %(count)d, the last on %(time)s (%(error)s)",
        kind.count,
    )
    return text % words


@staff_page(MAY_BEGIN)
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: StaffRequest) -> HttpResponse:
    """List the tasks that failed; by POST, begin some again or take them off the list."""
    failed = failed_kinds()
    form = TasksForm(failed, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "staff/tasks.html", {"form": form, "failed": failed, "tab": "tasks"})
    reason = form.cleaned_data["reason"]
    if "take_off" in request.POST:
        count = take_off(form.chosen, request.user, reason)
        text = ngettext("%d task was taken off.", "%d tasks were taken off.", count)
    else:
        count = begin_again(form.chosen, request.user, reason)
        text = ngettext("%d task is begun again.", "%d tasks are begun again.", count)
    messages.success(request, text % count)
    return redirect("failed_tasks:list")
