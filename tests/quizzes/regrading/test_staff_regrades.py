"""The pages of staff for marking again.

Who may do what, what they say, and that a click does it once.
"""

import re

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.personal_data import erase
from accounts.staff_groups import GROUPS
from certificates import issuing
from course.models import Completion
from quizzes.models import GradeRun, ItemReport, RegradeOrder
from quizzes.regrading.orders import approve, ask
from tests.accounts.desk_page import waiting
from tests.course.staff.test_staff import queries, staff_with
from tests.factories import make_edition, make_provider
from tests.quizzes.cohort import crowd
from tests.quizzes.factories import make_quiz, single
from tests.quizzes.regrading.test_regrading import BECAUSE, WHY, first_version, hand_in, new_version
from tests.quizzes.sitting.test_sitting import text_of

pytestmark = pytest.mark.django_db
LIST = reverse("quizzes:staff_regrades")


@pytest.fixture
def editor():
    return staff_with(*GROUPS["Editor"])


@pytest.fixture
def issuer():
    return staff_with(*GROUPS["Issuer"])


@pytest.fixture
def auditor():
    return staff_with(*GROUPS["Auditor"])


@pytest.fixture
def quiz():
    return make_quiz(single(), single())


@pytest.fixture
def order(quiz, ada, editor) -> RegradeOrder:
    """Ada has 1 of 2, and would have 2 of 2."""
    hand_in(ada, quiz, "a", "b")
    return ask(first_version(quiz), "full_marks", None, WHY, editor)


def ask_url(version) -> str:
    return reverse(
        "quizzes:staff_regrade_ask", args=["basics", version.question.ref, version.number]
    )


def url(order, act="") -> str:
    return reverse(f"quizzes:staff_regrade{act and '_'}{act}", args=[order.pk])


def number_of(text, row) -> int:
    """The big number of a row of the first table."""
    return int(re.search(rf"{row}</th>.*?class=\"big\">(\d+)<", text, re.DOTALL)[1])


APPROVAL = {"because": BECAUSE, "confirmation": "1"}


# --- who may open what ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "found"),
    [
        ("Editor", "list ask order"),
        ("Issuer", "list order"),
        ("Auditor", "list order"),
        ("Support", ""),
    ],
)
def test_a_group_finds_its_pages_and_no_other(client, order, group, found):
    client.force_login(staff_with(*GROUPS[group]))
    pages = {"list": LIST, "ask": ask_url(order.version), "order": url(order)}
    assert [
        name for name, page in pages.items() if client.get(page).status_code == 200
    ] == found.split()
    assert {client.get(page).status_code for page in pages.values()} <= {200, 404}


@pytest.mark.parametrize("group", ["Editor", "Auditor", "Support"])
def test_only_who_may_approve_can(client, order, group):
    client.force_login(staff_with(*GROUPS[group]))
    assert client.post(url(order, "approve"), APPROVAL).status_code == 404
    assert client.post(url(order, "refuse"), {"because": BECAUSE}).status_code == 404
    assert RegradeOrder.objects.filter(approved_at=None, refused_at=None).count() == 1


def test_learners_find_nothing(client, order, ada):
    client.force_login(ada)
    assert {
        client.get(page).status_code for page in (LIST, ask_url(order.version), url(order))
    } == {404}


def test_an_order_or_a_version_that_is_not_there_is_not_found(client, order, editor):
    client.force_login(editor)
    assert client.get(reverse("quizzes:staff_regrade", args=[order.pk + 1])).status_code == 404
    nowhere = reverse("quizzes:staff_regrade_ask", args=["basics", order.version.question.ref, 9])
    assert client.get(nowhere).status_code == 404


# --- asking ---------------------------------------------------------------------------------------


