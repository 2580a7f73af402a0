"""`assignableMembers`: whom one may give records to, for who need not administer the tenant."""

import strawberry

from api.context import RequestContext
from core.errors import fault
from policies.access import Access
from tenants import assignable as kept

Info = strawberry.Info[RequestContext, None]

_GIVING = ("create", "update")
"""What it takes on any object: by either an owner is given, or a member in a field."""


@strawberry.type(name="AssignableMember")
class AssignableMemberInfo:
    """An active member, by what a record tells of its owner."""

    id: strawberry.ID
    name: str


async def assignable_members(
    info: Info, search: str | None = None, first: int = 20
) -> list[AssignableMemberInfo]:
    """Active members, by name."""
    context = info.context
    caller = context.require_caller()
    _, access = context.require_catalog()
    if not _gives(access):
        raise fault(
            "FORBIDDEN",
            "The caller's roles create and update no records, and so give none to anybody",
            hint="Ask for a role that grants `create` or `update` of an object.",
        )
    found = await kept.assignable(context.engine.database, caller.namespace, search, first)
    return [AssignableMemberInfo(id=strawberry.ID(str(each.id)), name=each.name) for each in found]


def _gives(access: Access) -> bool:
    if "administer" in access.tenant_actions:
        return True
    return any(each.may(action) for each in access.objects.values() for action in _GIVING)
