"""Faults of a rule: a code, a sentence, and the JSON pointer of the place in the rule."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from core.errors import PathPart, SluiceError, fault
from core.sentences import Sentence, joined
from expressions.types import ValueType

SHOWN = 60

TYPE_WORDS: Mapping[ValueType, Sentence] = MappingProxyType(
    {
        ValueType.TEXT: Sentence("text", "文本"),
        ValueType.NUMBER: Sentence("number", "数字"),
        ValueType.BOOLEAN: Sentence("boolean", "真或假"),
        ValueType.DATE: Sentence("date", "日期"),
        ValueType.DATETIME: Sentence("datetime", "日期时间"),
        ValueType.TIME: Sentence("time", "时刻"),
        ValueType.CHOICE: Sentence("choice", "单选"),
        ValueType.CHOICES: Sentence("multi-choice", "多选"),
        ValueType.ID: Sentence("id", "ID"),
        ValueType.NULL: Sentence("null", "空值"),
        ValueType.RECORDS: Sentence("list of records", "记录列表"),
    }
)
"""What a refusal calls the types of expressions."""


USE_ONE_OF = Sentence("Use one of: {}.", "请使用其中之一：{}。")


def one_of_types(types: Iterable[ValueType]) -> Sentence:
    """`date or number`, in the order of their names."""
    return joined([TYPE_WORDS[each] for each in sorted(types)], " or ", "或")


def rule_fault(code: str, message: str, pointer: str, hint: str = "", **details: object) -> SluiceError:
    """A single problem at `pointer`: in the details as it is, and in the path part by part."""
    return fault(code, message, *path_of(pointer), hint=hint, pointer=pointer, **details)


def child(pointer: str, token: str | int) -> str:
    """The pointer of a member, escaped as RFC 6901 asks."""
    return f"{pointer}/{str(token).replace('~', '~0').replace('/', '~1')}"


def path_of(pointer: str) -> tuple[PathPart, ...]:
    """`/and/0/==` -> `("and", 0, "==")`."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
    return tuple(int(token) if token.isascii() and token.isdigit() else token for token in tokens)


def shortened(text: str) -> str:
    """The text in quotes for a message, cut where it is long, with what cannot be printed made visible."""
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…")
