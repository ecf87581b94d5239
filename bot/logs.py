"""Logging: readable lines by default, JSON for machines; secrets never appear in either."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from bot.terminal import without_secrets


def _clean(_: Any, __: str, rendered: Any) -> str:
    """The finished line without secrets, wherever in it they stood (an exception, a nested value):
    Slack's tokens and passwords in addresses are cut out."""
    return without_secrets(str(rendered))


#: Bolt says so whenever SLACK_BOT_TOKEN is set, and means nothing that anybody could change.
_IDLE = "As you gave `client` as well, `token` will be unused."


def _worth_saying(record: logging.LogRecord) -> bool:
    """Whether a line is for the log. Slack out of reach is one line each time it is tried, with the
    reason in it, and no traceback: it says nothing of this program."""
    said = record.getMessage()
    if said.startswith("Failed to connect (error: "):
        record.exc_info = record.exc_text = None
    return said != _IDLE


def set_up(form: str) -> None:
    """Everything that logs, ours and the libraries', goes to standard error in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last, _clean],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(_worth_saying)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("alembic", "apscheduler", "slack_bolt", "uvicorn.error", "pdfminer", "fontTools"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
