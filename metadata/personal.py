"""Personal data: the fields whose values are somebody's, and the records that tell of one and the same person.

A field is tagged where it is configured. Any record with tagged values tells of a person; a field of records that is
tagged `subject` says that the record which has it tells of the person that it points to. One step is taken: what points
to a record that points to a person is not that person's.
"""

from collections.abc import Iterator

from sqlalchemy import literal

from core.errors import Problem
from core.sentences import Sentence
from metadata.catalog import Catalog, Object
from metadata.field_types.base import FieldType
from metadata.fields import Field
from metadata.text import called

SUBJECT = "subject"


def personal_values(definition: Object) -> tuple[Field, ...]:
    """The fields whose values are personal."""
    return tuple(each for each in definition.fields if each.personal not in (None, SUBJECT))


def leads_to(field: Field, of: Object) -> bool:
    """Whether the record that has the field tells of the person in the record of `of` that it points to."""
    return field.personal == SUBJECT and of.id in field.points_to


def telling_of(catalog: Catalog, of: Object) -> Iterator[tuple[Object, tuple[Field, ...]]]:
    """The objects whose records may tell of a person in a record of `of`, with the fields by which."""
    for owner in catalog.objects:
        fields = tuple(each for each in owner.fields if leads_to(each, of))
        if fields:
            yield owner, fields


def has_subjects(catalog: Catalog, of: Object) -> bool:
    """Whether records of an object tell of people."""
    return bool(personal_values(of)) or any(True for _ in telling_of(catalog, of))


def personal_problems(kind: FieldType, field: Field) -> tuple[Problem, ...]:
    """What keeps a field from being personal in the way that it says."""
    if field.personal is None or field.computed:
        return ()
    if (field.personal == SUBJECT) != bool(field.points_to):
        message = Sentence("A {} field cannot be {!r}.", "{} 类型的字段不能标明为 {!r}。").of(
            field.type, field.personal
        )
        hint = Sentence(
            "Write `subject` of a field that points to records, and of others what their values are.",
            "指向记录的字段请标明为 `subject`，其他字段请标明其值的种类。",
        )
        return (Problem("CATALOG_INVALID", message, ("personal",), hint),)
    if field.personal == SUBJECT:
        return ()
    if any(spec.of_member for spec in kind.columns(field)):
        message = Sentence(
            "A member is a person of their own, who is no part of a record.",
            "成员是独立的个人，不属于记录的内容。",
        )
        hint = Sentence(
            "Leave it out; `pseudonymizeMember` is for members who have left.",
            "请不要填写；对于已离开的成员，可以去除其姓名和邮箱。",
        )
        return (Problem("CATALOG_INVALID", message, ("personal",), hint),)
    if field.required and kind.erased(field, literal("")) is None:
        message = Sentence(
            "The values of {} could not be erased: there is nothing that can stand for one.",
            "{}的值无法清除：没有可以替代它的值。",
        ).of(called(field))
        hint = Sentence(
            "Make the field not required, or not unique, first.", "请先取消该字段的必填或不可重复。"
        )
        return (Problem("CATALOG_INVALID", message, ("personal",), hint),)
    return ()
