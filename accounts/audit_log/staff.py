"""The page of the audit log, and the log as a table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from accounts.audit_log.forms import AuditFilter
from accounts.audit_log.words import words_of
from accounts.keyset_lists import ListOrder, keyset_page
from accounts.models import AuditEvent, LearnerGroup, User
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from accounts.tables import ROWS_AT_ONCE, csv_response

NEWEST_FIRST = ListOrder(("at", "id"), is_descending=True)
# Of acts and of who did them.
SHOWN_FIELDS = (
    "at",
    "verb",
    "subject_type",
    "subject_key",
    "reason",
    "actor__name",
    "actor__email",
)
# Where the name of the table is no word of people.
KINDS_OF_RECORDS = {
    "accounts.learnergroup": _lazy("group"),
    "accounts.outgoingmail": _lazy("email"),
    "accounts.user": _lazy("account"),
    "course.enrolment": _lazy("enrollment"),
}
HEADER = ("time_utc", "who", "address", "act", "in_words", "kind_of_record", "record", "reason")


@dataclass(frozen=True)
class AuditRow:
    """Hold an act as the page shows it.

    person, group: whose account or which group it was about, while there is one.
    """

    event: AuditEvent
    person: User | None
    group: LearnerGroup | None

    @property
    def act(self) -> Promise | str:
        return words_of(self.event.verb)

    @property
    def subject_kind(self) -> str:
        """Return what kind of record it was about, in words."""
        if known := KINDS_OF_RECORDS.get(self.event.subject_type):
            return str(known)
        try:
            return str(apps.get_model(self.event.subject_type)._meta.verbose_name)
        except (LookupError, ValueError):
            return self.event.subject_type


@staff_page("accounts.view_auditevent")
@require_safe
def audit(request: StaffRequest) -> HttpResponse:
    """Show what staff did, newest first, or the acts that the fields of the address mean."""
    form = AuditFilter(request.GET)
    context: dict[str, object] = {"form": form, "tab": "audit"}
    if form.is_valid():
        page = keyset_page(form.rows, NEWEST_FIRST, request.GET, ROWS_A_PAGE)
        context |= {"page": page, "rows": _rows_of(page.keys)}
    return render(request, "accounts/audit_log/list.html", context)


def _rows_of(keys: Iterable[int]) -> list[AuditRow]:
    """Return the rows of these acts, in order. Three queries."""
    events = AuditEvent.objects.select_related("actor").only(*SHOWN_FIELDS).in_bulk(list(keys))
    in_order = [events[key] for key in keys]
    people, groups = _people_of(in_order), _groups_of(in_order)
    return [
        AuditRow(event, people.get(event.subject_key), groups.get(event.subject_key))
        for event in in_order
    ]


def _people_of(events: Iterable[AuditEvent]) -> dict[str, User]:
    """Return the accounts that acts were about, by the number in the log."""
    numbers = _numbers_in(events, "accounts.user")
    found = User.objects.only("public_id", "name", "email").filter(public_id__in=numbers)
    return {str(user.public_id): user for user in found}


def _groups_of(events: Iterable[AuditEvent]) -> dict[str, LearnerGroup]:
    """Return the groups that acts were about, by the number in the log."""
    numbers = _numbers_in(events, "accounts.learnergroup")
    found = LearnerGroup.objects.only("public_id", "name").filter(public_id__in=numbers)
    return {str(group.public_id): group for group in found}


def _numbers_in(events: Iterable[AuditEvent], subject_type: str) -> list[str]:
    """Return the numbers of the records of this type that acts were about."""
    keys = [event.subject_key for event in events if event.subject_type == subject_type]
    return [key for key in keys if _is_number(key)]


def _is_number(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@staff_page("accounts.view_auditevent")
@require_safe
def audit_csv(request: StaffRequest) -> HttpResponseBase:
    """Send the acts that the address means as CSV, row by row."""
    form = AuditFilter(request.GET)
    if not form.is_valid():
        return redirect(f"{request.path.removesuffix('log.csv')}?{request.GET.urlencode()}")
    return csv_response(request, "audit-log", _lines(form))


def _lines(form: AuditFilter) -> Iterator[Sequence[str]]:
    """Yield the rows of the file: what it holds, the header, the acts."""
    yield [_title(form)]
    yield HEADER
    for event in _in_order(form.rows).iterator(chunk_size=ROWS_AT_ONCE):
        yield _cells(event)


def _in_order(events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    shown = events.select_related("actor").only(*SHOWN_FIELDS)
    return shown.order_by(*NEWEST_FIRST.names())


def _title(form: AuditFilter) -> str:
    """Return which acts the file holds and when it was made, in words."""
    asked = [
        f"{form.fields[name].label}: {value}" for name, value in form.cleaned_data.items() if value
    ]
    return _("Audit log. %(asked)s. Made %(made_at)s.") % {
        "asked": "; ".join(asked) or _("Everything"),
        "made_at": f"{timezone.now():%Y-%m-%d %H:%M} UTC",
    }


def _cells(event: AuditEvent) -> list[str]:
    actor = event.actor
    return [
        f"{event.at:%Y-%m-%d %H:%M:%S}",
        actor.display_name if actor else "",
        actor.email if actor else "",
        event.verb,
        str(words_of(event.verb)),
        event.subject_type,
        event.subject_key,
        event.reason or "",
    ]
