"""Two accounts of one person become one, with every record; and can be taken apart."""

from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from accounts import mail as outbox
from accounts import personal_data, relations
from accounts.models import (
    AccountJoin,
    AuditEvent,
    GroupMember,
    InboxMessage,
    LearnerGroup,
    MovedRow,
    OutgoingMail,
    User,
)
from accounts.moving import joins, moved_rows
from certificates.issuing import issue
from certificates.models import Certificate
from course.models import Enrolment, Note
from quizzes.models import Attempt
from tests.accounts.browser import Browser, code_to, mails_to, proven
from tests.factories import enrol, finish, make_edition, make_note, make_provider
from tests.quizzes.factories import answer_all, make_attempt, single

pytestmark = pytest.mark.django_db
NOW_AT, BEFORE = "ada@new.example", "ada@old.example"
BECAUSE = "The badge with her photograph was seen."


@pytest.fixture
def kept() -> User:
    return proven(NOW_AT, name="Ada King")


@pytest.fixture
def ended() -> User:
    return proven(BEFORE, name="Ada Lovelace")


@pytest.fixture
def ada(kept) -> Browser:
    browser = Browser()
    browser.stay_signed_in(kept)
    return browser


def join_by_codes(browser: Browser, other: str = BEFORE, own: str = NOW_AT):
    browser.post("accounts:join", email=other)
    browser.post("accounts:join_code", purpose="other", code=code_to(other))
    browser.post("accounts:join_code", purpose="own", code=code_to(own))
    return browser.post("accounts:join_now")


def is_joined(ended: User) -> bool:
    ended.refresh_from_db()
    return not ended.is_active


# --- every column ---------------------------------------------------------------------------------


def test_every_column_that_names_a_person_has_a_decision():
    """Decide in the app of a new column: relations.moves or relations.stays."""
    named = {
        relations.name_of(relation.related_model, relation.field.name)
        for relation in User._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete
    }
    decided = relations.MOVING.keys() | relations.STAYING
    assert len(named) > 40
    assert named - decided == set()
    assert not relations.MOVING.keys() & relations.STAYING


# --- by the person --------------------------------------------------------------------------------


@pytest.fixture
def records(ended) -> Enrolment:
    """A finished course with its certificate, a note, an attempt and a message."""
    make_provider()
    attempt = make_attempt(ended, single())
    answer_all(attempt)
    enrolment = finish(attempt.enrolment)
    issue(enrolment, enrolment.course.slug)
    make_note(enrolment, enrolment.edition.units.first())
    InboxMessage.objects.create(
        kind="help", user=ended, language="en", text="Help.", form_digest="1" * 64
    )
    outbox.queue_to(BEFORE, "old", "Old", "News", "en")
    call_command("verify_records")
    return enrolment


def test_all_records_of_both_are_together_and_the_other_account_ends(ada, kept, ended, records):
    page = join_by_codes(ada)
    assert page.headers["Location"] == reverse("course:home")
    assert "<h2" in ada.get(reverse("certificates:mine")).content.decode()
    owned = {
        "enrolments": Enrolment.objects.filter(user=kept).count(),
        "certificates": Certificate.objects.of(kept).count(),
        "attempts": Attempt.objects.filter(enrolment__user=kept).count(),
        "notes": Note.objects.filter(user=kept).count(),
        "messages": InboxMessage.objects.of(kept).count(),
    }
    assert set(owned.values()) == {1}, owned
    call_command("verify_records")
    ended.refresh_from_db()
    assert (ended.is_active, ended.email) == (False, f"{ended.public_id}@joined.invalid")
    assert "was joined with" in mails_to(BEFORE)[-1]
    assert "was joined with" in mails_to(NOW_AT)[-1]
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", "subject_key", "actor")
    assert list(verbs) == [
        ("account.joined", str(kept.public_id), kept.pk),
        ("account.ended_by_join", str(ended.public_id), kept.pk),
    ]


def test_the_old_address_signs_nobody_in_and_can_be_used_again(ada, kept, ended):
    elsewhere = Browser()
    elsewhere.stay_signed_in(ended)
    join_by_codes(ada)
    assert elsewhere.user is None
    mail.outbox.clear()
    Browser().ask_for_code(BEFORE)
    assert mails_to(BEFORE) == []
    ada.move_to(BEFORE, NOW_AT)
    assert ada.user == kept
    assert User.objects.get(pk=kept.pk).email == BEFORE


