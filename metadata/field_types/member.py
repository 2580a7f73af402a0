"""`member`: the id of one member of the tenant, in a column `<name>Id` with a foreign key."""

from dataclasses import replace

from metadata.field_types.base import FIELD_TYPES, ColumnSpec, Scalar
from metadata.field_types.id_column import IdColumn
from metadata.fields import Field


class MemberType(IdColumn):
    name = "member"
    title = "A member of the tenant; only one who is active can newly be given"
    names = "a member"
    scalar = Scalar.MEMBER
    settings = frozenset({"unique"})

    def columns(self, field: Field) -> tuple[ColumnSpec, ...]:
        (column,) = super().columns(field)
        return (replace(column, of_member=True),)


FIELD_TYPES.add("member", MemberType())
