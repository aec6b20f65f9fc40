"""The filter of the audit log, from the address of its page."""

from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.audit_log.words import choices, verbs_of
from accounts.models import AuditEvent
from accounts.people.words import search_for

MAX_SUBJECTS = 20


def _day(label: object) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False)  # type: ignore[arg-type]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


class AuditFilter(forms.Form):
    """Ask which acts are meant. Days are days in UTC, as the times of the list."""

    subject = forms.CharField(
        label=_("Record, number or word of a reason"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    who = forms.CharField(
        label=_("Who did it"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    act = forms.ChoiceField(label=_("What"), required=False)
    since = _day(_("From"))
    until = _day(_("To"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Any act")), *choices()]

    def clean(self) -> None:
        """Refuse days that are the wrong way round."""
        first, last = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if first and last and first > last:
            self.add_error("until", _("The last day comes before the first one."))

    @property
    def is_used(self) -> bool:
        """Tell whether any field leaves acts out."""
        return any(self.cleaned_data.values())

    @property
    def rows(self) -> QuerySet[AuditEvent]:
        """Return the acts that are meant, in no order."""
        asked = self.cleaned_data
        events = _about(asked["subject"]) if asked["subject"] else AuditEvent.objects.all()
        if asked["who"]:
            events = search_for(asked["who"]).among(events, "actor")
        if asked["act"]:
            events = events.filter(verb__in=verbs_of(asked["act"]))
        if asked["since"]:
            events = events.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            events = events.filter(at__lt=_midnight(asked["until"]) + timedelta(days=1))
        return events


def _about(typed: str) -> QuerySet[AuditEvent]:
    """Return the acts on one of the records; if there is none, those with the words as reason."""
    # Record numbers are written small, certificate numbers in capitals. Exact values are found by
    # the index; a comparison without case would read the whole log.
    numbers = typed.split()[:MAX_SUBJECTS]
    in_small = {number.lower() for number in numbers}
    in_capitals = {number.upper() for number in numbers}
    keys = {*numbers, *in_small, *in_capitals}
    on_records = AuditEvent.objects.filter(subject_key__in=keys)
    if on_records.exists():
        return on_records
    return AuditEvent.objects.filter(reason__icontains=typed)
