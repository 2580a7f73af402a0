"""`relation`: the id of one record of the target object, in a column `<name>Id` with a foreign key."""

from core.errors import Problem
from core.sentences import Sentence
from metadata.field_types.base import FIELD_TYPES, Scalar
from metadata.field_types.id_column import IdColumn
from metadata.fields import Field


class RelationType(IdColumn):
    name = "relation"
    title = "A link to one record of an object; `reverse` names the list on the other side"
    names = "a record"
    scalar = Scalar.ID
    settings = frozenset({"unique", "target", "reverse"})

    def problems(self, field: Field) -> tuple[Problem, ...]:
        if field.target is None:
            message = Sentence("A relation needs the object it points to.", "请选择关联字段指向的对象。")
            return (
                Problem(
                    "CATALOG_INVALID",
                    message,
                    ("target",),
                    Sentence("Name it in `target`.", "请选择一个对象。"),
                ),
            )
        return super().problems(field)


FIELD_TYPES.add("relation", RelationType())
