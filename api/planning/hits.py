"""The root field `search`: one search over several objects."""

from typing import cast

from graphql import GraphQLField

from api.planning.pages import size_of
from api.planning.parameters import as_input
from api.planning.planning import Planning, names_of
from api.planning.records import selections_among
from api.planning.selections import Selected
from metadata.catalog import Object
from metadata.field_types.all_types import input_name
from metadata.fields import Field
from metadata.search import readable_tags
from records.binding import DEFAULT_PAGE
from records.plans.reads import FindHits, HitNode, SoughtObject


def hits_of(planning: Planning, selected: Selected, field: GraphQLField) -> FindHits:
    """The plan of a search. A name that is none, or none that the caller may know, finds nothing."""
    arguments = planning.arguments(selected, field)
    named = cast("list[str] | None", planning.shape.literal(arguments.get("objects")))
    objects = tuple(
        each
        for of in planning.catalog.objects
        if (named is None or of.name in named) and (each := _sought(planning, of)) is not None
    )
    inner = planning.inner(selected, field)
    searched = [each.object for each in objects]
    nodes = tuple(
        HitNode(each.name, selections_among(planning, each, searched))
        for each in inner
        if each.field == "node"
    )
    return FindHits(
        as_input(arguments["query"]),
        size_of(planning, arguments, "first", DEFAULT_PAGE),
        objects,
        names_of(inner),
        tuple((each.name, each.field) for each in inner if each.field != "node"),
        nodes,
    )


def _sought(planning: Planning, of: Object) -> SoughtObject | None:
    access = planning.access.objects.get(of.id)
    tags = readable_tags(of, access.read) if access is not None else ""
    if access is None or not tags:
        return None
    display = of.field_by_name.get(of.display or "")
    return SoughtObject(
        of, tags, _title(display) if display is not None and display.id in access.read else None
    )


def _title(display: Field) -> Field | None:
    """A relation names a record by another one, which the hit does not read."""
    return display if input_name(display) == display.name else None
