"""What no page may do: ask a third party, break the content security policy, fail in a script."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError


class Watch:
    """Listens to every page of the contexts that it is given."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._excused: set[Page] = set()
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.faults: list[str] = []

    def over(self, context: BrowserContext) -> BrowserContext:
        context.on("request", self.hear_request)
        context.on("console", self.hear_console)
        context.on("weberror", self.hear_fault)
        return context

    @contextmanager
    def excusing(self, page: Page) -> Iterator[None]:
        """Hear no complaint of the policy about this page, while a checker looks at it."""
        self._excused.add(page)
        yield
        # What the page has said so far comes before this answer.
        page.evaluate("0")
        self._excused.discard(page)

    def hear_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if (
            parts.scheme not in {"data", "blob", "about"}
            and f"{parts.scheme}://{parts.netloc}" != self.origin
        ):
            self.foreign.append(request.url)

    def hear_console(self, message: ConsoleMessage) -> None:
        if message.page not in self._excused and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def hear_fault(self, error: WebError) -> None:
        self.faults.append(str(error.error))

    @property
    def findings(self) -> list[str]:
        return [*self.foreign, *self.complaints, *self.faults]
