"""The root field `stuckDeals`: the records that no way leads out of."""

from dataclasses import replace

from graphql import GraphQLField

from api.planning.conditions import condition_of
from api.planning.planning import Planning, names_of, object_type
from api.planning.records import connection_of
from api.planning.search import search_of
from api.planning.selections import Selected
from metadata.catalog import Object
from records.plans.conditions import AllOf, Stuck
from records.plans.stuck import FindStuck, StuckClauses, StuckRecords


def stuck_of(planning: Planning, selected: Selected, field: GraphQLField, of: Object) -> FindStuck:
    """The plan of the stuck records of an object."""
    arguments = planning.arguments(selected, field)
    where = arguments.get("where")
    condition = None if where is None else condition_of(planning, where, field.args["where"].type, of)
    search = search_of(planning, arguments, of)
    inner, type_ = planning.inner(selected, field), object_type(field)
    which = Stuck() if condition is None else AllOf((condition, Stuck()))
    records = []
    for each in inner:
        if each.field == "records":
            connection = connection_of(planning, each, type_.fields["records"], of, None)
            records.append(StuckRecords(each.name, replace(connection, where=which, search=search)))
    return FindStuck(
        of,
        condition,
        search,
        names_of(inner),
        tuple((each.name, each.field) for each in inner if each.field not in ("clauses", "records")),
        tuple(
            StuckClauses(each.name, planning.parts(each, type_.fields["clauses"]))
            for each in inner
            if each.field == "clauses"
        ),
        tuple(records),
    )
