"""What gunicorn reads by itself where it is started in this folder: its log lines as JSON."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from config.logs import JsonFormatter


class JsonLogger(Logger):  # type: ignore[misc]
    """Write what gunicorn says of its processes as the site writes its own lines."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())


logger_class = JsonLogger
