"""Fields that writers cannot give values at any time: read-only ones, and those that are written once."""

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Object
from metadata.field_types.base import FieldType
from metadata.fields import Field


def never_given(definition: Object) -> frozenset[str]:
    """Ids of the fields that nobody gives a value, at a creation or later."""
    return frozenset(each.id for each in definition.fields if each.writable == "never")


def given_once(definition: Object) -> frozenset[str]:
    """Ids of the fields that nobody gives a value once the record is there."""
    return frozenset(each.id for each in definition.fields if each.writable != "always")


def writability_problems(kind: FieldType, field: Field) -> tuple[Problem, ...]:
    """What is wrong with when a field is written."""
    if field.writable == "always" or field.computed:
        return ()
    if not kind.given:
        message = Sentence(
            "The values of a {} field are given by nobody in any case.", "{} 类型的字段本来就不由人填写。"
        ).of(field.type)
        return (
            Problem("CATALOG_INVALID", message, ("writable",), Sentence("Leave it out.", "请不要填写。")),
        )
    if field.writable == "never" and field.required and not field.has_default:
        message = Sentence(
            "A required field that nobody can write needs a default: no record could be made.",
            "不可写入的必填字段需要默认值，否则无法新建记录。",
        )
        hint = Sentence(
            "Give it a default, which may be a formula, or let it be written onCreate.",
            "请设置默认值（可以是公式），或允许在新建时写入。",
        )
        return (Problem("CATALOG_INVALID", message, ("writable",), hint),)
    return ()
