"""A backup that is made while the site is used, put back: nothing is torn, all verifies."""

import shutil
import threading
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.models import User
from certificates import issuing
from certificates.models import Certificate
from tests.backups.sites import back_up, check_that_every_certificate_verifies, restore
from tests.certificates.test_concurrency import completed
from tests.factories import make_edition, make_provider, make_user

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@contextmanager
def going_on(*works):
    """Do each work again and again in a thread of its own, until the block ends."""
    ended, failed = threading.Event(), []

    def repeat(work):
        try:
            while not ended.wait(0.01):  # others get a turn
                work()
        except Exception as error:  # a thread keeps it to itself
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=repeat, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert failed == []


def wait_until(condition):
    """Wait until something has happened in another thread, for a minute at most."""
    pause = threading.Event()
    for _time in range(1200):
        if condition():
            return
        pause.wait(0.05)
    pytest.fail("it never happened")


def test_what_was_backed_up_under_load_is_restored_whole(tmp_path, media):
    make_provider()
    edition = make_edition()

    def issue():
        issuing.issue(completed(edition), "basics")

    def sign_up():
        make_user(name=str(User.objects.count()))

    with going_on(issue, sign_up):
        wait_until(lambda: Certificate.objects.count() >= 1)
        people, before = User.objects.count(), set(Certificate.objects.values_list("code", flat=1))
        backup = back_up(tmp_path)
        assert User.objects.count() > people  # the others did not wait for it
        backed_up = Certificate.objects.count()
        wait_until(lambda: Certificate.objects.count() > backed_up)
    lost = Certificate.objects.order_by("sequence").last()
    shutil.rmtree(media)

    said = restore(backup)

    codes = check_that_every_certificate_verifies()
    assert before <= set(codes)
    assert lost.code not in codes
    assert f"{len(codes)} records, none altered" in said
    assert "Restored" not in said
