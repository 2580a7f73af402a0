"""Overrides that need a second person: asking for one, deciding, and what there is to decide (decision 51)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.context import RequestContext
from api.fixed.inputs import or_none, uuid_of
from api.fixed.members import MemberInfo
from api.fixed.one_catalog import under_one_catalog
from api.fixed.simulation import within
from api.fixed.user_error import UserError, refusals
from core.database import Database
from core.errors import SluiceError, fault
from core.sentences import Sentence
from expressions.languages import label_in
from metadata.catalog import Catalog, Object
from metadata.text import called
from records import overrides
from records.build import Build
from records.moves import reason_of
from tenants.audit import Entry, note_alone
from tenants.authentication import Caller

Info = strawberry.Info[RequestContext, None]

MOST_REQUESTS = 200

OWN = Sentence(
    "Nobody approves an override that they have asked for themselves.",
    "任何人都不能批准自己申请的强制推进。",
)
NOT_OPEN = Sentence(
    "There is no such request that waits for a decision of yours.", "没有等待你决定的此项申请。"
)
NOT_NEEDED = Sentence("Overrides of {} need no second person.", "{}的强制推进不需要第二人批准。")


@strawberry.enum(name="OverrideState", description="What has become of a request for an override.")
class OverrideStateName(Enum):
    """See `_state`."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    USED = "used"


@strawberry.type(name="OverrideRequest")
class OverrideRequestInfo:
    """Somebody asks that a record be promoted although its gate is closed."""

    id: strawberry.ID
    object: str
    record_id: strawberry.ID
    from_stage: str = strawberry.field(description="Where the record stood when it was asked for.")
    to_stage: str
    reason: str
    requested_by: MemberInfo
    requested_at: datetime
    state: OverrideStateName
    decided_by: MemberInfo | None
    decided_at: datetime | None
    remark: str | None = strawberry.field(description="What the second person said of it.")
    expires_at: datetime | None = strawberry.field(
        description="Until when who asked may promote the record, once; null where it is not approved."
    )


@strawberry.type(name="OverrideRequestPayload")
class OverrideRequestPayload:
    """The request after the write, null where it was refused."""

    request: OverrideRequestInfo | None
    errors: list[UserError]


async def override_requests(
    info: Info,
    object: str | None = UNSET,
    pending: bool = True,
    first: int = 50,
) -> list[OverrideRequestInfo]:
    """What is asked for of records on which the caller may override."""
    context = info.context
    within("first", first, MOST_REQUESTS)
    name = or_none(object)

    async def found() -> list[OverrideRequestInfo]:
        build = _build(context)
        objects = _overridable(build)
        if name is not None:
            objects = (_object(build, name),)
        listed = await overrides.requests(
            *_asking(context, build), objects=objects, pending=pending, first=first
        )
        return [_told(build.catalog, each) for each in listed]

    return await under_one_catalog(context, found, action=None)


async def request_override(
    info: Info,
    object: str,
    id: strawberry.ID,
    to: str,
    reason: str,
) -> OverrideRequestPayload:
    """Ask for a second person's approval."""
    context = info.context

    async def asked() -> OverrideRequestInfo:
        build = _build(context)
        of = _object(build, object)
        if of.pipeline is None or of.pipeline.approval_hours is None:
            hint = Sentence("Promote with `override`.", "请直接强制推进。")
            raise fault("BAD_USER_INPUT", _not_needed(context, of), "object", hint=hint)
        if to not in of.pipeline.stage_by_name:
            raise fault(
                "STAGE_UNKNOWN",
                Sentence("{} has no stage {!r:.80}", "{}没有阶段 {!r:.80}").of(called(of), to),
                "to",
            )
        text = str(reason_of(reason, ("reason",)))
        made = await overrides.ask(*_asking(context, build), of, uuid_of(id, "record", "id"), to, text)
        await _noted(context, "overrideRequested", made, {"object": of.name, "recordId": id, "to": to})
        return await _one(context, of, made)

    return await _payload(context, asked)


