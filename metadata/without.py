"""A catalog from which one definition is taken, whatever still uses it.

No such catalog is ever published: a rule may read what is no longer there. It is made to find out what would be missed.
"""

from dataclasses import replace

from metadata.catalog import Catalog, Object
from metadata.fields import Field
from metadata.pipelines import Pipeline
from metadata.removed import naming_stages, without_grants
from metadata.sections import sections_without


def without_object(catalog: Catalog, definition: Object) -> Catalog:
    """`catalog` without the object and what leads to it."""
    left = (each for each in catalog.objects if each.id != definition.id)
    return replace(catalog, objects=tuple(_without_ways(each, definition.id) for each in left))


def without_field(catalog: Catalog, definition: Object, field: Field) -> Catalog:
    """`catalog` without the field."""
    left = tuple(each for each in definition.fields if each.id != field.id)
    keys = tuple(each for each in definition.unique_keys if field.id not in each.fields)
    sections = sections_without(definition, field.id)
    return _with_object(catalog, replace(definition, fields=left, unique_keys=keys, sections=sections))


def without_list(catalog: Catalog, definition: Object, field: Field) -> Catalog:
    """`catalog` without the list on the other side of the field."""
    left = replace(field, reverse=None)
    fields = tuple(left if each.id == field.id else each for each in definition.fields)
    return _with_object(catalog, replace(definition, fields=fields))


def without_targets(catalog: Catalog, definition: Object, field: Field, gone: frozenset[str]) -> Catalog:
    """`catalog` with a reference that does not point to the objects with the ids in `gone`."""
    left = replace(field, targets=tuple(each for each in field.targets if each not in gone))
    fields = tuple(left if each.id == field.id else each for each in definition.fields)
    return _with_object(catalog, replace(definition, fields=fields))


def without_option(catalog: Catalog, definition: Object, field: Field, key: str) -> Catalog:
    """`catalog` without an option of the field."""
    left = replace(field, options=tuple(each for each in field.options if each.key != key))
    fields = tuple(left if each.id == field.id else each for each in definition.fields)
    return _with_object(catalog, replace(definition, fields=fields))


def without_stage(catalog: Catalog, definition: Object, pipeline: Pipeline, name: str) -> Catalog:
    """`catalog` without a stage of the object's pipeline, and what goes from it and to it."""
    stages = tuple(each for each in pipeline.stages if each.name != name)
    edges = tuple(each for each in pipeline.transitions if name not in (each.source, each.target))
    gone = pipeline.criteria_of(name)
    criteria = tuple(each for each in pipeline.criteria if each not in gone)
    examples = tuple(each for each in pipeline.examples if name not in (each.leaving, each.entering))
    # A further pipeline is there as long as it has stages.
    further = tuple(each for each in pipeline.further if any(one.pipeline == each.name for one in stages))
    left = replace(
        pipeline, stages=stages, transitions=edges, criteria=criteria, examples=examples, further=further
    )
    roles, _ = without_grants(catalog, naming_stages(definition, {pipeline.stage_by_name[name].id}))
    return _with_object(replace(catalog, roles=roles), replace(definition, pipeline=left))


def without_pipeline(catalog: Catalog, definition: Object) -> Catalog:
    """`catalog` without the object's pipeline."""
    return _with_object(catalog, replace(definition, pipeline=None))


def _with_object(catalog: Catalog, changed: Object) -> Catalog:
    objects = tuple(changed if each.id == changed.id else each for each in catalog.objects)
    return replace(catalog, objects=objects)


def _without_ways(other: Object, target: str) -> Object:
    """The object without its relations to the target, and without the target among those of its references."""
    led = (
        replace(each, targets=tuple(one for one in each.targets if one != target)) for each in other.fields
    )
    old = other.field_by_id
    fields = (
        each
        for each in led
        if target not in (each.target, each.links) and (each.targets or not old[each.id].targets)
    )
    return replace(other, fields=tuple(fields))
