"""The order and the page arguments of a list."""

from collections.abc import Mapping
from typing import cast

from graphql import GraphQLField, GraphQLInputField, GraphQLInputObjectType, get_named_type

from api.planning.planning import Arguments, Planning, given
from api.types.bindings import Direction, OrderColumn, OrderOneOf, OrderRelation, input_binding
from core.errors import PathPart, fault
from core.sentences import Sentence
from metadata.scope import DEEPEST
from records.binding import DEFAULT_PAGE, MAX_PAGE
from records.plans.selections import Order, Page
from records.plans.via import Step, step_to

MOST_KEYS = 10
"""Keys of an order: the comparison with a cursor grows with their square."""


def orders_of(arguments: Arguments, field: GraphQLField) -> tuple[Order, ...]:
    """The keys of the argument `orderBy`.

    Raises:
        SluiceError: BAD_USER_INPUT where a key is none or several, QUERY_TOO_COMPLEX where there are too many.
    """
    asked = cast("list[Mapping[str, object]]", arguments.get("orderBy") or [])
    if len(asked) > MOST_KEYS:
        raise fault(
            "QUERY_TOO_COMPLEX", f"The order has {len(asked)} keys; {MOST_KEYS} are allowed", "orderBy"
        )
    type_ = get_named_type(field.args["orderBy"].type) if asked else None
    return tuple(
        order_of(each, cast(GraphQLInputObjectType, type_), ("orderBy", position))
        for position, each in enumerate(asked)
    )


def order_of(
    asked: Mapping[str, object],
    type_: GraphQLInputObjectType,
    path: tuple[PathPart, ...],
    steps: tuple[Step, ...] = (),
) -> Order:
    """One key: of the record itself, or of one that its relations and references lead to."""
    entries = {name: value for name, value in asked.items() if value is not None}
    direction = entries.pop("direction", None)
    if len(entries) != 1:
        raise fault(
            "BAD_USER_INPUT",
            "A key of an order names one thing to order by",
            *path,
            hint="Write {field: name}, or one relation as in {account: {field: name}}.",
        )
    ((name, value),) = entries.items()
    if isinstance(value, OrderColumn):
        chosen = direction if isinstance(direction, Direction) else Direction(False, False)
        nullable = value.nullable or bool(steps)
        return Order(
            value.column, value.kind, chosen.descending, chosen.nulls_first, nullable, steps, value.listed
        )
    if direction is not None:
        raise fault(
            "BAD_USER_INPUT",
            "The direction stands beside `field`",
            *path,
            "direction",
            hint=f"Write {{{name}: {{field: …, direction: …}}}}.",
        )
    if len(steps) == DEEPEST:
        raise fault("QUERY_TOO_COMPLEX", f"An order reaches at most {DEEPEST} relations far", *path)
    entry, asked, path = type_.fields[name], cast("Mapping[str, object]", value), (*path, name)
    if isinstance(input_binding(entry), OrderOneOf):
        entry, asked, path = _of_one(entry, asked, path)
    binding = input_binding(entry)
    if not isinstance(binding, OrderRelation):
        raise TypeError(f"{binding} orders nothing")
    inner = cast(GraphQLInputObjectType, get_named_type(entry.type))
    return order_of(asked, inner, path, (*steps, step_to(binding.relation, binding.target)))


def _of_one(
    entry: GraphQLInputField, asked: Mapping[str, object], path: tuple[PathPart, ...]
) -> tuple[GraphQLInputField, Mapping[str, object], tuple[PathPart, ...]]:
    """The one object of a reference that is named, with the order by its records."""
    named = {name: value for name, value in asked.items() if value is not None}
    if len(named) != 1:
        message = "A key of an order names one object that the reference may point to"
        raise fault("BAD_USER_INPUT", message, *path, hint="Make a key of each.")
    ((name, value),) = named.items()
    fields = cast(GraphQLInputObjectType, get_named_type(entry.type)).fields
    return fields[name], cast("Mapping[str, object]", value), (*path, name)


def page_of(planning: Planning, arguments: Arguments) -> Page:
    """The page that the arguments of a list ask for.

    Raises:
        SluiceError: BAD_USER_INPUT where they run both ways, PAGE_SIZE.
    """
    forward = arguments.get("first") is not None or arguments.get("after") is not None
    backward = arguments.get("last") is not None or arguments.get("before") is not None
    if forward and backward:
        raise fault(
            "BAD_USER_INPUT",
            "A page runs forwards or backwards, not both",
            "last" if arguments.get("last") is not None else "before",
            hint="Use `first` with `after`, or `last` with `before`.",
        )
    size = size_of(planning, arguments, "last" if backward else "first", DEFAULT_PAGE)
    return Page(size, backward, given(arguments, "before" if backward else "after"))


def size_of(planning: Planning, arguments: Arguments, name: str, default: int) -> int:
    """How many rows are asked for; a part of the plan (`records.plans.selections.Page`).

    Raises:
        SluiceError: PAGE_SIZE.
    """
    asked = arguments.get(name)
    size = default if asked is None else planning.shape.literal(asked)
    if not isinstance(size, int) or not 0 <= size <= MAX_PAGE:
        raise fault(
            "PAGE_SIZE",
            Sentence("{} rows were asked for; a page has 0 to {}", "请求了 {} 行，每页为 0 到 {} 行").of(
                size, MAX_PAGE
            ),
            name,
        )
    return size
