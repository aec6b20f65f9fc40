"""The words of a reminder. They name no course and no drug: others may see a mail."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import GroupMember
from course.assignments.standing import Standing
from course.models import GroupCourse
from course.outline import Progress

STOP_SALT = "course.assignments.stop"


@dataclass(frozen=True)
class Words:
    """Hold subject and text of a mail."""

    subject: str
    body: str


def words_of(assigned: GroupCourse, person: GroupMember, progress: Progress | None) -> Words:
    """Return a reminder in the language of the person. Needs ``people_of``.

    progress: None for somebody who has not started.
    """
    with translation.override(person.user.language):
        subject = _subject(person)
        paragraphs = [
            _("Hello %s,") % person.user.display_name,
            " ".join(filter(None, [_done(progress), _asked(assigned, person)])),
            _go_on(progress),
            _stop(assigned, person),
        ]
    return Words(subject, "\n\n".join(filter(None, paragraphs)) + "\n")


def _subject(person: GroupMember) -> str:
    if person.due_on is None:
        return _("Your course waits for you")
    day = formats.date_format(person.due_on)
    if person.standing == Standing.OVERDUE:
        return _("Your course: the last day was %s") % day
    return _("Your course: please finish by %s") % day


def _done(progress: Progress | None) -> str:
    """Say how much is done; "" before the start."""
    if progress is None:
        return _("You have not started the course that your group asks you to take.")
    return ngettext(
        "You have done %(done)d of %(required)d unit.",
        "You have done %(done)d of %(required)d units.",
        progress.required,
    ) % {"done": progress.done, "required": progress.required}


def _asked(assigned: GroupCourse, person: GroupMember) -> str:
    """Say by when the group asks to finish; "" without a last day."""
    if person.due_on is None:
        return ""
    day = formats.date_format(person.due_on, "l, F j, Y")
    words = {"group": assigned.group.name, "day": day}
    if person.standing == Standing.OVERDUE:
        return _("%(group)s asked you to finish by %(day)s.") % words
    return _("%(group)s asks you to finish by %(day)s.") % words


def _go_on(progress: Progress | None) -> str:
    # Addresses that name no course.
    if progress is None:
        return _("Start here:\n%s") % _link("groups:mine")
    return _("Go on where you stopped:\n%s") % _link("course:home")


def _link(name: str, *args: str) -> str:
    return f"{settings.BASE_URL}{reverse(name, args=args)}"


def _stop(assigned: GroupCourse, person: GroupMember) -> str:
    """Say how reminders end."""
    help_url = _link("inbox:help")
    if assigned.is_required:
        return _("Do you need more time? Ask for it:\n%s") % help_url
    stop_url = _link("groups:stop_reminders", token_of(assigned.pk, person.user_id))
    return _("Do you need more time? Ask for it:\n%(help)s\n\nStop these reminders:\n%(stop)s") % {
        "help": help_url,
        "stop": stop_url,
    }


def stop_address_in(body: str) -> str:
    """Return the address in the text of a mail that stops reminders; "" if there is none."""
    before, _token, after = _link("groups:stop_reminders", "TOKEN").partition("TOKEN")
    found = re.search(rf"{re.escape(before)}[\w:-]+{re.escape(after)}", body)
    return found[0] if found else ""


def token_of(assigned_id: int, user_id: int) -> str:
    """Return the token of the link that stops the reminders of one course for one person."""
    return signing.dumps([assigned_id, user_id], salt=STOP_SALT)


def assigned_of_token(token: str) -> tuple[int, int] | None:
    """Return the keys of the assignment and of the person that a token names, or None."""
    try:
        assigned_id, user_id = signing.loads(token, salt=STOP_SALT)
    except signing.BadSignature:
        return None
    return assigned_id, user_id
