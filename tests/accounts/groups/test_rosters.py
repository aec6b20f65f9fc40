"""Lists of people: what each line would do, and that each is done exactly once."""

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.groups import carrying_out, invitations, joining
from accounts.groups.planning import Act
from accounts.groups.reading import MAX_BYTES, UnreadableFileError, read
from accounts.models import AuditEvent, GroupMember, Invitation, LearnerGroup, Roster, RosterLine
from tests.accounts.browser import Browser, proven
from tests.factories import make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(grace) -> Browser:
    browser = Browser()
    browser.stay_signed_in(grace)
    return browser


def send(desk: Browser, group: LearnerGroup, data: bytes) -> Roster:
    """Upload a list, and return its plan."""
    url = reverse("groups:add_people", args=[group.public_id])
    page = desk.client.post(url, {"file": SimpleUploadedFile("ward.csv", data)})
    assert page.status_code == 302, page.context["form"].errors
    return Roster.objects.get()


def acts(roster: Roster) -> list[tuple[int, str]]:
    lines = roster.lines.order_by("number")
    return [(line.number, Act(line.act).name) for line in lines]


def confirm(desk: Browser, roster: Roster) -> None:
    answers = {"is_known": "on", "digest": roster.digest, "words": "The ward meets on Monday."}
    page = desk.client.post(roster.get_absolute_url(), answers)
    assert page.status_code == 302, page.context["form"].errors


LIST = """\
Email,Name
ANNA@h.example,Anna
member@h.example,Mary
known@h.example,Another Name
again@h.example,Zoë Żółtowska
maria,santos@h.example,Maria
maria@h,"Maria, Santos"
anna@h.example,Anna again
evil@h.example,=HYPERLINK(1)
+formula@h.example,Eve
rtl@h.example,"Eve \u202eevil"
lines@h.example,"Eve
evil"
open@h.example,Open
"""


def test_each_line_says_what_it_would_do_and_is_done_once(desk):
    group = make_group(name="Ward 5 East")
    member, known = proven("member@h.example"), proven("known@h.example", name="Own Name")
    joining.add(group, member, GroupMember.How.LINK)
    invitations.invite(group, "open@h.example", by=None)
    mail.outbox.clear()
    roster = send(desk, group, LIST.encode())
    assert acts(roster) == [
        (2, "INVITE"),
        (3, "NOTHING"),
        (4, "ADD"),
        (5, "INVITE"),
        (6, "FAULT"),
        (7, "FAULT"),
        (8, "NOTHING"),
        (9, "FAULT"),
        (10, "FAULT"),
        (11, "FAULT"),
        (12, "FAULT"),
        (14, "NOTHING"),
    ]
    page = desk.get(roster.get_absolute_url()).content.decode()
    assert page.index("The name begins with “=”") < page.index("anna@h.example")
    assert "Has an account under the name Own Name. That name stays." in page
    assert "The same address as in line 2." in page
    assert "No names were read" not in page
    assert not mail.outbox
    assert not Invitation.objects.exclude(address="open@h.example").exists()

    for _ in range(2):
        confirm(desk, roster)
    carrying_out.carry_out.call(roster.pk)
    assert sorted(message.to[0] for message in mail.outbox) == [
        "again@h.example",
        "anna@h.example",
        "known@h.example",
    ]
    assert "The ward meets on Monday." in mail.outbox[0].body
    known.refresh_from_db()
    assert known.name == "Own Name"
    assert set(group.members.values_list("user", "how")) == {
        (member.pk, "link"),
        (known.pk, "roster"),
    }
    assert AuditEvent.objects.filter(verb="group.list_confirmed").count() == 1
    assert Roster.objects.get().finished_at
    # The same file again makes nothing twice.
    Roster.objects.all().delete()
    assert {act for _number, act in acts(send(desk, group, LIST.encode()))} == {"FAULT", "NOTHING"}


