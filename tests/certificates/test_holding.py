"""A certificate that would be wrong is held, and why is written down, until that is put right."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AuditEvent
from certificates import documents, issuing, printing
from certificates.holding import problems_of
from certificates.issuing import Tally
from certificates.models import PAPER_PARTS, Certificate, Hold
from certificates.samples import LONGEST_NAME, provider_mistakes
from course.models import Enrolment, Provider
from tests.accounts.desk_page import waiting
from tests.certificates.test_documents import made
from tests.factories import enrol, finish, make_edition, make_user, sign_off

pytestmark = pytest.mark.django_db
JOINT_STATEMENT = (
    "In support of improving patient care, this activity has been planned and implemented by "
    "Northgate Teaching Hospital and Example University. Northgate Teaching Hospital is "
    "jointly accredited by the Accreditation Council for Continuing Medical Education "
    "(ACCME), the Accreditation Council for Pharmacy Education (ACPE), and the American "
    "Nurses Credentialing Center (ANCC), to provide continuing education for the healthcare "
    "team. Northgate designates this enduring material for a maximum of 6.75 AMA PRA Category"
    " 1 Credits. Physicians should claim only the credit commensurate with the extent of "
    "their participation."
)


@pytest.fixture
def completed(enrolment, django_capture_on_commit_callbacks):
    """Complete Ada's course after changing the provider by ``changes``."""

    def complete(**changes) -> Enrolment:
        Provider.objects.update(**changes)
        with django_capture_on_commit_callbacks(execute=True):
            finish(enrolment)
        return enrolment

    return complete


def reasons(enrolment: Enrolment) -> list[str]:
    return [hold.reason for hold in enrolment.holds.all()]


WRONG_WORDS = {
    "an accreditation statement without room": (
        {"accreditation": "Words of an accreditor. " * 300},
        "no-room",
    ),
    "an address without room": ({"address": "1 North Street\n" * 240}, "no-room"),
    "a legal name without glyphs": ({"legal_name": "北京大学医学院"}, "provider-letters"),
    "a signatory without glyphs": ({"signatory_name": "محمد"}, "provider-letters"),
    "a contact without glyphs": ({"address": "1 North Street 🏥"}, "provider-letters"),
}


