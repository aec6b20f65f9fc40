"""What happens on the machines: somebody signs up, learns and is certified, while machines fail."""

import hashlib
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import DataFile, User
from certificates.models import Certificate
from course.models import Edition
from tests.accounts.browser import CODE
from tests.accounts.mail_server import MailServer
from tests.accounts.test_password_limits import TOO_MANY
from tests.factories import make_provider
from tests.machines.browser import Answer, RoundRobin
from tests.machines.machine import Machine
from tests.machines.servers import POOL_SIZE, silence
from tests.postgres_server import Server
from tests.test_second_course import Reader, take_quiz

SLUG = "hand-hygiene"
ADDRESS = "ada@example.org"
NAME = "Ada Lovelace"
PATIENCE_SECONDS = 60
SILENCE_SECONDS = 25  # two tries of eight seconds, on a machine that is busy
Seen = TypeVar("Seen")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def wait_until(what: str, look: Callable[[], Seen | None]) -> Seen:
    """Look until there is something; raises TimeoutError."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        if seen := look():
            return seen
        time.sleep(0.2)
    raise TimeoutError(what)


def tell(server: Server, machines: list[Machine], mails: MailServer) -> None:
    """Tell the whole story; an AssertionError or TimeoutError says what went wrong."""
    make_provider()
    for machine in machines:
        machine.serve()
        machine.work()
    on_disk = [machine.files() for machine in machines]

    reader = Reader()
    browser = reader.client = RoundRobin(machines)
    sign_up(browser, mails)
    take_course(reader)
    fetch_files(browser, machines)
    check_limit(machines)
    silence_servers(browser, machines)
    run_timed_work_on_both(machines)
    assert [machine.files() for machine in machines] == on_disk
    say("No machine has written a file of its own.")

    lose_database(server, browser)
    lose_first_machine(browser, machines)
    assert 500 not in browser.statuses
    say(f"{len(browser.statuses)} requests, none of them answered by 500.")


def sign_up(browser: RoundRobin, mails: MailServer) -> None:
    """Sign up with a mailed code."""
    browser.get("/accounts/signup/")
    assert browser.post("/accounts/signup/", {"email": ADDRESS}).status_code == 302
    mail = wait_until("the mail with the code", lambda: mails.received and mails.received[-1])
    code = CODE.search(mail.get_payload(decode=True).decode())
    assert code
    browser.get("/accounts/confirm-email/")
    answer = browser.post("/accounts/confirm-email/", {"code": code[1]})
    assert answer.status_code == 302
    assert User.objects.filter(email=ADDRESS).exists()
    say("Signed up with a code that a worker mailed.")


def take_course(reader: Reader) -> None:
    """Complete every lesson and quiz by forms, and state that it was one's own work."""
    edition = Edition.objects.get(course__slug=SLUG)
    enrol = reverse("course:enrol", args=[SLUG])
    name = {"holder_name": NAME, "disclosures_read": "on", "time_zone": "UTC"}
    reader.get(enrol)
    reader.post(enrol, name)
    for unit in edition.units.all():
        if unit.kind == unit.Kind.QUIZ:
            take_quiz(reader, edition, unit.key)
            continue
        reader.get(unit.get_absolute_url())
        reader.post(reverse("course:complete", args=[SLUG, unit.key]))
    statement = reverse("certificates:statement", args=[SLUG])
    reader.get(statement)
    reader.post(statement, {"is_own_work": "on"})
    wait_until("the certificate", Certificate.objects.exists)
    in_use = connections_in_use()
    assert 0 < in_use <= POOL_SIZE
    say(f"Certificate issued by a worker; {in_use} connections to the database in use.")


def connections_in_use() -> int:
    """How many connections others than this process have to the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def make_own_data(browser: RoundRobin) -> None:
    """Have a worker make the file of one's own data."""
    asked_at = timezone.now()
    browser.get(reverse("accounts:data"))
    browser.post(reverse("accounts:make_data_file"))
    made = DataFile.objects.filter(made_at__gte=asked_at)
    wait_until("the file of one's own data", made.exists)


