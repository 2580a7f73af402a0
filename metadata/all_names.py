"""A rule with other names for all that it calls by one: fields, lists, objects, stages, pipelines, roles."""

from collections.abc import Callable, Iterator

from expressions.parse import parse_expression
from metadata.catalog import Catalog, Object, Role
from metadata.field_types.reference import OBJECT
from metadata.object_names import is_object
from metadata.pipelines import FurtherPipeline, Pipeline, Stage
from metadata.role_names import ROLES, is_roles
from metadata.rule_keys import pointers, with_texts
from metadata.rules import Named, reads, with_names
from metadata.scope import ObjectScope, parts_by_object
from metadata.stage_names import is_of
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


def _named(owner: Object) -> Iterator[tuple[str, Stage | Pipeline | FurtherPipeline]]:
    """What the stage and the pipeline of records can be, each with the system field whose key is its name."""
    if owner.pipeline is not None:
        yield from ((STAGE, each) for each in owner.pipeline.stages)
        yield from ((PIPELINE, each) for each in owner.pipeline.parts)


def _keys(catalog: Catalog, of: Object, rule: JsonValue) -> Iterator[tuple[str, Definition]]:
    """The pointers of the keys that are names, with what they name."""
    parts = [*parts_by_object(catalog, of, parse_expression(rule, ObjectScope(catalog, of)))]
    for owner in catalog.objects:
        for field, named in _named(owner):
            meant = is_of(catalog, owner, field)
            yield from ((each, named) for each in pointers(parts, named.name, meant))
        yield from ((each, owner) for each in pointers(parts, owner.name, is_object(owner)))
    for role in catalog.roles if reads(rule, ROLES) else ():
        yield from ((each, role) for each in pointers(parts, role.name, is_roles))
