"""Two workers, two clicks at once: one mail and one confirmation, where that can happen."""

import pytest

from accounts.models import OutgoingMail
from course.corrections import notices
from course.models import CorrectionNotice
from tests.course.test_concurrent_completion import in_parallel
from tests.factories import enrol, make_edition, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
READERS = 30


@pytest.fixture
def corrected():
    """An edition that thirty people on the older one are to be told of."""
    old = make_edition()
    for _reader in range(READERS):
        enrol(make_user(), old)
    return make_edition(safety_correction="Edition 1 was wrong on one dangerous thing.")


def test_two_workers_at_once_tell_everybody_once(corrected, monkeypatch):
    monkeypatch.setattr(notices, "NOTICES_A_BATCH", 4)
    counts = in_parallel([notices.queue_mails] * 2)
    assert sum(counts) == READERS
    assert CorrectionNotice.objects.filter(mailed_at__isnull=False).count() == READERS
    assert OutgoingMail.objects.count() == READERS


def test_of_two_clicks_at_once_one_confirms(corrected):
    notices.give_notices(corrected)
    for notice in CorrectionNotice.objects.all():
        mine = CorrectionNotice.objects.filter(pk=notice.pk)
        assert sorted(in_parallel([mine.all().confirm, mine.all().confirm])) == [0, 1]
