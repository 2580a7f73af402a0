"""Log lines: one JSON object each for machines, or words for people, both with the id of the request."""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

from core.settings import LogFormat

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Set at the edge; every line logged on behalf of the request bears it."""

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
    "request_id",
}


def set_up_logging(log_format: LogFormat, level: int = logging.INFO) -> None:
    """Send everything that is logged to standard error, in `log_format`. Replaces an earlier set-up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else TextLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # They tell of each step of their own; what goes wrong is still told.
    for name in ("alembic", "casbin", "uvicorn"):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


class JsonLines(logging.Formatter):
    """`{"time", "level", "logger", "message", "requestId"?, "fault"?, …}`, and what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _time(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request_id = _request_id(record)
        if request_id is not None:
            line["requestId"] = request_id
        line |= _extra(record)
        if record.exc_info:
            line["fault"] = "".join(traceback.format_exception(*record.exc_info))
        # ASCII keeps a line whole whatever the reader's encoding, and broken text harmless.
        return json.dumps(line, default=str)


class TextLines(logging.Formatter):
    """`12:00:00 info sluice.access: request method=POST [4f1c…]`, a traceback below. A line stays a line."""

    def format(self, record: logging.LogRecord) -> str:
        extra = "".join(f" {name}={_one_line(value)}" for name, value in _extra(record).items())
        request_id = _request_id(record)
        mark = f" [{request_id}]" if request_id is not None else ""
        when = _time(record).astimezone().strftime("%H:%M:%S")
        line = (
            f"{when} {record.levelname.lower()} {record.name}: {_one_line(record.getMessage())}{extra}{mark}"
        )
        if record.exc_info:
            line += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
        return line


def _time(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _request_id(record: logging.LogRecord) -> object:
    """As given with the line, where it is logged outside the request; else as set at the edge."""
    return vars(record).get("request_id", REQUEST_ID.get())


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _one_line(value: object) -> str:
    """No line break or terminal sequence of a caller's making gets into the log."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in str(value)
    )
