"""Access: Casbin's verdict for one set of roles under one catalog version, as a plain value.

Everything that reads or writes records carries one. It knows roles, never members: the caller's id is a bind
parameter of the statement, so one Access (and one compiled plan) serves everybody with the same roles.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from expressions.nodes import Expression
from metadata.masks import mask_key
from metadata.settings import Mask

Owners = Literal["own", "team", "subtree"]


@dataclass(frozen=True)
class RowRule:
    """Which records an action reaches: those where any of these holds.

    Attributes:
        everything: all records; the others are then moot.
        owners: records whose owner is the caller (`own`), or also who is in a unit with the caller (`team`), or also
            who is in a unit below these (`subtree`); each reaches what the one before it does.
        rules: records that satisfy any of these typed expressions over the object.
        denied: records that it does not reach all the same.
    """

    everything: bool = False
    owners: Owners | None = None
    rules: tuple[Expression, ...] = ()
    denied: "RowRule | None" = None

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """All that is asked of records, whatever an answer means."""
        return self.rules if self.denied is None else (*self.rules, *self.denied.rules)

    @property
    def nothing(self) -> bool:
        return not (self.everything or self.owners or self.rules)


NO_ROWS = RowRule()
NO_MASKS: Mapping[str, Mask] = MappingProxyType({})


@dataclass(frozen=True)
class ObjectAccess:
    """What may be done with one object.

    Attributes:
        read, create, update: ids of the fields that may be read, given at creation, changed.
        rows: action name to the records it reaches; an action that is absent is denied.
        moves: where some moves along the pipeline are granted and others not: the ids of the stages that an edge leaves
            and enters to the records that may take it. `promote` then reaches those that may take any.
        masked: ids of fields that may not be read, of which a text is shown all the same, and what it shows. Nothing
            but that text may be known of them, so whatever asks for what may be read does not find them.
    """

    read: frozenset[str]
    create: frozenset[str]
    update: frozenset[str]
    rows: Mapping[str, RowRule]
    moves: Mapping[tuple[str, str], RowRule] | None = None
    masked: Mapping[str, Mask] = field(default_factory=lambda: NO_MASKS)

    def may(self, action: str) -> bool:
        """Whether the action is allowed on any record at all."""
        return not self.rows.get(action, NO_ROWS).nothing

    def move(self, source: str, target: str) -> RowRule:
        """The records that may take an edge between the stages with these ids."""
        if self.moves is None:
            return self.rows.get("promote", NO_ROWS)
        return self.moves.get((source, target), NO_ROWS)


@dataclass(frozen=True)
class Access:
    """What a set of roles may do.

    Attributes:
        key: the ids of the roles that are held, joined; equal keys under one catalog version mean equal rights.
        objects: object id to rights; an object that may not be read is absent.
        tenant_actions: the actions of `metadata.actions.ACTIONS` on the tenant itself that are allowed.
        roles: ids of the roles, and of those that they inherit.
    """

    key: str
    objects: Mapping[str, ObjectAccess]
    tenant_actions: frozenset[str]
    roles: frozenset[str] = frozenset()

    def masks(self) -> tuple[str, ...]:
        """Each field that is seen masked, and how, in a word."""
        return tuple(
            f"{field_id} {mask_key(mask)}"
            for each in self.objects.values()
            for field_id, mask in each.masked.items()
        )

    def sees_masked(self, field_id: str) -> bool:
        """Whether a text is shown in the place of a field's values."""
        return any(field_id in each.masked for each in self.objects.values())