def test_a_list_goes_on_where_a_dead_worker_stopped(desk, monkeypatch):
    monkeypatch.setattr(carrying_out, "LINES_A_BATCH", 2)
    group = make_group()
    roster = send(desk, group, b"".join(b"p%d@h.example\n" % n for n in range(5)))
    Roster.objects.update(confirmed_at=timezone.now())
    assert carrying_out._carry_out_batch(roster.pk)
    assert Invitation.objects.count() == 2
    page = desk.get(roster.get_absolute_url()).content.decode()
    assert "2 of 5 lines done." in page
    carrying_out.carry_out_unfinished()
    assert Invitation.objects.count() == 5
    assert not RosterLine.objects.to_do().exists()


def test_a_list_whose_names_no_column_is_known_for_says_so(desk):
    roster = send(desk, make_group(), "Nachname,E-Mail\nŁukasz,b@h.example".encode())
    assert acts(roster) == [(2, "INVITE")]
    assert "No names were read" in desk.get(roster.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("data", "separator", "name"),
    [
        ("\ufeffemail,name\na@h.example,Béla\n".encode(), ",", "Béla"),
        ("Name;E-Mail\nBéla;a@h.example\n".encode(), ";", "Béla"),
        (
            "email\tFirst name\tSurname\na@h.example\tBéla\tŁukasz\n".encode("utf-16"),
            "\t",
            "Béla Łukasz",
        ),
        (b"first_name,last_name,Work Email\nAnn,Smith,a@h.example\n", ",", "Ann Smith"),
        ("a@h.example,Béla\r".encode(), ",", "Béla"),
        (b'a@h.example,"Smith, Ann"\r\n', ",", "Smith, Ann"),
    ],
)
def test_files_of_different_programs_are_read(data, separator, name):
    file = read(data)
    assert (file.separator, [(line.address, line.name) for line in file.lines]) == (
        separator,
        [("a@h.example", name)],
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        ("a@h.example,B\xe9la".encode("cp1252"), "Line 1 has letters that are not UTF-8"),
        (b"PK\x03\x04rest", "workbook"),
        (b"a@h.example,\0", "no text file"),
        (b'email,name\na@h.example,"open\n', "Line 2 cannot be read"),
        (b"who,what\nx,y\n", "names no column"),
        (b"a@h.example," + b"x" * 200_000, "Line 1 cannot be read"),
        (b"a@h.example\n" * 20_001, "more than 20000 lines"),
        (b"x" * (MAX_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_files_that_are_no_list_are_refused_at_once_with_a_remedy(data, words):
    with pytest.raises(UnreadableFileError, match=words):
        read(data)


def test_a_refused_list_leaves_what_was_typed(desk):
    group = make_group()
    url = reverse("groups:add_people", args=[group.public_id])
    typed = desk.client.post(url, {"typed": "Ada Lovelace"})
    assert b"holds no address" in typed.content
    assert b"Ada Lovelace</textarea>" in typed.content
    assert b"Choose a file" in desk.client.post(url, {}).content


def test_another_digest_confirms_nothing(desk):
    roster = send(desk, make_group(), b"a@h.example\n")
    desk.client.post(roster.get_absolute_url(), {"is_known": "on", "digest": "0" * 64})
    assert not Invitation.objects.exists()


def test_ten_thousand_lines_take_a_few_seconds_and_few_statements(
    desk, django_assert_max_num_queries
):
    group = make_group()
    data = b"email,name\n" + b"".join(b"p%d@h.example,Person %d\n" % (n, n) for n in range(10_000))
    url = reverse("groups:add_people", args=[group.public_id])
    with django_assert_max_num_queries(120):
        desk.client.post(url, {"file": SimpleUploadedFile("big.csv", data)})
    assert Roster.objects.get().lines.filter(act=Act.INVITE).count() == 10_000


def test_lists_are_forgotten(desk):
    roster = send(desk, make_group(), b"a@h.example\n")
    assert carrying_out.forget_rosters() == 0
    Roster.objects.update(uploaded_at=timezone.now() - carrying_out.KEPT_UNCONFIRMED)
    assert carrying_out.forget_rosters() == 1
    assert not RosterLine.objects.filter(roster=roster.pk).exists()
