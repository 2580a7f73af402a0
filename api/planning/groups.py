"""Lists of groups as plans: what is grouped by, which groups, their order, and what is told of each."""

from collections.abc import Mapping
from typing import cast

from graphql import (
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
)

from api.planning.conditions import condition_of
from api.planning.pages import size_of
from api.planning.parameters import as_input
from api.planning.planning import Arguments, Planning, object_type
from api.planning.search import search_of
from api.planning.selections import Selected
from api.types.bindings import AggregateFunction, Bucketed, Direction
from api.types.group_bindings import (
    GroupColumn,
    GroupOneOf,
    GroupRelation,
    HavingCount,
    HavingFunction,
    HavingLogic,
    aggregate_leaf,
    group_relation,
    having_binding,
)
from core.errors import PathPart, fault
from metadata.catalog import Object
from metadata.field_types.all_types import input_name, parts_of
from metadata.field_types.reference import object_column
from metadata.fields import Field
from metadata.scope import DEEPEST
from records.plans.groups import (
    COUNT,
    Aggregate,
    AggregatesPart,
    AggregateValue,
    CountPart,
    Function,
    GroupKey,
    GroupOrder,
    GroupPart,
    Groups,
    Having,
    HavingAll,
    HavingAny,
    HavingCompare,
    HavingNot,
    HavingNull,
    KeysPart,
)
from records.plans.inputs import Input
from records.plans.type_name import TypeName
from records.plans.via import Referred, Step, Via, step_to

DEFAULT_GROUPS = 100
MOST_KEYS = 8
"""Keys to group by, and keys of the order: each is part of every group's name."""

Path = tuple[PathPart, ...]


def groups_of(
    planning: Planning, selected: Selected, field: GraphQLField, of: Object, via: Via | None
) -> Groups:
    """Groups of records."""
    arguments = planning.arguments(selected, field)
    where, having = arguments.get("where"), arguments.get("having")
    by = _keys(arguments, field, of, planning)
    return Groups(
        of,
        via,
        None if where is None else condition_of(planning, where, field.args["where"].type, of),
        by,
        None if having is None else having_of(planning, having, field.args["having"].type, ("having",)),
        _orders(arguments, by, of),
        size_of(planning, arguments, "first", DEFAULT_GROUPS),
        tuple(_part(planning, inner, object_type(field), of) for inner in planning.inner(selected, field)),
        search_of(planning, arguments, of),
    )


# By what


def _keys(arguments: Arguments, field: GraphQLField, of: Object, planning: Planning) -> tuple[GroupKey, ...]:
    asked = cast("list[Mapping[str, object]]", arguments.get("by") or [])
    if len(asked) > MOST_KEYS:
        raise fault("QUERY_TOO_COMPLEX", f"{len(asked)} keys to group by; {MOST_KEYS} are allowed", "by")
    type_ = cast(GraphQLInputObjectType, get_named_type(field.args["by"].type))
    found = tuple(_key(planning, each, type_, of, ("by", place)) for place, each in enumerate(asked))
    seen: set[tuple[str, object, object]] = set()
    for place, key in enumerate(found):
        if (key.name, key.bucket, key.zone) in seen:
            raise fault("BAD_USER_INPUT", f"{key.name} is named twice", "by", place, hint="Name it once.")
        seen.add((key.name, key.bucket, key.zone))
    return found


def _key(
    planning: Planning,
    asked: Mapping[str, object],
    type_: GraphQLInputObjectType,
    of: Object,
    path: Path,
    steps: tuple[Step, ...] = (),
) -> GroupKey:
    entries = {name: value for name, value in asked.items() if value is not None}
    bucket, zone = entries.pop("bucket", None), entries.pop("timeZone", None)
    if len(entries) != 1:
        raise fault(
            "BAD_USER_INPUT",
            "A key names one thing to group by",
            *path,
            hint="Write {field: stage}, or one relation as in {account: {field: industry}}.",
        )
    ((name, value),) = entries.items()
    if isinstance(value, GroupColumn):
        _check_period(value, bucket, zone, path)
        field = None if value.field is None else of.field_by_id[value.field]
        if not value.groupable:
            hint = (
                "Sums of money are told apart by currency by themselves."
                if value.money
                else "Group by another."
            )
            raise fault(
                "BAD_USER_INPUT", f"Records cannot be grouped by {value.column}", *path, "field", hint=hint
            )
        full = ".".join((*map(_step_name, steps), name_of(value, field)))
        period = bucket.bucket if isinstance(bucket, Bucketed) else None
        return GroupKey(
            full, value.column, field, of, steps, period, None if zone is None else as_input(zone)
        )
    if bucket is not None or zone is not None:
        wrong = "bucket" if bucket is not None else "timeZone"
        raise fault(
            "BAD_USER_INPUT",
            f"`{wrong}` stands beside `field`",
            *path,
            wrong,
            hint=f"Write {{{name}: {{field: …, {wrong}: …}}}}.",
        )
    if len(steps) == DEEPEST:
        raise fault("QUERY_TOO_COMPLEX", f"A key reaches at most {DEEPEST} relations far", *path)
    entry, given = type_.fields[name], cast("Mapping[str, object]", value)
    way, path = group_relation(entry), (*path, name)
    if isinstance(way, GroupOneOf):
        entry, given, path = _referred(entry, given, path)
        way = group_relation(entry)
    assert isinstance(way, GroupRelation)
    inner = cast(GraphQLInputObjectType, get_named_type(entry.type))
    step = step_to(way.relation, way.target)
    return _key(planning, given, inner, way.target, path, (*steps, step))


