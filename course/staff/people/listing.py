"""The list of learners: everybody, page by page, with what each has done."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.compiled_queries import CompiledQuery
from accounts.keyset_lists import COUNTED, counts_of, keyset_page
from accounts.models import User
from accounts.staff import ROWS_A_PAGE, StaffRequest, staff_page
from course.models import Edition, Enrolment
from course.outline import Progress, completed_by, units_of
from course.staff.people.filters import QUIET_DAYS, LearnerFilter, Tab

# Of a person and an enrolment, in a list.
SHOWN_OF_PERSON = ("public_id", "name", "email", "is_active")
SHOWN_OF_ENROLMENT = (
    "public_id",
    "user_id",
    "started_at",
    "last_active_at",
    "completed_at",
    "completed_on",
    "stated_at",
    "ended_at",
    "edition_id",
)


_people = CompiledQuery(
    lambda keys: User.objects.only(*SHOWN_OF_PERSON).filter(pk__in=keys),
)
_enrolments = CompiledQuery(
    lambda keys: Enrolment.objects.only(*SHOWN_OF_ENROLMENT).filter(pk__in=keys),
)
_enrolments_of_people = CompiledQuery(
    lambda keys: (
        Enrolment.objects.only(*SHOWN_OF_ENROLMENT)
        .filter(user__in=keys)
        .order_by("started_at", "pk")
    ),
)


@dataclass(frozen=True)
class LearnerRow:
    """Hold a person with the enrolment that counts now; None for somebody who never enrolled."""

    user: User
    enrolment: Enrolment | None
    progress: Progress | None
    key: int = 0  # of the person, or in a list of enrolments of the enrolment

    @property
    def url(self) -> str:
        """Return the address of the person's page."""
        if self.enrolment is None:
            return reverse("staff:person", args=[self.user.public_id])
        # Reversing an address takes long, 25 times a page.
        return f"{_start_of_addresses()}{self.enrolment.public_id}/"

    @property
    def course_in_words(self) -> str:
        edition = self.enrolment.edition if self.enrolment else None
        if edition is None:
            return _("none")
        names = {"title": edition.short_title, "number": edition.number}
        return _("%(title)s, edition %(number)d") % names

    @property
    def done_in_words(self) -> str:
        return _("%(done)d of %(required)d") % (self.progress or Progress(0, 0))._asdict()

    @property
    def active_on(self) -> str:
        """Return the day of the last activity in UTC."""
        return f"{self.enrolment.last_active_at:%Y-%m-%d}" if self.enrolment else _("never")

    @property
    def state(self) -> str:
        """Return where the person stands, as files say it."""
        row = self.enrolment
        if not self.user.is_active:
            return "disabled"
        if row is None:
            return "never enrolled"
        if row.completed_at:
            return "completed"
        return "ended" if row.ended_at else "in progress"

    @property
    def quiet_days(self) -> int:
        """Return for how many days a learner in progress was not active; 0 if that is usual."""
        row = self.enrolment
        if row is None or row.completed_at or row.ended_at:
            return 0
        days = (timezone.now() - row.last_active_at).days
        return days if days >= QUIET_DAYS else 0


@dataclass(frozen=True)
class TabCount:
    """Hold a tab of the list with how many rows it has, up to COUNTED; None if not counted."""

    tab: Tab
    count: int | None

    @property
    def is_more(self) -> bool:
        return self.count is not None and self.count > COUNTED


@staff_page("course.find_learner")
@require_safe
def learners(request: StaffRequest) -> HttpResponse:
    """List everybody by name, or those whom tab, words and fields of the address mean."""
    form = LearnerFilter(request.GET)
    if person := _person_meant(form, request):
        return redirect("staff:person", person.public_id)
    context: dict[str, object] = {"form": form, "tab": "learners", "counted": COUNTED}
    if form.is_valid():
        page = keyset_page(form.rows, form.order, request.GET, ROWS_A_PAGE)
        rows = rows_of(page.keys, are_people=form.lists_people)
        shown = {"page": page, "rows": rows, "tabs": _tabs(form)}
        shown["enrolments"] = [row.enrolment for row in rows if row.enrolment]
        context |= {**shown, "now_tab": form.now_tab, "query": form.cleaned_data["q"]}
    return render(request, "staff/people/list.html", context)


