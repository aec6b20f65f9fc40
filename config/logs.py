"""Write log lines as JSON, each with the id of its request."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

NO_REQUEST = "-"
# Of a request; in a worker "task-…", and in timed work "periodic-…".
request_id: ContextVar[str] = ContextVar("request_id", default=NO_REQUEST)


class RequestIdFilter(logging.Filter):
    """Add ``request_id`` to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id of the request to a record; keep every record."""
        # Django logs an answer 403, 404 or 400 when the middleware is done with its request.
        request = getattr(record, "request", None)
        record.request_id = getattr(request, "id", request_id.get())
        return True


class JsonFormatter(logging.Formatter):
    """Write one JSON object a line: at (UTC), level, logger, request, event, and any traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as JSON."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", NO_REQUEST),
            "event": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
