"""What gunicorn reads by itself where it is started in this folder: its log lines as JSON."""

from config.logs import logging_config

logconfig_dict = logging_config("INFO")
# Its loggers have handlers of their own, which write other lines.
for _name in ("gunicorn.error", "gunicorn.access"):
    logconfig_dict["loggers"][_name] = {"handlers": [], "propagate": True}
