"""Write a mail of every kind, by the functions with which the product writes them."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client, RequestFactory, TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import changes
from accounts.approvals import alone, own_records
from accounts.data_files import letters
from accounts.erasing import acts as erasing
from accounts.groups import acts as groups
from accounts.groups import carrying_out, invitations
from accounts.inbox import messages
from accounts.mail import message_id
from accounts.models import GroupMember, InboxMessage, LearnerGroup, OutgoingMail, User
from accounts.moving import mails as moving
from accounts.moving.models import AccountJoin, AddressMove, MailboxCode
from accounts.roles import acts as roles
from accounts.roles import mails as role_mails
from accounts.roles.models import StaffRole
from accounts.security import letting_in
from accounts.single_sign_on import only
from certificates import bulk, issuing, record_mails
from certificates.models import NameRequest
from certificates.records import head_mails
from course.assignments import reminders
from course.corrections import notices
from course.models import Enrolment, GroupCourse
from quizzes.models import ItemReport
from quizzes.sitting import attempts
from tests.accounts.browser import proven
from tests.factories import enrol, finish, make_edition, make_provider, make_user
from tests.quizzes.factories import make_quiz

TEMPLATES = settings.BASE_DIR / "templates"
ADDRESS_CHANGED = "account/email/email_changed"
REASON = "She works on another ward now."


class Written(NamedTuple):
    """A mail as it is sent, and the key of its row."""

    key: str
    message: EmailMessage


class People(NamedTuple):
    ada: User
    zoe: User
    root: User
    staff: User


def write_every_mail() -> list[Written]:
    """Return at least one mail of each kind, in the order in which they were written."""
    people = _people()
    for write in WRITERS:
        with TestCase.captureOnCommitCallbacks(execute=True):
            write(people)
    keys = {message_id(row): row.key for row in OutgoingMail.objects.all()}
    return [
        Written(keys[str(message.extra_headers["Message-ID"])], message) for message in mail.outbox
    ]


def _people() -> People:
    make_provider(
        address="1 North Street\nNorthgate",
        contact="courses@northgate.example",
        outside_address="board@northgate.example",
        web="https://northgate.example",
        signatory_name="Grace Hopper",
        signatory_title="Head of Education",
        renewal_months=24,
    )
    root = make_user("root@example.org", name="Root Example", is_staff=True, is_superuser=True)
    staff = make_user("sam@example.org", name="Sam Staff", is_staff=True, is_superuser=True)
    ada = proven("ada.lovelace@northgate.example", name="Ada Lovelace")
    return People(ada, proven("zoe@northgate.example", name="Zoë Łukasiewicz"), root, staff)


def templates() -> list[str]:
    """Return the prefix of each mail of allauth that we have words for."""
    found = TEMPLATES.glob("*/email/*_subject.txt")
    return sorted(str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt") for path in found)


def _account_mails(people: People) -> None:
    """The mails of sign-in, passwords, passkeys: allauth's, in our words."""
    ada = people.ada
    request = RequestFactory().get("/", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64)")
    request.user = ada
    Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data={})
    User.objects.filter(pk=ada.pk).update(is_active=False)  # somebody is told that it is closed
    link = f"{settings.BASE_URL}{reverse('account_reset_password_from_key', args=['1a', 'b2-c3'])}"
    words = {
        "code": "XK4-9PQ",
        "password_reset_url": link,
        "organization": "Northgate Teaching Hospital",
        "device": "Firefox on Linux",
        "replaced": "eve@example.org",
        "restored": ada.email,
        "form_url": f"{settings.BASE_URL}{reverse('inbox:help')}",
    }
    with request_context(request):
        adapter = get_adapter()
        for prefix in templates():
            text = (TEMPLATES / f"{prefix}_message.txt").read_text()
            if "base_notification.txt" in text:
                old = {"from_email": "ada@old.example"} if prefix == ADDRESS_CHANGED else {}
                adapter.send_notification_mail(prefix, ada, words | old)
            else:
                adapter.send_mail(prefix, ada.email, words)
    User.objects.filter(pk=ada.pk).update(is_active=True)


def _moving_mails(people: People) -> None:
    """The mails about another address, two accounts, and a lost passkey."""
    ada, zoe, root, staff = people
    for purpose in MailboxCode.Purpose:
        code = MailboxCode.objects.create(user=ada, purpose=purpose, address=ada.email)
        moving.queue_code(code, ada, "XK4-9PQ")
    moving.queue_taken(zoe.email, ada)
    change = changes.record_change(ada, old_email="ada@old.example")
    moving.queue_moved(ada, "ada@old.example", change)
    moving.queue_moved(zoe, "zoe@old.example", None)
    now = timezone.now()
    move = AddressMove.objects.create(
        user=ada,
        old_email=ada.email,
        new_email="ada@new.example",
        due_at=now + timedelta(days=7),
    )
    moving.queue_notice(move, 1)
    moving.queue_proof(move, timedelta(days=7))
    moving.queue_stopped(move)
    moving.queue_joined(AccountJoin(pk=1, kept=ada, ended=zoe, ended_email=zoe.email))
    letting_in.approve(letting_in.ask(zoe, root, REASON), staff, REASON)