def test_a_question_is_found_by_its_id_and_asked_for(client, quiz, editor, ada):
    hand_in(ada, quiz, "c", "b")
    version = first_version(quiz)
    corrected = new_version(version, *single("c"))
    client.force_login(editor)
    assert ask_url(version) in text_of(client.get(LIST, {"q": version.question.ref[:9]}))
    text = text_of(client.get(ask_url(version)))
    assert "Option b" in text
    assert "Option c" in text
    form = {"action": "rescore", "to_version": corrected.number, "reason": WHY}
    answer = client.post(ask_url(version), form, follow=True)
    order = RegradeOrder.objects.get()
    assert answer.redirect_chain == [(url(order), 302)]
    assert (order.action, order.to_version, order.reason, order.requested_by) == (
        "rescore",
        corrected,
        WHY,
        editor,
    )
    assert "Nothing is marked again before somebody else approves it." in text_of(answer)
    assert GradeRun.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"action": "", "reason": WHY}, "Choose what should be done."),
        ({"action": "exclude", "reason": ""}, "Write the reason."),
        ({"action": "exclude", "reason": "short"}, "Write a reason of 10 characters or more."),
        (
            {"action": "rescore", "to_version": "", "reason": WHY},
            "Choose the version whose key is right.",
        ),
        (
            {"action": "rescore", "to_version": "7", "reason": WHY},
            "Choose one of the listed versions.",
        ),
        (
            {"action": "rescore", "to_version": "1", "reason": WHY},
            "The question is marked so already.",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_said_beside_the_form_and_what_was_typed_stays(
    client, quiz, editor, form, said
):
    client.force_login(editor)
    text = text_of(client.post(ask_url(first_version(quiz)), form))
    assert said in text
    assert form["reason"] in text
    assert 'role="alert"' in text
    assert not RegradeOrder.objects.exists()


def test_a_version_chosen_beside_another_action_is_let_go(client, quiz, editor):
    client.force_login(editor)
    client.post(
        ask_url(first_version(quiz)), {"action": "exclude", "to_version": "1", "reason": WHY}
    )
    assert RegradeOrder.objects.get().to_version is None


# --- the order's page -----------------------------------------------------------------------------


def test_what_an_order_changes_is_worked_out_again_on_request(client, order, issuer, eve, quiz):
    client.force_login(issuer)
    text = text_of(client.get(url(order)))
    rows = ("Marked again", "Score changes", "did not before", "below the line")
    assert [number_of(text, row) for row in rows] == [
        1, 1, 1, 0,
    ]  # fmt: skip
    assert "Attempts were marked since." not in text
    hand_in(eve, quiz, "a", "b")
    text = text_of(client.get(url(order)))
    assert number_of(text, "Score changes") == 1
    assert "Attempts were marked since." in text

    text = text_of(client.post(url(order, "again"), follow=True))
    assert number_of(text, "Score changes") == 2
    assert "Attempts were marked since." not in text
    assert "Eve Stranger" in text
    assert "for 2 nothing else is left, so certificates follow" in text


def test_an_approval_asks_for_the_number_of_today_not_for_the_one_shown_before(
    client, order, issuer, eve, quiz
):
    hand_in(eve, quiz, "a", "b")
    client.force_login(issuer)
    text = text_of(client.post(url(order, "approve"), APPROVAL))
    assert "Now it is 2. Look at the table again before you approve." in text
    assert number_of(text, "Score changes") == 2
    client.post(url(order, "approve"), APPROVAL | {"confirmation": "2"})
    assert RegradeOrder.objects.get().approved_at


def test_what_a_decided_order_changed_is_not_worked_out_again(client, order, issuer, eve, quiz):
    approve(order, issuer, BECAUSE)
    hand_in(eve, quiz, "a", "b")
    client.force_login(issuer)
    text = text_of(client.post(url(order, "again"), follow=True))
    assert "nothing was changed" in text
    assert number_of(text, "Score changes") == 1


def test_people_are_named_only_for_those_who_may_see_timelines_and_answers_for_nobody(
    client, order, editor, issuer
):
    person = str(order.version.question.course.enrolments.get().public_id)
    for user, named in ((editor, False), (issuer, True)):
        client.force_login(user)
        text = text_of(client.get(url(order)))
        assert ("Ada Lovelace" in text) is named
        assert person in text
        assert "Option a" not in text, "what Ada chose"


def test_who_asked_is_told_why_they_cannot_approve_and_may_take_it_back(client, order, editor):
    both = staff_with(*GROUPS["Editor"], *GROUPS["Issuer"])
    RegradeOrder.objects.update(requested_by=both)
    client.force_login(both)
    text = text_of(client.get(url(order)))
    assert (
        "You asked for this, so another member of staff who may approve has to look at it." in text
    )
    assert url(order, "approve") not in text
    answer = client.post(url(order, "approve"), APPROVAL)
    assert "You asked for this. Somebody else has to approve it." in text_of(answer)
    client.post(url(order, "refuse"), {"because": "I read the label again."})
    order.refresh_from_db()
    assert (order.approved_at, order.refused_by) == (None, both)


def test_approving_marks_once_and_says_what_was_done(client, order, issuer, editor):
    client.force_login(issuer)
    answer = client.post(url(order, "approve"), APPROVAL, follow=True)
    assert "Approved: 1 attempt is marked again." in text_of(answer)
    again = client.post(url(order, "approve"), APPROVAL, follow=True)
    assert "nothing was changed" in text_of(again)
    assert GradeRun.objects.count() == 2
    assert Completion.objects.count() == 1
    events = AuditEvent.objects.filter(subject_type="quizzes.regradeorder").values_list(
        "verb", "actor", "reason"
    )
    assert list(events) == [
        ("regrade.approved", issuer.pk, BECAUSE),
        ("regrade.asked", editor.pk, WHY),
    ]
    text = text_of(client.get(url(order)))
    assert "Approved" in text
    assert BECAUSE in text
    assert "csrfmiddlewaretoken" not in text.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"confirmation": "2"}, "Now it is 1. Look at the table again before you approve."),
        ({"confirmation": ""}, "Type the number."),
        ({"confirmation": "one"}, "Type the number, in digits."),
        ({"because": "ok"}, "Write a reason of 10 characters or more."),
    ],
)
def test_an_approval_needs_a_reason_and_the_number_of_today(client, order, issuer, changes, said):
    client.force_login(issuer)
    text = text_of(client.post(url(order, "approve"), APPROVAL | changes))
    assert said in text
    assert RegradeOrder.objects.get().approved_at is None