@pytest.mark.parametrize(("changes", "reason"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_what_would_print_wrong_is_held_and_the_completion_kept(completed, changes, reason):
    enrolment = completed(**changes)
    assert not Certificate.objects.exists()
    assert enrolment.completed_at
    assert reasons(enrolment) == [reason]


def test_without_a_provider_nothing_is_issued(enrolment, completed):
    Provider.objects.all().delete()
    assert reasons(completed()) == ["no-provider"]


@pytest.mark.parametrize(
    ("limits", "accreditation", "is_reviewed"),
    [
        ("You cannot claim CME for it.", "Two credits.", False),
        ("It is worth two credits.", "", False),
        ("Nobody has reviewed it yet.", "", True),
    ],
)
def test_text_that_contradicts_credit_or_review_is_held(
    ada, provider, limits, accreditation, is_reviewed, django_capture_on_commit_callbacks
):
    Provider.objects.update(accreditation=accreditation)
    edition = make_edition(limits=f"It is not a licence.\n{limits}")
    if is_reviewed:
        sign_off(edition)
    with django_capture_on_commit_callbacks(execute=True):
        enrolment = finish(enrol(ada, edition))
    [hold] = enrolment.holds.all()
    assert (hold.reason, hold.detail) == ("contradiction", limits)
    assert not Certificate.objects.exists()


def test_the_sentences_of_older_editions_hold_nothing(
    ada, provider, django_capture_on_commit_callbacks
):
    Provider.objects.update(accreditation="Two credits.")
    edition = make_edition(
        limits="It is not a licence.\nIt earns no continuing education credit.\n"
        "Its content is awaiting clinical review."
    )
    sign_off(edition)
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrol(ada, edition))
    assert Certificate.objects.get().limits == "It is not a licence."


def test_a_course_title_without_glyphs_is_held(ada, provider, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        enrolment = finish(enrol(ada, make_edition(title="Ketamine 入門")))
    [hold] = enrolment.holds.all()
    assert (hold.reason, hold.detail) == ("course-letters", "入 門")


def test_once_it_is_put_right_the_certificate_is_issued_and_the_reason_gone(
    completed, django_capture_on_commit_callbacks
):
    enrolment = completed(legal_name="北京")
    first_held_at = enrolment.holds.get().held_at
    assert issuing.issue_missing() == Tally(issued=0, held=1, failed=0)
    assert enrolment.holds.get().held_at == first_held_at, "since when does not move with each try"
    Provider.objects.update(legal_name="Northgate", accreditation="Words of an accreditor. " * 300)
    issuing.issue_missing()
    assert reasons(enrolment) == ["no-room"]
    Provider.objects.update(accreditation="")
    assert issuing.issue_missing() == Tally(issued=1, held=0, failed=0)
    assert not Hold.objects.exists()
    assert issuing.issue_missing() == Tally(issued=0, held=0, failed=0)


def test_the_learner_reads_that_nothing_is_lost(client, ada, completed):
    completed(legal_name="北京")
    client.force_login(ada)
    for address in (reverse("course:mine", args=["basics"]), reverse("certificates:mine")):
        page = client.get(address).content.decode()
        assert "your completion is kept" in page
        assert "You need to do nothing" in page


@pytest.mark.parametrize("paper", ["A4", "letter"])
def test_an_ordinary_joint_accreditation_statement_fits_beside_a_long_name(paper):
    assert len(JOINT_STATEMENT) > 600
    certificate = made(
        paper=paper,
        holder_name=LONGEST_NAME,
        course_title="Ketamine-Assisted Therapy: The Basics",
        accreditation=JOINT_STATEMENT,
    )
    assert printing.fitted(certificate).crowded == []


ONE_PART_TOO_LONG = {
    "provider": ({"provider_address": "1 North Street\n" * 240}, "header"),
    "waived units": ({"waived": "\n".join(["1.1 A unit " * 18] * 60)}, "limits"),
    "limits": ({"limits": "It is not a licence to do anything. " * 300}, "limits"),
}


@pytest.mark.parametrize(("changes", "part"), ONE_PART_TOO_LONG.values(), ids=ONE_PART_TOO_LONG)
def test_the_part_that_is_too_long_is_named(changes, part):
    assert part in printing.fitted(made(**changes)).crowded


def test_every_part_of_the_paper_is_measured():
    layout = documents.measure(printing.render_html(made()), PAPER_PARTS)
    assert sorted(layout.boxes) == sorted(PAPER_PARTS)
    assert layout.pages == 1


def test_a_certificate_without_fault_has_no_problem(provider):
    assert problems_of(made(), provider) == []


def test_the_command_counts_what_is_held_and_does_not_fail_for_it(completed, capsys):
    completed(accreditation="Words of an accreditor. " * 300)
    call_command("issue_missing")
    assert "certificates: 0, held: 1" in capsys.readouterr().out


def test_the_command_fails_if_something_failed_and_goes_on_with_the_others(
    enrolment, edition, media, capsys, django_capture_on_commit_callbacks
):
    broken = finish(enrolment)
    finish(enrol(make_user(name="Grace Hopper"), edition))
    # The place where Ada's file would go is taken by a file, so that its folder cannot be made.
    (media / "certificates").write_text("")
    with pytest.raises(CommandError, match="2 certificates failed"):
        call_command("issue_missing")
    (media / "certificates").unlink()
    call_command("issue_missing")
    assert "certificates: 2, held: 0" in capsys.readouterr().out
    assert broken.certificates.exists()


def test_the_check_lists_what_would_be_held_and_changes_nothing(completed, enrolment, capsys):
    completed(legal_name="北京")
    Hold.objects.all().delete()
    call_command("issue_missing", check=True)
    lines = capsys.readouterr().out.splitlines()
    letters = "The certificate cannot print letters of the provider’s text. (北 京)"
    assert lines[:2] == [
        f"enrolment {enrolment.public_id}: {letters}",
        f"whoever completes {enrolment.edition}: {letters}",
    ]
    assert lines[2].startswith("2 of 2 would be held.")
    assert not Hold.objects.exists()


def test_the_check_finds_nothing_where_all_is_well(edition, capsys):
    call_command("issue_missing", check=True)
    assert capsys.readouterr().out.startswith("0 of 1 would be held.")


def form_of(provider: Provider, **changes) -> dict[str, str]:
    names = (
        "legal_name",
        "address",
        "web",
        "contact",
        "signatory_name",
        "signatory_title",
        "country",
        "time_zone",
        "paper",
        "accreditation",
    )
    return (
        {name: getattr(provider, name) for name in names}
        | {"reason": "The hospital was renamed."}
        | changes
    )


MISTAKES = {
    "letters": ({"signatory_name": "محمد"}, "The certificate cannot print: م ح د"),
    "room": (
        {"accreditation": "Words of an accreditor. " * 300, "accredited_from": "2026-01-01"},
        "The certificate has no room for this text. Shorten it or try the other paper",
    ),
}


@pytest.mark.parametrize(("changes", "words"), MISTAKES.values(), ids=MISTAKES)
def test_the_provider_form_refuses_what_certificates_cannot_print(
    client, grace, provider, edition, changes, words
):
    client.force_login(grace)
    answer = client.post(reverse("staff:provider"), form_of(provider, **changes))
    assert words in answer.content.decode()
    provider.refresh_from_db()
    assert provider.signatory_name == "Grace Hopper"
    assert not AuditEvent.objects.exists()


def test_what_the_course_takes_is_no_mistake_of_the_provider(provider):
    make_edition(limits="It is not a licence to do anything. " * 200)
    assert list(provider_mistakes(provider)) == []


def test_saving_the_provider_issues_what_was_held(
    client, grace, provider, completed, django_capture_on_commit_callbacks
):
    enrolment = completed(legal_name="北京")
    client.force_login(grace)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("staff:provider"), form_of(provider, legal_name="Northgate"))
    assert answer.status_code == 302
    assert Certificate.objects.get().enrolment == enrolment


def test_a_first_provider_can_be_entered(client, grace, provider):
    Provider.objects.all().delete()
    make_edition()
    client.force_login(grace)
    assert client.post(reverse("staff:provider"), form_of(provider)).status_code == 302
    assert Provider.get().is_entered


def test_staff_see_who_is_held_why_since_when_and_where_to_mend_it(client, grace, completed):
    enrolment = completed(accreditation="Words of an accreditor. " * 300)
    client.force_login(grace)
    assert waiting(client)["Certificates held"] == 1
    page = client.get(reverse("certificates:staff_held")).content.decode()
    for words in (
        "Ada Lovelace",
        "does not fit",
        "limits and credit",
        f"{enrolment.holds.get().held_at:%Y-%m-%d}",
    ):
        assert words in page
    assert reverse("staff:provider") in page.partition("<table")[2]
    assert (
        "does not fit"
        in client.get(reverse("staff:learner", args=[enrolment.public_id])).content.decode()
    )


@pytest.mark.parametrize("learners", [1, 20])
def test_many_held_certificates_cost_no_more_queries(
    client, grace, edition, learners, django_assert_num_queries
):
    for number in range(learners):
        enrolment = finish(enrol(make_user(name=f"Person {number}"), edition))
        Hold.objects.create(enrolment=enrolment, reason="no-room", detail="main limits")
        Hold.objects.create(enrolment=enrolment, reason="no-provider")
    client.force_login(grace)
    # session, user, count, enrolments, holds, provider, course
    with django_assert_num_queries(7):
        page = client.get(reverse("certificates:staff_held")).content.decode()
    assert page.count("does not fit") == learners


def test_trying_all_again_issues_what_can_be_issued(
    client, grace, completed, django_capture_on_commit_callbacks
):
    enrolment = completed(legal_name="北京")
    Provider.objects.update(legal_name="Northgate")
    client.force_login(grace)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("certificates:staff_held"))
    assert Certificate.objects.get().enrolment == enrolment
    assert "None is held" in client.get(reverse("certificates:staff_held")).content.decode()


