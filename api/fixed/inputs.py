"""Small readings of inputs that several resolvers share."""

from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar
from uuid import UUID

from strawberry import UNSET

from api.types.scalars import Json
from core.errors import PathPart, Problem, SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.values import JsonValue, Number
from policies.access import Access

Value = TypeVar("Value")

LEFT_OUT = Sentence("`{}` is left out", "没有给出 `{}`")

EXACT_DIGITS = 15
"""Whole numbers of so many digits are exact in binary floating point, which many readers of JSON use."""


def or_none(value: Value | None) -> Value | None:
    """`value`, or None where it was left out."""
    return None if value is UNSET else value


def not_left_out(value: Value | None, hint: str, *path: PathPart) -> Value | None:
    """`value`, where null means something that nobody should ask for by leaving it out.

    Raises:
        SluiceError: BAD_USER_INPUT at `path` where it was left out.
    """
    if value is UNSET:
        raise fault("BAD_USER_INPUT", LEFT_OUT.of(path[-1]), *path, hint=hint)
    return value


def json_of(value: Json | None) -> JsonValue:
    """The JSON value, or None where it was left out."""
    # Json is any JSON value; the scalar has checked it.
    return or_none(value)  # type: ignore[return-value]


def number_of(value: Decimal | None) -> Number | None:
    """A number as a catalog keeps it: a whole one as JSON has it, where all its readers agree on it; else as text."""
    number = or_none(value)
    if number is None:
        return None
    whole = number == number.to_integral_value() and number.adjusted() < EXACT_DIGITS
    return int(number) if whole else f"{number:f}"


def readable_object(catalog: Catalog, access: Access, name: str, *path: PathPart) -> Object:
    """The object of that name, which the caller may read.

    Raises:
        SluiceError: CATALOG_UNKNOWN.
    """
    of = catalog.object_by_name.get(name)
    if of is None or of.id not in access.objects:
        message = Sentence(
            "There is no object named {!r} that the caller may read", "没有名为 {!r} 且你可以查看的对象"
        ).of(name[:60])
        raise fault("CATALOG_UNKNOWN", message, *path)
    return of


def role_ids(catalog: Catalog, names: Sequence[str], *path: PathPart, suggest: bool = True) -> list[str]:
    """The ids of the named roles, in the order given.

    Args:
        suggest: whether the caller may be told a name that is near.

    Raises:
        SluiceError: CATALOG_UNKNOWN for each name that is no role, with its place below `path`.
    """
    problems: list[Problem] = []
    for position, name in enumerate(names):
        if name not in catalog.role_by_name:
            close = get_close_matches(name, catalog.role_by_name)
            hint = f"Did you mean {close[0]}?" if close else f"Roles: {', '.join(catalog.role_by_name)}."
            hint = hint if suggest else ""
            message = f"There is no role named {name[:60]!r}"
            problems.append(Problem("CATALOG_UNKNOWN", message, (*path, position), hint))
    if problems:
        raise SluiceError(problems)
    return [catalog.role_by_name[name].id for name in dict.fromkeys(names)]


_CALLED = {
    "active member": "有效成员",
    "draft": "草稿",
    "entry": "条目",
    "group": "组",
    "key": "密钥",
    "member": "成员",
    "open invitation": "待接受的邀请",
    "operation": "操作",
    "record": "记录",
    "request": "申请",
    "saved view": "视图",
    "session": "登录会话",
    "unit": "组织单位",
}
"""What `uuid_of` is asked for, in Chinese."""


def uuid_of(text: str, what: str, *path: PathPart) -> UUID:
    """The id in `text`.

    Raises:
        SluiceError: NOT_FOUND, as for an id that belongs to nothing.
    """
    try:
        return UUID(text)
    except ValueError as error:
        told = Sentence("There is no such {}", "没有所指的{}").of(Sentence(what, _CALLED[what]))
        raise fault("NOT_FOUND", told, *path) from error
