"""A rule with other names for all that it calls by one: fields, lists, objects, stages, pipelines, roles."""

from collections.abc import Callable, Iterator, Mapping

from expressions.parse import parse_expression
from expressions.types import Reference
from metadata.catalog import Catalog, Object, Role
from metadata.field_types.reference import OBJECT
from metadata.parsed import end_of
from metadata.pipelines import FurtherPipeline, Pipeline, Stage
from metadata.role_names import ROLES, is_roles
from metadata.rule_keys import meetings, with_texts
from metadata.rules import Named, reads, with_names
from metadata.scope import ObjectScope, parts_by_object
from metadata.system_fields import PIPELINE, STAGE
from metadata.values import JsonValue

Definition = Named | Stage | Pipeline | FurtherPipeline | Role


def with_all_names(
    catalog: Catalog, of: Object, rule: JsonValue, name_of: Callable[[Definition], str]
) -> JsonValue:
    """`rule`, over the records of `of` in `catalog`, with other names.

    Raises:
        SluiceError: RULE_* where it is no rule of that catalog.
    """
    keyed = rule
    if any(reads(rule, each) for each in (STAGE, PIPELINE, OBJECT, ROLES)):
        places = {pointer: name_of(each) for pointer, each in _keys(catalog, of, rule)}
        keyed = with_texts(rule, places)
    return with_names(catalog, of, keyed, name_of)


def _keys(catalog: Catalog, of: Object, rule: JsonValue) -> Iterator[tuple[str, Definition]]:
    """The pointers of the keys that are names, with what they name."""
    for met in meetings(parts_by_object(catalog, of, parse_expression(rule, ObjectScope(catalog, of)))):
        for choice in met.choices if met.keys else ():
            named = _named(catalog, met.of, choice)
            yield from ((each.pointer, named[str(each.value)]) for each in met.keys if each.value in named)


def _named(catalog: Catalog, of: Object, choice: Reference) -> Mapping[str, Definition]:
    """What the keys of a choice name; nothing where they are those of a field."""
    if is_roles(of, choice):
        return catalog.role_by_name
    if choice.kept is not None:
        objects = (catalog.object_by_id.get(each) for each in choice.kept)
        return {each.name: each for each in objects if each is not None}
    pipeline = end_of(catalog, of, choice).pipeline
    if choice.field == STAGE and pipeline is not None:
        return pipeline.stage_by_name
    if choice.field == PIPELINE and pipeline is not None:
        return {each.name: each for each in pipeline.parts}
    return {}
