"""What `explainAccess` is asked: whom it is about, and what they might do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from api.context import RequestContext
from api.fixed.inputs import role_ids, uuid_of
from core.errors import fault
from core.sentences import Sentence
from metadata.actions import ACTIONS
from metadata.catalog import Catalog, Object
from metadata.pipelines import Transition
from metadata.text import called
from policies.explaining import Reason
from policies.speaking import Question
from tenants import accounts, keys, membership_ends


@dataclass(frozen=True)
class Asked:
    """What is asked, by the names that the caller has given."""

    action: str
    object: str | None
    record: str | None
    field: str | None
    source: str | None
    target: str | None
    trees: bool


@dataclass(frozen=True)
class Subject:
    """Whom the question is about.

    Attributes:
        roles: ids of those that are held.
        member: None where the question is about roles alone.
        barred: why they may do nothing, whatever their roles; None where they may.
    """

    roles: tuple[str, ...]
    member: UUID | None = None
    barred: Reason | None = None


# Whom it is about


async def subject_of(
    context: RequestContext, member: str | None, key: str | None, roles: Sequence[str] | None
) -> Subject:
    """Whom the question is about.

    Raises:
        SluiceError: BAD_USER_INPUT, CATALOG_UNKNOWN, NOT_FOUND; FORBIDDEN where it is a person and the caller may not
            `administer`.
    """
    catalog, _ = context.require_catalog()
    if [member, key, roles].count(None) != 2:
        message = "The question is about one member, one API key, or some roles"
        raise fault("BAD_USER_INPUT", message, "member", hint="Give one of `member`, `apiKey` and `roles`.")
    if roles is not None:
        return Subject(tuple(role_ids(catalog, roles, "roles", suggest=context.suggests)))
    caller = context.require_action("administer")
    if member is not None:
        return await _of_member(context, uuid_of(member, "member", "member"))
    wanted = uuid_of(key or "", "key", "apiKey")
    found = await keys.list_keys(context.engine.database, caller.tenant_id)
    known = next((each for each in found if each.id == wanted), None)
    if known is None:
        raise fault("NOT_FOUND", "There is no such key", "apiKey")
    whose = await _of_member(context, known.member_id)
    expires = known.limits.expires_at
    over = known.revoked_at is not None or (expires is not None and expires <= datetime.now(UTC))
    barred = Reason.KEY_ENDED if over else whose.barred
    return Subject(whose.roles if known.roles is None else known.roles, whose.member, barred)


async def _of_member(context: RequestContext, member_id: UUID) -> Subject:
    caller, database = context.require_caller(), context.engine.database
    found = await accounts.member(database, caller.namespace, member_id)
    ends = (await membership_ends.ends(database, caller.tenant_id)).get(member_id)
    barred = None if found.active else Reason.INACTIVE
    if barred is None and ends is not None and ends <= datetime.now(UTC):
        barred = Reason.ENDED
    return Subject(found.held, member_id, barred)


# What is asked


def question_of(catalog: Catalog, asked: Asked, stage: str | None) -> Question | None:
    """The question; None where no transition leads from the stage of the record to that one.

    Args:
        stage: that of the record, None where none is asked about.

    Raises:
        SluiceError: BAD_USER_INPUT, CATALOG_UNKNOWN: what does not belong together, or is not there.
    """
    of = object_of(catalog, asked)
    if of is None:
        return Question(asked.action)
    if not ACTIONS[asked.action].per_field:
        _only(asked, "whole records", "field")
    if asked.action != "promote":
        _only(asked, "no move", "source", "target")
    field = None if asked.field is None else of.field_by_name.get(asked.field)
    if asked.field is not None and field is None:
        hint = "What every record has (`id`, `stage`, `owner`) is read by who may read the record."
        raise fault("CATALOG_UNKNOWN", f"{of.name} has no field {asked.field[:60]!r}", "field", hint=hint)
    if asked.target is None and asked.source is None:
        return Question(asked.action, of, field)
    edge = _edge(of, asked, stage)
    return None if edge is None else Question(asked.action, of, field, edge)


def object_of(catalog: Catalog, asked: Asked) -> Object | None:
    """The object that the question is about; None where it is about the tenant.

    Raises:
        SluiceError: CATALOG_UNKNOWN, BAD_USER_INPUT.
    """
    action = ACTIONS.get(asked.action)
    if action is None:
        hint = f"Use one of {', '.join(ACTIONS)}."
        raise fault("CATALOG_UNKNOWN", f"There is no action {asked.action[:60]!r}", "action", hint=hint)
    if action.on == "tenant":
        _only(asked, "the tenant", "object", "record", "field", "source", "target")
        return None
    of = catalog.object_by_name.get(asked.object or "")
    if of is None:
        message = f"There is no object named {asked.object[:60]!r}" if asked.object else "No object is named"
        raise fault("CATALOG_UNKNOWN", message, "object", hint="Name the object that the action is on.")
    return of


_ARGUMENTS = {"object": "object", "record": "record", "field": "field", "source": "from", "target": "to"}


def _only(asked: Asked, about: str, *others: str) -> None:
    for each in others:
        if getattr(asked, each) is not None:
            name = _ARGUMENTS[each]
            message = f"`{asked.action}` is about {about}"
            raise fault("BAD_USER_INPUT", message, name, hint=f"Leave out `{name}`.")


def _edge(of: Object, asked: Asked, stage: str | None) -> Transition | None:
    pipeline = of.pipeline
    if pipeline is None:
        raise fault("CATALOG_UNKNOWN", f"{of.name} has no pipeline, and so no stages", "to")
    if asked.target is None or (asked.record is None) == (asked.source is None):
        hint = "Give `from` and `to`, or a `record` and `to`."
        raise fault("BAD_USER_INPUT", "A move leads from one stage to another", "to", hint=hint)
    source = asked.source if stage is None else stage
    for name, at in ((source, "from"), (asked.target, "to")):
        if name not in pipeline.stage_by_name:
            raise fault(
                "CATALOG_UNKNOWN",
                Sentence("{} has no stage {!r}", "{}没有阶段 {!r}").of(called(of), (name or "")[:60]),
                at,
            )
    ends = (source, asked.target)
    return next((each for each in pipeline.transitions if (each.source, each.target) == ends), None)
