"""Say which learners staff mean: by tab, words, course, activity and order."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.compiled_queries import CompiledQuery
from accounts.keyset_lists import ListOrder
from accounts.long_select import LongChoiceField, LongSelect
from accounts.models import GroupMember, LearnerGroup, User
from accounts.people import words
from accounts.people.words import FEWEST_CHARACTERS
from course.assignments.standing import overdue_people
from course.models import Edition, Enrolment
from course.roles import roles_in_lines

QUIET_DAYS = 30


def _no_enrolments() -> "QuerySet[Any, int]":
    return Enrolment.objects.none().values_list("pk", flat=True)


# Returns the keys of enrolments whose certificate is held. A higher app sets it.
held_enrolments: "Callable[[], QuerySet[Any, int]]" = _no_enrolments


class Tab(models.TextChoices):
    """The tabs of the list, each with the address that shows it."""

    EVERYBODY = "", _("Everybody")
    IN_PROGRESS = "in-progress", _("In progress")
    QUIET = "quiet", _("Quiet for 30 days")
    OVERDUE = "overdue", _("Overdue")
    COMPLETED = "completed", _("Completed")
    HELD = "held", _("Certificate held")
    NOT_ENROLLED = "not-enrolled", _("Never enrolled")
    DISABLED = "disabled", _("Disabled")


class Sort(models.TextChoices):
    NAME = "name", _("Name")
    LATEST = "latest", _("Last active, latest first")
    EARLIEST = "earliest", _("Last active, longest ago first")
    COMPLETED = "completed", _("Completed, latest first")


ORDERS = {
    Sort.LATEST: ListOrder(("last_active_at", "pk"), is_descending=True),
    Sort.EARLIEST: ListOrder(("last_active_at", "pk")),
    Sort.COMPLETED: ListOrder(("completed_at", "pk"), is_descending=True),
    Sort.NAME: ListOrder(("user__name", "user__email", "pk")),
}
ORDER_OF_PEOPLE = ListOrder(("name", "email"))
# How each tab of enrollments is sorted unless asked otherwise.
USUAL_SORT = {
    Tab.IN_PROGRESS: Sort.LATEST,
    Tab.QUIET: Sort.EARLIEST,
    Tab.COMPLETED: Sort.COMPLETED,
    Tab.HELD: Sort.COMPLETED,
}
TABS_OF_PEOPLE = (Tab.EVERYBODY, Tab.OVERDUE, Tab.NOT_ENROLLED, Tab.DISABLED)


_editions = CompiledQuery(
    lambda: Edition.objects.order_by("course_id", "-number").values_list(
        "course_id", "pk", "short_title", "number", "roles"
    )
)
_open_groups = CompiledQuery(
    lambda: LearnerGroup.objects.open().values_list("key", "name"),
)


class LearnerFilter(forms.Form):
    """Ask which learners are meant; without anything, everybody."""

    q = forms.CharField(
        label=_("Name, address or certificate number"),
        min_length=FEWEST_CHARACTERS,
        max_length=100,
        required=False,
        error_messages={"min_length": _("Type two characters or more. Nothing was searched.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    course = forms.ChoiceField(label=_("Course"), required=False, widget=LongSelect)
    group = LongChoiceField(label=_("Group"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, widget=LongSelect)
    active = forms.ChoiceField(
        label=_("Last active"),
        required=False,
        choices=[
            ("", _("Any time")),
            ("7", _("Within 7 days")),
            ("30", _("Within 30 days")),
            ("-30", _("Not for 30 days")),
            ("-90", _("Not for 90 days")),
            ("-180", _("Not for 180 days")),
        ],
        widget=LongSelect,
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[("", _("As usual here")), *Sort.choices],
        widget=LongSelect,
    )
    tab = forms.ChoiceField(required=False, choices=Tab.choices, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | dict[str, Any]) -> None:
        super().__init__(data, auto_id="filter_%s")
        field, groups, role = self.fields["course"], self.fields["group"], self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        assert isinstance(groups, LongChoiceField)
        assert isinstance(role, forms.ChoiceField)
        shown = _editions.rows()
        field.choices = [("", _("Every course")), *_course_choices(shown)]
        role.choices = [("", _("Any role")), *_role_choices(lines for *_known, lines in shown)]
        groups.set_choices([("", gettext("Any group")), *_open_groups.rows()])

    @property
    def now_tab(self) -> Tab:
        return Tab(self.cleaned_data["tab"]) if self.is_valid() else Tab.EVERYBODY

    @property
    def lists_people(self) -> bool:
        """Return whether a row is a person, by name; else it is an enrollment."""
        return self.now_tab in TABS_OF_PEOPLE

    @property
    def order(self) -> ListOrder:
        if self.lists_people:
            return ORDER_OF_PEOPLE
        asked, usual = self.cleaned_data["sort"], USUAL_SORT[self.now_tab]
        # Nobody in progress has completed anything.
        is_possible = asked and (asked != Sort.COMPLETED or usual == Sort.COMPLETED)
        return ORDERS[Sort(asked) if is_possible else usual]

    @property
    def rows(self) -> QuerySet[Any]:
        """Return the people or enrollments that are meant, unsorted; nobody if a field is wrong."""
        return self.rows_in(self.now_tab) if self.is_valid() else User.objects.none()

    def rows_in(self, tab: Tab) -> QuerySet[Any]:
        """Return what a tab lists with the other fields of the form as they are."""
        return self._people(tab) if tab in TABS_OF_PEOPLE else self._enrolments(tab)

    def _people(self, tab: Tab) -> QuerySet[User]:
        people = User.objects.all()
        theirs = Enrolment.objects.filter(user=OuterRef("pk"))
        if tab == Tab.NOT_ENROLLED:
            people = people.filter(~Exists(theirs))
        # Whoever is overdue in a course may never have started it.
        elif asked := self._enrolled(in_course=tab != Tab.OVERDUE):
            people = people.filter(Exists(theirs.filter(asked)))
        if tab == Tab.OVERDUE:
            late = overdue_people(self._course[0], self.cleaned_data["group"])
            people = people.filter(pk__in=late)
        elif tab == Tab.DISABLED:
            people = people.filter(is_active=False)
        if group := self.cleaned_data["group"]:
            people = people.filter(pk__in=_members_of(group))
        return self._search.among(people) if self._search else people

    def _enrolments(self, tab: Tab) -> QuerySet[Enrolment]:
        enrolments = Enrolment.objects.filter(self._enrolled(), user__isnull=False)
        if tab == Tab.HELD:
            enrolments = enrolments.filter(pk__in=held_enrolments())
        elif tab == Tab.COMPLETED:
            enrolments = enrolments.filter(completed_at__isnull=False)
        else:
            enrolments = enrolments.in_progress()
        if tab == Tab.QUIET:
            enrolments = enrolments.filter(last_active_at__lt=_days_ago(QUIET_DAYS))
        if group := self.cleaned_data["group"]:
            enrolments = enrolments.filter(user__in=_members_of(group))
        return self._search.among(enrolments, "user") if self._search else enrolments

    @cached_property
    def _search(self) -> words.Search | None:
        """Return whom the typed words mean; None without any."""
        typed = self.cleaned_data["q"]
        return words.search_for(typed) if typed else None

    @property
    def _course(self) -> tuple[str, str]:
        """Return the keys of the course and the edition that are meant; "" for any."""
        course, _separator, edition = self.cleaned_data["course"].partition("-")
        return course, edition

    def _enrolled(self, *, in_course: bool = True) -> Q:
        """Return the conditions of an enrollment that the fields of the form ask for.

        in_course: also that of the course.
        """
        asked = Q()
        course, edition = self._course
        if course and in_course:
            asked &= Q(edition=edition) if edition else Q(course=course)
        if role := self.cleaned_data["role"]:
            asked &= Q(roles__key=role)
        if days := int(self.cleaned_data["active"] or 0):
            since = _days_ago(abs(days))
            asked &= Q(last_active_at__gte=since) if days > 0 else Q(last_active_at__lt=since)
        return asked


def _members_of(group: str) -> "QuerySet[GroupMember, int]":
    """Return the keys of the people who belong to a group now. group: its key."""
    return GroupMember.objects.current().filter(group__key=group).values_list("user", flat=True)


def _course_choices(editions: Any) -> list[tuple[str, str]]:
    """Return a choice for each course, then one for each of its editions."""
    choices: dict[str, str] = {}
    for course, edition, title, number, _roles in editions:
        choices.setdefault(f"{course}", title)
        in_words = gettext("%(course)s, edition %(number)d")
        choices[f"{course}-{edition}"] = in_words % {"course": title, "number": number}
    return list(choices.items())


def _role_choices(editions: Iterable[str]) -> list[tuple[str, str]]:
    """Return a choice for each role. editions: the roles of each, the newest of a course first."""
    names: dict[str, str] = {}
    for lines in editions:
        for role in roles_in_lines(lines):
            names.setdefault(role.key, role.name)
    return sorted(names.items(), key=lambda choice: choice[1].casefold())


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
