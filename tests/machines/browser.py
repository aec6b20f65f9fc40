"""A browser whose requests go to one machine after the other, as a load balancer sends them."""

from itertools import cycle

import requests

from tests.machines.machine import Machine


class Answer(requests.Response):
    """An answer with what the tests ask of those of Django's client."""

    streaming = False


class RoundRobin:
    """Keep the cookies of one person, and ask the machines in turn."""

    def __init__(self, machines: list[Machine]) -> None:
        self.session = requests.Session()
        self.turns = cycle(machines)
        self.statuses: list[int] = []

    def get(self, path: str, *, at: Machine | None = None) -> Answer:
        return self._send("GET", path, at=at)

    def post(self, path: str, fields: dict | None = None, *, at: Machine | None = None) -> Answer:
        """Send a form, with its token."""
        token = {"csrfmiddlewaretoken": self.session.cookies.get("csrftoken", "")}
        return self._send("POST", path, at=at, data=(fields or {}) | token)

    def _send(self, method: str, path: str, *, at: Machine | None, **more: object) -> Answer:
        machine = at or next(self.turns)
        response = self.session.request(
            method, f"http://127.0.0.1:{machine.port}{path}", allow_redirects=False, **more
        )
        response.__class__ = Answer
        self.statuses.append(response.status_code)
        return response
