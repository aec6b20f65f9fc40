"""The product as docs/operating.md runs it: web, two workers, a timer, a mail server."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.storm.mail import SwitchedMailServer
from tests.storm.moved_clock import write_clock

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120
LOOK_EVERY = 0.2  # seconds; a supervisor such as systemd is as quick
CLOCK = "tests.storm.moved_clock"


class Site:
    """Keep the processes of the product running, as systemd would, until it is stopped.

    folder: gets ``var``, the logs and the clock's file.
    killed: how often each kind of process was killed on purpose.
    died: the kinds of process that ended by themselves, which none may.
    """

    def __init__(self, folder: Path, database_url: str, timer_seconds: float) -> None:
        self.var = folder / "var"
        self.var.mkdir(exist_ok=True)
        self.logs = folder / "logs"
        self.logs.mkdir()
        self.clock_file = folder / "clock"
        self.mail = SwitchedMailServer()
        self.killed: Counter[str] = Counter()
        self.died: list[str] = []
        self.timer_seconds = timer_seconds
        self.next_timed_work = time.monotonic() + START_SECONDS
        self.move_clock(0)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environ = self._environ(database_url)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._doomed: set[int] = set()
        self._lock = threading.Lock()
        self._is_stopping = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)

    def _environ(self, database_url: str) -> dict[str, str]:
        return os.environ | {
            "SECRET_KEY": "only-for-the-storm-only-for-the-storm-only-for-the-storm",
            "SECOND_FACTOR_KEYS": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMTI=",
            "DEBUG": "off",
            "BASE_URL": "http://localhost",
            "ALLOWED_HOSTS": "localhost",
            "DATABASE_URL": database_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
            "EMAIL_TIMEOUT": "1",
            "TASKS_BACKEND": "django_tasks_db.DatabaseBackend",
            "STATIC_MANIFEST": "off",
            "SQLITE_SYNCHRONOUS": "FULL",
            "WAYMARK_VAR": str(self.var),
            "LOG_LEVEL": "INFO",
            "STORM_CLOCK": str(self.clock_file),
        }

    def start(self) -> None:
        for name in ("web", "worker 1", "worker 2"):
            self._start(name)
        self._supervisor.start()
        self.wait_until_it_answers()
        self.next_timed_work = time.monotonic() + self.timer_seconds

    def stop(self) -> None:
        self._is_stopping.set()
        self._supervisor.join()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        self.mail.stop()

    def move_clock(self, seconds: int) -> None:
        """Let all processes of the product see a time that is so far from the real one."""
        write_clock(self.clock_file, seconds)

    def manage(self, *arguments: str, module: str = "manage") -> subprocess.CompletedProcess[str]:
        """Run a command beside the site, under its clock."""
        command = [sys.executable, "-m", CLOCK, module, *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environ, check=False, capture_output=True, text=True
        )

    def wait_until_it_answers(self) -> None:
        give_up_at = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up_at:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                connection.request("GET", "/healthz", headers={"Host": "localhost"})
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(LOOK_EVERY)
            finally:
                connection.close()
        raise AssertionError(f"the site does not answer; its logs are in {self.logs}")

    def run_timed_work(self) -> None:
        """Start the timed work now, if it is not running."""
        with self._lock:
            self._start_timed_work()

    def kill_one(self, kind: str, chance: random.Random) -> None:
        """Kill a process of this kind with SIGKILL, as soon as there is one.

        kind: "web child", "web", "worker" or "timer".
        """
        give_up_at = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up_at:
            pids = self._web_children() if kind == "web child" else self._pids(kind)
            if pids and self._kill(chance.choice(pids)):
                self.killed[kind] += 1
                return
            time.sleep(LOOK_EVERY)
        raise AssertionError(f"there is no {kind} to kill")

    def _kill(self, pid: int) -> bool:
        """Kill a process; return False if it had just ended."""
        self._doomed.add(pid)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def all_pids(self) -> list[int]:
        """Return every process that may write."""
        with self._lock:
            pids = [process.pid for process in self.processes.values()]
        return pids + self._web_children()

    def _pids(self, kind: str) -> list[int]:
        with self._lock:
            return [
                process.pid
                for name, process in self.processes.items()
                if name.startswith(kind) and process.poll() is None
            ]

    def _web_children(self) -> list[int]:
        pids = self._pids("web")
        try:
            return [int(word) for pid in pids for word in _children_of(pid).split()]
        except FileNotFoundError:  # just killed
            return []

    def _start(self, name: str) -> None:
        kind = name.split()[0]
        commands = {
            "web": [
                *("gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}"),
                *("--workers", "2", "--threads", "4", "--no-control-socket"),
            ],
            "worker": ["manage", "db_worker", "--interval", "0.3"],
            "timer": ["manage", "run_periodic"],
        }
        with (self.logs / f"{kind}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", CLOCK, *commands[kind]],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a group of processes of its own
            )

    def _start_timed_work(self) -> None:
        if "timer" not in self.processes:
            self._start("timer")
            self.next_timed_work = time.monotonic() + self.timer_seconds

    def _supervise(self) -> None:
        """Start again what ended, and the timed work whenever it is time."""
        while not self._is_stopping.wait(LOOK_EVERY):
            with self._lock:
                for name, process in list(self.processes.items()):
                    if process.poll() is not None:
                        self._note_end(name, process)
                        self._forget_or_restart(name)
                if time.monotonic() >= self.next_timed_work:
                    self._start_timed_work()

    def _note_end(self, name: str, process: subprocess.Popen[bytes]) -> None:
        # As systemd does: children that are left would keep the port.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        # The timed work ends with 1 where a fault met it, and its next run goes on.
        if process.pid not in self._doomed and name != "timer":
            self.died.append(f"{name} ended with {process.returncode}")
        self._doomed.discard(process.pid)  # another process may get this number

    def _forget_or_restart(self, name: str) -> None:
        del self.processes[name]
        if name != "timer":
            self._start(name)


def _children_of(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()