def test_refusing_keeps_the_reason_and_marks_nothing(client, order, issuer):
    client.force_login(issuer)
    assert "Write the reason." in text_of(client.post(url(order, "refuse"), {"because": ""}))
    text = text_of(client.post(url(order, "refuse"), {"because": "The key is right."}, follow=True))
    assert "Refused. Nothing was marked again." in text
    assert "The key is right." in text
    assert GradeRun.objects.count() == 1
    assert "nothing was changed" in text_of(
        client.post(url(order, "approve"), APPROVAL, follow=True)
    )


def test_who_falls_is_listed_for_a_decision_with_the_certificate(
    client, quiz, ada, editor, issuer, django_capture_on_commit_callbacks
):
    make_provider()
    with django_capture_on_commit_callbacks(execute=True):
        attempt = hand_in(ada, quiz, "b", "b")
        attempt.enrolment.confirm_statement("I took this course myself.")
        issuing.issue_missing()
    version = first_version(quiz)
    order = ask(version, "rescore", new_version(version, *single("c")), WHY, editor)
    approve(order, issuer, BECAUSE)
    client.force_login(issuer)
    text = text_of(client.get(url(order)))
    assert number_of(text, "below the line") == 1
    assert "1 person needs a decision" in text
    assert "1 certificate among them" in text
    assert "Needs a decision" in text
    certificate = attempt.enrolment.certificates.get()
    page = reverse("certificates:staff_certificate", args=[certificate.shown_code])
    assert page in text

    erase(ada)
    text = text_of(client.get(url(order)))
    assert "1 certificate among them" in text
    assert "Erased account" in text
    assert page in text


def test_a_later_order_and_what_is_still_to_do_are_said(client, order, issuer, editor, quiz):
    crowd(make_quiz(single(), edition=make_edition(lessons=0), key="other"), 1, "a")
    approve(order, issuer, BECAUSE)
    version = first_version(quiz)
    approve(
        ask(version, "rescore", version, "The key was right after all.", editor), issuer, BECAUSE
    )
    client.force_login(issuer)
    assert "A later order for the same version is in force now." in text_of(client.get(url(order)))


def test_pages_need_no_more_queries_for_three_hundred_than_for_one(client, editor, issuer):
    client.force_login(issuer)
    used = []
    for count in (1, 300):
        quiz = make_quiz(single(), edition=make_edition(lessons=0), key=f"many-{count}")
        crowd(quiz, count, "a")
        order = ask(first_version(quiz), "full_marks", None, WHY, editor)
        used.append([queries(client, page) for page in (LIST, url(order))])
        approve(order, issuer, BECAUSE)
        used[-1].append(queries(client, url(order)))
        for _more in range(min(count, 20) - 1):
            quiz = make_quiz(single(), edition=make_edition(lessons=0), key=f"one-{_more}")
            ask(first_version(quiz), "exclude", None, WHY, editor)
    assert used[0] == used[1]
    assert queries(client, LIST) == used[0][0]


def test_the_audit_log_leads_to_the_order(client, order, auditor):
    client.force_login(auditor)
    assert url(order) in text_of(client.get(reverse("staff:audit")))


def test_statistics_and_reports_of_a_question_lead_to_the_form_for_those_who_may_order(
    client, order, editor, issuer
):
    item = order.version.question.course.enrolments.get().attempts.get().items.first()
    report = ItemReport.objects.create(item=item, kind="wrong", text="")
    pages = (
        reverse("quizzes:staff_question", args=["basics", "quiz", order.version.question.ref]),
        reverse("quizzes:staff_report", args=[report.pk]),
    )
    may_see = "quizzes.view_statistics", "quizzes.answer_report", "quizzes.view_regradeorder"
    for also, leads in ((["quizzes.order_regrade"], True), ([], False)):
        client.force_login(staff_with(*may_see, *also))
        assert [ask_url(order.version) in text_of(client.get(page)) for page in pages] == [
            leads
        ] * 2


def test_the_home_page_and_the_tabs_lead_there_for_those_who_may(client, order, issuer):
    for user, leads in ((issuer, True), (staff_with(*GROUPS["Support"]), False)):
        client.force_login(user)
        assert (f'href="{LIST}"' in text_of(client.get(reverse("staff:home")))) is leads
        assert ("Acts that need a second person" in waiting(client)) is leads