def fetch_files(browser: RoundRobin, machines: list[Machine]) -> None:
    """Fetch every kind of file from each machine, whichever has made it."""
    certificate = Certificate.objects.get()
    edition = Edition.objects.get(course__slug=SLUG)
    picture = edition.assets.first()
    assert picture
    make_own_data(browser)
    files = {
        "certificate": (reverse("certificates:pdf", args=[certificate.shown_code]), b"%PDF"),
        "guide": (reverse("certificates:guide", args=[SLUG]), b"%PDF"),
        "picture": (
            reverse("course:asset", args=[SLUG, f"{picture.sha256}{picture.suffix}"]),
            b"<svg",
        ),
        "record": (reverse("certificates:record_json", args=[certificate.shown_code]), b"{"),
        "own data": (reverse("accounts:data_file"), b"PK"),
    }
    for name, (path, beginning) in files.items():
        for machine in machines:

            def fetch(path: str = path, machine: Machine = machine) -> bytes | None:
                answer = browser.get(path, at=machine)
                return answer.content if answer.status_code == 200 else None

            assert wait_until(name, fetch).startswith(beginning), name
    say(f"From both machines: {', '.join(files)}.")


def check_limit(machines: list[Machine]) -> None:
    """Guess a password at both machines; the sixth guess is refused unread."""
    stranger = RoundRobin(machines)
    stranger.get("/accounts/login/")
    pages = []
    for _guess in range(6):
        fields = {"login": ADDRESS, "password": "this is not the one"}
        pages.append(stranger.post("/accounts/login/", fields).content.decode())
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]
    say("The sixth wrong password was refused, after three at each machine.")


def silence_servers(browser: RoundRobin, machines: list[Machine]) -> None:
    """Let object storage and Redis say nothing: 503 soon, and all as before afterwards."""
    environ = machines[0].environ
    picture = Edition.objects.get(course__slug=SLUG).assets.first()
    assert picture
    path = reverse("course:asset", args=[SLUG, f"{picture.sha256}{picture.suffix}"])
    home = reverse("course:mine", args=[SLUG])
    with silence(environ["STORAGE_OPTIONS"]):
        check_refused(lambda: browser.get(path))
        assert browser.get(home).status_code == 200
    wait_until("the picture", lambda: browser.get(path).status_code == 200)
    say("While the object storage was silent, a picture was answered by 503.")
    if "CACHE_URL" not in environ:
        return
    stranger = RoundRobin(machines)
    path = reverse("account_request_login_code")
    stranger.get(path)
    with silence(environ["CACHE_URL"]):
        check_refused(lambda: stranger.post(path, {"email": ADDRESS}))
        assert browser.get(home).status_code == 200
    assert stranger.post(path, {"email": ADDRESS}).status_code == 302
    say("While Redis was silent, a code was refused by 503, and who was signed in went on.")


def check_refused(ask: Callable[[], Answer]) -> None:
    """Ask, and get 503 with Retry-After before a person goes away."""
    started = time.monotonic()
    answer = ask()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert time.monotonic() - started < SILENCE_SECONDS


def run_timed_work_on_both(machines: list[Machine]) -> None:
    """Run the timed work on both machines at the same time."""
    with ThreadPoolExecutor(len(machines)) as pool:
        ends = list(pool.map(lambda machine: machine.manage("run_periodic"), machines))
    assert ends == [0, 0]
    assert machines[1].manage("verify_records") == 0
    assert machines[1].manage("verify_grades") == 0
    assert Certificate.objects.count() == 1
    say("Timed work ran on both machines at once; records and grades are as they were.")


def lose_database(server: Server, browser: RoundRobin) -> None:
    """Restart the database without warning; pages answer 200 or 503, soon 200; workers go on."""
    connection.close()
    server.restart()
    home = reverse("course:mine", args=[SLUG])
    answers = [browser.get(home).status_code for _request in range(20)]
    wait_until("a page after the restart", lambda: browser.get(home).status_code == 200)
    assert set(answers) <= {200, 503}
    say(f"After a restart of the database: {answers.count(503)} times 503, then 200.")
    make_own_data(browser)
    say("The workers went on after it.")


def lose_first_machine(browser: RoundRobin, machines: list[Machine]) -> None:
    """Kill all of the first machine; the second goes on where the first stopped."""
    certificate = Certificate.objects.get()
    machines[0].kill()
    path = reverse("certificates:pdf", args=[certificate.shown_code])
    pdf = browser.get(path, at=machines[1]).content
    assert hashlib.sha256(pdf).hexdigest() == certificate.pdf_sha256
    assert browser.get(reverse("course:mine", args=[SLUG]), at=machines[1]).status_code == 200
    say("The first machine was killed; the second knows the learner and has the file.")
