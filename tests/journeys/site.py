"""Every page and state of the site, and the people who see them: for the checks of accessibility and for pictures."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts import audit
from accounts.changes import undo_url
from accounts.models import AccountChange, User
from certificates.models import Certificate
from course.models import CorrectionNotice, Edition, Enrolment, Provider
from course.publishing import publish
from course.source import CourseSource
from course.text.passages import parse
from quizzes.kinds import KINDS
from quizzes.models import Attempt, ItemReport, Quiz, RegradeOrder
from quizzes.models.bank import body_digest
from quizzes.regrading.orders import approve, ask
from quizzes.sitting import attempts, drafts
from quizzes.sitting.question_page import FIELD
from tests.factories import enrol, finish, make_user
from tests.quizzes.cohort import cohort, likely

PASSWORD = "correct horse battery"


class Shown(NamedTuple):
    """A page: its name, who looks at it (None: nobody signed in), its path, and what is done there first."""

    name: str
    user: User | None
    path: str
    then: Callable[[Page], None] | None = None


def press(button: str, **fields: str) -> Callable[[Page], None]:
    """Fill fields by their label, in which _ stands for a space, and press a button."""

    def act(page: Page) -> None:
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        for label, text in fields.items():
            page.get_by_label(label.replace("_", " ")).first.fill(text)
        with page.expect_navigation():
            page.locator("main").get_by_role(
                "button", name=button, exact=button == "Save"
            ).first.click()

    return act


def member(email: str, name: str, **fields: Any) -> User:
    user = make_user(email, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def wrong_answer(item: Any) -> Any:
    """A response that is worth nothing."""
    return wrong_response(item.version.data)


def wrong_response(question: Any) -> Any:
    kind = next(name for name, each in KINDS.items() if isinstance(question, each))
    if question.has_parts:
        return {part.id: wrong_response(part.question) for part in question.parts}
    if kind == "numeric":
        return f"7 {question.base_unit}".strip()
    if kind in {"text", "reflection"}:
        return "nothing of the kind"
    if kind == "order":
        return question.best_response()[::-1]
    if kind == "match":
        others = zip(question.choices, question.choices[1:] + question.choices[:1], strict=True)
        next_to = dict(others)
        return {premise: next_to[choice] for premise, choice in question.key.items()}
    distractor = next(each for each in question.option_ids() if each not in question.key_ids())
    return [distractor] if kind == "multi" else distractor


def sit(enrolment: Enrolment, key: str, right: str, *, hand_in: bool = True) -> Attempt:
    """An attempt: ``right`` has a letter a question, y answered right, n wrong, anything else left out."""
    now = timezone.now()
    attempt = attempts.start(
        enrolment, Quiz.objects.get(unit__edition=enrolment.edition, unit__key=key), now
    )
    for item, letter in zip(attempt.items.select_related("version"), right, strict=False):
        if letter in "yn":
            response = item.version.data.best_response() if letter == "y" else wrong_answer(item)
            sure = {"sureness": 3, "flagged": True} if letter == "n" else {}
            attempts.save_answer(item, response, seq=item.seq, at=now, **sure)
    return attempts.submit(attempt, uuid.uuid4(), now) if hand_in else attempt


def next_edition(source: CourseSource) -> Edition:
    """A second edition, for safety: the first lesson says something new, the second another thing."""
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
    why = "Edition 1 left out that the label of the day comes first. Where it differs, follow the label."
    corrected = replace(source, modules=(module, *modules), digest="2" * 64, safety_correction=why)
    edition = publish(corrected)
    assert edition
    return edition


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
    failed = sit(busy, "pharmacology-quiz", "yyynnyynyyy-")
    passed = sit(busy, "orientation-quiz", "y" * 10)
    sitting = sit(busy, "pharmacology-quiz", "ynyny-", hand_in=False)
    reported = _reports(failed, staff)
    record, revoked = (
        Certificate.objects.get(enrolment=done),
        Certificate.objects.get(enrolment=gone),
    )
    revoked.revoke(
        by=staff, because="issued-in-error", note="Issued under the name of another person."
    )
    audit.record(staff, "certificate.revoked", revoked, "issued-in-error")
    fallen = sit(mover, "pharmacology-quiz", "y" * 10 + "nn")
    waiting, approved = regrade(
        failed, fallen, staff, member("sol@example.org", "Sol Second", is_staff=True)
    )
    return [
        *_public(first.course.slug, record, revoked),
        *_accounts(busy.user),
        *_learners(
            first.course.slug,
            member("new@example.org", "Kim Example"),
            fresh,
            busy,
            mover,
            done,
            gone,
        ),
        *_quiz(busy.user, failed, passed, sitting),
        _two_versions(enrol(member("torn@example.org", "Tove Example"), second)),
        *_staff(staff, first.course.slug, busy, record, revoked),
        *_names_and_holds(first.course.slug, staff, busy, held),
        *_inbox(staff, reported, busy),
        *_statistics(staff, second),
        *_regrades(staff, waiting, approved),
        Shown("result-marked-again", mover.user, fallen.get_absolute_url()),
    ]


def regrade(
    failed: Attempt, fallen: Attempt, staff: User, second: User
) -> tuple[RegradeOrder, RegradeOrder]:
    """An order that waits for ``staff``, and one that was approved, by which an attempt falls below the line."""
    asked = fallen.items.filter(version__kind="single").select_related("version__question").first()
    assert asked
    body = {**asked.version.body, "key": wrong_answer(asked)}
    digest = body_digest("single", body)
    other = asked.question.versions.create(number=2, kind="single", body=body, sha256=digest)
    approved = ask(asked.version, "rescore", other, "The label was changed on 4 May 2026.", second)
    approve(approved, staff, "Read beside the label of May.")
    missed = failed.items.select_related("version__question").get(position=4)
    return ask(
        missed.version, "full_marks", None, "The vignette names two doses.", second
    ), approved


def _public(slug: str, record: Certificate, revoked: Certificate) -> list[Shown]:
    def course(name: str, *args: str) -> str:
        return reverse(f"course:{name}", args=[slug, *args])

    return [
        Shown("course", None, course("course")),
        Shown("sample-lesson", None, course("unit", "how-to-use")),
        Shown("references", None, course("references")),
        Shown("glossary", None, course("glossary")),
        Shown("verify", None, reverse("certificates:verify")),
        Shown("verify-refused", None, reverse("certificates:verify") + "?code="),
        Shown("record-genuine", None, record.get_absolute_url()),
        Shown("record-revoked", None, revoked.get_absolute_url()),
        Shown("record-unknown", None, reverse("certificates:record", args=["0000-0000-0000"])),
        *(
            Shown(f"page-{name}", None, reverse("page", args=[name]))
            for name in ("report", "corrections", "accessibility", "privacy")
        ),
        Shown("not-found", None, "/nowhere/"),
    ]


def _accounts(user: User) -> list[Shown]:
    sign_up, sign_in = reverse("account_signup"), reverse("account_login")
    reset, code = reverse("account_reset_password"), reverse("account_request_login_code")
    newcomer = {"Your_name": "Kim Example", "Email": f"{date.today():%j}@example.org"}
    return [
        Shown("sign-up", None, sign_up),
        Shown("sign-up-refused", None, sign_up, press("", **newcomer | {"Email": "no address"})),
        Shown("sign-up-code", None, sign_up, press("", **newcomer)),
        Shown("sign-in", None, sign_in),
        Shown(
            "sign-in-refused",
            None,
            sign_in,
            press("Sign In", **{"Email": "x@example.org"}, Password="wrong one"),
        ),
        Shown("password-reset", None, reset),
        Shown("code-sign-in", None, code),
        Shown("code-entry", None, code, press("", **{"Email": "fresh@example.org"})),
        Shown("undo-address", None, undo_path(user, old_email="kim@old.example")),
        Shown("undo-password", None, undo_path(user)),
        Shown("undo-gone", None, reverse("accounts:undo", args=["not-one-of-ours"])),
    ]


def undo_path(user: User, **fields: str) -> str:
    """Return the page that undoes a change of the user's address or password."""
    url = undo_url(AccountChange.objects.create(user=user, **fields))
    return url.removeprefix(settings.BASE_URL)


