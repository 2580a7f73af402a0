"""The root field `dealFunnel`: how far records came in a pipeline."""

from typing import cast, get_args

from graphql import GraphQLField

from api.planning.conditions import condition_of
from api.planning.groups import aggregates_of
from api.planning.parameters import as_input
from api.planning.planning import Arguments, Planning, object_type
from api.planning.search import search_of
from api.planning.selections import Selected
from api.planning.writes import pipeline_of
from metadata.catalog import Object
from records.plans.funnel import Fact, FindFunnel, FunnelFact, FunnelRecords, FunnelStages, Standing
from records.plans.groups import AggregatesPart, CountPart
from records.plans.inputs import Input
from records.plans.type_name import TypeName


def funnel_of(planning: Planning, selected: Selected, field: GraphQLField, of: Object) -> FindFunnel:
    """The plan of the funnel of a pipeline of an object."""
    if of.pipeline is None:
        raise ValueError(f"{of.name} has no pipeline")
    arguments = planning.arguments(selected, field)
    where, type_ = arguments.get("where"), object_type(field)
    parts: list[FunnelRecords | FunnelStages | TypeName] = []
    for each in planning.inner(selected, field):
        match each.field:
            case "__typename":
                parts.append(TypeName(each.name, type_.name))
            case "stages":
                parts.append(_stages(planning, each, type_.fields["stages"]))
            case _:
                parts.append(_records(planning, each, type_.fields[each.field], "reached"))
    return FindFunnel(
        of,
        pipeline_of(planning, of, arguments) or of.pipeline.name,
        None if where is None else condition_of(planning, where, field.args["where"].type, of),
        search_of(planning, arguments, of),
        _moment(arguments, "from"),
        _moment(arguments, "to"),
        tuple(parts),
    )


def _moment(arguments: Arguments, name: str) -> Input | None:
    given = arguments.get(name)
    return None if given is None else as_input(given)


def _stages(planning: Planning, selected: Selected, field: GraphQLField) -> FunnelStages:
    type_ = object_type(field)
    parts: list[FunnelRecords | FunnelFact | TypeName] = []
    for each in planning.inner(selected, field):
        if each.field == "__typename":
            parts.append(TypeName(each.name, type_.name))
        elif each.field in get_args(Standing):
            parts.append(_records(planning, each, type_.fields[each.field], cast(Standing, each.field)))
        else:
            parts.append(FunnelFact(each.name, cast(Fact, each.field)))
    return FunnelStages(selected.name, tuple(parts))


def _records(
    planning: Planning, selected: Selected, field: GraphQLField, standing: Standing
) -> FunnelRecords:
    type_ = object_type(field)
    parts: list[CountPart | AggregatesPart | TypeName] = []
    for each in planning.inner(selected, field):
        match each.field:
            case "__typename":
                parts.append(TypeName(each.name, type_.name))
            case "count":
                parts.append(CountPart(each.name))
            case _:
                sums = aggregates_of(planning, each, type_.fields[each.field], "sum")
                parts.append(AggregatesPart(each.name, sums))
    return FunnelRecords(selected.name, standing, tuple(parts))
