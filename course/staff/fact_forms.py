"""The forms in which staff sign that a fact was checked, or withdraw that."""

from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import ReasonField
from course.models import Fact, FactReview

# Days from a check to the next; none is later than a year.
INTERVALS = [
    ("28", _("4 weeks later")),
    ("91", _("13 weeks later")),
    ("182", _("26 weeks later")),
    ("364", _("52 weeks later")),
]


class FactReviewForm(forms.Form):
    """Ask when a fact was checked, what was read, what was found, and when to look again."""

    UNCHANGED, CHANGED = "unchanged", "changed"

    checked_on = forms.DateField(
        label=_("Checked on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Write the day on which you checked it.")},
    )
    what_was_read = forms.CharField(
        label=_("What was read"),
        help_text=_(
            "Which references, in which version, and how much of each; what else you searched."
        ),
        min_length=10,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write what you read."),
            "min_length": _("Write it in 10 characters or more."),
        },
    )
    outcome = forms.ChoiceField(
        label=_("Found"),
        choices=[
            (UNCHANGED, _("Unchanged: the statement stands, word for word")),
            (CHANGED, _("Changed: the statement or a reference has to be corrected")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what you found.")},
    )
    interval = forms.ChoiceField(
        label=_("Next review"),
        help_text=_("Counted from the day of the check."),
        choices=INTERVALS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when it is to be checked again.")},
    )

    def __init__(
        self, fact: Fact, last_review: FactReview | None, posted: QueryDict | None = None
    ) -> None:
        super().__init__(posted, initial={"checked_on": timezone.localdate()})
        self.fact, self.last_review = fact, last_review

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if self.last_review and day < self.last_review.checked_on:
            text = _now("It was checked on %s. Write that day or a later one.")
            raise forms.ValidationError(text % in_words(self.last_review.checked_on))
        return day

    def clean_outcome(self) -> str:
        outcome = str(self.cleaned_data["outcome"])
        if outcome == self.CHANGED:
            raise forms.ValidationError(
                _(
                    "Then nothing is signed here. Correct the statement in the course folder and"
                    " publish a new edition; if it can hurt somebody, as a safety correction."
                )
            )
        return outcome

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        if "checked_on" in values and "interval" in values:
            next_review_on = values["checked_on"] + timedelta(days=int(values["interval"]))
            self._check_next_review(next_review_on)
            values["next_review_on"] = next_review_on
        return values

    def _check_next_review(self, next_review_on: date) -> None:
        """Refuse a date that moves nothing: readers see the later of all dates."""
        if next_review_on <= timezone.localdate():
            text = _now("That would be %s, which has come already. Choose a later date.")
            self.add_error("interval", text % in_words(next_review_on))
        elif next_review_on <= self.fact.due_on:
            text = _now("That would be %(new)s, and it is due on %(old)s as it is. Choose a later.")
            dates = {"new": in_words(next_review_on), "old": in_words(self.fact.due_on)}
            self.add_error("interval", text % dates)


class WithdrawalForm(forms.Form):
    """Ask why a review of a fact does not count any more."""

    because = ReasonField(
        label=_("Reason"), help_text=_("Kept with the review, and in the audit log.")
    )


def in_words(day: date) -> str:
    """Return a date as pages write it: "1 January 2027"."""
    return date_format(day)
