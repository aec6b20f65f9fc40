"""docs/verifying.md names every status, every key and every answer that there is."""

import re
from datetime import date
from pathlib import Path

import pytest

from certificates.checking.lists import NOT_CHECKED, UNKNOWN, UNREADABLE, NameAnswer
from certificates.checking.records import facts_of
from certificates.checking.verdicts import Verdict
from certificates.models import Certificate
from certificates.typed_numbers import Problem
from tests.certificates.test_documents import made

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "verifying.md"


def test_the_document_names_everything_that_a_program_may_get():
    words = set(re.findall(r"`([a-z0-9_-]+)`", DOCUMENT.read_text()))
    states = {state.value for state in Certificate.State}
    reasons = {reason.value for reason in Certificate.RevocationReason}
    answers = {answer.value for answer in NameAnswer} | {problem.value for problem in Problem}
    assert states | reasons | answers | {UNKNOWN, UNREADABLE, NOT_CHECKED} <= words


@pytest.mark.parametrize("state", Certificate.State)
def test_the_document_names_every_key_of_a_record(state):
    certificate = made(expires_on=date(2027, 1, 1))
    facts = facts_of(Verdict(certificate, state, since=date(2027, 1, 2)))
    assert facts.keys() <= set(re.findall(r"`([a-z0-9_]+)`", DOCUMENT.read_text()))
