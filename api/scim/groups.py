"""`/Groups`: the groups of a directory. Roles follow from them as an admin has said (`api.fixed.member_groups`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from scim2_models import Context, SCIMException, SearchRequest
from sqlalchemy import ColumnElement, Table, Text, cast, exists, literal, select

from api.fixed.administration import keep_an_administrator
from api.fixed.one_catalog import under_held_catalog
from api.scim.asking import Asked, Page, body_of, check_paths, check_version, dumped, id_of, parameters_of
from api.scim.errors import of_scim, refused
from api.scim.filters import Attributes, Many, Single, condition_of, order_of
from api.scim.group_changes import MEMBERS, Step, divided, ids_of, no_user, operations_of
from api.scim.models import CORE_GROUP, GROUP_PATCH, GROUPS, POLICY, Group
from api.scim.users import MOST_OPERATIONS, VIA, patch_of
from core.connection import Connection
from metadata.catalog import Catalog
from tenants import accounts, provisioning
from tenants import groups as kept
from tenants.audit import Entry, note
from tenants.namespace import namespace_tables

MOST_TOLD = 1_000
"""Members whom an entry of the audit log names; how many there were it tells in any case."""


async def page_of_groups(
    asked: Asked, page: Page, parameters: SearchRequest[Any]
) -> tuple[list[dict[str, Any]], int]:
    """The groups of a page, and how many there are."""
    namespace, search = asked.caller.namespace, page.search
    table = namespace_tables(namespace).group
    attributes = _attributes(table, namespace)
    where = condition_of(None if search.filter is None else search.filter.ast, attributes)
    order: list[ColumnElement[Any]] = [table.c.created_at, table.c.id]
    if search.sort_by is not None:
        descending = search.sort_order == search.SortOrder.descending
        order = [*order_of(str(search.sort_by), attributes, descending=descending), table.c.id]
    async with asked.context.engine.database.transaction(affinity=namespace, walled=True) as connection:
        found, total = await kept.page(connection, namespace, where, order, page.offset, page.count)
        members: Mapping[UUID, Sequence[UUID]] = {}
        if _wants_members(parameters):
            members = await kept.members_by_group(connection, namespace, [each.id for each in found])
    return [_shown(asked, each, members.get(each.id, ()), parameters) for each in found], total


async def read_group(asked: Asked, id_: str) -> tuple[dict[str, Any], str]:
    """One group, and its version."""
    group_id, namespace = id_of(id_, "group"), asked.caller.namespace
    async with asked.context.engine.database.transaction(affinity=namespace, walled=True) as connection:
        return await _read(connection, asked, await kept.group_of(connection, namespace, group_id))


async def create_group(asked: Asked) -> tuple[dict[str, Any], str]:
    """Make a group, without roles."""
    body = await body_of(asked)
    given, ids = _parsed(body, Context.RESOURCE_CREATION_REQUEST)

    async def done(connection: Connection, catalog: Catalog) -> tuple[dict[str, Any], str]:
        caller = asked.caller
        await kept.lock_head(connection, caller.namespace)
        group = await kept.create_group(
            connection, caller.namespace, given.display_name or "", given.external_id
        )
        added = await _add(connection, caller.namespace, group.id, ids)
        told = {"name": group.name, **_told("added", added)}
        await note(connection, caller.namespace, Entry("groupCreated", caller.member_id, str(group.id), told))
        return await _read(connection, asked, group)

    return await under_held_catalog(asked.context, done, action="provision")


async def replace_group(asked: Asked, id_: str) -> tuple[dict[str, Any], str]:
    """Call a group so, and let these be its members and no others."""
    body = await body_of(asked)
    given, ids = _parsed(body, Context.RESOURCE_REPLACEMENT_REQUEST)
    return await _changed(asked, id_, lambda _: given, [Step("set", tuple(ids))])


async def patch_group(asked: Asked, id_: str) -> tuple[dict[str, Any], str]:
    """Change what a group is called, and who is in it."""
    rest, operations = operations_of(await body_of(asked))
    if len(operations) > MOST_OPERATIONS:
        raise refused("tooMany", f"{len(operations):,} operations are given; {MOST_OPERATIONS:,} fit")
    check_paths(operations)
    others, steps = divided(operations)
    patch = patch_of(GROUP_PATCH, {**rest, "Operations": others}) if others else None

    def patched(before: Group) -> Group:
        if patch is not None:
            patch.patch(before, POLICY)
        return before

    return await _changed(asked, id_, patched, steps)


async def delete_group(asked: Asked, id_: str) -> None:
    """End a group, and what its members could do by it."""
    group_id = id_of(id_, "group")

    async def done(connection: Connection, catalog: Catalog) -> None:
        caller = asked.caller
        await kept.lock_head(connection, caller.namespace)
        before = await kept.group_of(connection, caller.namespace, group_id)
        check_version(asked, version_of(before))
        await kept.delete_group(connection, caller.namespace, group_id)
        await _keep_an_administrator(connection, asked, catalog)
        entry = Entry("groupDeleted", caller.member_id, str(group_id), {"name": before.name, **VIA})
        await note(connection, caller.namespace, entry)

    await under_held_catalog(asked.context, done, action="provision")


async def _changed(
    asked: Asked, id_: str, change: Callable[[Group], Group], steps: Sequence[Step]
) -> tuple[dict[str, Any], str]:
    group_id = id_of(id_, "group")

    async def done(connection: Connection, catalog: Catalog) -> tuple[dict[str, Any], str]:
        caller = asked.caller
        await kept.lock_head(connection, caller.namespace)
        group = await kept.group_of(connection, caller.namespace, group_id)
        check_version(asked, version_of(group))
        try:
            after = change(_resource(asked, group))
        except (ValidationError, SCIMException) as error:
            raise of_scim(error) from error
        name, external_id = after.display_name or "", after.external_id
        changed = (name, external_id) != (group.name, group.external_id)
        if changed:
            group = await kept.change_group(connection, caller.namespace, group_id, name, external_id)
        added, removed = await _stepped(connection, caller.namespace, group_id, steps)
        if added or removed:
            group = group if changed else await kept.touch_group(connection, caller.namespace, group_id)
            await _keep_an_administrator(connection, asked, catalog)
        if changed or added or removed:
            told = {"name": group.name, **_told("added", added), **_told("removed", removed)}
            entry = Entry("groupChanged", caller.member_id, str(group_id), told)
            await note(connection, caller.namespace, entry)
        return await _read(connection, asked, group)

    return await under_held_catalog(asked.context, done, action="provision")


async def _keep_an_administrator(connection: Connection, asked: Asked, catalog: Catalog) -> None:
    namespace = asked.caller.namespace
    ending = await accounts.ending_members(connection, namespace)
    await keep_an_administrator(connection, namespace, catalog, MEMBERS, ending=ending)


async def _stepped(
    connection: Connection, namespace: str, group_id: UUID, steps: Sequence[Step]
) -> tuple[list[UUID], list[UUID]]:
    """Who came into the group by the steps, and who left it."""
    before = set(await kept.members_of(connection, namespace, group_id)) if steps else set()
    after = set(before)
    for step in steps:
        match step.kind:
            case "add":
                after |= {*step.ids}
            case "remove":
                after -= {*step.ids}
            case "set":
                after = {*step.ids}
    # Who leaves first: a group that is full can be given others.
    removed = await kept.take_from_group(connection, namespace, group_id, sorted(before - after))
    added = await _add(connection, namespace, group_id, sorted(after - before))
    return added, removed


async def _add(connection: Connection, namespace: str, group_id: UUID, ids: Sequence[UUID]) -> list[UUID]:
    if not ids:
        return []
    known = await provisioning.among(connection, namespace, ids)
    for each in ids:
        if each not in known:
            raise no_user(each)
    return await kept.add_to_group(connection, namespace, group_id, ids)


def _told(what: str, ids: Sequence[UUID]) -> dict[str, object]:
    return {what: [str(each) for each in ids[:MOST_TOLD]], f"{what}Count": len(ids), **VIA}


def _parsed(body: Mapping[str, Any], context: Context) -> tuple[Group, list[UUID]]:
    """The group and who is to be in it."""
    ids = [each for key, value in body.items() if key.lower() == MEMBERS for each in ids_of(value)]
    given = {key: value for key, value in body.items() if key.lower() != MEMBERS}
    given.setdefault("schemas", [str(CORE_GROUP)])
    try:
        found = Group.model_validate(given, scim_ctx=context, scim_policy=POLICY)
    except (ValidationError, SCIMException) as error:
        raise of_scim(error) from error
    assert isinstance(found, Group)
    return found, list(dict.fromkeys(ids))


async def _read(connection: Connection, asked: Asked, group: kept.Group) -> tuple[dict[str, Any], str]:
    parameters = parameters_of(GROUPS, asked)
    members: Sequence[UUID] = ()
    if _wants_members(parameters):
        members = await kept.members_of(connection, asked.caller.namespace, group.id)
    return _shown(asked, group, members, parameters), version_of(group)


def version_of(group: kept.Group) -> str:
    """The version of a group."""
    return f'W/"{group.version}"'


def _wants_members(parameters: SearchRequest[Any]) -> bool:
    if parameters.attributes:
        return any(_about_members(str(each)) for each in parameters.attributes)
    return not any(_last(str(each)) == MEMBERS for each in parameters.excluded_attributes or ())


def _last(path: str) -> str:
    return path.rpartition(":")[2].lower()


def _about_members(path: str) -> bool:
    return _last(path).partition(".")[0] == MEMBERS


def _resource(asked: Asked, group: kept.Group) -> Group:
    shown = {
        "schemas": [str(CORE_GROUP)],
        "id": str(group.id),
        "externalId": group.external_id,
        "displayName": group.name,
        "meta": {
            "resourceType": "Group",
            "created": group.created_at,
            "lastModified": group.updated_at,
            "location": asked.location("Group", group.id),
            "version": version_of(group),
        },
    }
    return Group.model_validate(shown, scim_policy=POLICY)


def _shown(
    asked: Asked, group: kept.Group, members: Sequence[UUID], parameters: SearchRequest[Any]
) -> dict[str, Any]:
    shown = dumped(_resource(asked, group), parameters)
    if members:
        # Not by the model, which would take a second for a large group.
        alone = {_last(str(each)) for each in parameters.attributes or ()} == {f"{MEMBERS}.value"}
        shown[MEMBERS] = [
            {"value": str(each)}
            if alone
            else {"value": str(each), "$ref": asked.location("User", each), "type": "User"}
            for each in members
        ]
    return shown


def _attributes(group: Table, namespace: str) -> Attributes:
    """What can be filtered by and ordered by."""
    inside = namespace_tables(namespace).group_member
    member = {"value": Single(cast(inside.c.member_id, Text), "exact"), "type": Single(literal("user"))}
    return {
        "id": Single(cast(group.c.id, Text), "exact"),
        "externalid": Single(group.c.external_id, "exact"),
        "displayname": Single(group.c.name_key),
        "meta.resourcetype": Single(literal("group")),
        "meta.created": Single(group.c.created_at, "moment"),
        "meta.lastmodified": Single(group.c.updated_at, "moment"),
        MEMBERS: Many(
            {**member, "": member["value"]},
            lambda condition: exists(select(1).where(inside.c.group_id == group.c.id, condition)),
            cast(group.c.id, Text),
        ),
    }
