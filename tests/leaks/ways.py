"""Every way to learn a value, made of what the admin's GraphQL schema and the registries offer.

A new operator, argument, kind of root field or type of field is a new way by itself, or fails the tests until somebody
says here how a value is learnt by it.
"""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
)

from tests.leaks.denials import FIELDS
from tests.leaks.record_ways import by_rules, records, searches
from tests.leaks.way import Way

Before = dict[str, dict[str, Any]]


def ways_of(schema: GraphQLSchema, before: Before, ids: dict[str, str]) -> list[Way]:
    """All of them."""
    return [
        *selections(schema, ids),
        *filters(schema, before),
        *orders(schema),
        *groups(schema),
        *by_rules(),
        *searches(),
        *records(ids),
    ]


def kind_of(schema: GraphQLSchema, name: str) -> str:
    """The GraphQL type of the field that a name of an order or a group stands for."""
    record = schema.type_map["Vault"]
    assert isinstance(record, GraphQLObjectType)
    found = record.fields.get(name) or record.fields.get(hidden_of(name))
    return name if found is None else get_named_type(found.type).name


def hidden_of(name: str) -> str:
    """The hidden field that a name of the API belongs to: `moneyValue`, `memberValueId`, `addressValue_city`."""
    return max((each for each in FIELDS if name.startswith(each)), key=len, default="")


# Selecting


def selected(schema: GraphQLSchema, type_name: str = "Vault") -> Iterator[tuple[str, str]]:
    """(field, what is selected of it) of each hidden field, as the type has it."""
    type_ = schema.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    for name, each in type_.fields.items():
        if hidden_of(name):
            yield name, f"{name} {inner(get_named_type(each.type))}"


def inner(type_: Any) -> str:
    """What is selected of a value that is an object."""
    match type_.name:
        case "Money":
            return "{ amount currency }"
        case "PostalAddress":
            return "{ country province city district street postalCode }"
        case "StoredFile":
            return "{ id name mediaType size sha256 uploadedAt uploadedBy }"
        case "MemberSummary":
            return "{ id name }"
        case "VaultReferenceValue":
            return "{ ... on Place { name } }"
        case "PlaceConnection":
            return "{ totalCount nodes { name } }"
        case "Place":
            return "{ name }"
        case "PlaceGroup":
            return "{ count }"
        case name:
            assert not is_composite_type(type_), f"say what is selected of {name}"
            return ""


PLACES = {
    "select": "vaults {{ nodes {{ id {0} }} }}",
    "select by id": "vault(id: $id) {{ id {0} }}",
    "relation path": "holders {{ nodes {{ id vault {{ id {0} }} }} }}",
    "nested list": "places {{ nodes {{ id relationVaults {{ nodes {{ id {0} }} }} }} }}",
    "node": "node(id: $id) {{ ... on Vault {{ id {0} }} }}",
}


def selections(schema: GraphQLSchema, ids: dict[str, str]) -> Iterator[Way]:
    for family, root in PLACES.items():
        for name, what in selected(schema):
            given = {"id": ("ID!", ids["theirs"])} if "$id" in root else {}
            yield Way(
                family,
                name,
                root.format(what),
                given,
                hidden_of(name),
                kind=kind_of(schema, name),
                # The relation that is the list's other end is shown by no mask.
                as_text="" if family == "nested list" else root.format(name),
            )
    for name in ("along",):
        yield Way(
            "computed along a relation", f"holder.{name}", f"holders {{ nodes {{ id {name} }} }}", hidden=name
        )
    yield Way("computed over a list", "place.total", "places { nodes { id total } }", hidden="total")


# Filters


