"""Whoever acts, as SQL: the calling member, or the one who did or would."""

from typing import Any

from sqlalchemy import ColumnElement, Text, Uuid, any_, bindparam, case, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import BindParameter

from expressions.types import Reference
from metadata.actor import ACTOR_ID, ACTOR_ROLES
from metadata.catalog import Catalog
from policies.access import Access
from records.constants import constant, flagged
from tenants.namespace import NamespaceTables

ACTOR: BindParameter[Any] = bindparam("actor", type_=Uuid(), required=True)
"""The calling member's id."""

_NAMES = ARRAY(Text())


def of_caller(
    catalog: Catalog, tables: NamespaceTables, access: Access, reference: Reference
) -> ColumnElement[Any]:
    """What a rule reads of the caller. The roles are those it acts with: a key may have others than its member."""
    if reference.field == ACTOR_ROLES:
        names = [each.name for each in catalog.roles if each.id in access.roles]
        return bindparam(None, names, _NAMES)
    return of_member(catalog, tables, ACTOR, reference)


def of_member(
    catalog: Catalog, tables: NamespaceTables, member: ColumnElement[Any], reference: Reference
) -> ColumnElement[Any]:
    """What a rule reads of the member with an id, as it is today; null where there is none."""
    if reference.field == ACTOR_ID:
        return member
    known = tables.member.alias()

    def of_known(value: ColumnElement[Any]) -> ColumnElement[Any]:
        return select(value).where(known.c.id == member).correlate_except(known).scalar_subquery()

    if reference.field == ACTOR_ROLES:
        # Members have the ids of roles, rules their names.
        names = [
            case((constant(role.id) == any_(known.c.roles), constant(role.name))) for role in catalog.roles
        ]
        # Cast, for after `any` a subselect that stands alone is taken for one of rows.
        return cast(of_known(flagged(names)), _NAMES)
    return of_known(known.c.email)
