"""Add many people to a group: first who would be added, then the act."""

from operator import attrgetter

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts import audit
from accounts.approvals.refused import ActRefusedError
from accounts.groups import joining
from accounts.groups.carrying_out import queue_added
from accounts.groups.staff import MAY_MANAGE, PAGE_METHODS
from accounts.long_select import LongSelect
from accounts.models import GroupMember, LearnerGroup, User
from accounts.staff import StaffRequest, staff_page
from course.staff.people.acts_on_many import ActOnMany, Answers, plan_and_act
from course.staff.people.plans import Plan, plan_of

IS_MEMBER = gettext_lazy("are in this group already")
DISABLED = gettext_lazy("cannot sign in")


class GroupField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Choose a group by its name."""

    def label_from_instance(self, obj: LearnerGroup) -> str:
        return obj.name


class WhichGroupForm(forms.Form):
    """Ask to which group people are added."""

    to = GroupField(
        LearnerGroup.objects.none(),
        label=gettext_lazy("Group"),
        to_field_name="public_id",
        empty_label=gettext_lazy("Choose a group"),
        widget=LongSelect,
        error_messages={
            "required": gettext_lazy("Choose a group."),
            "invalid_choice": gettext_lazy("This group is closed. Choose another one."),
        },
    )

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["to"]
        assert isinstance(field, GroupField)
        field.queryset = LearnerGroup.objects.open()


@staff_page("course.find_learner", MAY_MANAGE)
@require_http_methods(PAGE_METHODS)
def add_to_group(request: StaffRequest) -> HttpResponse:
    """Show who would be added to a group; by POST add them. A second click adds nobody twice."""
    return plan_and_act(request, ACT)


def _plan(people: list[User], asked: Answers) -> Plan[User]:
    """Return who would be added: who can sign in and is not in the group."""
    members = GroupMember.objects.current().filter(group=asked["to"], user__in=people)
    in_group = set(members.values_list("user", flat=True))

    def why_not(person: User) -> object:
        if person.pk in in_group:
            return IS_MEMBER
        return None if person.is_active else DISABLED

    return plan_of(people, why_not)  # type: ignore[arg-type]


def _in_words(plan: Plan[User], asked: Answers) -> str:
    count = len(plan.to_do)
    text = ngettext(
        "%(n)d person is added to %(group)s, and gets an email that says who sees how far they"
        " are.",
        "%(n)d people are added to %(group)s, and get an email that says who sees how far they"
        " are.",
        count,
    )
    return text % {"n": count, "group": asked["to"].name}


def _carry_out(plan: Plan[User], asked: Answers, by: User, reason: str) -> str:
    """Add the people, tell them, and write each into the audit log."""
    count = 0
    with transaction.atomic():
        # The lock lets nobody close the group meanwhile.
        open_groups = LearnerGroup.objects.open().select_for_update()
        group = open_groups.filter(pk=asked["to"].pk).first()
        if group is None:
            raise ActRefusedError(_("This group was closed meanwhile. Nobody was added."))
        for person in plan.to_do:
            if joining.add(group, person, GroupMember.How.STAFF):
                queue_added(group, person)
                audit.record(by, "group.person_added", person, f"{group.key}: {reason}")
                count += 1
    text = ngettext(
        "%(n)d person was added to %(group)s.", "%(n)d people were added to %(group)s.", count
    )
    return text % {"n": count, "group": group.name}


ACT = ActOnMany(
    title=gettext_lazy("Add to a group"),
    asks=WhichGroupForm,
    plan=_plan,
    line=attrgetter("pk"),
    in_words=_in_words,
    carry_out=_carry_out,
)
