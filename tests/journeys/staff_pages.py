"""The pages that staff see, and what learners see of the same things."""

from django.urls import reverse

from accounts.inbox.messages import give_answer
from accounts.models import InboxMessage, User
from certificates.models import Certificate
from course.models import Edition, Enrolment
from course.uploads.checking import check_by_id
from quizzes.models import ItemReport, Quiz, RegradeOrder
from tests.course.uploads.sending import keep_tiny_course
from tests.factories import make_fact_review
from tests.journeys.shown import Shown, press
from tests.quizzes.cohort import cohort, likely
from tests.test_failed_tasks import make_failed_task


def failed_tasks_address() -> str:
    make_failed_task("certificates.issuing.issue_by_id", "builtins.OSError")
    return reverse("failed_tasks:list")


def staff_pages(
    staff: User, slug: str, busy: Enrolment, record: Certificate, revoked: Certificate
) -> list[Shown]:
    learners, learner = reverse("staff:learners"), reverse("staff:learner", args=[busy.public_id])
    waive = reverse("staff:waive", args=[busy.public_id])

    account = busy.user.public_id
    move = reverse("staff:move_person", args=[account])
    join = f"{reverse('staff:join_person', args=[account])}?other={revoked.enrolment.user.email}"

    def of_record(act: str) -> str:
        return reverse(f"certificates:{act}", args=[record.shown_code])

    return [
        Shown("staff-home", staff, reverse("staff:home")),
        Shown("staff-let-in", staff, reverse("security:let_in")),
        Shown("staff-learners", staff, learners),
        Shown("staff-learners-found", staff, f"{learners}?q=example"),
        Shown("staff-learners-quiet", staff, f"{learners}?tab=quiet"),
        Shown("staff-learners-none", staff, f"{learners}?q=nobody-of-this-name"),
        Shown("staff-learner", staff, learner),
        Shown("staff-remind", staff, f"{reverse('staff:remind')}?tab=in-progress"),
        Shown("staff-add-to-group", staff, f"{reverse('staff:add_to_group')}?tab=in-progress&to="),
        Shown("staff-extend", staff, f"{reverse('staff:extend')}?tab=in-progress"),
        Shown("staff-person", staff, reverse("staff:person", args=[staff.public_id])),
        Shown(
            "staff-sign-in-stopped",
            staff,
            reverse("staff:disable_person", args=[busy.user.public_id]),
            press("Stop the sign-in"),
        ),
        Shown("staff-move-account", staff, move),
        Shown("staff-join-accounts", staff, join),
        Shown("staff-waive", staff, waive),
        Shown("staff-waive-refused", staff, waive, press("Waive these units")),
        Shown("staff-approvals", staff, reverse("approvals:list")),
        Shown("staff-certificates", staff, reverse("certificates:staff_certificates")),
        Shown("staff-correct", staff, of_record("correct")),
        Shown("staff-reissue", staff, of_record("reissue")),
        Shown("staff-revoke", staff, of_record("revoke")),
        Shown("staff-plan", staff, reverse("certificates:bulk_plan", args=["reissue"])),
        Shown("staff-editions", staff, reverse("staff:editions")),
        Shown(
            "staff-correction-readers", staff, reverse("staff:correction_readers", args=[slug, 2])
        ),
        Shown("staff-edition-changes", staff, reverse("staff:edition_changes", args=[slug, 2])),
        Shown("staff-edition-contents", staff, reverse("staff:edition_contents", args=[slug, 2])),
        Shown("staff-next-edition", staff, reverse("staff:next_edition", args=[slug])),
        Shown("staff-provider", staff, reverse("staff:provider")),
        Shown(
            "staff-provider-samples",
            staff,
            reverse("staff:provider"),
            press("Draw the samples here"),
        ),
        Shown(
            "staff-provider-refused",
            staff,
            reverse("staff:provider"),
            press("Save the provider", Legal_name=""),
        ),
        Shown("staff-audit", staff, reverse("staff:audit")),
        Shown("staff-completion", staff, f"{reverse('staff:completion')}?after=0"),
        Shown("staff-completion-nobody", staff, reverse("staff:completion")),
        Shown("staff-steps", staff, reverse("staff:steps")),
        Shown("staff-activity", staff, reverse("staff:activity")),
        Shown("staff-mails", staff, reverse("mail_log:list")),
        Shown("staff-roles", staff, reverse("roles:list")),
        Shown("staff-failed-tasks", staff, failed_tasks_address()),
        Shown("staff-give-role", staff, reverse("roles:give")),
        Shown("staff-give-role-refused", staff, reverse("roles:give"), press("Give the role")),
        Shown(
            "staff-certificate",
            staff,
            reverse("certificates:staff_certificate", args=[record.shown_code]),
        ),
        Shown(
            "staff-certificate-refused",
            staff,
            of_record("revoke"),
            press("Revoke certificate"),
        ),
        Shown(
            "staff-certificate-revoked",
            staff,
            reverse("certificates:staff_certificate", args=[revoked.shown_code]),
        ),
    ]


