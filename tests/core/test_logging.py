"""Log lines hold what was given and stay lines."""

import json
import logging
import sys

from core.logging import REQUEST_ID, JsonLines, TextLines


def record(message: str, **extra: object) -> logging.LogRecord:
    made = logging.getLogger("sluice.test").makeRecord(
        "sluice.test", logging.WARNING, "file", 1, message, (), None, extra=extra
    )
    made.created = 1_700_000_000.25
    return made


def test_a_json_line_has_the_extra_and_the_request_id() -> None:
    token = REQUEST_ID.set("r-1")
    line = json.loads(JsonLines().format(record("a\nb \ud800", tenant="水闸", ms=3)))
    REQUEST_ID.reset(token)
    assert line == {
        "time": "2023-11-14T22:13:20.250Z",
        "level": "warning",
        "logger": "sluice.test",
        "message": "a\nb \ud800",
        "requestId": "r-1",
        "tenant": "水闸",
        "ms": 3,
    }


def test_a_text_line_cannot_be_forged() -> None:
    line = TextLines().format(record("first\nsecond\x1b[2J", path="/a\r\nb"))
    assert line.endswith(" warning sluice.test: first\\nsecond\\x1b[2J path=/a\\r\\nb")


def test_the_traceback_is_kept() -> None:
    made = record("failed")
    try:
        raise ValueError("inner")
    except ValueError:
        made.exc_info = sys.exc_info()
    assert "ValueError: inner" in json.loads(JsonLines().format(made))["fault"]
    assert TextLines().format(made).endswith("ValueError: inner")
