"""Every address of the site, and what it answers to whom.

An address that is missing here fails the first test.
"""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.groups import links
from accounts.models import InboxMessage, OutgoingMail, RoleGrant, User
from certificates import corrections
from certificates.corrections import Correction
from certificates.issuing import issue
from certificates.models import BulkAct
from course.models import Edition, Enrolment, Unit
from course.publishing import publish
from course.source import read_course
from quizzes.models import ItemReport, Quiz
from quizzes.regrading.orders import ask
from quizzes.sitting import attempts
from tests import account_table, certificate_table, group_table
from tests.course.course_folder import COURSE, QUIZ_FILES, write_course
from tests.course.uploads.sending import make_upload
from tests.factories import make_fact_review, make_note, make_provider, make_user
from tests.headers import broken_headers

pytestmark = pytest.mark.django_db

OK, MOVED, SIGN_IN, NOT_FOUND, POST_ONLY, GONE = 200, 302, "sign in", 404, 405, 410
# What a name answers to GET, asked by: nobody, a stranger who is signed in, the learner, and staff
# with every permission.
PUBLIC = (OK, OK, OK, OK)
OWN = (SIGN_IN, NOT_FOUND, OK, NOT_FOUND)
SELF = (SIGN_IN, OK, OK, OK)
STAFF = (SIGN_IN, NOT_FOUND, NOT_FOUND, OK)
POSTS = (SIGN_IN, POST_ONLY, POST_ONLY, POST_ONLY)
# The form of one stands in a text that is the same for everybody, so that it holds no token of
# anybody; programs send to the other. tests/quizzes/test_lesson_checks.py and
# tests/certificates/checking/test_lists.py show that nothing changes but the count of guesses.
POSTED_BY_EVERYBODY = {"quizzes:answer_check", "certificates:check_many_json"}
TABLE = {
    "course:home": (MOVED, MOVED, MOVED, MOVED),
    "course:catalogue": PUBLIC,
    "course:course": PUBLIC,
    "course:references": PUBLIC,
    "course:glossary": PUBLIC,
    "course:search": PUBLIC,
    "course:asset": (NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "course:enrol": (SIGN_IN, OK, MOVED, OK),
    "course:mine": OWN,
    "course:holder_name": OWN,
    "course:roles": OWN,
    "course:edition_change": (SIGN_IN, NOT_FOUND, MOVED, NOT_FOUND),
    "course:correction": OWN,
    "course:confirm_correction": POSTS,
    "course:unit": OWN,
    "course:complete": POSTS,
    "course:position": POSTS,
    "course:new_note": OWN,
    "course:notes": OWN,
    "course:download_notes": OWN,
    "course:note": OWN,
    "course:delete_note": POSTS,
    "quizzes:answer_check": (POST_ONLY, POST_ONLY, POST_ONLY, POST_ONLY),
    "quizzes:start": (SIGN_IN, MOVED, MOVED, MOVED),
    "quizzes:question": OWN,
    "quizzes:put_right": (SIGN_IN, NOT_FOUND, MOVED, NOT_FOUND),
    "quizzes:report": (SIGN_IN, NOT_FOUND, MOVED, NOT_FOUND),
    "quizzes:receipt": (SIGN_IN, NOT_FOUND, MOVED, NOT_FOUND),
    "quizzes:review": OWN,
    "quizzes:submit": (SIGN_IN, NOT_FOUND, MOVED, NOT_FOUND),
    "quizzes:result": (SIGN_IN, NOT_FOUND, MOVED, NOT_FOUND),
    "quizzes:accommodations": STAFF,
    "quizzes:staff_out_of_tries": STAFF,
    "quizzes:staff_reports": STAFF,
    "quizzes:staff_report": STAFF,
    "quizzes:take_report": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "quizzes:staff_regrades": STAFF,
    "quizzes:staff_regrade_ask": STAFF,
    "quizzes:staff_regrade": STAFF,
    "quizzes:staff_regrade_again": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "quizzes:staff_regrade_approve": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "quizzes:staff_regrade_refuse": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "quizzes:staff_quizzes": STAFF,
    "quizzes:staff_quiz": STAFF,
    "quizzes:staff_gains": (SIGN_IN, NOT_FOUND, NOT_FOUND, NOT_FOUND),
    "quizzes:staff_question": STAFF,
    "staff:home": STAFF,
    "staff:learners": STAFF,
    "staff:learner": STAFF,
    "staff:learners_csv": STAFF,
    "staff:person": STAFF,
    "staff:remind": STAFF,
    "staff:add_to_group": STAFF,
    "staff:extend": STAFF,
    "staff:disable_person": STAFF,
    "staff:enable_person": STAFF,
    "staff:send_mail_again": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "staff:waive": STAFF,
    "staff:erase_person": STAFF,
    "staff:move_person": STAFF,
    "staff:join_person": STAFF,
    "approvals:list": STAFF,
    "approvals:name": STAFF,
    "approvals:act": STAFF,
    "approvals:approve": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "approvals:refuse": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "approvals:notice": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "approvals:stop": (GONE, GONE, GONE, GONE),
    "staff:editions": STAFF,
    "staff:next_edition": STAFF,
    "staff:edition_changes": STAFF,
    "staff:edition_source": STAFF,
    "staff:edition_contents": STAFF,
    "staff:edition_lesson": STAFF,
    "quizzes:staff_edition_quiz": STAFF,
    "staff:correction_readers": STAFF,
    "staff:uploads": STAFF,
    "staff:starter": STAFF,
    "staff:upload": STAFF,
    "staff:check_upload": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "staff:publish_upload": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "staff:upload_unit": STAFF,
    "staff:upload_picture": STAFF,
    "staff:reviews": STAFF,
    "staff:sign": STAFF,
    "staff:facts": STAFF,
    "staff:fact": STAFF,
    "staff:withdraw_fact_review": STAFF,
    "staff:audit": STAFF,
    "staff:audit_csv": STAFF,
    "staff:completion": STAFF,
    "staff:completion_csv": STAFF,
    "staff:completion_people_csv": STAFF,
    "staff:activity": STAFF,
    "staff:activity_csv": STAFF,
    "staff:steps": STAFF,
    "staff:steps_csv": STAFF,
    "inbox:staff_inbox": STAFF,
    "inbox:staff_message": STAFF,
    "inbox:take": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "inbox:hand_on": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "inbox:close": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "inbox:delete_words": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "staff:provider": STAFF,
    "account_email": SELF,
    "mail_log:list": STAFF,
    "failed_tasks:list": STAFF,
    "mail_log:send_many": STAFF,
    "mail_log:send_again": (SIGN_IN, NOT_FOUND, NOT_FOUND, POST_ONLY),
    "roles:list": STAFF,
    "roles:give": STAFF,
    "roles:end": STAFF,
    "security:let_in": STAFF,
    "mfa_index": (SIGN_IN, MOVED, MOVED, MOVED),
    "mfa_list_webauthn": (SIGN_IN, MOVED, MOVED, MOVED),
    "mfa_add_webauthn": (SIGN_IN, MOVED, MOVED, MOVED),
    "mfa_remove_webauthn": (SIGN_IN, MOVED, MOVED, MOVED),
    "usersessions_list": (SIGN_IN, MOVED, MOVED, MOVED),
    "inbox:help": PUBLIC,
    "inbox:report": PUBLIC,
    "inbox:sent": PUBLIC,
    "inbox:mine": SELF,
    "inbox:message": OWN,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "robots": PUBLIC,
    "security_txt": PUBLIC,
    "manifest": PUBLIC,
    "favicon": (MOVED, MOVED, MOVED, MOVED),
    "page": PUBLIC,
} | account_table.TABLE
TABLE |= certificate_table.TABLE | group_table.TABLE


def routes(patterns=None, namespace=""):
    """The names of our own routes; those of allauth and of the admin are their makers' to test."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}"
        elif str(entry.pattern) not in {"accounts/", "admin/"}:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry.url_patterns, inner)


def test_every_route_is_in_the_table_and_the_table_names_no_other():
    assert sorted(set(routes())) == sorted(TABLE)


def publish_safety_correction(folder: Path) -> Edition:
    """The course of the tests, which never expires, as a safety correction."""
    for_ever = COURSE.replace("expires_on: 2027", "expires_on: 2999")
    safety = for_ever + "safety_correction: The first words on safety were wrong.\n"
    files = QUIZ_FILES | {"course.yaml": safety}
    edition = publish(read_course(write_course(folder, **files)))
    assert edition
    return edition


@pytest.fixture
def site(tmp_path, settings, ada, eve, grace, django_capture_on_commit_callbacks):
    """A learner who has finished the course and has a quiz open again: the values in addresses."""
    call_command("createcachetable", verbosity=0)
    settings.CONTENT_ROOT = tmp_path
    make_provider(contact="training@northgate.example")
    edition = publish_safety_correction(tmp_path)
    course = edition.course
    enrolment = Enrolment.objects.create(
        user=ada,
        course=course,
        edition=edition,
        holder_name="Ada Lovelace",
        name_confirmed_at=timezone.now(),
    )
    with django_capture_on_commit_callbacks(execute=True):
        for unit in edition.units.all():
            enrolment.complete(unit)
    enrolment.confirm_statement("I took this course myself.")
    certificate = issue(enrolment, course.slug)
    lesson = edition.units.filter(kind=Unit.Kind.LESSON, sample=False).first()
    quiz = Quiz.objects.select_related("unit").first()
    if lesson is None or quiz is None:
        pytest.fail("the course of the tests needs a lesson that is no sample, and a quiz")
    note = make_note(enrolment, lesson)
    attempt = attempts.start(enrolment, quiz, timezone.now())
    asked = quiz.bank.select_related("version__question").first().version
    values = {
        "order": ask(asked, "exclude", None, "The source was withdrawn.", grace).pk,
        "ref": asked.question.ref,
        "version": asked.number,
        "slug": course.slug,
        "key": lesson.key,
        "number": attempt.number,
        "passage": note.passage_key,
        "note_key": note.key,
        "position": 1,
        "kind": "regrade",
        "paper": "A4",
        "code": certificate.shown_code,
        "public_id": None,
        "account_id": ada.public_id,
        "mail_id": OutgoingMail.objects.create(key="waiting", recipient=ada.email).pk,
        "name": "privacy",
        "module_key": lesson.module.key,
        "tag": "F1",
        "review_id": make_fact_review(edition.facts.get(tag="F1")).pk,
        "token": "not-one-of-ours",
        "upload_id": make_upload(grace, lesson.key).pk,
        "path": "img/line.svg",
        "correction_id": corrections.ask(
            certificate, Correction("Ada King", by=grace, because="Told by telephone.")
        ).pk,
        "bulk_kind": "reissue",
        "act_id": BulkAct.objects.create(
            kind="renew", reason="Out of date soon.", made_by=grace
        ).pk,
        "message_id": InboxMessage.objects.create(kind="help", user=ada, text="Where?").pk,
        "session_id": 1,
        "grant_id": RoleGrant.objects.create(person=ada, role="Support", reason="Agreed.").pk,
        "pk": 1,
        "report_id": ItemReport.objects.create(item=attempt.items.first(), kind="typo").pk,
    }
    values |= group_table.values(ada, grace, course)
    return values | {"quiz_key": quiz.unit.key, "user": ada, "enrolment": enrolment}


# Which arguments a route may take, the fewest first; none at the beginning.
ARGUMENTS = """; slug; slug key; slug key number; slug key number position; slug key ref; code;
number; name; slug name; kind number; public_id; account_id; account_id mail_id; public_id key;
public_id slug key; slug module_key; slug tag; review_id; slug number; slug note_key; slug
key passage; report_id; message_id; session_id; pk; correction_id; bulk_kind; act_id;
upload_id; upload_id key; upload_id path; order; paper; token; slug ref version; key code;
group_id; group_id slug; group_id number; group_id account_id; group_id roster_id; group_id
invitation_id; mail_id; grant_id"""


def address(name: str, site: dict) -> str:
    """The address of a route with the values of the site."""
    values = dict(site)
    if name.startswith("quizzes:"):
        values["key"] = site["quiz_key"]
    if name == "course:asset":
        values["name"] = "0" * 64 + ".svg"
    values["public_id"] = site["enrolment"].public_id
    if name.startswith("approvals:"):
        values["number"] = site["order"]
    if name.startswith("certificates:"):
        values["number"] = values["code"]
    if name == "certificates:staff_held_one":
        values["number"] = values["public_id"]
    if name == "groups:join":
        values |= {"key": site["group"].key, "code": links.code_of(site["group"])}
    if name == "inbox:message":
        values["number"] = site["message_id"]
    for keys in map(str.split, ARGUMENTS.split(";")):
        try:
            return reverse(name, kwargs={key: values[key] for key in keys})
        except NoReverseMatch:
            continue
    pytest.fail(f"no values for {name}")


def answers_of(client, url: str, users) -> tuple:
    """What the address answers to GET, user by user, each with all headers."""
    answers = []
    for user in users:
        client.logout()
        if user:
            client.force_login(user)
        answer = client.get(url)
        assert (url, broken_headers(answer, signed_in=bool(user))) == (url, set())
        to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith(
            reverse("account_login")
        )
        answers.append(SIGN_IN if to_sign_in else answer.status_code)
    return tuple(answers)


def change_by_posts(site: dict, user: User) -> tuple[set[int], bool]:
    """Post to every address without a token: what they answered, and whether anything changed."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    before = (User.objects.count(), list(Enrolment.objects.values()))
    names = TABLE.keys() - POSTED_BY_EVERYBODY
    answers = {client.post(address(name, site), {"answer": "a"}).status_code for name in names}
    return answers, before != (User.objects.count(), list(Enrolment.objects.values()))


def open_to_staff(client, site: dict, staff: User) -> dict[str, int]:
    """The pages of staff that neither refuse nor lead away this member, with their answers."""
    client.force_login(staff)
    names = [name for name, answers in TABLE.items() if answers[1] == NOT_FOUND != answers[3]]
    answers = {name: client.get(address(name, site)).status_code for name in names}
    return {name: status for name, status in answers.items() if status not in {MOVED, NOT_FOUND}}


def test_each_route_answers_as_the_table_says_and_takes_no_post_without_a_token(
    client, site, settings, ada, eve, grace
):
    # One test for all routes, because making the site takes several seconds.
    users = (None, eve, ada, grace)
    assert {name: answers_of(client, address(name, site), users) for name in TABLE} == TABLE
    assert change_by_posts(site, ada) == ({403}, False)
    client.force_login(grace)
    anybody = [name for name, answers in TABLE.items() if OK in answers[:2]]
    assert OK not in {client.trace(address(name, site)).status_code for name in anybody}

    # Both list what the reader may do: nothing.
    both = {"staff:home": OK, "approvals:list": OK}
    assert open_to_staff(client, site, make_user(is_staff=True)) == both
    settings.STAFF_SECOND_FACTOR = True
    assert open_to_staff(client, site, grace) == {}