async def decide_override(
    info: Info,
    id: strawberry.ID,
    approve: bool,
    remark: str | None = UNSET,
) -> OverrideRequestPayload:
    """Approve what another member has asked for, or decline it; or take back what is one's own."""
    context = info.context

    async def decided() -> OverrideRequestInfo:
        build = _build(context)
        objects, wanted = _overridable(build), uuid_of(id, "request", "id")
        found = await overrides.requests(*_asking(context, build), objects=objects, id_=wanted)
        request = next(iter(found), None)
        if request is None or request.decided_at is not None or request.expired:
            raise fault("NOT_FOUND", NOT_OPEN, "id")
        own = request.requested_by[0] == context.require_caller().member_id
        if own and approve:
            raise fault("OVERRIDE_UNAPPROVED", OWN, "approve")
        of = build.catalog.object_by_id[request.object_id]
        hours = of.pipeline.approval_hours if of.pipeline is not None else None
        if approve and hours is None:
            raise fault("BAD_USER_INPUT", _not_needed(context, of), "approve")
        said = or_none(remark)
        text = None if said is None else str(reason_of(said, ("remark",)))
        again = _build(context)
        done = await overrides.decide(*_asking(context, again), of, request, text, hours if approve else None)
        if not done:
            raise fault("NOT_FOUND", NOT_OPEN, "id")
        kind = "overrideApproved" if approve else "overrideRefused"
        await _noted(context, kind, request.id, {"object": of.name})
        return await _one(context, of, request.id)

    return await _payload(context, decided)


async def _payload(
    context: RequestContext, work: Callable[[], Awaitable[OverrideRequestInfo]]
) -> OverrideRequestPayload:
    try:
        return OverrideRequestPayload(request=await under_one_catalog(context, work, action=None), errors=[])
    except SluiceError as error:
        return OverrideRequestPayload(request=None, errors=refusals(error))


async def _noted(context: RequestContext, kind: str, request: UUID, told: Mapping[str, str]) -> None:
    caller = context.require_caller()
    entry = Entry(kind, caller.member_id, str(request), told)
    await note_alone(context.engine.database, caller.namespace, entry)


def _not_needed(context: RequestContext, of: Object) -> str:
    label = label_in(of.labels, context.language, of.name)
    return NOT_NEEDED.of(label)


async def _one(context: RequestContext, of: Object, id_: UUID) -> OverrideRequestInfo:
    build = _build(context)
    (found,) = await overrides.requests(*_asking(context, build), objects=(of,), id_=id_)
    return _told(build.catalog, found)


def _build(context: RequestContext) -> Build:
    catalog, access = context.require_catalog()
    return Build(catalog, context.require_caller().namespace, context.language, access)


def _asking(context: RequestContext, build: Build) -> tuple[Database, Build, Caller]:
    return context.engine.database, build, context.require_caller()


def _overridable(build: Build) -> tuple[Object, ...]:
    """The objects on some of whose records the caller may override.

    Raises:
        SluiceError: FORBIDDEN where there is none.
    """
    found = overrides.overridable(build)
    if not found:
        raise fault("FORBIDDEN", "The caller's roles do not grant `override`")
    return found


def _object(build: Build, name: str) -> Object:
    """The object of that name, on whose records the caller may override.

    Raises:
        SluiceError: CATALOG_UNKNOWN.
    """
    found = next((each for each in _overridable(build) if each.name == name), None)
    if found is None:
        message = f"There is no object named {name[:60]!r} whose gates you may override"
        raise fault("CATALOG_UNKNOWN", message, "object")
    return found


def _told(catalog: Catalog, request: overrides.OverrideRequest) -> OverrideRequestInfo:
    of = catalog.object_by_id[request.object_id]
    stages = {} if of.pipeline is None else {each.id: each.name for each in of.pipeline.stages}
    decided = request.decided_by
    return OverrideRequestInfo(
        id=strawberry.ID(str(request.id)),
        object=of.name,
        record_id=strawberry.ID(str(request.record_id)),
        # A stage that is gone has no name any more.
        from_stage=stages.get(request.from_stage, request.from_stage),
        to_stage=stages.get(request.to_stage, request.to_stage),
        reason=request.reason,
        requested_by=_member(request.requested_by),
        requested_at=request.requested_at,
        state=_state(request),
        decided_by=None if decided is None else _member(decided),
        decided_at=request.decided_at,
        remark=request.remark,
        expires_at=request.expires_at,
    )


def _member(member: tuple[UUID, str]) -> MemberInfo:
    return MemberInfo(id=strawberry.ID(str(member[0])), name=member[1])


def _state(request: overrides.OverrideRequest) -> OverrideStateName:
    if request.decided_by is None:
        return OverrideStateName.EXPIRED if request.expired else OverrideStateName.PENDING
    if request.used:
        return OverrideStateName.USED
    if request.approved:
        return OverrideStateName.EXPIRED if request.expired else OverrideStateName.APPROVED
    own = request.decided_by[0] == request.requested_by[0]
    return OverrideStateName.WITHDRAWN if own else OverrideStateName.DECLINED
