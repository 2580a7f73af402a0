"""Members who have left, and whose name and address are to be known no longer (decision 79).

What they did stays theirs, under a pseudonym: records, histories and the audit log go by the id of a member. The
account is the person's own and stays; nothing of the tenant leads to it any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, exists, func, null, select, update

from core.connection import Connection
from core.errors import fault
from core.sentences import Sentence
from tenants.accounts import grow_epoch
from tenants.audit_chain import empty
from tenants.groups import leave_groups
from tenants.namespace import namespace_tables
from tenants.platform import API_KEY, IDENTITY_LINK, INVITATION, MEMBERSHIP
from tenants.provisioning import forget
from tenants.words import NO_MEMBER


@dataclass(frozen=True)
class Pseudonym:
    """What a former member is called.

    Attributes:
        emptied: ids of the entries of the audit log that lost the address, to what vouches for them.
    """

    member_id: UUID
    name: str
    emptied: Mapping[str, str]


async def pseudonymize(connection: Connection, tenant_id: UUID, namespace: str, member_id: UUID) -> Pseudonym:
    """Give a member who is not active a pseudonym for good, within the given transaction of the owner.

    Raises:
        SluiceError: NOT_FOUND; INVALID_VALUE where the member is active.
    """
    # The head first, as everybody does.
    await grow_epoch(connection, namespace)
    member = namespace_tables(namespace).member
    found = await connection.row(select(member).where(member.c.id == member_id).with_for_update())
    if found is None:
        raise fault("NOT_FOUND", NO_MEMBER, "memberId")
    if found["active"]:
        hint = Sentence(
            "Deactivate them first, and give their records to another member.",
            "请先停用该成员，并将其记录转交给另一名成员。",
        )
        raise fault(
            "INVALID_VALUE", Sentence("the member is active", "该成员仍然有效"), "memberId", hint=hint
        )
    name = f"Former member {member_id.hex[-8:]}"
    values = {
        "name": name,
        "email": f"{member_id.hex}@erased.example",
        "identity_id": func.gen_random_uuid(),
        "roles": [],
    }
    await connection.execute(update(member).where(member.c.id == member_id).values(values))
    await leave_groups(connection, namespace, member_id)
    await forget(connection, namespace, member_id)
    await connection.execute(
        delete(MEMBERSHIP).where(MEMBERSHIP.c.tenant_id == tenant_id, MEMBERSHIP.c.member_id == member_id)
    )
    await connection.execute(
        update(API_KEY)
        .where(API_KEY.c.tenant_id == tenant_id, API_KEY.c.member_id == member_id)
        .values(
            revoked_at=func.coalesce(API_KEY.c.revoked_at, func.now()),
            last_address=null(),
            # Whoever named it may have named its member.
            name=f"key of {name}",
        )
    )
    # Whom the tenant's provider knows: the subject tells who it was, and the account is not to lead here again.
    await connection.execute(
        delete(IDENTITY_LINK).where(
            IDENTITY_LINK.c.tenant_id == tenant_id, IDENTITY_LINK.c.identity_id == found["identity_id"]
        )
    )
    await connection.execute(
        delete(INVITATION).where(INVITATION.c.tenant_id == tenant_id, INVITATION.c.email == found["email"])
    )
    emptied = await empty(connection, namespace, found["email"], member_id)
    return Pseudonym(member_id, name, emptied)


async def may_return(connection: Connection, tenant_id: UUID, member_id: UUID) -> bool:
    """Whether an account still leads to the member."""
    there = exists(select(1).where(MEMBERSHIP.c.tenant_id == tenant_id, MEMBERSHIP.c.member_id == member_id))
    return bool(await connection.value(select(there)))
