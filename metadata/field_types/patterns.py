"""Patterns of texts: regular expressions of RE2, which take linear time whatever the pattern and the text.

Values are matched here alone. The table has no CHECK of a pattern, for PostgreSQL's regular expressions are another
language: direct SQL is not held to it.
"""

from functools import lru_cache
from typing import Protocol

import re2

from core.errors import Problem, SluiceError
from core.sentences import Sentence
from metadata.fields import Field
from metadata.text import about, text_fault

MOST_CHARACTERS = 1_000
MOST_STEPS = 10_000
"""Instructions of a compiled pattern. One character of a text costs at worst so many steps."""

MOST_BYTES = 2**20
"""Memory that a pattern may take, its automaton included."""

MOST_KEPT = 64
"""Compiled patterns that a process keeps."""

_OPTIONS = re2.Options()
_OPTIONS.max_mem = MOST_BYTES
_OPTIONS.log_errors = False

_SYNTAX = (
    "Write it in the syntax of RE2, for example [A-Z]{2}-[0-9]{4}: without backreferences and look-around."
)


class _Compiled(Protocol):
    programsize: int

    def fullmatch(self, text: str) -> object | None: ...


@lru_cache(maxsize=MOST_KEPT)
def _compiled(pattern: str) -> _Compiled:
    made: _Compiled = re2.compile(pattern, _OPTIONS)
    return made


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text matches; `pattern` is one without problems."""
    return _compiled(pattern).fullmatch(text) is not None


def check_pattern(field: Field, text: str) -> None:
    """Hold a text to the field's pattern, if it has one.

    Raises:
        SluiceError: INVALID_VALUE, with the field's own message where it has one.
    """
    if field.pattern is None or matches(field.pattern, text):
        return
    message = about(field, "{} must match the pattern {}.", "{}必须符合格式 {}。", field.pattern)
    hint = Sentence("Write the whole text as the pattern has it.", "请按该格式填写整个文本。")
    raise SluiceError(Problem("INVALID_VALUE", message, (), hint, texts=field.pattern_message))


def pattern_problems(field: Field) -> tuple[Problem, ...]:
    """What is wrong with the pattern of `field`."""
    pattern = field.pattern
    if pattern is None:
        if not field.pattern_message:
            return ()
        message = Sentence(
            "There is no pattern whose message this could be.", "没有设置格式，因此不需要它的提示。"
        )
        return (
            Problem(
                "CATALOG_INVALID",
                message,
                ("patternMessage",),
                Sentence("Give `pattern`, or leave it out.", "请填写格式，或不填提示。"),
            ),
        )
    if len(pattern) > MOST_CHARACTERS:
        message = Sentence(
            "The pattern has {:,} characters; at most {:,} fit.", "正则有 {:,} 个字符，最多 {:,} 个。"
        ).of(len(pattern), MOST_CHARACTERS)
        return (Problem("CATALOG_LIMIT", message, ("pattern",), "Shorten it."),)
    wrong = text_fault(pattern)
    if wrong is not None:
        return (
            Problem(
                "CATALOG_INVALID",
                Sentence("The pattern {}.", "正则{}。").of(wrong),
                ("pattern",),
                Sentence("Remove that character.", "请删除该字符。"),
            ),
        )
    try:
        steps = _compiled(pattern).programsize
    except re2.error as error:
        reason = error.args[0].decode(errors="replace")[:100]
        return (
            Problem(
                "CATALOG_INVALID",
                Sentence("The pattern cannot be used: {}.", "正则无法使用：{}。").of(reason),
                ("pattern",),
                _SYNTAX,
            ),
        )
    if steps > MOST_STEPS:
        message = Sentence(
            "The pattern takes {:,} steps; at most {:,} fit.", "正则需要 {:,} 步，最多 {:,} 步。"
        ).of(steps, MOST_STEPS)
        hint = Sentence(
            "Repeat less in it; `minLength` and `maxLength` bound how long a text is.",
            "请减少重复；文本长度请用最少和最多字符数限制。",
        )
        return (Problem("CATALOG_LIMIT", message, ("pattern",), hint),)
    return ()
