"""Build every page and state of the site, and the people who see them.

For the checks of accessibility and for pictures.
"""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from accounts import audit
from accounts.models import User
from certificates.models import Certificate
from certificates.records import events
from course.models import CorrectionNotice, Edition, Enrolment, Provider
from course.publishing import publish
from course.source import CourseSource
from course.text.passages import parse
from quizzes.models import Attempt, ItemReport, RegradeOrder
from quizzes.models.bank import body_digest
from quizzes.regrading.orders import approve, ask
from quizzes.sitting import drafts
from quizzes.sitting.question_page import FIELD
from tests.factories import enrol, finish, make_note
from tests.journeys.group_pages import group_pages
from tests.journeys.learner_pages import (
    accounts_pages,
    holders_pages,
    learners_pages,
    public_pages,
    quiz_pages,
)
from tests.journeys.people import member, sit, wrong_answer
from tests.journeys.shown import Shown
from tests.journeys.staff_pages import (
    fact_pages,
    inbox_pages,
    message_pages,
    names_and_holds,
    regrade_pages,
    staff_pages,
    statistics_pages,
    upload_pages,
)
from tests.quizzes.forms import form_of


def pages(first: Edition, source: CourseSource) -> list[Shown]:
    """Build the people and their states; every page that anybody sees."""
    Provider.objects.create(
        pk=1,
        legal_name="Northgate Teaching Hospital",
        address="1 North Street\nNorthgate",
        web="https://northgate.example",
        contact="courses@northgate.example",
        signatory_name="Grace Hopper",
        signatory_title="Head of Education",
        time_zone="Europe/London",
    )
    staff = member("staff@example.org", "Sam Staff", is_staff=True, is_superuser=True)
    done = finish(enrol(member("done@example.org", "Zoë Łukasiewicz-Đặng"), first))
    gone = finish(enrol(member("gone@example.org", "Grace Example"), first))
    held = finish(enrol(member("held@example.org", "Ming Example"), first, holder_name="王小明"))
    asked = finish(enrol(member("asked@example.org", "Iris Example"), first), states=False)
    mover = enrol(member("mover@example.org", "Maria Example"), first)
    for unit in first.units.filter(kind="lesson")[:5]:
        mover.complete(unit)
    sit(mover, "orientation-quiz", "y" * 10)
    second = next_edition(source)
    CorrectionNotice.objects.of(done.user).confirm()
    fresh = enrol(member("fresh@example.org", "Noor Example"), second)
    busy = enrol(member("busy@example.org", "Ada Lovelace"), second)
    for unit in second.units.filter(kind="lesson")[:4]:
        busy.complete(unit)
    noted = second.units.get(key="absorption")
    make_note(busy, noted, "Ask the pharmacy which product we have.")
    make_note(busy, noted, "", start=0)
    make_note(busy, noted, "An older thought", is_lost=True)
    failed = sit(busy, "pharmacology-quiz", "yyynnyynyyy-", ago=timedelta(days=1))
    passed = sit(busy, "orientation-quiz", "y" * 10)
    sitting = sit(busy, "pharmacology-quiz", "ynyny-", hand_in=False)
    reported = _reports(failed, staff)
    record, revoked = (
        Certificate.objects.get(enrolment=done),
        Certificate.objects.get(enrolment=gone),
    )
    events.revoke(
        revoked,
        events.Act(
            by=staff, because="issued-in-error", note="Issued under the name of another person."
        ),
    )
    audit.record(staff, "certificate.revoked", revoked, "issued-in-error")
    fallen = sit(mover, "pharmacology-quiz", "y" * 10 + "nn")
    waiting, approved = regrade(
        failed, fallen, staff, member("sol@example.org", "Sol Second", is_staff=True)
    )
    return [
        *public_pages(first.course.slug, record, revoked),
        *accounts_pages(busy.user),
        *learners_pages(
            first.course.slug,
            member("new@example.org", "Kim Example"),
            fresh,
            busy,
            mover,
            done,
            gone,
        ),
        *holders_pages(first.course.slug, asked, done),
        *quiz_pages(busy.user, failed, passed, sitting),
        _two_versions(enrol(member("torn@example.org", "Tove Example"), second)),
        *staff_pages(staff, first.course.slug, busy, record, revoked),
        *fact_pages(staff, second),
        *upload_pages(staff),
        *names_and_holds(first.course.slug, staff, busy, held),
        *inbox_pages(staff, reported, busy),
        *message_pages(staff, busy.user),
        *group_pages(
            staff,
            first.course,
            member("manager@example.org", "S. Bergqvist"),
            fresh.user,
            done.user,
        ),
        *statistics_pages(staff, second),
        *regrade_pages(staff, waiting, approved),
        Shown("result-marked-again", mover.user, fallen.get_absolute_url()),
    ]