def filters(schema: GraphQLSchema, before: Before) -> Iterator[Way]:
    type_ = schema.type_map["VaultWhere"]
    assert isinstance(type_, GraphQLInputObjectType)
    for name, each in type_.fields.items():
        hidden = hidden_of(name)
        system = name in ("id", "version", "createdAt", "updatedAt", "label", "stageEnteredAt")
        if not (hidden or system):
            assert name in OTHER_FILTERS, f"say how records are found by {name}"
            continue
        for path, value, compared in comparisons(name, each.type, before):
            where = value
            for part in reversed(path):
                where = {part: where}
            root = "vaults(where: $w) { totalCount nodes { id } }"
            kind = f"{compared} {path[-1]}, {len(path)} deep"
            yield Way("filter", " ".join(path), root, {"w": ("VaultWhere", where)}, hidden, kind=kind)
            if path[-1] in ("eq", "isNull"):
                nested = "holders(where: $w) { totalCount nodes { id } }"
                given = {"w": ("HolderWhere", {"vault": where})}
                yield Way("filter along a relation", " ".join(path), nested, given, hidden, kind=kind)


OTHER_FILTERS = {
    "and": "of filters",
    "or": "of filters",
    "not": "of filters",
    "rule": "ways of their own",
    "ownerId": "who owns a record is what some rules of rows are about, and stays",
    "stage": "what a rule of rows is about, and stays",
    "stageTasks": "of the stage",
    "dueCriteria": "asked for among the records",
    "createdById": "who made a record, in the same way as its owner",
    "updatedById": "who changed a record, in the same way as its owner",
    "holders": "records of an object that is not hidden",
}


def comparisons(name: str, type_: Any, before: Before) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    """(path, operand, type of the filter) of each operator over a filter of the field."""
    named = get_named_type(type_)
    theirs, mine = (before[label].get(name) for label in ("theirs", "mine"))
    yield from _over(named, (name,), theirs, mine)


def _over(
    type_: Any, path: tuple[str, ...], theirs: Any, mine: Any
) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    assert isinstance(type_, GraphQLInputObjectType)
    if type_.name == "PlaceWhere":
        yield (*path, "name", "eq"), "near", " ".join(path[1:])
        return
    for name, each in type_.fields.items():
        named = get_named_type(each.type)
        if isinstance(named, GraphQLInputObjectType):
            deeper = name in ("place", "some", "every", "none")
            yield from _over(named, (*path, name), *((None, None) if deeper else (theirs[name], mine[name])))
        else:
            value = theirs["amount"] if isinstance(theirs, dict) and "amount" in theirs else theirs
            other = mine["amount"] if isinstance(mine, dict) and "amount" in mine else mine
            if isinstance(value, dict) and type_.name == "StoredFileFilter":
                value, other = value["id"], other["id"]
            yield (*path, name), operand(name, value, other), type_.name


def operand(operator: str, theirs: Any, mine: Any) -> Any:
    """With what an operator tells of theirs, who have at first less than mine has, and afterwards more."""
    match operator:
        case "eq" | "ne" | "lte" | "contains" | "startsWith" | "endsWith":
            return theirs
        case "in" | "notIn":
            return [theirs]
        case "lt" | "gt" | "gte":
            return mine
        case "isNull":
            return True
        case "has":
            return "beta"
        case "hasAny" | "hasAll":
            return ["beta"]
    raise AssertionError(f"say with what {operator} tells of a value")


# Orders, groups, aggregates


def enum_of(schema: GraphQLSchema, name: str) -> list[str]:
    type_ = schema.type_map[name]
    assert isinstance(type_, GraphQLEnumType)
    return list(type_.values)


VISIBLE = ("label", "createdAt", "updatedAt", "stageEnteredAt")
"""What a record has beside the hidden fields, of which it tells in orders and groups too."""
KEYS = "{ keys { value label } count }"
PAGE = "{ edges { cursor } pageInfo { hasNextPage endCursor } }"


