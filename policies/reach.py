"""How far an action of some roles goes on one object: which records it reaches, and which fields on all of them."""

from dataclasses import dataclass

from metadata.actions import ACTIONS
from metadata.catalog import Object
from policies.enforcer import ALL_ROWS, ANY, UNNAMED, RoleEnforcer

Rows = frozenset[str]
"""Names of row conditions of `policies.enforcer`, any of which lets a record in; `{"all"}` lets all in."""

_EVERYTHING: Rows = frozenset({ALL_ROWS})


@dataclass(frozen=True)
class Reach:
    """Where one action goes: the records, and the fields it has on all of them."""

    rows: Rows
    fields: frozenset[str]


def reach(enforcer: RoleEnforcer, subject: Object, action: str) -> Reach:
    """Ask once for the fields that no grant names, and once for each that one does."""
    policies = enforcer.policies.about(subject.id, action)
    if not policies:
        return Reach(frozenset(), frozenset())
    conditions = tuple(dict.fromkeys(policy.rows for policy in policies if policy.rows != ANY))
    unnamed = _rows(enforcer, subject, action, UNNAMED, conditions)
    by_field: dict[str, Rows] = {each.id: unnamed for each in subject.fields}
    if ACTIONS[action].per_field:
        for field_id in frozenset().union(*(policy.fields for policy in policies)) & by_field.keys():
            by_field[field_id] = _rows(enforcer, subject, action, field_id, conditions)
    rows = unnamed.union(*by_field.values())
    if ALL_ROWS in rows:
        rows = _EVERYTHING
    return Reach(rows, frozenset(field_id for field_id, given in by_field.items() if rows and given >= rows))


def _rows(
    enforcer: RoleEnforcer, subject: Object, action: str, field: str, conditions: tuple[str, ...]
) -> Rows:
    if enforcer.allows(subject.id, action, field):
        return _EVERYTHING
    return frozenset(rows for rows in conditions if enforcer.allows(subject.id, action, field, rows))


def named(enforcer: RoleEnforcer, subject: Object) -> frozenset[str]:
    """The fields that grants name, on all records that may be read.

    One that is named for own records is not given by a grant of every field, in another role, on those of others.
    """
    rows: dict[str, set[str]] = {}
    for policy in enforcer.policies.about(subject.id, "read"):
        for field_id in policy.fields if policy.effect == "allow" else ():
            rows.setdefault(field_id, set()).add(policy.rows)
    reached = reach(enforcer, subject, "read").rows
    return frozenset(field_id for field_id, given in rows.items() if ANY in given or given >= reached)