def next_edition(source: CourseSource) -> Edition:
    """A second edition, for safety.

    The first lesson says something new, the second another thing.
    """
    first, *modules = source.modules
    changed, other, *units = first.units
    changed = replace(
        changed,
        revision=changed.revision + 1,
        title=f"{changed.title}, again",
        text=parse(
            f"Read the label of the day first. {{plain}}\n\n{changed.markdown}", changed.line
        ),
    )
    other = replace(
        other,
        title=f"{other.title} today",
        text=parse(other.markdown.replace(". ", " today. ", 6), other.line),
    )
    module = replace(first, units=(changed, other, *units), digest="2" * 64)
    why = (
        "Edition 1 left out that the label of the day comes first. "
        "Where it differs, follow the label."
    )
    corrected = replace(
        source,
        modules=(module, *modules),
        digest="2" * 64,
        safety_correction=why,
        changes=(),
    )
    edition = publish(corrected)
    assert edition
    return edition


def regrade(
    failed: Attempt, fallen: Attempt, staff: User, second: User
) -> tuple[RegradeOrder, RegradeOrder]:
    """An order that waits for ``staff``, and one that was approved.

    By the approved one an attempt falls below the line.
    """
    # The fourth and fifth answers are wrong; one of the two may be a question without a score.
    scored = failed.items.filter(position__in=(4, 5)).exclude(version__kind="reflection")
    missed = scored.select_related("version__question").order_by("position")[0]
    # Both attempts draw by chance, and two orders for one version would share a title.
    others = fallen.items.filter(version__kind="single").exclude(version=missed.version)
    asked = others.select_related("version__question").first()
    assert asked
    body = {**asked.version.body, "key": wrong_answer(asked)}
    digest = body_digest("single", body)
    other = asked.question.versions.create(number=2, kind="single", body=body, sha256=digest)
    approved = ask(asked.version, "rescore", other, "The label was changed on 4 May 2026.", second)
    approve(approved, staff, "Read beside the label of May.")
    return ask(
        missed.version, "full_marks", None, "The vignette names two doses.", second
    ), approved


def _two_versions(enrolment: Enrolment) -> Shown:
    """A question whose answer was saved from one page, and then sent from an older one."""
    item = (
        sit(enrolment, "orientation-quiz", "y", hand_in=False)
        .items.select_related("version", "bank_item")
        .first()
    )
    assert item
    drafts.keep(item, form_of(item.version.data, wrong_answer(item), FIELD), 0, timezone.now())
    return Shown("question-two-versions", enrolment.user, item.url)


def _reports(attempt: Attempt, staff: User) -> list[ItemReport]:
    """One that nobody has looked at, one with an owner, one with an answer."""
    first, second, third = attempt.items.all()[3:6]
    answered = {
        "answer": "Thank you. Edition 3 asks about the new label.",
        "answered_at": timezone.now(),
    }
    return [
        ItemReport.objects.create(
            item=first, kind="ambiguous", text="“First” may mean the first hour."
        ),
        ItemReport.objects.create(item=second, kind="typo", owner=staff),
        ItemReport.objects.create(
            item=third, kind="outdated", text="There is a newer label.", owner=staff, **answered
        ),
    ]
