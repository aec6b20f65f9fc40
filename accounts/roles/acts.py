"""Give a role of staff to a person, and end it; the groups of Django follow.

Only these functions give rights. Nobody changes roles of their own, and one administrator stays.
"""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import approvals, audit
from accounts.approvals import ActRefusedError
from accounts.models import User
from accounts.roles import mails
from accounts.roles.administrators import check_others_stay, is_last_administrator
from accounts.roles.models import AdministratorRequest, RoleGrant, StaffRole

TIME_OVER = "Its last day is over."


def give(
    person: User, role: str, ends_at: datetime | None, by: User, reason: str
) -> RoleGrant | AdministratorRequest:
    """Give a role; for that of an administrator, ask a second person to.

    A role that the person has already gets the new end. Raises ActRefusedError.
    """
    _check_not_oneself(person, by)
    with transaction.atomic():
        locked = _lock(person)
        _check_may_have_roles(locked, ends_at)
        if role != StaffRole.ADMINISTRATOR:
            return _grant(locked, role, ends_at, by, reason)
        act = AdministratorRequest(person=locked, ends_at=ends_at)
        others = AdministratorRequest.objects.filter(person=locked)
        approvals.ask(act, by, reason, among=others)
    return act


def approve(act: AdministratorRequest, by: User, because: str) -> AdministratorRequest:
    """Approve a request, and give the role; safe to repeat. Raises ActRefusedError."""
    with transaction.atomic():
        approved, is_new = approvals.approve(act, by, because, prepare=_check_request)
        if is_new:
            assert approved.person is not None
            person = _lock(approved.person)
            _grant(person, StaffRole.ADMINISTRATOR, approved.ends_at, by, approved.reason)
    return approved


def refuse(act: AdministratorRequest, by: User | None, because: str) -> AdministratorRequest:
    """Refuse a request, or take back one's own; raises ActRefusedError."""
    refused, _is_new = approvals.refuse(act, by, because)
    return refused


def end(grant: RoleGrant, by: User, because: str) -> bool:
    """End a role now; return False if it had ended before. Raises ActRefusedError."""
    if grant.person is None:
        return False
    _check_not_oneself(grant.person, by)
    with transaction.atomic():
        person = _lock(grant.person)
        current = RoleGrant.objects.current().filter(pk=grant.pk).first()
        if current is None:
            return False
        if current.role == StaffRole.ADMINISTRATOR:
            check_others_stay(person)
        _end(current, by, because)
        _take(person, current.role)
        audit.record(by, "role.ended", person, _("%(role)s. %(reason)s") % _words(current, because))
    return True


def end_lapsed(person: User) -> None:
    """End the roles of a person whose time is over; the last administrator stays one."""
    with transaction.atomic():
        locked = _lock(person)
        for grant in RoleGrant.objects.lapsed(timezone.now()).filter(person=locked):
            if grant.role == StaffRole.ADMINISTRATOR and is_last_administrator(locked):
                continue
            _end(grant, None, TIME_OVER)
            _take(locked, grant.role)
            audit.record(None, "role.lapsed", locked, grant.role)


def end_all_lapsed() -> None:
    """End every role whose time is over, also of people who do not come."""
    lapsed = RoleGrant.objects.lapsed(timezone.now())
    for person in User.objects.filter(role_grants__in=lapsed).distinct():
        end_lapsed(person)


def _lock(person: User) -> User:
    """Lock the account's row, and return the account as it is stored now."""
    return User.objects.select_for_update().get(pk=person.pk)


def _check_not_oneself(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise ActRefusedError(
            _("Nobody gives themselves a role or ends one of their own. Ask another administrator.")
        )


def _check_may_have_roles(person: User, ends_at: datetime | None) -> None:
    """Raise ActRefusedError for an account that is disabled, or an end that has passed."""
    if not person.is_active:
        raise ActRefusedError(_("This account is disabled. It has to be active first."))
    if ends_at and ends_at <= timezone.now():
        raise ActRefusedError(_("The last day of the role is over. Ask for it with a later one."))


def _check_request(act: AdministratorRequest) -> None:
    """Raise ActRefusedError if the role can no longer be given as it was asked for."""
    if act.person is None:
        raise ActRefusedError(_("This account was erased meanwhile."))
    _check_may_have_roles(act.person, act.ends_at)


def _grant(person: User, role: str, ends_at: datetime | None, by: User, reason: str) -> RoleGrant:
    """Write down a role that a person has from now on, in place of the same one before."""
    before = RoleGrant.objects.current().filter(person=person, role=role)
    for grant in before:
        _end(grant, by, reason)
    grant = RoleGrant.objects.create(
        person=person, role=role, ends_at=ends_at, given_by=by, reason=reason
    )
    person.groups.add(_group(role))
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    audit.record(by, "role.given", person, _given_words(grant))
    mails.queue_given(grant)
    return grant


def _group(role: str) -> Group:
    return Group.objects.get(name=role)


def _end(grant: RoleGrant, by: User | None, because: str) -> None:
    """Write down when, by whom and why a role was ended."""
    grant.ended_at = timezone.now()
    grant.ended_by = by
    grant.ended_because = because
    grant.save(update_fields=["ended_at", "ended_by", "ended_because"])


def _take(person: User, role: str) -> None:
    """Take the rights of a role away; without any rights the person is no longer staff."""
    person.groups.remove(_group(role))
    has_rights = person.groups.exists() or person.user_permissions.exists()
    person.is_staff = person.is_superuser or has_rights
    person.save(update_fields=["is_staff"])


def _given_words(grant: RoleGrant) -> str:
    """Return what the audit log says of a role that was given."""
    words = _words(grant, grant.reason)
    if grant.last_day is None:
        return _("%(role)s. %(reason)s") % words
    return _("%(role)s, until %(day)s. %(reason)s") % {**words, "day": grant.last_day.isoformat()}


def _words(grant: RoleGrant, reason: str) -> dict[str, str]:
    return {"role": grant.role, "reason": reason}