def _referred(
    entry: GraphQLInputField, given: Mapping[str, object], path: Path
) -> tuple[GraphQLInputField, Mapping[str, object], Path]:
    """The one object of a reference that is named, with what is asked of its records."""
    named = {name: value for name, value in given.items() if value is not None}
    if len(named) != 1:
        message = "A key names one object that the reference may point to"
        raise fault("BAD_USER_INPUT", message, *path, hint="Make a key of each.")
    ((name, value),) = named.items()
    fields = cast(GraphQLInputObjectType, get_named_type(entry.type)).fields
    return fields[name], cast("Mapping[str, object]", value), (*path, name)


def _step_name(step: Step) -> str:
    return f"{step.reference.name}.{step.target.name}" if isinstance(step, Referred) else step.name


def name_of(column: GroupColumn, field: Field | None) -> str:
    """What clients call the column."""
    if field is None or (field.targets and column.column == object_column(field)):
        return column.column
    part = next(
        (part.name for part, name in parts_of(field) if part.groupable and name == column.column), None
    )
    return input_name(field) if part is None else f"{field.name}.{part}"


def _check_period(column: GroupColumn, bucket: object, zone: object, path: Path) -> None:
    if bucket is not None and column.period == "none":
        raise fault(
            "BAD_USER_INPUT",
            f"{column.column} is no date and no moment",
            *path,
            "bucket",
            hint="Leave `bucket` out.",
        )
    if zone is not None and (column.period != "datetime" or bucket is None):
        raise fault(
            "BAD_USER_INPUT",
            "A time zone decides only into which period a moment falls",
            *path,
            "timeZone",
            hint="Name a moment and its `bucket`, or leave `timeZone` out.",
        )


# Which groups


def having_of(planning: Planning, asked: object, type_: object, path: Path) -> Having:
    """A `having` input: all its entries must hold."""
    fields = cast(GraphQLInputObjectType, get_named_type(cast(GraphQLNamedType, type_))).fields
    found: list[Having] = []
    for name, value in cast("Mapping[str, object]", asked).items():
        entry, where = fields[name], (*path, name)
        if value is None:
            raise _is_null(where)
        match having_binding(entry):
            case HavingLogic("not"):
                found.append(HavingNot(having_of(planning, value, entry.type, where)))
            case HavingLogic(operator):
                inner = tuple(
                    having_of(planning, each, entry.type, (*where, place))
                    for place, each in enumerate(cast("list[object]", value))
                )
                found.append(HavingAll(inner) if operator == "and" else HavingAny(inner))
            case HavingCount():
                found += _compared(COUNT, value, where)
            case HavingFunction(function):
                found += _conditions(function, value, entry.type, where)
    return found[0] if len(found) == 1 else HavingAll(tuple(found))


def _conditions(function: Function, value: object, type_: object, path: Path) -> list[Having]:
    fields = cast(GraphQLInputObjectType, get_named_type(cast(GraphQLNamedType, type_))).fields
    found: list[Having] = []
    for name, conditions in cast("Mapping[str, object]", value).items():
        if conditions is None:
            raise _is_null((*path, name))
        leaf = aggregate_leaf(fields[name])
        found += _compared(Aggregate(function, leaf.column, leaf.field), conditions, (*path, name))
    return found


def _compared(aggregate: Aggregate, conditions: object, path: Path) -> list[Having]:
    given_ones = dict(cast("Mapping[str, object]", conditions))
    currency = given_ones.pop("currency", None)
    money = None if currency is None else as_input(currency)
    found: list[Having] = []
    for operator, operand in given_ones.items():
        if operand is None:
            raise _is_null((*path, operator))
        if operator == "isNull":
            found.append(HavingNull(aggregate, money, bool(operand), path))
        else:
            found.append(HavingCompare(aggregate, money, operator, as_input(operand), (*path, operator)))
    return found


