"""Fields that look like a person's data and are not said to be."""

import re
from collections.abc import Iterator

from core.sentences import Sentence
from metadata.catalog import Object
from metadata.fields import Field
from metadata.warnings.base import CatalogWarning

_TYPES = frozenset({"email", "phone"})
_NAMES = (
    "firstname lastname fullname givenname familyname surname middlename nickname contactname "
    "personname email mail phone mobile telephone cellphone fax wechat whatsapp birthday "
    "birthdate dateofbirth passport passportnumber idcard idnumber nationalid ssn 姓名 手机 手机号 电话 "
    "邮箱 微信 身份证 身份证号 生日 出生日期"
)
"""Of fields, or their labels, in lower case and without signs."""
_WORDS = frozenset(_NAMES.split())
_PEOPLE = frozenset({"person", "contact", "lead", "candidate", "applicant", "employee", "patient", "guest"})
"""Names of objects of which the field `name` is that of a person."""


def personal_warnings(definition: Object) -> Iterator[CatalogWarning]:
    """One warning for all such fields of an object."""
    found = [each.name for each in definition.fields if each.personal is None and _looks(definition, each)]
    if found:
        message = Sentence(
            "{} has fields that look personal and are not said to be: {}.",
            "{} 有看起来是个人数据但未标明的字段：{}。",
        ).of(definition.name, ", ".join(found))
        path = ("objects", definition.name, "fields", found[0], "personal")
        yield CatalogWarning("PERSONAL_UNTAGGED", message, path, details={"fields": found})


def _looks(definition: Object, field: Field) -> bool:
    if field.computed or field.points_to:
        return False
    if field.type in _TYPES:
        return True
    words = {re.sub(r"[\W_]", "", each.casefold()) for each in (field.name, *field.labels.values())}
    people = definition.name.casefold() in _PEOPLE and field.name == definition.display and "name" in words
    return people or not words.isdisjoint(_WORDS)
