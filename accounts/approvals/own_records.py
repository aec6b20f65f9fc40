"""Nobody acts on their own record; an administrator may name another person for one act."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts import audit, mail, mail_links
from accounts.approvals.refused import ActRefusedError
from accounts.models import NamedPerson, User

NAMED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Record:
    """Hold a record that staff act on: its number, and the person whose it is."""

    key: str
    holder: User | None


@dataclass(frozen=True)
class RecordAct:
    """Hold an act of staff on a learner's record.

    permission: what the act needs, "app.codename".
    name: "app.act" where several acts need one permission; else that permission.
    find: returns the record of a number as people type it, or None.
    view_name: of the page of the act, by the number of the record.
    """

    permission: str
    title: Promise
    find: Callable[[str], Record | None]
    view_name: str
    name: str = ""

    @property
    def key(self) -> str:
        """Return the name under which somebody is named for the act."""
        return self.name or self.permission


RECORD_ACTS: dict[str, RecordAct] = {}


def register(act: RecordAct) -> None:
    """Add an act for which a person can be named; call it in ``AppConfig.ready()``."""
    RECORD_ACTS[act.key] = act


def check_not_own(by: User, holder: User | None) -> None:
    """Raise ActRefusedError if somebody is about to act on their own record."""
    if holder is not None and holder.pk == by.pk:
        raise ActRefusedError(
            _(
                "This is your own record, and nobody acts on their own. Ask a colleague who may do"
                " this, or ask an administrator to name another person for it."
            )
        )


def may_act(by: User | AnonymousUser, act_key: str, record_key: object) -> bool:
    """Return whether somebody has the permission, as staff, or was named for this record."""
    return _has_permission(by, act_key) or is_named(by, act_key, record_key)


def is_named(by: User | AnonymousUser, act_key: str, record_key: object) -> bool:
    """Return whether somebody was named for this act on this record, and has still to do it."""
    if not by.is_authenticated:
        return False
    usable = NamedPerson.objects.usable(timezone.now())
    return usable.filter(person=by, permission=act_key, record_key=str(record_key)).exists()


def check_may_act(by: User, act_key: str, record_key: object, holder: User | None) -> None:
    """Let somebody act on a record, in the transaction of the act; else raise ActRefusedError.

    Somebody who was named for it, and lacks the permission, can do it this once.
    """
    check_not_own(by, holder)
    if _has_permission(by, act_key):
        return
    now = timezone.now()
    usable = NamedPerson.objects.usable(now).filter(person=by, permission=act_key)
    named = usable.filter(record_key=str(record_key)).order_by("pk").first()
    # Of two requests at once one uses it up.
    if named is None or not usable.filter(pk=named.pk).update(used_at=now):
        raise ActRefusedError(
            _("You may not do this, or have done it already. Ask an administrator.")
        )
    audit.record(by, "named_person.acted", named, f"{act_key} {record_key}")


def _has_permission(by: User | AnonymousUser, act_key: str) -> bool:
    """Return whether somebody may do an act on every record but their own."""
    return by.is_staff and by.has_perm(RECORD_ACTS[act_key].permission)


def name_person(act: RecordAct, record: Record, person: User, reason: str, by: User) -> NamedPerson:
    """Let somebody do one act on one record, once, within 14 days; mail them where.

    Raises ActRefusedError for the person whose record it is, and for whoever names.
    """
    _check_may_be_named(person, record, by)
    now = timezone.now()
    with transaction.atomic():
        named = NamedPerson.objects.create(
            person=person,
            permission=act.key,
            record_key=record.key,
            reason=reason,
            named_by=by,
            named_at=now,
            ends_at=now + NAMED_FOR,
        )
        audit.record(by, "named_person.named", named, f"{act.key} {record.key}: {reason}")
        _mail_named(named, act, person)
    return named


def _check_may_be_named(person: User, record: Record, by: User) -> None:
    """Raise ActRefusedError for the person whose record it is, and for whoever names."""
    if person.pk == by.pk:
        raise ActRefusedError(_("Name somebody else: nobody names themselves."))
    if record.holder is not None and record.holder.pk == person.pk:
        raise ActRefusedError(_("Name somebody else: this is the record of the person you named."))


def _mail_named(named: NamedPerson, act: RecordAct, person: User) -> None:
    """Tell the person that was named what they may do, where, and until when."""
    link = mail_links.absolute(reverse(act.view_name, args=[named.record_key]))
    with translation.override(person.language):
        subject = _("You were named for one act on a record")
        text = _(
            "An administrator asks you to do this, once, before %(end)s UTC: %(act)s\n\n%(link)s\n"
        )
        words = {
            "end": date_format(named.ends_at, "DATETIME_FORMAT"),
            "act": act.title,
            "link": link,
        }
        mail.queue(f"named-person:{named.public_id}", person, subject, text % words)
