"""Moves of roles and of what the API lets callers do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as attributes

from metadata.catalog import ANY, Catalog, Grant, Role
from metadata.changes.api_policy import SetApiPolicy
from metadata.changes.base import Change
from metadata.changes.roles import (
    AddRole,
    NewGrant,
    RemoveRole,
    RenameRole,
    SetGrants,
    SetInherits,
    SetRoleLabels,
)
from metadata.differences.moves import Move
from metadata.pipelines import Stage
from metadata.settings import ApiPolicy


def roles_by_id(catalog: Catalog) -> dict[str, Role]:
    """Role id to role."""
    return {role.id: role for role in catalog.roles}


def role_removed(role: Role) -> Move:
    """The end of a role."""
    return lambda now: RemoveRole(roles_by_id(now)[role.id].name)


def role_moves(old: Role | None, new: Role, after: Catalog) -> Iterator[Move]:
    """A role that comes, or what is other of one that stays."""
    if old is None:
        yield lambda now: AddRole(new.name, new.labels, new_grants(now, new.grants), id=new.id)
    else:
        if old.name != new.name:
            yield role_renamed(new, new.name)
        if old.labels != new.labels:
            yield lambda now: SetRoleLabels(roles_by_id(now)[new.id].name, new.labels)
        yield lambda now: _grants_change(now, new, after)
    # Once all that it inherits are there.
    yield lambda now: _inherits_change(now, new.id, new.inherits)


def role_renamed(role: Role, name: str) -> Move:
    """Another name for a role."""
    return lambda now: RenameRole(roles_by_id(now)[role.id].name, name)


def _grants_change(now: Catalog, new: Role, after: Catalog) -> Change | None:
    """All grants anew, once everything that they can be on is there: some go with a field, and may come back."""
    if _grantable(now) != _grantable(after):
        raise KeyError("fields or stages are still to come or to go")
    old = roles_by_id(now)[new.id]
    return None if old.grants == new.grants else SetGrants(old.name, new_grants(now, new.grants))


def _inherits_change(now: Catalog, role_id: str, inherits: Sequence[str]) -> Change | None:
    by_id = roles_by_id(now)
    old = by_id[role_id]
    names = tuple(by_id[each].name for each in inherits)
    return None if old.inherits == tuple(inherits) else SetInherits(old.name, names)


def _grantable(catalog: Catalog) -> frozenset[tuple[str, str]]:
    """The ids of all objects, fields and stages, each with that of its object."""
    found: set[tuple[str, str]] = set()
    for each in catalog.objects:
        found |= {(each.id, each.id), *((each.id, field.id) for field in each.fields)}
        found |= {
            (each.id, stage) for stage in (each.pipeline.stage_by_id if each.pipeline is not None else ())
        }
    return frozenset(found)


def new_grants(now: Catalog, grants: Sequence[Grant]) -> tuple[NewGrant, ...]:
    """The grants by the names that things have in a catalog.

    Raises:
        KeyError: one names what is not in it.
    """
    found: list[NewGrant] = []
    for grant in grants:
        of, on = ANY, ANY
        stages: Mapping[str, Stage] = {}
        if grant.object != ANY:
            definition = now.object_by_id[grant.object]
            of = definition.name
            on = ANY if grant.field == ANY else definition.field_by_id[grant.field].name
            stages = {} if definition.pipeline is None else definition.pipeline.stage_by_id
        leaving, entering = (
            None if each is None else stages[each].name for each in (grant.leaving, grant.entering)
        )
        found.append(
            NewGrant(
                of,
                grant.action,
                on,
                grant.effect,
                grant.rows,
                grant.rule,
                grant.moves,
                leaving,
                entering,
                grant.mask,
            )
        )
    return tuple(found)


def api_change(old: ApiPolicy, new: ApiPolicy) -> Change:
    """What the API lets callers do."""
    values = {
        each.name: getattr(new, each.name)
        for each in attributes(new)
        if getattr(new, each.name) != getattr(old, each.name)
    }
    return SetApiPolicy(**values)


def role_added(role: Role) -> Move:
    """A new role that may do nothing yet: what names it comes before what it is granted, and after."""
    return lambda _: AddRole(role.name, role.labels, id=role.id)


def no_grants(role: Role) -> Move:
    """A role that may do nothing for the moment."""
    return lambda now: SetGrants(roles_by_id(now)[role.id].name, ())


def no_inheritance(role: Role) -> Move:
    """A role that inherits from none for the moment: another may come to inherit it instead."""
    return lambda now: _inherits_change(now, role.id, ())