def orders(schema: GraphQLSchema) -> Iterator[Way]:
    for name in enum_of(schema, "VaultOrderField"):
        hidden, kind = hidden_of(name), kind_of(schema, name)
        if not hidden and name not in VISIBLE:
            continue
        along = f"holders(orderBy: [{{ vault: {{ field: {name} }} }}]) {{ nodes {{ id }} }}"
        for family, root in (
            ("order", f"vaults(orderBy: [{{ field: {name} }}]) {{ nodes {{ id }} }}"),
            ("order along a relation", along),
            ("cursor", f"vaults(orderBy: [{{ field: {name} }}], first: 1) {PAGE}"),
        ):
            yield Way(family, name, root, hidden=hidden, kind=kind)


def groups(schema: GraphQLSchema) -> Iterator[Way]:
    for name in enum_of(schema, "VaultGroupField"):
        hidden, kind = hidden_of(name), kind_of(schema, name)
        # Money is told apart by its currency in sums, and is no key.
        if name.startswith("money") or not (hidden or name in VISIBLE):
            continue
        if not name.endswith("At"):
            along = f"holderGroups(by: [{{ vault: {{ field: {name} }} }}]) {KEYS}"
            yield Way(
                "group key", name, f"vaultGroups(by: [{{ field: {name} }}]) {KEYS}", hidden=hidden, kind=kind
            )
            yield Way("group key along a relation", name, along, hidden=hidden, kind=kind)
        for bucket in enum_of(schema, "DateBucket") if kind in ("Date", "DateTime") else ():
            root = f"vaultGroups(by: [{{ field: {name}, bucket: {bucket} }}]) {KEYS}"
            yield Way("date bucket", f"{name} {bucket}", root, hidden=hidden, kind=f"{kind} {bucket}")
        distinct = f"vaultGroups {{ countDistinct(field: {name}) }}"
        yield Way("aggregate", f"{name} countDistinct", distinct, hidden=hidden, kind=f"{kind} distinct")
    yield from aggregates(schema)
    yield from funnels(schema)


def funnels(schema: GraphQLSchema) -> Iterator[Way]:
    """What records add up to in the stages that they have reached."""
    records = schema.type_map["VaultFunnelRecords"]
    assert isinstance(records, GraphQLObjectType)
    numbers = get_named_type(records.fields["sum"].type)
    assert isinstance(numbers, GraphQLObjectType)
    for name, one in numbers.fields.items():
        type_ = get_named_type(one.type)
        what = f"vaultFunnel {{ stages {{ stage reached {{ sum {{ {name} {inner(type_)} }} }} }} }}"
        yield Way("funnel", name, what, hidden=hidden_of(name), kind=type_.name)


def aggregates(schema: GraphQLSchema) -> Iterator[Way]:
    group = schema.type_map["VaultGroup"]
    assert isinstance(group, GraphQLObjectType)
    for function, each in group.fields.items():
        numbers = get_named_type(each.type)
        if function in ("keys", "count", "countDistinct"):
            continue
        assert isinstance(numbers, GraphQLObjectType), f"say what {function} tells"
        for name, one in numbers.fields.items():
            if not (hidden := hidden_of(name)):
                continue
            kind = f"{function} {get_named_type(one.type).name}"
            money = name.startswith("money")
            what = f"vaultGroups {{ {function} {{ {name} {inner(get_named_type(one.type))} }} }}"
            yield Way("aggregate", f"{name} {function}", what, hidden=hidden, kind=kind)
            having = {function: {name: {"isNull": False} | ({"currency": "AUD"} if money else {})}}
            root = "vaultGroups(by: [{ field: label }], having: $h) { keys { value } }"
            given = {"h": ("VaultHaving", having)}
            yield Way("having", f"{name} {function}", root, given, hidden, kind=kind)
            order = f"aggregate: {function.upper()}, field: {name}" + (', currency: "AUD"' if money else "")
            root = f"vaultGroups(by: [{{ field: label }}], orderBy: [{{ {order} }}]) {{ keys {{ value }} }}"
            yield Way("order of groups", f"{name} {function}", root, hidden=hidden, kind=kind)