def test_nothing_of_the_other_account_is_shown_before_its_mailbox_is_proven(ada, ended, records):
    ada.post("accounts:join", email=BEFORE)
    ada.post("accounts:join_code", purpose="own", code=code_to(NOW_AT))
    assert ended.name not in ada.get(reverse("accounts:join")).content.decode()
    ada.post("accounts:join_now")
    assert not is_joined(ended)
    ada.post("accounts:join_code", purpose="other", code=code_to(BEFORE))
    page = ada.get(reverse("accounts:join")).content.decode()
    assert ended.name in page
    assert Certificate.objects.get().shown_code in page


def test_a_thief_with_an_open_session_joins_nothing(ended, kept):
    thief = Browser()
    thief.client.force_login(ended)
    join_by_codes(thief, other=NOW_AT, own=NOW_AT)
    assert not is_joined(ended)
    assert not is_joined(kept)


def test_a_wrong_code_is_named_beside_its_field(ada, ended):
    ada.post("accounts:join", email=BEFORE)
    page = ada.post("accounts:join_code", purpose="other", code="WRNG-CODE")
    assert page.content.decode().count('aria-invalid="true"') == 1
    assert not is_joined(ended)


def test_an_unknown_address_looks_like_a_known_one_and_gets_no_mail(ada, ended):
    pages = []
    for email in (BEFORE, "nobody@example.org"):
        ada.post("accounts:join", email=email)
        page = ada.get(reverse("accounts:join")).content.decode()
        pages.append(page.replace(email, "it").split("<main")[1].split("csrfmiddlewaretoken")[0])
    assert pages[0] == pages[1]
    assert mails_to("nobody@example.org") == []


def test_a_second_click_joins_once(ada, ended):
    join_by_codes(ada)
    assert ada.post("accounts:join_now").status_code == 302
    assert AccountJoin.objects.count() == 1


def test_an_error_halfway_changes_nothing_and_the_next_try_joins(ada, ended, records):
    def fail_at_the_log(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "accounts_auditevent"'):
            raise DatabaseError("gone away")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail_at_the_log), pytest.raises(DatabaseError):
        join_by_codes(ada)
    assert not is_joined(ended)
    assert Enrolment.objects.get().user == ended
    ada.post("accounts:join_now")
    assert is_joined(ended)


def test_what_an_open_page_of_the_other_account_still_wrote_follows(kept, ended):
    joins.join(kept, ended, by=kept, because=BECAUSE)
    late = enrol(ended, make_edition())
    assert moved_rows.move_late_rows() == 1
    assert moved_rows.move_late_rows() == 0
    late.refresh_from_db()
    assert late.user == kept


def test_one_account_after_another_can_be_joined(ada, kept, ended):
    third = proven("ada@third.example")
    enrol(ended, make_edition())
    join_by_codes(ada)
    last = Browser()
    last.stay_signed_in(third)
    join_by_codes(last, other=NOW_AT, own="ada@third.example")
    assert Enrolment.objects.get().user == third
    exported = personal_data.export(third)["address_changes_and_joins"]["joined_accounts"]
    assert {row["ended_email"] for row in exported} == {BEFORE, NOW_AT}
    personal_data.erase(third)
    assert not User.objects.exists()
    assert not OutgoingMail.objects.exclude(recipient="").exists()
    assert not AccountJoin.objects.exists()


# --- what cannot stand twice ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units_of_kept", "units_of_ended", "goes_on"),
    [(1, 0, "kept"), (0, 1, "ended"), (2, 1, "kept"), (1, 2, "ended"), (0, 0, "later")],
)
def test_of_two_open_enrolments_the_one_further_on_goes_on(
    kept, ended, units_of_kept, units_of_ended, goes_on
):
    edition = make_edition()
    started = timezone.now() - timedelta(days=1)
    of = {
        "kept": enrol(kept, edition, started_at=started),
        "ended": enrol(ended, edition, started_at=started),
        "later": None,
    }
    if goes_on == "later":
        of["later"] = of["ended"]
        Enrolment.objects.filter(pk=of["ended"].pk).update(started_at=timezone.now())
    for name, count in (("kept", units_of_kept), ("ended", units_of_ended)):
        for unit in list(edition.units.all())[:count]:
            of[name].complete(unit)
    joins.join(kept, ended, by=kept, because=BECAUSE)
    active = Enrolment.objects.active().get(user=kept)
    assert active == of[goes_on]
    stopped = Enrolment.objects.filter(user=kept).exclude(pk=active.pk).get()
    assert "further on" in stopped.ended_because
    assert active.completions.count() == max(units_of_kept, units_of_ended)
    assert stopped.completions.count() == min(units_of_kept, units_of_ended)