def _learners(
    slug: str,
    new: User,
    fresh: Enrolment,
    busy: Enrolment,
    mover: Enrolment,
    done: Enrolment,
    gone: Enrolment,
) -> list[Shown]:
    mine, enrol_url = reverse("course:mine", args=[slug]), reverse("course:enrol", args=[slug])

    def unit(key: str) -> str:
        return reverse("course:unit", args=[slug, key])

    return [
        Shown("enrol", new, enrol_url),
        Shown("enrol-refused", new, enrol_url, press("Start the course", Name="")),
        Shown("certificates-none", new, reverse("certificates:mine")),
        Shown("my-course-fresh", fresh.user, mine),
        Shown("my-course", busy.user, mine),
        Shown("my-course-newer-edition", mover.user, mine),
        Shown("my-course-complete", done.user, mine),
        Shown("my-course-revoked", gone.user, mine),
        Shown("edition-change", mover.user, reverse("course:edition_change", args=[slug])),
        Shown("edition-change-refused", mover.user, reverse("course:edition_change", args=[slug]), press("Move to")),
        Shown("correction", mover.user, reverse("course:correction", args=[slug, 2])),
        Shown("correction-confirmed", done.user, reverse("course:correction", args=[slug, 2])),
        Shown("lesson-corrected", mover.user, unit("words")),
        Shown("lesson", mover.user, unit("routes")),
        *(
            Shown(f"lesson-{key}", busy.user, unit(key))
            for key in (
                "how-to-use", "words", "united-states", "canada", "receptor-to-hypothesis", "absorption", "dose-ranges",
            )
        ),
        Shown("quiz-unit", fresh.user, unit("pharmacology-quiz")),
        Shown("quiz-unit-attempts", busy.user, unit("pharmacology-quiz")),
        Shown("certificates", done.user, reverse("certificates:mine")),
        Shown("settings", busy.user, reverse("accounts:settings")),
        Shown("account-email", busy.user, reverse("account_email")),
        Shown("account-password", busy.user, reverse("account_change_password")),
        Shown("sign-out", busy.user, reverse("account_logout")),
    ]  # fmt: skip


