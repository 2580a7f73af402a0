"""`GateMember`: a member, as what is told of gates knows it."""

import strawberry

from records.unkept import Row


@strawberry.type(name="GateMember")
class MemberInfo:
    """A member who owns records, moves them, or says whether they may be moved."""

    id: strawberry.ID
    name: str


def member_info(member: Row | None) -> MemberInfo | None:
    """A member, as PostgreSQL tells of it."""
    return None if member is None else MemberInfo(id=strawberry.ID(member["id"]), name=member["name"])