def fact_pages(staff: User, edition: Edition) -> list[Shown]:
    fact = edition.facts.get(tag="F24")
    review = make_fact_review(fact)
    page = reverse("staff:fact", args=[edition.course.slug, fact.tag])
    return [
        Shown("staff-facts", staff, reverse("staff:facts")),
        Shown("staff-fact-refused", staff, page, press("Sign this review")),
        Shown(
            "staff-fact-withdraw", staff, reverse("staff:withdraw_fact_review", args=[review.pk])
        ),
    ]


def upload_pages(staff: User) -> list[Shown]:
    """An upload that can be published, and one with mistakes."""
    wrong = "key: [\n"
    contents = [{}, {"01-start/module.yaml": wrong}]
    good, _bad = uploads = [keep_tiny_course(staff, **changes) for changes in contents]
    for upload in uploads:
        check_by_id.call(upload.pk)
    names = ("staff-upload", "staff-upload-mistakes")
    pages = zip(names, uploads, strict=True)
    return [
        *(Shown(name, staff, upload.get_absolute_url()) for name, upload in pages),
        Shown("staff-uploads-refused", staff, reverse("staff:uploads"), press("Upload")),
        Shown("staff-preview", staff, reverse("staff:upload_unit", args=[good.pk, "welcome"])),
    ]


def message_pages(staff: User, learner: User) -> list[Shown]:
    """A report of harm that waits, and a request for help that was answered."""
    texts = {"kind": "help", "about": "My certificate", "text": "My name is spelled otherwise."}
    answered = InboxMessage.objects.create(user=learner, form_digest="help", **texts)
    give_answer(answered, "It is corrected.", staff)
    harm = InboxMessage.objects.create(kind="harm", text="It was nearly harm.", page="/courses/")
    return [
        Shown("messages", learner, reverse("inbox:mine")),
        Shown("message-answered", learner, answered.get_absolute_url()),
        Shown("staff-inbox", staff, reverse("inbox:staff_inbox")),
        Shown("staff-message", staff, harm.staff_url),
        Shown("staff-message-refused", staff, harm.staff_url, press("Close it")),
        Shown("staff-message-answered", staff, answered.staff_url),
    ]


def inbox_pages(staff: User, reported: list[ItemReport], busy: Enrolment) -> list[Shown]:
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


def names_and_holds(slug: str, staff: User, busy: Enrolment, held: Enrolment) -> list[Shown]:
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


def statistics_pages(staff: User, edition: Edition) -> list[Shown]:
    """One quiz with enough answers, one with too few, and a question of each kind."""
    # A pretest is marked for nobody, and has no page of statistics.
    certifying = Quiz.objects.filter(unit__edition=edition, purpose=Quiz.Purpose.CERTIFYING)
    orientation, other = certifying.order_by("unit__position")[:2]
    cohort(orientation, likely(orientation, 40))
    slug = edition.course.slug

    def page(quiz: Quiz, name: str = "staff_quiz", **more: str) -> str:
        return reverse(f"quizzes:{name}", kwargs={"slug": slug, "key": quiz.unit.key, **more})

    bank = orientation.bank.select_related("version__question").order_by("-position")
    return [
        Shown("staff-quizzes", staff, reverse("quizzes:staff_quizzes")),
        Shown("staff-quiz", staff, page(orientation)),
        Shown("staff-quiz-too-few", staff, page(other)),
        Shown("staff-out-of-tries", staff, reverse("quizzes:staff_out_of_tries")),
        *(
            Shown(
                f"staff-question-{kind}",
                staff,
                page(orientation, "staff_question", ref=item.version.question.ref),
            )
            for kind, item in {item.version.kind: item for item in bank}.items()
        ),
    ]


def regrade_pages(staff: User, waiting: RegradeOrder, approved: RegradeOrder) -> list[Shown]:
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