def test_a_held_certificate_is_issued_under_a_corrected_name(client, grace, ada, edition):
    enrolment = finish(enrol(ada, edition, holder_name="王小明"))
    issuing.issue_missing()
    client.force_login(grace)
    address = reverse("certificates:staff_held_one", args=[enrolment.public_id])
    wrong = client.post(address, {"holder_name": "王小明", "reason": "As in the passport."})
    assert "The certificate cannot print" in wrong.content.decode()
    client.post(address, {"holder_name": "Wang Xiaoming", "reason": "As in the passport."})
    assert Certificate.objects.get().holder_name == "Wang Xiaoming"
    event = AuditEvent.objects.get(verb="enrolment.name_corrected")
    assert (event.actor, event.subject_key, event.reason) == (
        grace,
        str(enrolment.public_id),
        "As in the passport.",
    )


def test_trying_again_without_mending_says_what_still_holds_it(client, grace, completed):
    enrolment = completed(legal_name="北京")
    client.force_login(grace)
    address = reverse("certificates:staff_held_one", args=[enrolment.public_id])
    data = {"holder_name": "Ada Lovelace", "reason": "She asked for it."}
    page = client.post(address, data, follow=True).content.decode()
    assert "Not issued. The certificate cannot print letters of the provider" in page
    assert not AuditEvent.objects.exists()


def test_the_demo_holds_no_certificate(
    enrolment, settings, capsys, django_capture_on_commit_callbacks
):
    settings.DEBUG = True
    Provider.objects.all().delete()
    call_command("demo_cast")
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    certificate = Certificate.objects.get()
    assert certificate.provider_name == "Demo provider (not a real organization)"
    assert certificate.signatory_name == ""
