import logging

import pytest

from certificates.models import Certificate
from course.models import Edition, Enrolment, Provider
from tests.factories import enrol, finish, make_edition


@pytest.fixture(autouse=True)
def quiet_renderer(caplog):
    """A complaint of the renderer is a fault of a document.

    It has lost a picture, ignored a style, or misses a description.
    """
    yield
    complaints = [
        record.getMessage()
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.name.startswith("weasyprint") and record.levelno >= logging.WARNING
    ]
    assert complaints == []


@pytest.fixture
def provider(db) -> Provider:
    return Provider.objects.create(
        pk=1,
        legal_name="Northgate Teaching Hospital",
        address="1 North Street\nNorthgate",
        web="https://northgate.example",
        contact="courses@northgate.example",
        signatory_name="Grace Hopper",
        signatory_title="Head of Education",
        time_zone="Europe/London",
    )


@pytest.fixture
def edition(provider) -> Edition:
    return make_edition(
        title="Ketamine: the Basics",
        limits="It is not a licence.\nIt earns no continuing education credit.",
        minutes=137,
        standing="Only for tests.\nIt permits nothing.",
        crisis="In an emergency call 911.",
        guide_caution="Not a protocol: adapt it with your medical lead.",
    )


@pytest.fixture
def enrolment(ada, edition) -> Enrolment:
    return enrol(ada, edition)


@pytest.fixture
def certificate(enrolment, django_capture_on_commit_callbacks) -> Certificate:
    """Ada's certificate, issued by finishing the course."""
    with django_capture_on_commit_callbacks(execute=True):
        finish(enrolment)
    return Certificate.objects.get()
