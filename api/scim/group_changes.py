"""What a PATCH of a group does to its members, read off its operations without the group: it may have thousands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from scim2_models import Path, SCIMException
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
    ValuePath,
)

from api.scim.errors import of_scim, refused
from api.scim.models import Group

MEMBERS = "members"


@dataclass(frozen=True)
class Step:
    """A change of the members.

    Attributes:
        kind: `set` means these and no others.
    """

    kind: Literal["add", "remove", "set"]
    ids: tuple[UUID, ...]


def divided(operations: Sequence[object]) -> tuple[list[object], list[Step]]:
    """The operations on other attributes, and what the rest does to the members, in order.

    Raises:
        SluiceError: SCIM_REFUSED.
    """
    others: list[object] = []
    steps: list[Step] = []
    for each in operations:
        operation = {str(key).lower(): value for key, value in each.items()} if isinstance(each, dict) else {}
        kind, path, value = (
            str(operation.get("op", "")).lower(),
            operation.get("path"),
            operation.get("value"),
        )
        if isinstance(path, str) and path:
            found = list(_by_path(kind, path, value))
            steps += found
            others += [] if found else [each]
        elif isinstance(value, Mapping) and kind in ("add", "replace"):
            rest = {key: held for key, held in value.items() if str(key).lower() != MEMBERS}
            for key in {*value} - {*rest}:
                steps.append(Step("add" if kind == "add" else "set", tuple(ids_of(value[key]))))
            others += [{"op": kind, "value": rest}] if rest else []
        else:
            others.append(each)
    return others, steps


def ids_of(value: object) -> Iterator[UUID]:
    """The ids in a list of members.

    Raises:
        SluiceError: SCIM_REFUSED.
    """
    for each in value if isinstance(value, list) else [] if value is None else [value]:
        told = each if isinstance(each, str) else None
        if isinstance(each, Mapping):
            told = next((held for key, held in each.items() if str(key).lower() == "value"), None)
        yield _id(told)


def _id(told: object) -> UUID:
    try:
        return UUID(told) if isinstance(told, str) else UUID("")
    except ValueError as error:
        raise no_user(told) from error


def no_user(id_: object) -> Exception:
    """The refusal of a member of a group who is none of the tenant."""
    return refused("invalidValue", f"There is no user {str(id_)[:60]!r} to be in the group")


def _by_path(kind: str, path: str, value: object) -> Iterator[Step]:
    """What an operation on a path does to the members; nothing where it is on another attribute."""
    try:
        parsed = Path[Group](path).ast
    except SCIMException as error:
        raise of_scim(error) from error
    if isinstance(parsed, ValuePath) and parsed.attr_path.attr.lower() == MEMBERS:
        if kind != "remove" or parsed.sub_attr:
            raise refused("mutability", "Members are added and removed, and not changed")
        yield Step("remove", tuple(_chosen(parsed.val_filter)))
    elif isinstance(parsed, AttrPath) and parsed.attr.lower() == MEMBERS:
        if parsed.sub_attr:
            raise refused("mutability", "Members are added and removed, and not changed")
        ids = tuple(ids_of(value))
        match kind:
            case "add":
                yield Step("add", ids)
            case "replace":
                yield Step("set", ids)
            case "remove":
                yield Step("set", ()) if value is None else Step("remove", ids)
            case _:
                raise refused("invalidValue", f"{kind[:20]!r} is not `add`, `replace` or `remove`")


def _chosen(node: FilterNode) -> Iterator[UUID]:
    match node:
        case Comparison(attr_path=AttrPath(attr=attr, sub_attr=None), op=CompareOperator.eq, value=value) if (
            attr.lower() == "value"
        ):
            yield _id(value)
        case LogicalExpr(op=LogicalOperator.or_, terms=terms):
            for each in terms:
                yield from _chosen(each)
        case _:
            raise refused("invalidFilter", 'Members are chosen by `members[value eq "…"]`')


def operations_of(body: Mapping[str, Any]) -> tuple[dict[str, Any], list[object]]:
    """The body without its operations, and these."""
    rest = {key: value for key, value in body.items() if key.lower() != "operations"}
    found = next((value for key, value in body.items() if key.lower() == "operations"), None)
    if not isinstance(found, list) or not found:
        raise refused("invalidSyntax", "The body has no `Operations`")
    return rest, found
