"""The fields that a stage requires, as rules over the record."""

from collections.abc import Iterator

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.field_types.all_types import type_of
from metadata.fields import Field
from metadata.pipelines import Stage
from metadata.text import called
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
            message = Sentence("{} has no such field.", "{}没有这个字段。").of(called(definition))
            yield Problem(
                "CATALOG_UNKNOWN",
                message,
                ("required", index),
                Sentence("Name a field of the object.", "请使用该对象的字段。"),
            )
        elif not type_of(field).rule_parts(field):
            message = Sentence(
                "{} is a {} field: no rule can read whether it is filled.",
                "{}是 {} 类型的字段，规则无法判断它是否已填写。",
            ).of(called(field), field.type)
            yield Problem(
                "CATALOG_INVALID", message, ("required", index), Sentence("Leave it out.", "请不要填写。")
            )
        if each in stage.required[:index]:
            message = Sentence("{} stands twice.", "{} 出现了两次。").of(
                each if field is None else field.name
            )
            yield Problem(
                "CATALOG_NAME_TAKEN", message, ("required", index), Sentence("Name it once.", "请只写一次。")
            )


def filled_rule(field: Field) -> JsonValue:
    """The JSONLogic that a field is filled; None where no rule can read it."""
    # The first part is always there: the number of an amount, the country of an address.
    parts = type_of(field).rule_parts(field)
    return {"filled": {"var": field.name + parts[0].suffix}} if parts else None
