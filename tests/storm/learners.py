"""People who take the course by plain HTTP, and send again what was not acknowledged."""

import html
import http.client
import re
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "t" * 32
HIDDEN_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
TIMES_AT_ONCE = 4
PAUSE_SECONDS = 0.2
PATIENCE_SECONDS = 240
KEPT = "Not saved yet"
NOTE = "To be asked at the next round."
COURSE = "/courses/basics/"
QUIZ = f"{COURSE}units/quiz/"
# For each question the answers in turn, as fields of the form; the last one is right.
ANSWERS = (
    ({"answer": "a"}, {"answer": "b"}),
    ({"answer": ["a"]}, {"answer": ["a", "c", "d"]}),
    ({"answer": "5", "answer-unit": "mg"}, {"answer": "500", "answer-unit": "mg"}),
)


class NeverMendedError(AssertionError):
    """A request was refused for longer than anybody would wait."""


class Browser:
    """A session that repeats each request until it is answered as it should be.

    answers: how often each status came; 0 stands for a connection that broke.
    pages_that_keep_nothing: what a form was refused by that did not say that it is kept.
    """

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = f"sessionid={session}; csrftoken={TOKEN}"
        self.answers: Counter[int] = Counter()
        self.pages_that_keep_nothing: list[str] = []
        self._lock = threading.Lock()

    def get(self, url: str) -> str:
        return self._insist("GET", url, None, 200).text

    def fetch(self, url: str) -> bytes:
        return self._insist("GET", url, None, 200).content

    def post(self, url: str, fields: dict[str, object]) -> str:
        """Send a form until it is acknowledged; return the address that it leads to."""
        body = urlencode(fields | {"csrfmiddlewaretoken": TOKEN}, doseq=True)
        return self._insist("POST", url, body, 302).location

    def post_four_times(self, url: str, fields: dict[str, object]) -> str:
        """Send a form four times at once, as four clicks do."""
        with ThreadPoolExecutor(TIMES_AT_ONCE) as pool:
            sent = [pool.submit(self.post, url, fields) for _click in range(TIMES_AT_ONCE)]
            return {each.result() for each in sent}.pop()

    def _insist(self, method: str, url: str, body: str | None, wanted: int) -> "Answer":
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        last = ""
        while time.monotonic() < give_up_at:
            answer = self._send(method, url, body)
            with self._lock:
                self.answers[answer.status] += 1
                if answer.status == 503 and body is not None and KEPT not in answer.text:
                    self.pages_that_keep_nothing.append(url)
            if answer.status == wanted:
                return answer
            last = f"{answer.status} {answer.text[:2000]}"
            if answer.status not in {0, 500, 502, 503}:
                break
            time.sleep(PAUSE_SECONDS)
        raise NeverMendedError(f"{method} {url} {body}: {last}")

    def _send(self, method: str, url: str, body: str | None) -> "Answer":
        headers = {"Cookie": self.cookies, "Host": "localhost"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request(method, url, body, headers)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, repr(error))
        finally:
            connection.close()
        location = response.headers.get("Location", "")
        return Answer(response.status, content.decode(errors="replace"), location, content)


@dataclass(frozen=True)
class Answer:
    """Hold what came back; status 0 if nothing did."""

    status: int
    text: str
    location: str = ""
    content: bytes = b""


@dataclass
class Learner:
    """Take the course once.

    kept: the fields of the last acknowledged answer to each question.
    saves: how often each question's answer was acknowledged.
    """

    email: str
    browser: Browser
    kept: list[dict[str, object]] = field(default_factory=list)
    saves: list[int] = field(default_factory=list)

    def take_course(self) -> None:
        """Do it all, each step up to four times at once."""
        browser = self.browser
        name = {"holder_name": "Ada Lovelace", "disclosures_read": "on", "time_zone": "UTC"}
        browser.post_four_times(f"{COURSE}enrol/", name)
        for lesson in ("lesson-1", "lesson-2"):
            browser.get(f"{COURSE}units/{lesson}/")
            browser.post_four_times(f"{COURSE}units/{lesson}/complete/", {})
        self.write_note()
        self.sit_quiz()
        browser.post_four_times(f"{COURSE}statement/", {"is_own_work": "on"})
        browser.get(f"{COURSE}mine/")

    def write_note(self) -> None:
        """Write a note on the first lesson, and ask for the PDF of one's notes."""
        fields = {"unit": "lesson-1", "passage": "opening", "seen": "0", "text": NOTE}
        self.browser.post_four_times(f"{COURSE}notes/{uuid.uuid4()}/", fields)
        self.browser.post(f"{COURSE}notes/pdf/", {})

    def sit_quiz(self) -> None:
        """Start the quiz, answer each question twice, and hand it in."""
        place = self.browser.post_four_times(f"{QUIZ}attempts/", {})
        attempt = place.partition("questions/")[0]
        self.kept = [{} for _question in ANSWERS]
        self.saves = [0 for _question in ANSWERS]
        for turn in range(2):
            for position, answers in enumerate(ANSWERS):
                self.save(attempt, position, answers[turn])
        hidden = dict(HIDDEN_FIELD.findall(self.browser.get(f"{attempt}review/")))
        fields = {name: html.unescape(value) for name, value in hidden.items()}
        self.browser.post_four_times(f"{attempt}submit/", fields)

    def save(self, attempt: str, position: int, answer: dict[str, object]) -> None:
        """Save one answer, and note what was acknowledged."""
        fields = {"seq": self.saves[position], "go": "stay"} | answer
        url = f"{attempt}questions/{position + 1}/"
        self.browser.post_four_times(url, fields)
        self.saves[position] += 1
        self.kept[position] = answer
