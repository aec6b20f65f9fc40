"""The link by which people join a group, and the link of an invitation."""

import base64
import hmac
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import audit
from accounts.middleware import zone_of
from accounts.models import GroupMember, Invitation, LearnerGroup, User

CODE_BYTES = 10  # 80 bits, 16 letters
CODE_SALT = "accounts.groups.join"
TOKEN_SALT = "accounts.groups.invitation"  # noqa: S105  a salt is no secret


def code_of(group: LearnerGroup) -> str:
    """Return the code in the newest join link of a group. It is computed and never stored."""
    named = f"{group.public_id}:{group.link_number}"
    mac = salted_hmac(CODE_SALT, named, algorithm="sha256")
    code = mac.digest()[:CODE_BYTES]
    return base64.b32encode(code).decode()


def join_url(group: LearnerGroup) -> str:
    """Return the whole address by which people join a group."""
    path = reverse("groups:join", args=[group.key, code_of(group)])
    return f"{settings.BASE_URL}{path}"


def group_of_link(key: str, code: str) -> LearnerGroup | None:
    """Return the open group that a join link leads to, though its time may be over."""
    with_link = LearnerGroup.objects.open().filter(link_is_open=True)
    group = with_link.filter(key=key).first()
    if group is None:
        return None
    right = code_of(group).encode()
    typed = code.upper().encode()
    return group if hmac.compare_digest(right, typed) else None


def end_of_day(day: date, zone: str) -> datetime:
    """Return the midnight that ends a day in a time zone."""
    next_day = day + timedelta(days=1)
    return datetime.combine(next_day, time(), tzinfo=zone_of(zone))


def places_left(group: LearnerGroup) -> int:
    """Return how many people more may join by the newest link."""
    since = group.link_made_at or group.made_at
    joined = group.members.filter(
        how=GroupMember.How.LINK,
        joined_at__gte=since,
    )
    left = group.link_places - joined.count()
    return max(0, left)


def link_is_over(group: LearnerGroup) -> bool:
    """Return whether the last day of the join link is over in the zone of the group."""
    last_day = group.link_ends_on
    if last_day is None:
        return True
    return timezone.now() >= end_of_day(last_day, group.zone)


def open_link(group: LearnerGroup, *, places: int, last_day: date, domain: str, by: User) -> None:
    """Make a new join link; the one before it stops working."""
    with transaction.atomic():
        locked = LearnerGroup.objects.select_for_update().get(pk=group.pk)
        locked.link_number += 1
        locked.link_is_open = True
        locked.link_made_at = timezone.now()
        locked.link_places = places
        locked.link_ends_on = last_day
        locked.domain = domain
        locked.save()
        audit.record(by, "group.link_made", locked)


def close_link(group: LearnerGroup, by: User) -> None:
    """Let nobody else join by the link; safe to repeat."""
    with transaction.atomic():
        opened = LearnerGroup.objects.filter(pk=group.pk, link_is_open=True)
        if opened.update(link_is_open=False):
            audit.record(by, "group.link_closed", group)


def invitation_url(invitation: Invitation) -> str:
    """Return the whole address of the page that shows an invitation."""
    token = signing.Signer(salt=TOKEN_SALT).sign(str(invitation.pk))
    path = reverse("groups:invitation", args=[token])
    return f"{settings.BASE_URL}{path}"


def invitation_of_link(token: str) -> Invitation | None:
    """Return the invitation that a mailed link names, also one that has ended, or None."""
    try:
        pk = signing.Signer(salt=TOKEN_SALT).unsign(token)
    except signing.BadSignature:
        return None
    invitations = Invitation.objects.select_related("group", "invited_by")
    return invitations.filter(pk=pk).first()
