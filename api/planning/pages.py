"""The order and the page arguments of a list."""

from collections.abc import Mapping

from api.planning.planning import Arguments, given
from api.types.bindings import Direction, OrderColumn
from core.errors import fault
from records.binding import DEFAULT_PAGE
from records.plans.inputs import Constant
from records.plans.selections import Order, Page


def order_of(given: Mapping[str, object]) -> Order:
    column, direction = given["field"], given.get("direction")
    if not isinstance(column, OrderColumn):
        raise TypeError(f"{column!r} is no order field")
    if not isinstance(direction, Direction):
        direction = Direction(False, False)
    return Order(column.column, column.kind, direction.descending, direction.nulls_first, column.nullable)


def page_of(arguments: Arguments) -> Page:
    forward = arguments.get("first") is not None or arguments.get("after") is not None
    backward = arguments.get("last") is not None or arguments.get("before") is not None
    if forward and backward:
        raise fault(
            "BAD_USER_INPUT",
            "A page runs forwards or backwards, not both",
            "last" if arguments.get("last") is not None else "before",
            hint="Use `first` with `after`, or `last` with `before`.",
        )
    size = given(arguments, "last" if backward else "first") or Constant(DEFAULT_PAGE)
    return Page(size, backward, given(arguments, "before" if backward else "after"))
