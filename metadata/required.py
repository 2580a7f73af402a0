"""The fields that a stage requires, as rules over the record."""

from collections.abc import Iterator

from core.errors import Problem
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.pipelines import Stage
from metadata.values import JsonValue


def filled_rules(definition: Object, stage: Stage) -> Iterator[JsonValue]:
    """For each field that the stage requires the JSONLogic that it is filled."""
    for each in stage.required:
        yield filled_rule(definition.field_by_id[each])


def required_rule(definition: Object, stage: Stage) -> JsonValue:
    """The JSONLogic that all of them are; None where it requires none."""
    rules = [*filled_rules(definition, stage)]
    return {"and": rules} if rules else None


def required_problems(definition: Object, stage: Stage) -> Iterator[Problem]:
    """What is wrong with the fields that a stage requires."""
    for index, each in enumerate(stage.required):
        field = definition.field_by_id.get(each)
        if field is None:
            message = f"{definition.name} has no such field."
            yield Problem("CATALOG_UNKNOWN", message, ("required", index), "Name a field of the object.")
        elif not type_of(field).rule_parts(field):
            message = f"{field.name} is a {field.type} field: no rule can read whether it is filled."
            yield Problem("CATALOG_INVALID", message, ("required", index), "Leave it out.")
        if each in stage.required[:index]:
            message = f"{each if field is None else field.name} stands twice."
            yield Problem("CATALOG_NAME_TAKEN", message, ("required", index), "Name it once.")


def filled_rule(field: Field) -> JsonValue:
    """The JSONLogic that a field is filled; None where no rule can read it."""
    # The first part is always there: the number of an amount, the country of an address.
    parts = type_of(field).rule_parts(field)
    return {"filled": {"var": field.name + parts[0].suffix}} if parts else None
