"""The addresses of groups for tests/test_urls.py: what each answers to whom, and their values."""

from django.utils import timezone

from accounts.groups import invitations, links
from accounts.groups.planning import make_plan
from accounts.groups.reading import read
from accounts.models import GroupMember, User
from course.models import Course, GroupCourse
from tests.factories import make_group

OK, MOVED, SIGN_IN, NOT_FOUND, POST_ONLY, GONE = 200, 302, "sign in", 404, 405, 410
PUBLIC = (OK, OK, OK, OK)
OWN = (SIGN_IN, NOT_FOUND, OK, NOT_FOUND)
SELF = (SIGN_IN, OK, OK, OK)
STAFF = (SIGN_IN, NOT_FOUND, NOT_FOUND, OK)
TABLE = {
    "groups:join": PUBLIC,
    "groups:invitation": (GONE, GONE, GONE, GONE),
    "groups:mine": SELF,
    "groups:managed": (SIGN_IN, NOT_FOUND, MOVED, NOT_FOUND),
    "groups:managed_group": OWN,
    "groups:managed_remind": OWN,
    "groups:stop_reminders": (GONE, GONE, GONE, GONE),
    "groups:list": STAFF,
    "groups:new": STAFF,
    "groups:group": STAFF,
    "groups:change": STAFF,
    "groups:close": STAFF,
    "groups:link": STAFF,
    "groups:manager": STAFF,
    "groups:assign": STAFF,
    "groups:change_course": STAFF,
    "groups:person": STAFF,
    "groups:people_csv": STAFF,
    "groups:remind": STAFF,
    "groups:add_people": STAFF,
    "groups:roster": STAFF,
    "groups:roster_faults": STAFF,
    "groups:close_link": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "groups:end_manager": STAFF,
    "groups:invite_again": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "groups:withdraw": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "groups:end_course": STAFF,
    "groups:extend": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "groups:take_out": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
}


def values(learner: User, staff: User, course: Course) -> dict[str, object]:
    """A group with a join link, a list of people and an invitation; the learner manages it."""
    group = make_group()
    GroupMember.objects.create(group=group, user=learner, how=GroupMember.How.LINK)
    GroupCourse.objects.create(group=group, course=course)
    group.managers.create(user=learner)
    today = timezone.localdate()
    links.open_link(group, places=5, last_day=today, domain="", by=staff)
    group.refresh_from_db()
    invitations.invite(group, "invited@example.org", by=staff)
    roster = make_plan(group, read(b"new@example.org"), "list.csv", staff)
    return {
        "group": group,
        "group_id": group.public_id,
        "invitation_id": group.invitations.get().public_id,
        "roster_id": roster.public_id,
    }
