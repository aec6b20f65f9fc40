"""The pages that visitors and learners see."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page

from accounts.changes import undo_url
from accounts.models import AccountChange, User
from certificates.models import Certificate
from course.models import Enrolment
from quizzes.models import Attempt
from tests.journeys.shown import Shown, press

# With "routes", a lesson of each kind of figure.
LESSONS = (
    "how-to-use",
    "united-states",
    "receptor-to-hypothesis",
    "absorption",
    "depression-evidence",
    "monitoring",
    "roles-and-models",
    "pain-and-durability",
)


def public_pages(slug: str, record: Certificate, revoked: Certificate) -> list[Shown]:
    def course(name: str, *args: str) -> str:
        return reverse(f"course:{name}", args=[slug, *args])

    return [
        Shown("catalogue", None, reverse("course:catalogue")),
        Shown("course", None, course("course")),
        Shown("sample-lesson", None, course("unit", "how-to-use")),
        Shown("references", None, course("references")),
        Shown("glossary", None, course("glossary")),
        Shown("search", None, course("search") + "?q=two+hours"),
        Shown("search-nothing", None, course("search") + "?q=presure"),
        Shown("look", None, reverse("accounts:look")),
        Shown("verify", None, reverse("certificates:verify")),
        Shown("verify-refused", None, reverse("certificates:verify") + "?code="),
        Shown("verify-many", None, reverse("certificates:check_many")),
        Shown("verify-file", None, reverse("certificates:check_file")),
        Shown("record-genuine", None, record.get_absolute_url()),
        Shown("record-revoked", None, revoked.get_absolute_url()),
        Shown("record-unknown", None, reverse("certificates:record", args=["0000-0000-0000"])),
        *(
            Shown(f"page-{name}", None, reverse("page", args=[name]))
            for name in ("corrections", "accessibility", "privacy")
        ),
        Shown("help", None, reverse("inbox:help") + "?about=Certificate"),
        Shown("report", None, reverse("inbox:report")),
        Shown("report-refused", None, reverse("inbox:report"), press("Send")),
        Shown("message-sent", None, reverse("inbox:sent")),
        Shown("not-found", None, "/nowhere/"),
    ]


def accounts_pages(user: User) -> list[Shown]:
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
            sign_in_wrongly,
        ),
        Shown("security", user, reverse("accounts:security")),
        Shown("my-data", user, reverse("accounts:data")),
        Shown("password-reset", None, reset),
        Shown("code-sign-in", None, code),
        Shown("code-entry", None, code, press("", **{"Email": "fresh@example.org"})),
        Shown("undo-address", None, undo_path(user, old_email="kim@old.example")),
        Shown("undo-password", None, undo_path(user)),
        Shown("undo-gone", None, reverse("accounts:undo", args=["not-one-of-ours"])),
    ]


def sign_in_wrongly(page: Page) -> None:
    """Unfold the password on the sign-in page, and type a wrong one."""
    page.get_by_text("Use a password").click()
    press("Sign in", Email="x@example.org", Password="wrong one")(page)


def undo_path(user: User, **fields: str) -> str:
    """Return the page that undoes a change of the user's address or password."""
    url = undo_url(AccountChange.objects.create(user=user, **fields))
    return url.removeprefix(settings.BASE_URL)


def learners_pages(
    slug: str,
    new: User,
    fresh: Enrolment,
    busy: Enrolment,
    mover: Enrolment,
    done: Enrolment,
    gone: Enrolment,
) -> list[Shown]:
    mine = reverse("course:mine", args=[slug])
    enrol_url = reverse("course:enrol", args=[slug])
    change = reverse("course:edition_change", args=[slug])

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
        Shown("edition-change", mover.user, change),
        Shown("edition-change-finished", done.user, change),
        Shown("edition-change-refused", mover.user, change, press("Move to")),
        Shown("correction", mover.user, reverse("course:correction", args=[slug, 2])),
        Shown("correction-confirmed", done.user, reverse("course:correction", args=[slug, 2])),
        Shown("lesson-corrected", mover.user, unit("words")),
        Shown("lesson", mover.user, unit("routes")),
        *(Shown(f"lesson-{key}", busy.user, unit(key)) for key in LESSONS),
        Shown("notes", busy.user, reverse("course:notes", args=[slug])),
        Shown("note", busy.user, unit("routes") + "notes/omar/"),
        Shown("pretest", fresh.user, unit("pretest")),
        Shown("quiz-unit", fresh.user, unit("pharmacology-quiz")),
        Shown("quiz-unit-attempts", busy.user, unit("pharmacology-quiz")),
        Shown("certificates", done.user, reverse("certificates:mine")),
        Shown("roles", busy.user, reverse("course:roles", args=[slug])),
        Shown("settings", busy.user, reverse("accounts:settings")),
        Shown("account-email", busy.user, reverse("account_email")),
        Shown("account-join", busy.user, reverse("accounts:join")),
        Shown("account-password", busy.user, reverse("account_change_password")),
        Shown("sign-out", busy.user, reverse("account_logout")),
    ]


def holders_pages(slug: str, asked: Enrolment, holder: Enrolment) -> list[Shown]:
    """asked: completed, without the statement. holder: of a certificate in force."""
    number = Certificate.objects.get(enrolment=holder).shown_code
    statement = reverse("certificates:statement", args=[slug])
    name = reverse("certificates:name", args=[number])
    return [
        Shown("my-course-statement", asked.user, reverse("course:mine", args=[slug])),
        Shown("statement-refused", asked.user, statement, press("Issue my certificate")),
        Shown("certificate-name", holder.user, name),
        Shown("transcript", holder.user, reverse("certificates:transcript")),
    ]


def quiz_pages(
    user: User | None, failed: Attempt, passed: Attempt, sitting: Attempt
) -> list[Shown]:
    items = list(sitting.items.select_related("version"))
    kinds = {item.version.kind: item for item in reversed(items)}
    left = {item.version.kind: item for item in reversed(items) if item.position > 6}
    numeric, single = kinds["numeric"].url, kinds["single"]
    return [
        *(Shown(f"question-{kind}", user, item.url) for kind, item in sorted(kinds.items())),
        *(Shown(f"question-{kind}-open", user, item.url) for kind, item in sorted(left.items())),
        Shown("question-refused", user, numeric, press("Save and", Amount="about two")),
        Shown("question-saved", user, single.url, press(f"Question {single.position},")),
        Shown("review", user, sitting.url("review")),
        Shown("result-failed", user, failed.get_absolute_url()),
        Shown("report-question", user, failed.url("report", position=1)),
        Shown(
            "report-question-refused",
            user,
            failed.url("report", position=1),
            press("Send the report"),
        ),
        Shown("result-passed", user, passed.get_absolute_url()),
    ]
