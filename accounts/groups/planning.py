"""Say what each line of a list of people would do, and store that as a plan."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.canonical import digest_of
from accounts.groups.reading import ReadFile, ReadLine
from accounts.models import GroupMember, Invitation, LearnerGroup, Roster, RosterLine, User
from accounts.tables import harmless

A_QUERY = 500  # addresses
MAX_NAME, MAX_ADDRESS = 200, 254
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # some names need them
FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Zl", "Zp", "Co", "Cs"}
Act = RosterLine.Act


@dataclass
class Known:
    """Hold what the site knows of some addresses.

    members: since when, by user.
    """

    users: dict[str, User] = field(default_factory=dict)
    members: dict[int, GroupMember] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)


def make_plan(group: LearnerGroup, file: ReadFile, file_name: str, by: User) -> Roster:
    """Store what each line would do; nothing else is written."""
    lines = _planned(group, file)
    roster = Roster(
        group=group,
        uploaded_by=by,
        file_name=file_name[:200],
        separator=file.separator,
        encoding=file.encoding,
        digest=digest_of([[each.number, each.address, each.name, each.act] for each in lines]),
    )
    with transaction.atomic():
        roster.save()
        for line in lines:
            line.roster = roster
        RosterLine.objects.bulk_create(lines, batch_size=500)
    return roster


def _planned(group: LearnerGroup, file: ReadFile) -> list[RosterLine]:
    """Return a row that is not saved for each line."""
    lines = [_checked(line, file) for line in file.lines]
    sound = [line for line in lines if line.act != Act.FAULT]
    first_of: dict[str, int] = {}
    for line in sound:
        first = first_of.setdefault(line.address, line.number)
        if first != line.number:
            line.act, line.why = Act.NOTHING, _("The same address as in line %d.") % first
    once = [line for line in sound if line.act != Act.NOTHING]
    for start in range(0, len(once), A_QUERY):
        part = once[start : start + A_QUERY]
        known = known_of(group, [line.address for line in part])
        for line in part:
            _decide(line, known)
    return lines


def _checked(line: ReadLine, file: ReadFile) -> RosterLine:
    """Return a row with the cleaned address and name; a fault says what to change."""
    row = RosterLine(number=line.number, act=Act.INVITE)
    row.address, row.name = line.address[:MAX_ADDRESS], line.name[:MAX_NAME]
    fault = _fault_of_cells(line, file) or _fault_of_name(line.name)
    if not fault:
        try:
            row.address = get_adapter().clean_email(line.address)
        except ValidationError:
            fault = _fault_of_address(line.address)
    if fault:
        row.act, row.why = Act.FAULT, fault
        row.address, row.name = _printable(row.address), _printable(row.name)
    return row


def _fault_of_cells(line: ReadLine, file: ReadFile) -> str:
    if line.cell_count == file.columns.count:
        if not line.address:
            return _("There is no address in this line.")
        if harmless(line.address) != line.address:
            return _("The address begins with “%s”. Addresses of people do not.") % line.address[0]
        return ""
    text = _(
        "This line has %(cells)d cells, the first one %(first)d. Put a cell that holds a comma"
        " in quotation marks."
    )
    return text % {"cells": line.cell_count, "first": file.columns.count}


def _fault_of_name(name: str) -> str:
    """Say what is wrong with a name; "" for nothing."""
    if len(name) > MAX_NAME:
        return _("The name has more than %d letters.") % MAX_NAME
    if harmless(name) != name:
        return _("The name begins with “%s”. Names of people do not.") % _printable(name[0])
    if any(_is_forbidden(letter) for letter in name):
        return _("The name holds a line end or a sign that cannot be seen. Type it anew.")
    return ""


def _is_forbidden(letter: str) -> bool:
    return letter not in JOINERS and unicodedata.category(letter) in FORBIDDEN_CATEGORIES


def _printable(text: str) -> str:
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_forbidden(each) else each for each in text)


def _fault_of_address(address: str) -> str:
    """Say why an address is none, and what may have been meant."""
    if "," in address:
        meant = address.replace(",", ".")
        return _("A comma in the address. Did you mean %s?") % meant[:MAX_ADDRESS]
    return _("This is no email address. It looks like name@example.org.")


def known_of(group: LearnerGroup, addresses: Collection[str]) -> Known:
    """Return what is known of some addresses. Three queries."""
    proven = EmailAddress.objects.filter(email__in=addresses, verified=True)
    known = Known({each.email: each.user for each in proven.select_related("user")})
    members = group.members.current().filter(user__in=[user.pk for user in known.users.values()])
    known.members = {member.user_id: member for member in members}
    invited = group.invitations.unanswered().filter(address__in=addresses)
    known.invitations = {invitation.address: invitation for invitation in invited}
    return known


def _decide(line: RosterLine, known: Known) -> None:
    """Say what a sound line would do."""
    user = known.users.get(line.address)
    if user is None:
        line.act, line.why = _invite_or_not(known.invitations.get(line.address))
        return
    member = known.members.get(user.pk)
    if not user.is_active:
        line.act, line.why = Act.NOTHING, _("The account is disabled.")
    elif member:
        day = date_format(member.joined_at)
        line.act, line.why = Act.NOTHING, _("In the group since %s.") % day
    elif user.name and line.name and user.name != line.name:
        why = _("Has an account under the name %s. That name stays.") % user.name
        line.act, line.why = Act.ADD, why
    else:
        line.act, line.why = Act.ADD, _("Has an account.")


def _invite_or_not(invitation: Invitation | None) -> tuple[int, str]:
    if invitation is None:
        return Act.INVITE, _("New.")
    day = date_format(invitation.sent_at)
    if invitation.ends_at > timezone.now():
        return Act.NOTHING, _("Invited on %s; the invitation is open.") % day
    return Act.INVITE, _("The invitation of %s has ended; a new one is sent.") % day


def counts_of(lines: Iterable[tuple[int, int]]) -> dict[Act, int]:
    """Return how many lines do what. lines: an act and how many lines have it."""
    found = dict(lines)
    return {act: found.get(act.value, 0) for act in Act}
