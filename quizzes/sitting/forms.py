"""The form of staff on which more time or more attempts are granted."""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.fields import ReasonField
from quizzes.models import Quiz


class AccommodationForm(forms.Form):
    """Ask staff what to grant one learner; it replaces all that was granted before."""

    quizzes = forms.MultipleChoiceField(
        label=_("For which quizzes?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a quiz.")},
    )
    extra_time_percent = forms.IntegerField(
        label=_("More time, in per cent"),
        help_text=_("25 makes 25 minutes of 20. An attempt that is open gets it too. 0 is none."),
        initial=0,
        min_value=0,
        max_value=400,
        widget=forms.NumberInput(attrs={"class": "input short"}),
    )
    extra_attempts = forms.IntegerField(
        label=_("More attempts"),
        help_text=_("Beyond those that everybody has. 0 is none."),
        initial=0,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "input short"}),
    )
    reason = ReasonField(
        label=_("Reason"),
        help_text=_(
            "What was agreed, without a diagnosis. Kept in the records of staff, and in the copy "
            "of their data that the learner can ask for."
        ),
    )

    def __init__(
        self,
        quizzes: Iterable[Quiz],
        data: QueryDict | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        field = self.fields["quizzes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(quiz.unit.key, _title_with_limits(quiz)) for quiz in quizzes]


def _title_with_limits(quiz: Quiz) -> str:
    limits = []
    if minutes := quiz.time_limit_minutes:
        limits.append(ngettext("%d minute", "%d minutes", minutes) % minutes)
    if attempts := quiz.attempts_allowed:
        limits.append(ngettext("%d attempt", "%d attempts", attempts) % attempts)
    return f"{quiz.unit.title} ({', '.join(limits)})"