def _staff_mails(people: People) -> None:
    """The mails about roles, acts of one person, and a way in beside single sign-on."""
    ada, _zoe, root, staff = people
    later = timezone.now() + timedelta(days=400)
    role_mails.queue_given(roles.give(staff, StaffRole.ISSUER, later, root, REASON))
    roles.give(staff, StaffRole.REVIEWER, timezone.now() + timedelta(days=3), root, REASON)
    role_mails.tell_before_the_end()
    act = roles.give(ada, StaffRole.ADMINISTRATOR, None, root, REASON)
    User.objects.filter(pk=staff.pk).update(is_superuser=False)  # nobody else may approve it
    alone.give_notice(act, root, "Nobody else can answer.")
    event = own_records.RECORD_ACTS["certificates.revoke_certificate"]
    record = own_records.Record("ABCD-EFGH-JKMN", ada)
    own_records.name_person(event, record, staff, REASON, root)
    with override_settings(EMERGENCY_ADMINISTRATOR=root.email):
        only.note_emergency_sign_in(root)


def _message_mails(people: People) -> None:
    """The mails about what people ask and report, from an account and from nobody known."""
    ada, _zoe, root, staff = people
    asked = {"text": "My badge has another name than my certificate.", "language": "en-us"}
    harm, known, unknown = (
        messages.receive(InboxMessage(kind=kind, form_digest=str(number), **asked, **sender))
        for number, (kind, sender) in enumerate(
            [
                ("harm", {"user": ada}),
                ("help", {"user": ada}),
                ("help", {"address": "somebody@example.org"}),
            ]
        )
    )
    messages.hand_on(harm, to=staff, by=root)
    for message in (known, unknown):
        messages.give_answer(message, "Open Certificates, and ask for a correction there.", root)


def _course_mails(people: People) -> None:
    """The mails of groups, reminders, corrections and reports about questions."""
    ada, zoe, root, _staff = people
    edition = make_edition(title="Ketamine: the Basics", short_title="Ketamine")
    attempt = attempts.start(
        enrol(ada, edition), make_quiz(edition=edition), timezone.now() - timedelta(hours=1)
    )
    group = groups.make(LearnerGroup(name="Ward 7, Northgate", zone="Europe/London"), root)
    groups.name_manager(group, root, None, root, REASON)
    invitations.invite(
        group, "new@northgate.example", by=root, name="Kim Example", words="As we said on Monday."
    )
    a_month_ago = timezone.now() - timedelta(days=30)
    for user in (ada, zoe):
        member = GroupMember.objects.create(
            group=group, user=user, how="staff", joined_at=a_month_ago
        )
        carrying_out.queue_added(group, member.user)
    for is_required, days in ((True, 10), (False, -3)):
        asked = GroupCourse.objects.create(
            group=group,
            course=edition.course,
            is_required=is_required,
            assigned_at=a_month_ago,
            due_on=timezone.localdate() + timedelta(days=days),
        )
        reminders.remind_all()
        if not is_required:
            reminders.remind_now(asked, root)
        asked.delete()
    staff_client = Client()
    staff_client.force_login(root)
    remind = reverse("staff:remind")
    staff_client.post(remind, {"planned": staff_client.get(remind).context["planned"]})
    report = ItemReport.objects.create(item=attempt.items.get(), kind=ItemReport.Kind.WRONG)
    staff_client.post(report.get_absolute_url(), {"answer": "You are right. It is corrected."})
    make_edition(
        edition.course,
        title=edition.title,
        safety_correction="Edition 1 left out that the label of the day comes first.",
    )
    notices.queue_mails()


def _certificate_mails(people: People) -> None:
    """The mails about a certificate that was issued, and what may become of it."""
    edition = make_edition(lessons=1)
    record_mails.queue_step_left(finish(enrol(people.zoe, edition), states=False))
    enrolment = Enrolment.objects.get(user=people.zoe, edition=edition)
    enrolment.confirm_statement("I took this course myself.")
    certificate = issuing.issue(enrolment, edition.course.slug)
    head_mails.mail_head()
    record_mails.queue_soon_out_of_date(certificate, 60)
    bulk.make("renew", "", bulk.plan("renew", [certificate], people.root), people.root, REASON)
    record_mails.queue_renewal_begun(certificate, f"renew:{certificate.code}:begun")
    asked = NameRequest(pk=1, certificate=certificate)
    record_mails.queue_name_kept(asked, "We print the name that is on your license.")
    certificate.supersedes = "ABCDEFGHJKMN"
    record_mails.queue_corrected(certificate)
    record_mails.queue_replaced(certificate)
    certificate.revoked_because = "issued-in-error"
    record_mails.queue_revoked(certificate)


def _mail_of_a_copy(people: People) -> None:
    with TemporaryDirectory() as folder:
        letters.export_person(people.zoe, Path(folder) / "data.zip", "Asked by letter.")


def _last_mail(people: People) -> None:
    erasing.erase_account(people.zoe, people.zoe, "Asked by its owner.")


WRITERS = (
    _account_mails,
    _moving_mails,
    _staff_mails,
    _message_mails,
    _course_mails,
    _certificate_mails,
    _mail_of_a_copy,
    _last_mail,
)