def test_a_bookmark_of_both_stays_once_and_every_note_moves(kept, ended):
    edition = make_edition()
    lesson = edition.units.first()
    for user in (kept, ended):
        enrolment = enrol(user, edition)
        make_note(enrolment, lesson, text="")
        make_note(enrolment, lesson, text=f"Of {user.name}")
    joins.join(kept, ended, by=kept, because=BECAUSE)
    texts = Note.objects.filter(user=kept).order_by("text").values_list("text", flat=True)
    assert list(texts) == ["", "Of Ada King", "Of Ada Lovelace"]


def test_a_group_of_both_is_joined_once_and_a_hospital_still_lets_its_person_in(kept, ended):
    ward = LearnerGroup.objects.create(name="Ward", key="ward")
    clinic = LearnerGroup.objects.create(name="Clinic", key="clinic")
    for group, user in ((ward, kept), (ward, ended), (clinic, ended)):
        GroupMember.objects.create(group=group, user=user, how="roster")
    identity = SocialAccount.objects.create(user=ended, provider="hospital", uid="7")
    joins.join(kept, ended, by=kept, because=BECAUSE)
    current = GroupMember.objects.current().order_by("group__name")
    assert [(each.group, each.user) for each in current] == [(clinic, kept), (ward, kept)]
    assert GroupMember.objects.filter(user=kept).count() == 3
    identity.refresh_from_db()
    assert identity.user == kept
    call_command("separate_accounts", BEFORE, because="They are two people.")
    assert GroupMember.objects.current().filter(user=ended).count() == 2


@pytest.mark.parametrize("changed", [{"is_staff": True}, {"is_superuser": True}])
@pytest.mark.parametrize("whose", ["kept", "ended"])
def test_an_account_with_staff_rights_is_not_joined(kept, ended, whose, changed):
    User.objects.filter(email=NOW_AT if whose == "kept" else BEFORE).update(**changed)
    with pytest.raises(joins.JoinRefusedError, match="staff rights"):
        joins.join(kept, ended, by=kept, because=BECAUSE)
    assert not is_joined(ended)


# --- taking apart ---------------------------------------------------------------------------------


def test_a_join_by_mistake_is_taken_apart_row_by_row(kept, ended, records):
    own = enrol(kept, records.edition)
    make_note(own, own.edition.units.first(), text="Of Ada King")
    joins.join(kept, ended, by=kept, because=BECAUSE)
    own.refresh_from_db()
    assert own.ended_at is not None
    call_command("separate_accounts", BEFORE, because="They are two people.")
    own.refresh_from_db()
    records.refresh_from_db()
    assert (own.user, own.ended_at, records.user) == (kept, None, ended)
    assert [note.user for note in Note.objects.order_by("text")] == [ended, kept]
    assert InboxMessage.objects.get().user == ended
    call_command("verify_records")
    browser = Browser()
    browser.sign_in_by_code(BEFORE)
    assert browser.user == ended
    with pytest.raises(CommandError):
        call_command("separate_accounts", BEFORE, because="They are two people.")
    assert MovedRow.objects.count() == 3


@pytest.mark.parametrize("order", [(BEFORE, NOW_AT), (NOW_AT, BEFORE)])
def test_of_three_accounts_each_gets_its_own_back_in_any_order(kept, ended, order):
    third = proven("ada@third.example")
    edition = make_edition()
    owned = {user: enrol(user, edition) for user in (ended, kept, third)}
    joins.join(kept, ended, by=kept, because=BECAUSE)
    joins.join(third, kept, by=third, because=BECAUSE)
    for email in order:
        call_command("separate_accounts", email, because="They are two people.")
    for user, enrolment in owned.items():
        enrolment.refresh_from_db()
        assert (enrolment.user, enrolment.ended_at) == (user, None)


def test_what_is_written_after_a_join_was_taken_back_stays(kept, ended):
    joined = joins.join(kept, ended, by=kept, because=BECAUSE)
    own = []

    def take_back_once_it_is_read(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if "accounts_accountjoin" in sql and not own:
            own.append(None)
            joins.separate(joined, by=None, because="They are two people.")
            own[0] = enrol(ended, make_edition())
        return answer

    with connection.execute_wrapper(take_back_once_it_is_read):
        assert moved_rows.move_late_rows() == 0
    own[0].refresh_from_db()
    assert own[0].user == ended


def test_accounts_are_not_taken_apart_while_another_has_the_old_address(kept, ended):
    joins.join(kept, ended, by=kept, because=BECAUSE)
    proven(BEFORE)
    with pytest.raises(CommandError, match="Another account has the old address"):
        call_command("separate_accounts", BEFORE, because="They are two people.")
