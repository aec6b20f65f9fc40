"""The server is killed while it marks, or its database while people answer: nothing half-done
stays, nothing that was acknowledged is lost, and doing it again makes it whole."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest

from tests.database_template import copy_to, copy_to_postgres
from tests.postgres_server import new_database, postgres_server

ANSWERS = ["b", ["a", "c", "d"], "500 mg"]
OPEN = {"state": "open", "answers": ANSWERS, "runs": [], "grades": [], "completions": []}
MARKED = {
    "state": "submitted",
    "answers": ANSWERS,
    "runs": [[1, "3", "3", True]],
    "grades": ["1", "1", "1"],
    "completions": [["quiz", "3", "3"]],
}


def environ(url, folder) -> dict[str, str]:
    return os.environ | {"WAYMARK_TEST_DATABASE_URL": url, "WAYMARK_VAR": str(folder)}


def run(env, *steps) -> list:
    """Do each step in a process of its own; return their exit codes and what they found."""
    command = [sys.executable, "-m", "tests.quizzes.mortal_server", *steps]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_that_a_kill_while_marking_does_no_harm(env):
    kills = ["submit quizzes.GradeRun", "submit course.Completion"]
    steps = ["prepare", "answer", *kills, "submit", "submit"]
    done = run(env, *(each for step in steps for each in (step, "tell")))
    codes = {step: code for step, (code, _) in zip(steps, done[::2], strict=True)}
    assert codes == dict.fromkeys(steps, 0) | dict.fromkeys(kills, -signal.SIGKILL)
    told = [{name: found[name] for name in OPEN} for _, (found,) in done[1::2]]
    assert told == [OPEN | {"answers": [None] * 3}, *[OPEN] * 3, *[MARKED] * 2]


def test_a_server_killed_while_marking_leaves_the_attempt_open_and_the_next_try_marks_once(
    tmp_path, db
):
    database = tmp_path / "waymark.sqlite3"
    copy_to(database)
    check_that_a_kill_while_marking_does_no_harm(environ(f"sqlite:///{database}", tmp_path))


@pytest.mark.postgres
@pytest.mark.django_db
def test_so_it_does_on_postgresql(tmp_path):
    database = new_database("mortal")
    copy_to_postgres(database)
    check_that_a_kill_while_marking_does_no_harm(environ(database, tmp_path))


class Learner:
    """A browser that saves and hands in, and does again what was not acknowledged."""

    TOKEN = "t" * 32
    CHOICES = (["a", "b", "c", "d"], ["a", "b", "c", "d", "e"], ["500", "50", "5"])

    def __init__(self, port, prepared):
        self.port, self.prepared = port, prepared
        self.kept = [None, None, None]
        self.acknowledged = [0, 0, 0]
        self.errors = 0
        self.pages = set()

    def post(self, url, fields, accepted) -> http.client.HTTPResponse:
        """Send a form until it is acknowledged by one of these codes."""
        body = urlencode(fields | {"csrfmiddlewaretoken": self.TOKEN}, doseq=True)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.prepared['session']}; csrftoken={self.TOKEN}",
            "Host": "localhost",
        }
        for _again in range(300):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("POST", url, body, headers)
                answer = connection.getresponse()
                text = answer.read().decode()
                if answer.status in accepted:
                    return answer
                assert answer.status == 503, (answer.status, text)
                self.pages.add("Not saved yet" in text)
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            self.errors += 1
            time.sleep(0.2)
        raise AssertionError(f"{url} never mended")

    def save(self, round_):
        for place, choices in enumerate(self.CHOICES):
            chosen = choices[round_ % len(choices)]
            fields = {"seq": self.acknowledged[place], "answer": chosen, "go": "stay"}
            if place == 2:
                fields["answer-unit"] = "mg"
            self.post(self.prepared["questions"][place], fields, {302})
            self.acknowledged[place] += 1
            self.kept[place] = [chosen] if place == 1 else f"{chosen} mg" if place == 2 else chosen

    def sit(self, enough: threading.Event):
        round_ = 0
        while not enough.is_set() or round_ < 2:
            self.save(round_)
            round_ += 1
        self.post(self.prepared["submit"], {"submit_key": uuid.uuid4()}, {302})
        return self


def answers(port) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False


def wait_for(condition) -> None:
    for _again in range(2400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


@pytest.fixture
def site(tmp_path, db):
    """The production server on a database that writes to the disk: (environment, database,
    port)."""
    with postgres_server(durable=True) as database, socket.socket() as free:
        copy_to_postgres(database.url)
        env = environ(database.url, tmp_path)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        # Settings are those of tests, and the server is the one of docs/operating.md.
        command = [
            sys.executable,
            "-c",
            "import tests.environment; from gunicorn.app.wsgiapp import run; run()",
        ]
        options = (
            f"config.wsgi -b 127.0.0.1:{port} --workers 2 --threads 4 "
            "--no-control-socket --log-level critical"
        )
        gunicorn = subprocess.Popen(
            [*command, *options.split()], env=env, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(lambda: answers(port))
            yield env, database, port
        finally:
            gunicorn.terminate()
            gunicorn.wait(20)


@pytest.mark.postgres
def test_a_database_that_restarts_under_load_loses_nothing_that_was_acknowledged(site):
    env, database, port = site
    prepared = run(env, "prepare 6")[0][1]
    enough = threading.Event()
    learners = [Learner(port, each) for each in prepared]
    with ThreadPoolExecutor(len(learners)) as pool:
        sittings = [pool.submit(learner.sit, enough) for learner in learners]
        try:
            for rounds in (2, 4):
                wait_for(
                    lambda least=rounds: all(
                        min(learner.acknowledged) >= least for learner in learners
                    )
                )
                if rounds == 4:
                    enough.set()  # the second restart meets those who hand in
                database.restart()
        finally:
            enough.set()
        for sitting in sittings:
            sitting.result()
    assert sum(learner.errors for learner in learners), (
        "nobody noticed the restarts: this run proved nothing"
    )
    found = {each["id"]: each for each in run(env, "tell")[0][1]}
    for learner in learners:
        stored = found[learner.prepared["id"]]
        assert stored["state"] == "submitted"
        assert stored["answers"] == learner.kept
        assert stored["saves"] == learner.acknowledged
        assert [marking[0] for marking in stored["runs"]] == [1]
        assert stored["grades"] == stored["worth"]
    assert {shown for learner in learners for shown in learner.pages} <= {True}, (
        "a page that does not say what to do"
    )