def _person_meant(form: LearnerFilter, request: StaffRequest) -> User | None:
    """Return the one person whose whole address was typed, where nothing else was asked."""
    if not form.is_valid():
        return None
    asked = {name for name, value in form.data.items() if value}
    typed = form.cleaned_data["q"]
    may_see = request.user.has_perm("course.view_timeline")
    if asked != {"q"} or "@" not in typed or not may_see:
        return None
    return User.objects.with_address(typed).only("public_id").first()


def _tabs(form: LearnerFilter) -> list[TabCount]:
    """Return the tabs with their counts; with words, of the current tab alone. One query."""
    # To find the few who never enrolled or are overdue, everybody has to be looked at.
    shown = [form.now_tab] if form.cleaned_data["q"] else Tab
    counted = [tab for tab in shown if tab not in (Tab.NOT_ENROLLED, Tab.OVERDUE)]
    lengths = counts_of([form.rows_in(tab) for tab in counted]) if counted else []
    counts: dict[Tab, int] = dict(zip(counted, lengths, strict=True))
    return [TabCount(tab, counts.get(tab)) for tab in Tab]


def rows_of(keys: Iterable[int], *, are_people: bool) -> list[LearnerRow]:
    """Return the rows of the list, in order. keys: of people, or else of enrolments."""
    return _rows_of_people(list(keys)) if are_people else _rows_of_enrolments(list(keys))


def _rows_of_people(keys: list[int]) -> list[LearnerRow]:
    """Return a row for each person, with the enrolment that counts now."""
    shown = current_of_each(_enrolments_of_people.rows(keys))
    people = {person.pk: person for person in _people.rows(keys)}
    progress = _progress_of(list(shown.values()))
    return [_row(people[key], shown.get(key), progress, key) for key in keys if key in people]


def _rows_of_enrolments(keys: list[int]) -> list[LearnerRow]:
    """Return a row for each enrolment."""
    found = {row.pk: row for row in _enrolments.rows(keys)}
    holders = [row.user_id for row in found.values() if row.user_id]
    people = {person.pk: person for person in _people.rows(holders)}
    progress = _progress_of(list(found.values()))
    # A row that lost its person since the keys were read is left out.
    in_order = [found[key] for key in keys if key in found]
    return [
        _row(people[row.user_id], row, progress, row.pk)
        for row in in_order
        if row.user_id in people
    ]


def current_of_each(enrolments: Iterable[Enrolment]) -> dict[int | None, Enrolment]:
    """Return the enrolment that counts now by person: the newest, those not ended first.

    enrolments: the newest last.
    """
    current: dict[int | None, Enrolment] = {}
    for enrolment in enrolments:
        known = current.get(enrolment.user_id)
        if known is None or not enrolment.ended_at or known.ended_at:
            current[enrolment.user_id] = enrolment
    return current


def _progress_of(enrolments: Collection[Enrolment]) -> dict[int, Progress]:
    """Return the progress of enrolments, and give them their editions."""
    editions = Edition.with_units_at_hand({row.edition_id for row in enrolments})
    for enrolment in enrolments:
        enrolment.edition = editions[enrolment.edition_id]
    completed = completed_by(enrolments)
    required = {
        key: {(unit.key, unit.revision) for unit in units_of(edition) if unit.required}
        for key, edition in editions.items()
    }
    progress = {}
    for enrolment in enrolments:
        units = required[enrolment.edition_id]
        done = completed[enrolment.pk] & units
        progress[enrolment.pk] = Progress(len(done), len(units))
    return progress


@cache
def _start_of_addresses() -> str:
    """Return what the addresses of all enrolments begin with."""
    return reverse("staff:learners")


def _row(
    person: User, enrolment: Enrolment | None, progress: Mapping[int, Progress], key: int
) -> LearnerRow:
    done = progress[enrolment.pk] if enrolment else None
    return LearnerRow(person, enrolment, done, key)