def _quiz(user: User | None, failed: Attempt, passed: Attempt, sitting: Attempt) -> list[Shown]:
    items = list(sitting.items.select_related("version"))
    kinds = {item.version.kind: item for item in reversed(items)}
    left = {item.version.kind: item for item in reversed(items) if item.position > 6}
    numeric = kinds["numeric"].url
    return [
        *(Shown(f"question-{kind}", user, item.url) for kind, item in sorted(kinds.items())),
        *(Shown(f"question-{kind}-open", user, item.url) for kind, item in sorted(left.items())),
        Shown("question-refused", user, numeric, press("Save", Amount="about two")),
        Shown("question-saved", user, kinds["single"].url, press("Save")),
        Shown("review", user, sitting.url("review")),
        Shown("result-failed", user, failed.get_absolute_url()),
        Shown("result-passed", user, passed.get_absolute_url()),
    ]


def _two_versions(enrolment: Enrolment) -> Shown:
    """A question whose answer was saved from one page, and then sent from an older one."""
    item = (
        sit(enrolment, "orientation-quiz", "y", hand_in=False)
        .items.select_related("version", "bank_item")
        .first()
    )
    assert item
    drafts.keep(item, item.version.data.posted_from(wrong_answer(item), FIELD), 0, timezone.now())
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


def _inbox(staff: User, reported: list[ItemReport], busy: Enrolment) -> list[Shown]:
    inbox = reverse("quizzes:staff_reports")
    waiting, _owned, answered = reported
    return [
        Shown("staff-reports", staff, inbox),
        Shown("staff-reports-answered", staff, f"{inbox}?state=answered"),
        Shown("staff-reports-none", staff, f"{inbox}?kind=wrong"),
        Shown("staff-report", staff, waiting.get_absolute_url()),
        Shown("staff-report-refused", staff, waiting.get_absolute_url(), press("Send the answer")),
        Shown("staff-report-answered", staff, answered.get_absolute_url()),
        Shown(
            "staff-accommodations", staff, reverse("quizzes:accommodations", args=[busy.public_id])
        ),
    ]


