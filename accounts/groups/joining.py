"""Let people come into a group: by an invitation, by its link, from a list; and take them out."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.groups.domains import is_at
from accounts.groups.links import link_is_over, places_left
from accounts.models import GroupMember, Invitation, LearnerGroup, User

PROBLEMS: dict[str, Promise] = {
    "over": _("This link has ended. Ask whoever gave it to you for a new one."),
    "full": _("Every place is taken. Ask whoever gave you the link for another place."),
    "domain": _(
        "This link is for addresses of another mail domain than yours. Sign in with your work"
        " address, or ask whoever gave it to you for an invitation."
    ),
}


class CannotJoinError(Exception):
    """Somebody cannot join a group by its link; the text says why and what to do."""


def add(group: LearnerGroup, user: User, how: GroupMember.How) -> bool:
    """Make somebody a member; return False if they are one. Call it in a transaction."""
    _member, is_new = GroupMember.objects.current().get_or_create(
        group=group, user=user, left_at=None, defaults={"how": how}
    )
    open_invitations = group.invitations.unanswered().filter(address=user.email)
    open_invitations.update(taken_at=timezone.now(), taken_by=user)
    return is_new


def take(invitation: Invitation, user: User) -> bool:
    """Let the owner of the address take an invitation; return False if it is not open to them."""
    with transaction.atomic():
        if LearnerGroup.objects.get(pk=invitation.group_id).closed_at:
            return False
        # The conditional UPDATE lets it be taken once, also by two clicks. With a join in it,
        # PostgreSQL would let both take it.
        opened = Invitation.objects.open(timezone.now()).filter(
            pk=invitation.pk,
            address=user.email,
        )
        if not opened.update(taken_at=timezone.now(), taken_by=user):
            return False
        add(invitation.group, user, GroupMember.How.INVITATION)
    return True


def problem_of_link(group: LearnerGroup, user: User | AnonymousUser) -> str:
    """Name why this person cannot join by the link, a key of PROBLEMS; "" if they can."""
    if link_is_over(group):
        return "over"
    if user.is_authenticated and group.domain and not is_at(user.email, group.domain):
        return "domain"
    return "" if places_left(group) else "full"


def join(group: LearnerGroup, user: User) -> None:
    """Let somebody join by the link; safe to repeat. Raises CannotJoinError."""
    with transaction.atomic():
        # The lock lets no two people take the last place.
        locked = LearnerGroup.objects.select_for_update().get(pk=group.pk)
        if locked.members.current().filter(user=user).exists():
            return
        if locked.closed_at or not locked.link_is_open:
            raise CannotJoinError(PROBLEMS["over"])
        if problem := problem_of_link(locked, user):
            raise CannotJoinError(PROBLEMS[problem])
        add(locked, user, GroupMember.How.LINK)


def take_out(member: GroupMember, by: User, reason: str) -> bool:
    """Take somebody out of a group; what they learned stays. Returns False if they had left."""
    with transaction.atomic():
        current = GroupMember.objects.current().filter(pk=member.pk)
        if not current.update(left_at=timezone.now()):
            return False
        audit.record(by, "group.person_taken_out", member.user, reason)
    return True
