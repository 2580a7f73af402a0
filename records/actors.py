"""Whoever acts, as SQL: the calling member, or the one who did or would."""

from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, any_, bindparam, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.sql.elements import BindParameter

from expressions.types import Reference
from metadata.actor import ACTOR_ID, ACTOR_ROLES, ACTOR_UNITS, ACTOR_UNITS_ABOVE
from metadata.catalog import Catalog
from metadata.inheritance import inheriting
from policies.access import Access
from records.constants import constant, flagged
from tenants.accounts import held_roles
from tenants.namespace import NamespaceTables

ACTOR: BindParameter[Any] = bindparam("actor", type_=Uuid(), required=True)
"""The calling member's id."""

_NAMES = ARRAY(Text())


def of_caller(
    catalog: Catalog,
    tables: NamespaceTables,
    access: Access,
    reference: Reference,
    actor: ColumnElement[Any] = ACTOR,
) -> ColumnElement[Any]:
    """What a rule reads of the caller, or of who has another id and this access.

    The roles are those it acts with: a key may have others than its member.
    """
    if reference.field == ACTOR_ROLES:
        names = [each.name for each in catalog.roles if each.id in access.roles]
        return bindparam(None, names, _NAMES)
    return of_member(catalog, tables, actor, reference)


def of_member(
    catalog: Catalog, tables: NamespaceTables, member: ColumnElement[Any], reference: Reference
) -> ColumnElement[Any]:
    """What a rule reads of the member with an id, as it is today; null where there is none."""
    if reference.field == ACTOR_ID:
        return member
    if reference.field in (ACTOR_UNITS, ACTOR_UNITS_ABOVE):
        return _units(tables, member, direct=reference.field == ACTOR_UNITS)
    known = tables.member.alias()

    def of_known(value: ColumnElement[Any]) -> ColumnElement[Any]:
        return select(value).where(known.c.id == member).correlate_except(known).scalar_subquery()

    if reference.field == ACTOR_ROLES:
        # Members have the ids of roles, rules their names.
        held = {
            role.name: or_(
                *(constant(each.id) == any_(held_roles(known)) for each in inheriting(catalog, role.id))
            )
            for role in catalog.roles
        }
        names = [case((has, constant(name))) for name, has in held.items()]
        # Cast, for after `any` a subselect that stands alone is taken for one of rows.
        return cast(of_known(flagged(names)), _NAMES)
    return of_known(known.c.email)


def _units(tables: NamespaceTables, member: ColumnElement[Any], *, direct: bool) -> ColumnElement[Any]:
    """The codes of the units that the member is in, or also of those above, in order; an empty list for none."""
    reach, unit = tables.org_reach.alias(), tables.org_unit.alias()
    found = (
        select(func.array_agg(aggregate_order_by(unit.c.code, unit.c.code), type_=_NAMES))
        .select_from(reach.join(unit, unit.c.id == reach.c.above_id))
        .where(reach.c.member_id == member)
        .correlate_except(reach, unit)
    )
    if direct:
        found = found.where(reach.c.direct)
    # Cast, as above: it may come to stand after `any`.
    return func.coalesce(cast(found.scalar_subquery(), _NAMES), cast([], _NAMES), type_=_NAMES)