def _is_null(path: Path) -> Exception:
    return fault(
        "BAD_USER_INPUT", f"The condition {path[-1]} is null", *path, hint="Leave it out, or use `isNull`."
    )


# In which order


def _orders(arguments: Arguments, by: tuple[GroupKey, ...], of: Object) -> tuple[GroupOrder, ...]:
    asked = cast("list[Mapping[str, object]]", arguments.get("orderBy") or [])
    if len(asked) > MOST_KEYS:
        raise fault(
            "QUERY_TOO_COMPLEX", f"The order has {len(asked)} keys; {MOST_KEYS} are allowed", "orderBy"
        )
    return tuple(_order(each, by, of, ("orderBy", place)) for place, each in enumerate(asked))


def _order(asked: Mapping[str, object], by: tuple[GroupKey, ...], of: Object, path: Path) -> GroupOrder:
    entries = {name: value for name, value in asked.items() if value is not None}
    direction = entries.pop("direction", None)
    chosen = direction if isinstance(direction, Direction) else Direction(False, False)
    key, currency = entries.pop("key", None), entries.pop("currency", None)
    function, column = entries.get("aggregate"), entries.get("field")
    if key is not None and not entries and currency is None:
        return GroupOrder(_place(key, by, path), None, chosen.descending, chosen.nulls_first)
    if key is not None or not isinstance(function, AggregateFunction):
        raise fault(
            "BAD_USER_INPUT",
            "An order of groups names a key or an aggregate",
            *path,
            hint="Write {key: 0}, {aggregate: COUNT} or {aggregate: SUM, field: …}.",
        )
    aggregate = _ordering(function.function, column, of, path)
    money = isinstance(column, GroupColumn) and column.money
    if money != (currency is not None):
        message = "Amounts are compared in one currency" if money else "Only amounts have a currency"
        hint = "Say which in `currency`." if money else "Leave `currency` out."
        raise fault("BAD_USER_INPUT", message, *path, "currency", hint=hint)
    source: Input | None = None if currency is None else as_input(currency)
    return GroupOrder(aggregate, source, chosen.descending, chosen.nulls_first)


def _place(key: object, by: tuple[GroupKey, ...], path: Path) -> int:
    if not isinstance(key, int) or not 0 <= key < len(by):
        raise fault(
            "BAD_USER_INPUT",
            f"There is no key {key} in `by`",
            *path,
            "key",
            hint=f"Use 0 to {len(by) - 1}." if by else "Name what to group by in `by`.",
        )
    return key


def _ordering(function: Function, column: object, of: Object, path: Path) -> Aggregate:
    if function == "count" and column is None:
        return COUNT
    if column is None:
        raise fault(
            "BAD_USER_INPUT",
            f"It is not said what to compute {function} of",
            *path,
            "field",
            hint="Name a field; COUNT alone takes none.",
        )
    return _computed(function, column, of, (*path, "field"))


def _computed(function: Function, column: object, of: Object, path: Path) -> Aggregate:
    """The aggregate of a function over a column."""
    if not isinstance(column, GroupColumn) or function not in column.functions:
        raise fault(
            "BAD_USER_INPUT",
            f"{function} cannot be computed of that field",
            *path,
            hint="SUM and AVG take numbers and money, MIN and MAX dates and moments too, COUNT no field.",
        )
    return Aggregate(function, column.column, of.field_by_id[column.field] if column.field else None)


# What is told of each


def _part(planning: Planning, selected: Selected, type_: GraphQLObjectType, of: Object) -> GroupPart:
    name = selected.name
    match selected.field:
        case "__typename":
            return TypeName(name, type_.name)
        case "keys":
            return KeysPart(name, planning.parts(selected, type_.fields["keys"]))
        case "count":
            return CountPart(name)
        case "countDistinct":
            field = type_.fields["countDistinct"]
            column = planning.arguments(selected, field)["field"]
            return AggregateValue(name, _computed("countDistinct", column, of, (name, "field")))
        case function:
            return AggregatesPart(
                name, aggregates_of(planning, selected, type_.fields[function], cast(Function, function))
            )


def aggregates_of(
    planning: Planning, selected: Selected, field: GraphQLField, function: Function
) -> tuple[AggregateValue | TypeName, ...]:
    """What is asked of the aggregates of one function."""
    type_ = object_type(field)
    found: list[AggregateValue | TypeName] = []
    for inner in planning.inner(selected, field):
        if inner.field == "__typename":
            found.append(TypeName(inner.name, type_.name))
            continue
        leaf_field = type_.fields[inner.field]
        leaf = aggregate_leaf(leaf_field)
        parts = planning.parts(inner, leaf_field) if leaf.money else None
        found.append(AggregateValue(inner.name, Aggregate(function, leaf.column, leaf.field), parts))
    return tuple(found)
