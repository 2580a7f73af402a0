"""Whoever acts, as rules read it: the member who promotes, writes or asks.

A key acts as the member who made it, with the roles that the key has.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from expressions.types import Reference, ValueType
from metadata.catalog import Catalog, Object
from metadata.values import Labels

ACTOR = "actor"
"""What a path begins with that is of whoever acts."""
ACTOR_ID, ACTOR_EMAIL, ACTOR_ROLES = f"{ACTOR}.id", f"{ACTOR}.email", f"{ACTOR}.roles"
ACTOR_UNITS, ACTOR_UNITS_ABOVE = f"{ACTOR}.units", f"{ACTOR}.unitsAbove"

_TYPES: Mapping[str, tuple[ValueType, Labels]] = MappingProxyType(
    {
        ACTOR_ID: (ValueType.ID, {"en": "the acting member", "zh-CN": "操作人"}),
        ACTOR_EMAIL: (ValueType.TEXT, {"en": "the e-mail of the acting member", "zh-CN": "操作人的邮箱"}),
        ACTOR_ROLES: (ValueType.CHOICES, {"en": "the roles of the acting member", "zh-CN": "操作人的角色"}),
        ACTOR_UNITS: (
            ValueType.CHOICES,
            {"en": "the units of the acting member", "zh-CN": "操作人所在的单位"},
        ),
        ACTOR_UNITS_ABOVE: (
            ValueType.CHOICES,
            {"en": "the units of the acting member and those above", "zh-CN": "操作人所在的单位及其上级"},
        ),
    }
)

ACTOR_PATHS = tuple(_TYPES)


def is_actor(definition: Object, parts: Sequence[str]) -> bool:
    """Whether a path over records of `definition` is of whoever acts.

    A field that had the name before rules could say so keeps it.
    """
    return parts[0] == ACTOR and ACTOR not in definition.field_by_name


def actor_column(catalog: Catalog, path: str) -> Reference | None:
    """What is read of whoever acts, or None where a rule knows nothing of the kind.

    Roles go by their names, units by their codes, of which the catalog knows none.
    """
    if path not in _TYPES:
        return None
    type_, labels = _TYPES[path]
    roles = {role.name: role.labels for role in catalog.roles} if path == ACTOR_ROLES else None
    return Reference(path, type_, (), path, path, labels, roles, actor=True)
