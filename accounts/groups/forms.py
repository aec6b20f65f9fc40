"""Forms of staff about groups."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.fields import IN_THE_LOG, DayField, ReasonField, refuse_hidden
from accounts.groups.domains import DomainField
from accounts.groups.links import end_of_day
from accounts.membership import MAX_PLACES
from accounts.models import LearnerGroup, User
from accounts.people.folding import all_words_of, words_of
from accounts.time_zones import TimeZoneField


class GroupFilter(forms.Form):
    """Ask which groups are meant, by the beginnings of words of their names; without any, all."""

    q = forms.CharField(
        label=_("Name of a group"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    show = forms.ChoiceField(
        choices=[("", ""), ("closed", "")], required=False, widget=forms.HiddenInput
    )

    @property
    def shows_closed(self) -> bool:
        return self.is_valid() and self.cleaned_data["show"] == "closed"

    @property
    def groups(self) -> QuerySet[LearnerGroup]:
        """Return the groups that are meant, by name; all where a field is wrong."""
        groups = LearnerGroup.objects.filter(closed_at__isnull=not self.shows_closed)
        typed = words_of(self.cleaned_data["q"]) if self.is_valid() else []
        if not typed:
            return groups
        # There are hundreds at most, and no database folds letters as the search of people does.
        names = groups.order_by().values_list("pk", "name")
        return groups.filter(pk__in=[key for key, name in names if _has_words(name, typed)])


def _has_words(name: str, typed: list[str]) -> bool:
    """Return whether each typed word begins a word of the name. typed: folded."""
    known = all_words_of(name)
    return all(any(word.startswith(begin) for word in known) for begin in typed)


class GroupForm(forms.ModelForm[LearnerGroup]):
    """Ask what a group is called, what it is, and in which time zone its days end."""

    name = forms.CharField(
        label=_("Name"),
        validators=[refuse_hidden],
        help_text=_("Its people read it, and it stands in emails. Name no drug here."),
        max_length=200,
    )
    kind = forms.CharField(
        label=_("What it is"),
        validators=[refuse_hidden],
        help_text=_("Such as hospital, ward or cohort."),
        max_length=80,
        required=False,
    )
    zone = TimeZoneField(help_text=_("A last day ends at midnight in this zone."))
    key = forms.SlugField(
        label=_("Short name for addresses"),
        help_text=_(
            "Small letters, digits and hyphens. It stands in the join link, and single sign-on"
            " names the group by it. With another one the old join link ends. Empty: made from"
            " the name."
        ),
        max_length=80,
        required=False,
    )

    class Meta:
        model = LearnerGroup
        fields = ["name", "kind", "zone", "key"]

    def clean_key(self) -> str:
        return str(self.cleaned_data["key"]).lower()


class LinkForm(forms.Form):
    """Ask who may join by a new link, how many, and until when."""

    domain = DomainField(
        label=_("Mail domain"),
        help_text=_(
            "Only addresses at it may join, such as h.example; with a point before it,"
            " .h.example, its sub-domains too. Empty: everybody who has the link."
        ),
        max_length=253,
        required=False,
    )
    places = forms.IntegerField(
        label=_("Places"),
        help_text=_("How many people may join by this link."),
        min_value=1,
        max_value=MAX_PLACES,
    )
    last_day = DayField(label=_("Last day"), help_text=_("It ends at midnight after this day."))


class CloseForm(forms.Form):
    """Ask why a group is closed."""

    reason = ReasonField(label=_("Why is it closed?"), help_text=IN_THE_LOG)


class WhyForm(forms.Form):
    """Ask why something is taken from somebody, or from a group."""

    reason = ReasonField(label=_("Why?"), help_text=IN_THE_LOG)


class ManagerForm(forms.Form):
    """Ask who is to see how far the people of a group are, until when, and why."""

    address = forms.EmailField(
        label=_("Their email address"), help_text=_("They need an account here.")
    )
    last_day = DayField(
        label=_("Last day"),
        help_text=_("Empty: until somebody ends it."),
        required=False,
    )
    reason = ReasonField(label=_("Why?"), help_text=IN_THE_LOG)

    def clean_address(self) -> User:
        """Return the person whose proven address it is."""
        address = get_adapter().clean_email(self.cleaned_data["address"])
        proven = EmailAddress.objects.filter(email=address, verified=True, user__is_active=True)
        owner = proven.select_related("user").first()
        if owner is None:
            raise ValidationError(
                _now("Nobody has an account with this address. Ask them to sign up first.")
            )
        user: User = owner.user
        return user

    def ends_at(self, zone: str) -> datetime | None:
        """Return the midnight after the last day in a zone; None without one."""
        day = self.cleaned_data["last_day"]
        return end_of_day(day, zone) if day else None
