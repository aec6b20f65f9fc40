"""Make, change and close groups, and name their managers; each act is in the audit log."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts import audit, mail
from accounts.models import GroupManager, LearnerGroup, User

MAX_KEY = 80


def free_key(name: str) -> str:
    """Return a key made from a name that no group has."""
    stem = slugify(name)[: MAX_KEY - 8] or "group"
    key, number = stem, 1
    while LearnerGroup.objects.filter(key=key).exists():
        number += 1
        key = f"{stem}-{number}"
    return key


def make(group: LearnerGroup, by: User) -> LearnerGroup:
    """Save a new group."""
    group.key = group.key or free_key(group.name)
    with transaction.atomic():
        group.save()
        audit.record(by, "group.made", group)
    return group


def change(group: LearnerGroup, by: User) -> None:
    """Save the changed name, kind, key and zone of a group."""
    group.key = group.key or free_key(group.name)
    with transaction.atomic():
        group.save(update_fields=["name", "kind", "key", "zone"])
        audit.record(by, "group.changed", group)


def close(group: LearnerGroup, by: User, reason: str) -> bool:
    """Close a group: its links, reminders and managers end. Returns False if it was closed."""
    with transaction.atomic():
        opened = LearnerGroup.objects.open().filter(pk=group.pk)
        if not opened.update(closed_at=timezone.now(), link_is_open=False):
            return False
        group.managers.in_force(timezone.now()).update(ends_at=timezone.now())
        audit.record(by, "group.closed", group, reason)
    return True


def name_manager(
    group: LearnerGroup, user: User, ends_at: datetime | None, by: User, reason: str
) -> GroupManager:
    """Let somebody see how far the people of a group are; again, to change until when."""
    now = timezone.now()
    with transaction.atomic():
        LearnerGroup.objects.select_for_update().get(pk=group.pk)
        group.managers.in_force(now).filter(user=user).update(ends_at=now)
        manager = group.managers.create(user=user, starts_at=now, ends_at=ends_at)
        audit.record(by, "group.manager_named", user, f"{group.key}: {reason}")
        _queue_named(manager)
    return manager


def _queue_named(manager: GroupManager) -> None:
    """Tell somebody that they manage a group now."""
    with translation.override(manager.user.language):
        subject = _("You are the manager of a group")
        body = _(
            "Hello %(name)s,\n\nYou can now see how far the people of %(group)s are: who"
            " finished, and by when. Each of them reads your name as the one who can see this."
            "\n\n%(link)s\n"
        ) % {
            "name": manager.user.display_name,
            "group": manager.group.name,
            "link": f"{settings.BASE_URL}{manager.group.manager_url}",
        }
    mail.queue(f"group-manager:{manager.pk}", manager.user, subject, body)


def end_manager(manager: GroupManager, by: User, reason: str) -> bool:
    """Let a manager see the group no longer; return False if their time was over."""
    now = timezone.now()
    with transaction.atomic():
        in_force = GroupManager.objects.in_force(now).filter(pk=manager.pk)
        if not in_force.update(ends_at=now):
            return False
        said = f"{manager.group.key}: {reason}"
        audit.record(by, "group.manager_ended", manager.user, said)
    return True