def _staff(
    staff: User, slug: str, busy: Enrolment, record: Certificate, revoked: Certificate
) -> list[Shown]:
    learners, learner = reverse("staff:learners"), reverse("staff:learner", args=[busy.public_id])
    return [
        Shown("staff-home", staff, reverse("staff:home")),
        Shown("staff-learners", staff, learners),
        Shown("staff-learners-found", staff, f"{learners}?q=example"),
        Shown("staff-learners-none", staff, f"{learners}?q=nobody-of-this-name"),
        Shown("staff-learner", staff, learner),
        Shown("staff-learner-refused", staff, learner, press("Waive")),
        Shown("staff-editions", staff, reverse("staff:editions")),
        Shown(
            "staff-correction-readers", staff, reverse("staff:correction_readers", args=[slug, 2])
        ),
        Shown("staff-next-edition", staff, reverse("staff:next_edition", args=[slug])),
        Shown("staff-provider", staff, reverse("staff:provider")),
        Shown(
            "staff-provider-refused",
            staff,
            reverse("staff:provider"),
            press("Save the provider", Legal_name=""),
        ),
        Shown("staff-audit", staff, reverse("staff:audit")),
        Shown(
            "staff-certificate",
            staff,
            reverse("certificates:staff_certificate", args=[record.shown_code]),
        ),
        Shown(
            "staff-certificate-refused",
            staff,
            reverse("certificates:staff_certificate", args=[record.shown_code]),
            press("Revoke"),
        ),
        Shown(
            "staff-certificate-revoked",
            staff,
            reverse("certificates:staff_certificate", args=[revoked.shown_code]),
        ),
    ]


def _names_and_holds(slug: str, staff: User, busy: Enrolment, held: Enrolment) -> list[Shown]:
    name, one = (
        reverse("course:holder_name", args=[slug]),
        reverse("certificates:staff_held_one", args=[held.public_id]),
    )
    return [
        Shown("holder-name", busy.user, name),
        Shown("holder-name-refused", busy.user, name, press("Save the name", Your_name="王小明")),
        Shown("holder-name-completed", held.user, name),
        Shown("my-course-held", held.user, reverse("course:mine", args=[slug])),
        Shown("staff-held", staff, reverse("certificates:staff_held")),
        Shown("staff-held-one", staff, one),
        Shown("staff-held-one-refused", staff, one, press("Try again")),
    ]


def _statistics(staff: User, edition: Edition) -> list[Shown]:
    """One quiz with enough answers, one with too few, and a question of each kind."""
    orientation, other = Quiz.objects.filter(unit__edition=edition).order_by("unit__position")[:2]
    cohort(orientation, likely(orientation, 40))
    slug = edition.course.slug

    def page(quiz: Quiz, name: str = "staff_quiz", **more: str) -> str:
        return reverse(f"quizzes:{name}", kwargs={"slug": slug, "key": quiz.unit.key, **more})

    bank = orientation.bank.select_related("version__question").order_by("-position")
    return [
        Shown("staff-quizzes", staff, reverse("quizzes:staff_quizzes")),
        Shown("staff-quiz", staff, page(orientation)),
        Shown("staff-quiz-too-few", staff, page(other)),
        *(
            Shown(
                f"staff-question-{kind}",
                staff,
                page(orientation, "staff_question", ref=item.version.question.ref),
            )
            for kind, item in {item.version.kind: item for item in bank}.items()
        ),
    ]


def _regrades(staff: User, waiting: RegradeOrder, approved: RegradeOrder) -> list[Shown]:
    version = approved.version
    names = [version.question.course.slug, version.question.ref, version.number]
    asking = reverse("quizzes:staff_regrade_ask", args=names)
    order = reverse("quizzes:staff_regrade", args=[waiting.pk])
    return [
        Shown("staff-regrades", staff, reverse("quizzes:staff_regrades")),
        Shown(
            "staff-regrades-found",
            staff,
            f"{reverse('quizzes:staff_regrades')}?q={version.question.ref[:4]}",
        ),
        Shown("staff-regrade-ask", staff, asking),
        Shown("staff-regrade-ask-refused", staff, asking, press("Ask")),
        Shown("staff-regrade", staff, order),
        Shown("staff-regrade-refused", staff, order, press("Mark")),
        Shown(
            "staff-regrade-approved", staff, reverse("quizzes:staff_regrade", args=[approved.pk])
        ),
    ]
