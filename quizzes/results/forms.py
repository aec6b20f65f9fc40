"""Forms of quizzes other than the questions themselves."""

from typing import ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.fields import LongText
from quizzes.models import AttemptItem, ItemReport


class ReportForm(forms.Form):
    """Ask a learner what is wrong with a question.

    It offers the kinds that were not reported yet. It accepts the others too, because a second
    click is no mistake.
    """

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ItemReport.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = LongText(
        label=_("What did you notice?"),
        help_text=_("No patient details. Staff read this without your name."),
        max_length=2000,
        required=False,
    )

    def __init__(self, item: AttemptItem, data: QueryDict | None = None) -> None:
        super().__init__(data)
        reported = {report.kind for report in item.reports.all()}
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.widget.choices = [
            choice for choice in ItemReport.Kind.choices if choice[0] not in reported
        ]


class ReportFilterForm(forms.Form):
    """Choose which reports a list shows."""

    OPEN, ANSWERED, EVERY_KIND = "open", "answered", "every"
    DEFAULT: ClassVar[dict[str, str]] = {"state": OPEN, "kind": EVERY_KIND}

    state = forms.ChoiceField(
        label=_("State"), choices=[(OPEN, _("Open")), (ANSWERED, _("Answered"))]
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(EVERY_KIND, _("Every kind")), *ItemReport.Kind.choices]
    )


class AnswerForm(forms.Form):
    """Ask staff what to tell the learner who reported a question."""

    answer = LongText(
        label=_("Answer"),
        help_text=_(
            "The learner reads it below the question, and gets an email with it. They may be asked "
            "this question again: do not name the right answer. It cannot be changed afterward."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
