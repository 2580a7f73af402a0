"""A rule with other names for all that it calls by one: fields, objects, stages."""

from collections.abc import Callable, Iterator

from expressions.nodes import Expression
from expressions.parse import parse_expression
from metadata.catalog import Catalog, Object
from metadata.field_types.reference import OBJECT
from metadata.fields import Field
from metadata.object_names import is_object
from metadata.pipelines import Stage
from metadata.rule_keys import pointers, with_texts
from metadata.rules import reads, with_names
from metadata.scope import ObjectScope, parts_by_object
from metadata.stage_names import is_stage_of
from metadata.system_fields import STAGE
from metadata.values import JsonValue

Definition = Field | Object | Stage


def with_all_names(
    catalog: Catalog, of: Object, rule: JsonValue, name_of: Callable[[Definition], str]
) -> JsonValue:
    """`rule`, over the records of `of` in `catalog`, with other names.

    Raises:
        SluiceError: RULE_* where it is no rule of that catalog.
    """
    keyed = rule
    if reads(rule, STAGE) or reads(rule, OBJECT):
        expression = parse_expression(rule, ObjectScope(catalog, of))
        places = {pointer: name_of(each) for pointer, each in _keys(catalog, of, expression)}
        keyed = with_texts(rule, places)
    return with_names(catalog, of, keyed, name_of)


def _keys(catalog: Catalog, of: Object, expression: Expression) -> Iterator[tuple[str, Stage | Object]]:
    """The pointers of the keys that are names, with what they name."""
    parts = [*parts_by_object(catalog, of, expression)]
    for owner in catalog.objects:
        stages = owner.pipeline.stages if owner.pipeline is not None else ()
        for stage in stages:
            yield from ((each, stage) for each in pointers(parts, stage.name, is_stage_of(catalog, owner)))
        yield from ((each, owner) for each in pointers(parts, owner.name, is_object(owner)))
