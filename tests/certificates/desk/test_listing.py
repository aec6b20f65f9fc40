"""The list of certificates: found by whatever staff paste or type, filtered, and as CSV."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tables import harmless
from certificates.models import Certificate
from certificates.records import events
from certificates.records.chain import append_certificate
from course.models import Course
from tests.certificates.desk.test_revoking import staff_of
from tests.certificates.test_documents import made
from tests.factories import make_provider

pytestmark = pytest.mark.django_db
NAMES = ["Béla Łukaszewicz-Hámori", "Tomás Ó Súilleabháin", "Grace O’Malley", "Ngozi Adebayo"]


@pytest.fixture
def four(db) -> list[Certificate]:
    certificates = []
    for number, name in enumerate(NAMES, 1):
        certificate = made(code=f"7K4P2QXD910{number}", holder_name=name)
        append_certificate(certificate)
        certificates.append(certificate)
    return certificates


def listed(client, **query) -> list[str]:
    client.force_login(staff_of("Issuer"))
    response = client.get(reverse("certificates:staff_certificates"), query)
    return [row.holder_name for row in response.context["page"]]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("lukasz bela", NAMES[0]),
        ("HÁMORI", NAMES[0]),
        ("suilleabhain tomas", NAMES[1]),
        ("o'malley", NAMES[2]),
        ("omalley grace", NAMES[2]),
        ("o malley", NAMES[2]),
        ("ade ngo", NAMES[3]),
    ],
)
@pytest.mark.usefixtures("four")
def test_a_name_opens_its_one_record(client, typed, name):
    client.force_login(staff_of("Issuer"))
    response = client.get(reverse("certificates:staff_certificates"), {"q": typed}, follow=True)
    assert name in response.content.decode()
    assert response.redirect_chain


@pytest.mark.parametrize("typed", ["7k4p 2qxd 9102", "7K4P-2QXD-91O2", "7K4P–2QXD–9102"])
@pytest.mark.usefixtures("four")
def test_a_number_in_any_form_opens_its_record(client, typed):
    client.force_login(staff_of("Issuer"))
    response = client.get(reverse("certificates:staff_certificates"), {"q": typed})
    assert response.url == reverse("certificates:staff_certificate", args=["7K4P-2QXD-9102"])


def test_the_newest_stands_first_and_filters_narrow_the_list(client, four, grace):
    Course.objects.create(slug="basics")
    assert listed(client) == NAMES[::-1]
    events.revoke(four[0], events.Act(by=grace, because="holder-request", note="Asked."))
    assert listed(client, state="revoked") == [NAMES[0]]
    assert listed(client, state="genuine") == NAMES[:0:-1]
    assert listed(client, issued_from="2026-11-25") == []
    assert listed(client, course="basics", issued_until="2026-11-24") == NAMES[::-1]


def test_the_filters_show_what_was_chosen_and_nothing_else(client, grace):
    client.force_login(grace)
    for query, count in [("", 0), ("q=grace", 0), ("state=revoked", 1), ("state=", 0)]:
        page = client.get(f"{reverse('certificates:staff_certificates')}?{query}")
        assert page.content.decode().count('value="revoked" selected') == count


@pytest.mark.usefixtures("four")
def test_wrong_filters_show_nothing_and_say_so(client):
    client.force_login(staff_of("Issuer"))
    query = {"issued_from": "yesterday", "state": "lost", "page": "-3", "q": "%_"}
    response = client.get(reverse("certificates:staff_certificates"), query)
    assert response.status_code == 200
    assert list(response.context["page"]) == []
    assert "Enter a valid date." in response.content.decode()


def test_the_list_asks_as_much_for_one_as_for_many(client, four):
    client.force_login(staff_of("Issuer"))
    address = reverse("certificates:staff_certificates")
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for number in range(60):
        append_certificate(made(code=f"{number:012}", holder_name=f"Ada {number}"))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


@pytest.mark.usefixtures("four")
def test_the_list_as_csv_holds_no_formula(client):
    credit = {"accreditation": "Two credits.", "waived": "1.1 Laws"}
    append_certificate(made(code="7K4P2QXD9109", holder_name="=cmd|' /C calc'!A0", **credit))
    client.force_login(staff_of("Issuer"))
    response = client.get(reverse("certificates:staff_certificates_csv"), {"q": ""})
    text = b"".join(response.streaming_content).decode()
    lines = text.splitlines()
    assert lines[0].endswith(
        "number,state,holder,course,edition,completed_on,issued_on,expires_on,replaces,"
        "minutes,waived_units,credit"
    )
    assert "7K4P-2QXD-9109,genuine,'=cmd|' /C calc'!A0,Ketamine: the Basics,3," in lines[1]
    assert lines[1].endswith(",137,1,Two credits.")
    assert len(lines) == 6


@pytest.mark.usefixtures("four")
def test_page_and_file_narrow_by_the_days_of_the_issuer(client):
    """Whoever reads in Honolulu is told the day of issue in London, and filters by it."""
    make_provider(time_zone="Europe/London")
    user = staff_of("Issuer")
    user.time_zone = "Pacific/Honolulu"
    user.save()
    client.force_login(user)
    for query, count in [
        ({"issued_from": "2026-11-24"}, 4),
        ({"issued_until": "2026-11-23"}, 0),
        ({"issued_until": "2026-11-24", "issued_from": "2026-11-24"}, 4),
        ({"issued_until": "9999-12-31"}, 0),  # refused, as on the reports
    ]:
        page = client.get(reverse("certificates:staff_certificates"), query)
        assert len(list(page.context["page"])) == count, query
        file = client.get(reverse("certificates:staff_certificates_csv"), query)
        rows = file.getvalue().decode().splitlines()[1:]
        assert [row.split(",")[6] for row in rows] == ["2026-11-24"] * count, query


@pytest.mark.parametrize(
    "cell", ["=1+1", "＝1", " =1", "+1", "-1", "@SUM", "\t=1", "\N{NO-BREAK SPACE}=1"]
)
def test_a_cell_that_begins_like_a_formula_is_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ada", "2026-11-24", "7K4P-2QXD-9101", ""])
def test_another_cell_stays_as_it_is(cell):
    assert harmless(cell) == cell
