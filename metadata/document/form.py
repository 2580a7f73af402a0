"""The catalog as a document: what people keep in files and send to be put in force.

It is the JSON of `metadata.codec` but for two things. What points to an object, a field or a role names it, as rules
do, so that a person can write it: the target of a relation, the object and field of a grant, the list and the field of
a roll-up, the fields of a validation, a unique key and a section, those that a stage requires, and the roles that one
inherits.
And what nobody configures is not in it: the version, the languages, which follow from the labels, and the built-in role
`admin`.

    {"objects": [{"id": "obj_…", "name": "deal", "fields": […], "pipeline": {…}}], "roles": […], "api": {}}
"""

from collections.abc import Mapping
from types import MappingProxyType

from metadata.catalog import ANY, Catalog, Grant, Object, Role, Section, UniqueKey, Validation
from metadata.codec import encoded, shape
from metadata.fields import RollUp
from metadata.initial import ADMIN_ROLE
from metadata.lists import rolled_over
from metadata.pipelines import Pipeline
from metadata.values import JsonValue

NOT_CONFIGURED = frozenset({"version", "languages", "removedObjects"})
"""Keys of the catalog that a document does not have."""

NOT_OF_OBJECTS = frozenset({"removedFields", "removedPipelines"})
"""Keys of an object that a document does not have: what is removed is not configured."""


POINTERS = frozenset({"target", "links"})
"""Attributes of a field that hold the id of an object."""


def document_of(catalog: Catalog) -> dict[str, JsonValue]:
    """The document of a catalog: all its parts, defaults left out within them."""
    # All of them, defaults too: a document that leaves one out has nothing to say of it.
    parts = {
        key: encoded(getattr(catalog, attribute))
        for key, (attribute, _, _) in shape(Catalog).items()
        if key not in NOT_CONFIGURED
    }
    return {
        **parts,
        "objects": [_object(catalog, each) for each in catalog.objects],
        "roles": [_role(catalog, each) for each in catalog.roles if each.id != ADMIN_ROLE],
    }


def _object(catalog: Catalog, definition: Object) -> JsonValue:
    written = _mapping(encoded(definition))
    fields: list[JsonValue] = []
    for field in definition.fields:
        value: dict[str, JsonValue] = dict(_mapping(encoded(field)))
        for key in POINTERS & value.keys():
            value[key] = catalog.object_by_id[str(value[key])].name
        if field.roll_up is not None:
            value["rollUp"] = _roll_up(catalog, definition, field.roll_up)
        if field.targets:
            value["targets"] = [catalog.object_by_id[each].name for each in field.targets]
        fields.append(value)
    # Below the object's own attributes and above its pipeline, as the dataclass has it.
    named: dict[str, JsonValue] = {"fields": fields}
    if definition.validations:
        named["validations"] = [_over_fields(definition, each) for each in definition.validations]
    if definition.unique_keys:
        named["uniqueKeys"] = [_over_fields(definition, each) for each in definition.unique_keys]
    if definition.sections:
        named["sections"] = [_over_fields(definition, each) for each in definition.sections]
    if definition.pipeline is not None:
        named["pipeline"] = _pipeline(definition, definition.pipeline)
    return {key: named.get(key, value) for key, value in written.items() if key not in NOT_OF_OBJECTS}


def _over_fields(definition: Object, part: Validation | UniqueKey | Section) -> JsonValue:
    """A part of an object that names fields of it."""
    written = dict(_mapping(encoded(part)))
    if part.fields:
        written["fields"] = [definition.field_by_id[each].name for each in part.fields]
    return written


def _pipeline(definition: Object, pipeline: Pipeline) -> JsonValue:
    """A pipeline, whose stages name the fields that they require."""
    stages: list[JsonValue] = []
    for stage in pipeline.stages:
        written = dict(_mapping(encoded(stage)))
        if stage.required:
            written["required"] = [definition.field_by_id[each].name for each in stage.required]
        stages.append(written)
    return {**_mapping(encoded(pipeline)), "stages": stages}


def _roll_up(catalog: Catalog, definition: Object, rolled: RollUp) -> JsonValue:
    """A roll-up, whose relation is the name of the list on its own object, which says in which direction it goes."""
    written = {key: value for key, value in _mapping(encoded(rolled)).items() if key != "forwards"}
    over = rolled_over(catalog, definition, rolled)
    written["relation"] = over.name
    if rolled.field is not None:
        written["field"] = over.object.field_by_id[rolled.field].name
    return written


def _role(catalog: Catalog, role: Role) -> JsonValue:
    written = dict(_mapping(encoded(role)))
    if role.grants:
        written["grants"] = [_grant(catalog, each) for each in role.grants]
    if role.inherits:
        names = {each.id: each.name for each in catalog.roles}
        written["inherits"] = [names[each] for each in role.inherits]
    return written


def _grant(catalog: Catalog, grant: Grant) -> JsonValue:
    written = dict(_mapping(encoded(grant)))
    definition = catalog.object_by_id.get(grant.object)
    if definition is None:
        return written
    written["object"] = definition.name
    if grant.field != ANY:
        written["field"] = definition.field_by_id[grant.field].name
    for end, stage in (("leaving", grant.leaving), ("entering", grant.entering)):
        if stage is not None and definition.pipeline is not None:
            written[end] = definition.pipeline.stage_by_id[stage].name
    return written


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    assert isinstance(value, dict)
    return MappingProxyType(value)
