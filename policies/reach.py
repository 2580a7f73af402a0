"""How far an action of some roles goes on one object: which records it reaches, and which fields on all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from metadata.actions import ACTIONS
from metadata.catalog import Effect, Object
from metadata.settings import Mask
from policies.access import NO_MASKS
from policies.enforcer import ALL_ROWS, ANY, ANY_MOVE, UNNAMED, Moves, Policy, RoleEnforcer, rows_within
from policies.masks import word_of

Rows = frozenset[str]
"""Names of row conditions of `policies.enforcer`, any of which lets a record in; `{"all"}` lets all in."""

_EVERYTHING: Rows = frozenset({ALL_ROWS})


@dataclass(frozen=True)
class Reach:
    """Where one action goes: the records, and the fields it has on all of them.

    Attributes:
        masked: the fields of which a text is shown at least, on all of them, and what it shows.
    """

    rows: Rows
    fields: frozenset[str]
    masked: Mapping[str, Mask] = field(default_factory=lambda: NO_MASKS)


def reach(enforcer: RoleEnforcer, subject: Object, action: str) -> Reach:
    """Ask once for the fields that no grant names, and once for each that one does."""
    policies = enforcer.policies.about(subject.id, action)
    if not policies:
        return Reach(frozenset(), frozenset())
    conditions = conditions_of(policies)
    unnamed = rows_of(enforcer, subject, action, conditions)
    by_field: dict[str, Rows] = {each.id: unnamed for each in subject.fields}
    by_mask = _by_mask(enforcer, subject, conditions) if action == "read" else {}
    if ACTIONS[action].per_field:
        named_here = frozenset().union(*(policy.fields for policy in policies)) | by_mask.keys()
        for field_id in named_here & by_field.keys():
            by_field[field_id] = rows_of(enforcer, subject, action, conditions, field_id)
    rows = widest((unnamed, *by_field.values(), *(given for of in by_mask.values() for _, given in of)))
    fields = frozenset(field_id for field_id, given in by_field.items() if rows and given >= rows)
    if not by_mask:
        return Reach(rows, fields)
    masked = {field_id: _shown(of, rows) for field_id, of in by_mask.items()}
    return Reach(rows, fields, {field_id: mask for field_id, mask in masked.items() if mask is not None})


def _by_mask(
    enforcer: RoleEnforcer, subject: Object, conditions: tuple[str, ...]
) -> dict[str, list[tuple[Mask, Rows]]]:
    """Of each field that is masked: what each mask shows, what shows most first, and of which records."""
    masks = enforcer.policies.masks.by_object.get(subject.id, {})
    return {
        field_id: [
            (mask, rows_of(enforcer, subject, "read", conditions, word_of(field_id, mask))) for mask in listed
        ]
        for field_id, listed in masks.items()
        if field_id in subject.field_by_id
    }


def _shown(masks: Iterable[tuple[Mask, Rows]], rows: Rows) -> Mask | None:
    """The mask that shows most of those that are given on all of these records."""
    return next((mask for mask, given in masks if rows and given >= rows), None)


def conditions_of(policies: Iterable[Policy], effect: Effect = "allow") -> tuple[str, ...]:
    """The row conditions to which any of the policies with this effect is limited."""
    return tuple(dict.fromkeys(each.rows for each in policies if each.rows != ANY and each.effect == effect))


def denied_rows(
    enforcer: RoleEnforcer, subject: Object, action: str, reached: Rows, moves: Moves = ANY_MOVE
) -> Rows:
    """The records that denies take from those that an action reaches, by one of the moves."""
    if not reached:
        return frozenset()
    # One is enough: what is denied is denied on the records of all of them.
    known = ALL_ROWS if ALL_ROWS in reached else min(reached)
    conditions = conditions_of(enforcer.policies.about(subject.id, action), "deny")
    return frozenset(
        each
        for each in conditions
        if not enforcer.allows(subject.id, action, rows=known, moves=moves, within=each)
    )


def widest(rows: Iterable[Rows]) -> Rows:
    """The records that any of these lets in."""
    found = frozenset[str]().union(*rows)
    return _EVERYTHING if ALL_ROWS in found else found


def rows_of(
    enforcer: RoleEnforcer,
    subject: Object,
    action: str,
    conditions: tuple[str, ...],
    field: str = UNNAMED,
    moves: Moves = ANY_MOVE,
) -> Rows:
    """The records that an action reaches, on one field and by one of the moves."""
    if enforcer.allows(subject.id, action, field, ALL_ROWS, moves):
        return _EVERYTHING
    return frozenset(rows for rows in conditions if enforcer.allows(subject.id, action, field, rows, moves))


def named(enforcer: RoleEnforcer, subject: Object) -> frozenset[str]:
    """The fields that grants name, on all records that may be read.

    One that is named for own records is not given by a grant of every field, in another role, on those of others.
    """
    rows: dict[str, set[str]] = {}
    for policy in enforcer.policies.about(subject.id, "read"):
        for field_id in policy.fields if policy.effect == "allow" else ():
            rows.setdefault(field_id, set()).update(rows_within(policy.rows))
    reached = reach(enforcer, subject, "read").rows
    return frozenset(field_id for field_id, given in rows.items() if ANY in given or given >= reached)
