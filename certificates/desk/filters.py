"""Filter certificates by what was typed, course, state and dates."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.middleware import zone_of
from accounts.people.folding import words_of
from certificates.models import Certificate, CertificateQuerySet
from certificates.records.holder_words import with_name
from certificates.typed_numbers import read_number
from course.models import Course, Provider
from course.staff.reports.filters import DAY_FIELD


class CertificateFilter(forms.Form):
    """Ask which certificates are meant; without anything, all of them."""

    q = forms.CharField(
        label=_("Number or name"), max_length=200, required=False, widget=forms.TextInput
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Any")), *Certificate.State.choices],
        required=False,
    )
    course = forms.ChoiceField(label=_("Course"), required=False)
    issued_from = forms.DateField(label=_("Issued from"), **DAY_FIELD)
    issued_until = forms.DateField(label=_("Issued until"), **DAY_FIELD)
    expires_until = forms.DateField(
        label=_("Out of date by"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data: QueryDict | dict[str, Any] | None = None) -> None:
        super().__init__(data)
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)
        # A course stays as long as its certificates, and there are few to read.
        self.course_slugs = list(Course.objects.order_by("slug").values_list("slug", flat=True))
        field.choices = [("", _("Any")), *((slug, slug) for slug in self.course_slugs)]

    @property
    def certificates(self) -> CertificateQuerySet:
        """Return the certificates that are meant, the newest first; none if a field is wrong."""
        if not self.is_valid():
            return Certificate.objects.none()
        found = _matching(Certificate.objects.order_by("-sequence"), self.cleaned_data["q"])
        if state := self.cleaned_data["state"]:
            found = found.in_state(Certificate.State(state), timezone.localdate(None, _zone()))
        for lookup, value in self._lookups().items():
            if value:
                found = found.filter(**{lookup: value})
        return found

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was asked for, so that all certificates are meant."""
        return self.is_valid() and not any(self.cleaned_data.values())

    @property
    def has_choices(self) -> bool:
        """Return whether anything was sent beside the words."""
        return any(self.data.get(name) for name in self.fields if name != "q")

    def query(self) -> dict[str, str]:
        """Return what was asked for as plain text, to be stored and to be read again."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def _lookups(self) -> dict[str, object]:
        """Return the fields that are compared as they are, by the lookup of the query."""
        return {
            "course_slug": self.cleaned_data["course"],
            "issued_at__gte": _midnight(self.cleaned_data["issued_from"]),
            "issued_at__lt": _midnight(self.cleaned_data["issued_until"], days_later=1),
            "expires_on__lte": self.cleaned_data["expires_until"],
        }


def _zone() -> ZoneInfo:
    """Return the time zone of the issuer, whose days certificates state; no reader's."""
    return zone_of(Provider.get().time_zone)


def _midnight(day: date | None, days_later: int = 0) -> datetime | None:
    """Return when a day began for the issuer, or one so many days later; None for no day."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=days_later), time.min, _zone())


def _matching(certificates: CertificateQuerySet, typed: str) -> CertificateQuerySet:
    """Return the certificates that a text means: by the number in it, or by the words of a name."""
    if not typed:
        return certificates
    code = read_number(typed).code
    # "omalley grace" also has the form of a number.
    if code and (by_number := certificates.filter(code=code)).exists():
        return by_number
    if words := words_of(typed):
        # The keys are in the order of the chain, and are read without the rows themselves.
        return with_name(certificates, words).order_by("-pk")
    return certificates.none()
