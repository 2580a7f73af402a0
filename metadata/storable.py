"""JSON values that PostgreSQL and JSON can keep as they are."""

import math

from core.errors import PathPart, Problem
from core.sentences import Sentence
from metadata.text import text_fault

DEEPEST_VALUE = 64
"""Levels of nesting in a change. Rules have a tighter limit of their own."""


def value_problems(value: object) -> tuple[Problem, ...]:
    """What of a JSON value cannot be kept: NUL and lone surrogates, NaN and infinities, endless depth."""
    found = []
    waiting: list[tuple[object, tuple[PathPart, ...]]] = [(value, ())]
    while waiting:
        part, path = waiting.pop()
        if len(path) > DEEPEST_VALUE:
            message = f"The value is nested deeper than {DEEPEST_VALUE} levels."
            return (Problem("CATALOG_INVALID", message, path[:4], "Split it, or simplify it."),)
        match part:
            case str():
                wrong = text_fault(part)
                if wrong is not None:
                    message = f"The text cannot be stored: it {wrong}."
                    found.append(
                        Problem(
                            "INVALID_VALUE",
                            message,
                            path,
                            Sentence("Remove that character.", "请删除该字符。"),
                        )
                    )
            case float() if not math.isfinite(part):
                found.append(Problem("INVALID_VALUE", "The number is not finite.", path))
            case dict():
                for key, item in part.items():
                    wrong = text_fault(str(key))
                    if wrong is not None:
                        message = f"A key cannot be stored: it {wrong}."
                        found.append(
                            Problem(
                                "INVALID_VALUE",
                                message,
                                path,
                                Sentence("Remove that character.", "请删除该字符。"),
                            )
                        )
                    waiting.append((item, (*path, str(key))))
            case list():
                waiting.extend((item, (*path, index)) for index, item in enumerate(part))
    return tuple(reversed(found))
