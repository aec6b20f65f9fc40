"""Answer requests of the measuring process in a process of its own, by calling WSGI directly.

No port, no server and no waiting: what is measured is the processor time that a request takes.
The measuring process writes a line of JSON, ``{"do": NAME, "count": N}``; the answer is a line of
JSON with ``cpu``, the seconds of processor time for each of the N requests.
"""

import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from http.cookies import SimpleCookie
from io import BytesIO
from pathlib import Path
from typing import Any, TextIO, TypeVar
from urllib.parse import urlencode

Result = TypeVar("Result")
CSRF = "c" * 32
HTTPS = {
    "wsgi.url_scheme": "https",
    "SERVER_PORT": "443",
    "HTTP_REFERER": "https://localhost/",
}
ROOT = Path(__file__).resolve().parent.parent


class Browser:
    """Send requests to a WSGI application with the cookies of one person."""

    def __init__(
        self, application: Callable[..., Iterable[bytes]], cookies: "SimpleCookie", **environ: str
    ) -> None:
        pairs = [f"{morsel.key}={morsel.value}" for morsel in cookies.values()]
        self.application = application
        self.environ = {
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_COOKIE": "; ".join(pairs),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            **environ,
        }
        self.status = ""
        self.headers: dict[str, str] = {}

    def get(self, address: str) -> bytes:
        """Return the body of a page. Raises RuntimeError unless it is there."""
        return self.send("GET", address, b"", expected="200")

    def post(self, address: str, fields: Mapping[str, Any]) -> str:
        """Post a form and return where it leads. Raises RuntimeError if it was refused."""
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF}, doseq=True).encode()
        self.send("POST", address, body, expected="302")
        return self.headers["Location"]

    def send(self, method: str, address: str, body: bytes, *, expected: str) -> bytes:
        """Send one request, and return the body of the response."""
        content = b"".join(self.chunks(method, address, body))
        if not self.status.startswith(expected):
            raise RuntimeError(f"{method} {address}: {self.status} {self.headers.get('Location')}")
        return content

    def chunks(self, method: str, address: str, body: bytes = b"") -> Iterator[bytes]:
        """Send one request, yield the body piece by piece, and close it as a server does."""
        path, _mark, query = address.partition("?")
        environ = {
            **self.environ,
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
        }
        response = self.application(environ, self.start_response)
        try:
            yield from response
        finally:
            if close := getattr(response, "close", None):
                close()

    def start_response(self, status: str, headers: list[tuple[str, str]], *_info: object) -> None:
        self.status, self.headers = status, dict(headers)


class Stopwatch:
    """Note the processor time of single requests, by name."""

    def __init__(self) -> None:
        self.steps: dict[str, list[float]] = {}

    def time(self, name: str, action: Callable[[], Result]) -> Result:
        """Return what the action returns, and note how long it took."""
        started = time.process_time()
        result = action()
        self.steps.setdefault(name, []).append(time.process_time() - started)
        return result


def serve(actions: Mapping[str, Callable[[], object]], answers: TextIO) -> None:
    """Answer lines of the measuring process until it closes the pipe."""
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        action, count = actions[asked["do"]], asked["count"]
        started = time.process_time()
        for _number in range(count):
            result = action()
        cpu = (time.process_time() - started) / count
        figures = result if isinstance(result, dict) else None
        answers.write(json.dumps({"cpu": cpu, "figures": figures}) + "\n")
        answers.flush()


class Child:
    """Run a module, with its arguments, as a child process and ask it for figures."""

    def __init__(self, module: str, *, on_postgres: bool = False) -> None:
        command = [sys.executable, "-m", *module.split()]
        if on_postgres:
            command = [sys.executable, "-m", "tests.postgres_server", *command]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def ask(self, what: str, count: int = 1) -> dict[str, Any]:
        """Return what the child answers. Raises RuntimeError if it has ended."""
        assert self.process.stdin
        assert self.process.stdout
        with suppress(BrokenPipeError):  # a child that has ended says so by an empty line
            self.process.stdin.write(json.dumps({"do": what, "count": count}) + "\n")
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"The child process ended at {what!r}; its message stands above.")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def cpu(self, what: str, count: int) -> float:
        """Return the seconds of processor time for each of ``count`` requests."""
        return float(self.ask(what, count)["cpu"])

    def close(self) -> None:
        """End the child."""
        assert self.process.stdin
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
