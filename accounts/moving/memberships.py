"""What becomes of memberships of groups when two accounts of one person are joined."""

from django.db.models import QuerySet

from accounts.models import AccountJoin, GroupMember


def settle(joined: AccountJoin) -> QuerySet[GroupMember]:
    """End memberships of groups to which both belong; return what moves: all."""
    current = GroupMember.objects.current()
    own = current.filter(user=joined.kept)
    theirs = current.filter(user=joined.ended)
    doubles = theirs.filter(group__in=own.values("group"))
    doubles.update(left_at=joined.joined_at)
    return GroupMember.objects.filter(user=joined.ended)


def put_back(joined: AccountJoin) -> None:
    """Let the memberships go on that the join ended."""
    theirs = GroupMember.objects.filter(user=joined.ended)
    ended = theirs.filter(left_at=joined.joined_at)
    ended.update(left_at=None)
