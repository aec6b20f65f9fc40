"""What becomes of memberships of groups when two accounts of one person are joined."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import GroupMember, User


def settle(kept: User, ended: User, at: datetime) -> QuerySet[GroupMember]:
    """End memberships of groups to which both belong; return what moves: all."""
    groups = GroupMember.objects.current().filter(user=kept).values("group")
    doubles = GroupMember.objects.current().filter(user=ended, group__in=groups)
    doubles.update(left_at=at)
    return GroupMember.objects.filter(user=ended)


def put_back(kept: User, ended: User, at: datetime) -> None:
    """Let the memberships go on that a join ended."""
    GroupMember.objects.filter(user=ended, left_at=at).update(left_at=None)
