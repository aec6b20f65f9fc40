"""Write log lines as JSON, each with the id of its request."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

NO_REQUEST = "-"
# The first is used unless LOG_LEVEL says another.
LEVELS = ("INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")
# It is looked for where such letters begin alone: a long word without @ would else take long.
ADDRESS = re.compile(r"""(?<![^\s"'()<>,:;=\\/])[^\s"'()<>,:;=\\/]+@[^\s"'()<>,:;=\\/]+""")
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
    """Write one JSON object a line: at (UTC), level, logger, request, event, any traceback."""

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
        # An error of the database may quote the row, and a path may be anything.
        without_addresses = {name: ADDRESS.sub("[address]", text) for name, text in line.items()}
        return json.dumps(without_addresses, ensure_ascii=False)


def logging_config(level: str, *, is_plain: bool = False) -> dict[str, Any]:
    """Return how a process writes its log: JSON, or lines for a person, to standard error."""
    plain = "{asctime} {levelname} {name} [{request_id}] {message}"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {
            "json": {"()": JsonFormatter},
            "plain": {"format": plain, "style": "{"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["request_id"],
                "formatter": "plain" if is_plain else "json",
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # What it says of refusals, config.middleware says without the secrets of addresses.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "WARNING"},
            "django_tasks": {"level": "WARNING"},
            "fontTools": {"level": "ERROR"},
            "weasyprint": {"level": "WARNING"},
        },
    }
