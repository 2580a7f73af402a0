"""`viewAs`: an admin looks at the tenant as a member does, or as whoever has some roles."""

from datetime import UTC, datetime

import strawberry
from strawberry import UNSET

from api.context import VIEWING, RequestContext, refuse_anonymous
from api.fixed.inputs import or_none, role_ids, uuid_of
from api.fixed.one_catalog import under_held_catalog
from api.fixed.user_error import UserError, refusals
from core.connection import Connection
from core.errors import SluiceError, fault
from core.sentences import Sentence
from metadata.catalog import Catalog
from tenants import accounts, membership_ends
from tenants.audit import Entry, note
from tenants.views import begin_view

Info = strawberry.Info[RequestContext, None]


@strawberry.input
class ViewAsInput:
    """As whom: a member, or whoever has some roles."""

    member_id: strawberry.ID | None = UNSET
    roles: list[str] | None = strawberry.field(
        default=UNSET,
        description="Names of roles. Own records, and `actor.id` in rules, are then those of who looks.",
    )


@strawberry.type
class ViewAsPayload:
    """A token that reads and does not write. It is shown here and never again."""

    token: str | None = strawberry.field(description="To be sent as `Authorization: Bearer <token>`.")
    expires_at: datetime | None = strawberry.field(
        description="Sooner where the credentials that it was asked for with end, or who asked may no longer do so."
    )
    errors: list[UserError]


async def view_as(info: Info, input: ViewAsInput) -> ViewAsPayload:
    """Begin a view, which the audit log tells."""
    context = info.context
    for action in sorted(VIEWING):
        context.require_action(action)
    try:
        token, expires_at = await _begun(context, or_none(input.member_id), or_none(input.roles))
    except SluiceError as error:
        return ViewAsPayload(token=None, expires_at=None, errors=refusals(error, "input"))
    return ViewAsPayload(token=token, expires_at=expires_at, errors=[])


async def _begun(
    context: RequestContext, member: str | None, names: list[str] | None
) -> tuple[str, datetime]:
    if (member is None) == (names is None):
        hint = "Give one of `memberId` and `roles`."
        raise fault(
            "BAD_USER_INPUT",
            Sentence("A view is as one member, or as some roles", "只能以一名成员或若干角色的视角查看"),
            "memberId",
            hint=hint,
        )
    caller, opened_with = context.require_caller(), context.token
    if opened_with is None:
        refuse_anonymous()
    as_member = None if member is None else uuid_of(member, "member", "memberId")
    if as_member is not None:
        # Whether they still are is looked at with every request of the view.
        if not (await accounts.member(context.engine.database, caller.namespace, as_member)).active:
            raise fault(
                "INVALID_VALUE",
                Sentence("The member is deactivated, and sees nothing", "该成员已停用，看不到任何内容"),
                "memberId",
            )
        ends = await membership_ends.ends(context.engine.database, caller.tenant_id)
        if as_member in ends and ends[as_member] <= datetime.now(UTC):
            raise fault(
                "INVALID_VALUE",
                Sentence(
                    "The membership has ended, and sees nothing", "该成员的成员资格已到期，看不到任何内容"
                ),
                "memberId",
            )

    async def begun(connection: Connection, catalog: Catalog) -> tuple[str, datetime]:
        roles = None if names is None else role_ids(catalog, names, "roles", suggest=context.suggests)
        token, expires_at = await begin_view(
            connection,
            caller.tenant_id,
            caller.member_id,
            opened_with,
            by_key=caller.kind == "key",
            member_id=as_member,
            roles=None if roles is None else tuple(roles),
        )
        told = {"roles": roles, "expiresAt": expires_at.isoformat(timespec="seconds")}
        target = "" if as_member is None else str(as_member)
        await note(connection, caller.namespace, Entry("viewBegun", caller.member_id, target, told))
        return token, expires_at

    return await under_held_catalog(context, begun)
