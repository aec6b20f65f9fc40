"""Give the rows of one account to another, keep which ones, and put them back."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import relations
from accounts.models import User
from accounts.moving.models import AccountJoin, MovedRow

# For how long a join is looked at again.
LATE = timedelta(hours=1)


def move_rows(joined: AccountJoin) -> int:
    """Give all rows to the account that stays, and keep which ones; return how many."""
    count = 0
    for name, moving in relations.MOVING.items():
        chosen = moving.rows_to_move(joined)
        ids = list(chosen.values_list("pk", flat=True))
        _keep_ids(joined, name, ids)
        moving.give(ids, joined.ended, joined.kept)
        count += len(ids)
    return count


def _keep_ids(joined: AccountJoin, name: str, ids: Iterable[int]) -> None:
    """Write down which rows of a column are moved."""
    rows = []
    for row_id in ids:
        row = MovedRow(join=joined, relation=name, row_id=row_id)
        rows.append(row)
    MovedRow.objects.bulk_create(rows, batch_size=500)


def move_late_rows() -> int:
    """Move what an open page of an ended account wrote during its join; return how many."""
    # Such a request had passed its check of the session before the join.
    oldest = timezone.now() - LATE
    in_force = AccountJoin.objects.in_force()
    recent = in_force.filter(joined_at__gt=oldest)
    count = 0
    for joined in recent.select_related("kept", "ended"):
        with transaction.atomic():
            lock_both(joined.kept, joined.ended)
            # It may have been taken back since it was read, or joined with a third account.
            if in_force.filter(pk=joined.pk, kept=joined.kept).exists():
                count += move_rows(joined)
    return count


def put_rows_back(joined: AccountJoin) -> None:
    """Give each moved row back to the account that it came from.

    A row that an earlier join had brought, and that went back to its account since, stays there.
    """
    for name, moving in relations.MOVING.items():
        rows = joined.moved_rows.filter(relation=name)
        ids = list(rows.values_list("row_id", flat=True))
        moving.give(ids, joined.kept, joined.ended)
        if moving.put_back:
            moving.put_back(joined)


def lock_both(first: User, second: User) -> dict[int, User]:
    """Lock both accounts, always in the same order; return them as stored now, by key."""
    keys = [first.pk, second.pk]
    locked = User.objects.select_for_update()
    rows = locked.filter(pk__in=keys).order_by("pk")
    return {user.pk: user for user in rows}
