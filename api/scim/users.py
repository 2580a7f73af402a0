"""`/Users`: the members of the tenant. What is done to one is done by the functions that GraphQL does it by."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import orjson
from pydantic import ValidationError
from scim2_models import Context, PatchOp, SCIMException, SearchRequest
from sqlalchemy import ColumnElement, Subquery, Text, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from api.fixed.deactivating import let_in, shut_out
from api.fixed.one_catalog import under_held_catalog
from api.scim.asking import Asked, Page, body_of, check_paths, check_version, dumped, id_of, parameters_of
from api.scim.errors import of_scim, refused
from api.scim.filters import Attributes, Many, Single, condition_of, order_of
from api.scim.models import CORE_USER, POLICY, USER_PATCH, USERS, Group, User
from core.connection import Connection
from core.errors import SluiceError
from metadata.catalog import Catalog
from tenants import accounts, provisioning
from tenants.audit import Entry, note
from tenants.groups import leave_groups, lock_head
from tenants.inputs import email_address
from tenants.namespace import namespace_tables
from tenants.provisioning import Provisioned, Said

MOST_EMAILS = 20
MOST_LISTED = 1_000
"""Values of a list that is said about a user: one that says nothing here may be long, such as that of its groups."""
MOST_USER_OPERATIONS = 100
"""Of one PATCH of a user."""
MOST_ATTRIBUTES = 8_000
"""Bytes of what is kept of a user's attributes."""
MOST_OPERATIONS = 1_000
"""Of one PATCH."""
VIA = {"via": "scim"}
Patching = TypeVar("Patching", PatchOp[User], PatchOp[Group])
_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_IDEOGRAPHS = ("\u3040", "\u9fff")


async def page_of_users(
    asked: Asked, page: Page, parameters: SearchRequest[Any]
) -> tuple[list[dict[str, Any]], int]:
    """The users of a page, and how many there are."""
    caller, search = asked.caller, page.search
    users = provisioning.seen(caller.namespace)
    attributes = _attributes(users, caller.namespace)
    where = condition_of(None if search.filter is None else search.filter.ast, attributes)
    order: list[ColumnElement[Any]] = [users.c.created_at, users.c.id]
    if search.sort_by is not None:
        descending = search.sort_order == search.SortOrder.descending
        order = [*order_of(str(search.sort_by), attributes, descending=descending), users.c.id]
    found, total = await provisioning.page(
        asked.context.engine.database, caller.namespace, users, where, order, page.offset, page.count
    )
    return [dumped(user_resource(asked, each), parameters) for each in found], total


async def read_user(asked: Asked, id_: str) -> tuple[dict[str, Any], str]:
    """One user, and the version."""
    member_id, namespace = id_of(id_, "user"), asked.caller.namespace
    async with asked.context.engine.database.transaction(affinity=namespace, walled=True) as connection:
        found = await provisioning.user(connection, namespace, member_id)
    return dumped(user_resource(asked, found), parameters_of(USERS, asked)), version_of(found)


async def create_user(asked: Asked) -> tuple[dict[str, Any], str]:
    """Make a member who has no password here: they sign in by the directory's provider, or set one by mail."""
    parameters = parameters_of(USERS, asked)
    given = _parsed(_completed(await body_of(asked), None), Context.RESOURCE_CREATION_REQUEST)
    words, address = words_of(given), _address(given)
    person = await accounts.new_person(address, None, words.name)

    async def created(connection: Connection, catalog: Catalog) -> Provisioned:
        caller = asked.caller
        await lock_head(connection, caller.namespace)
        member_id = await provisioning.unseen_member(connection, caller.namespace, address)
        await provisioning.check_free(connection, caller.namespace, None, words)
        if member_id is None:
            member_id = await _added(connection, asked, person)
            if not given.active:
                await shut_out(connection, catalog, caller, member_id, "active", by_admin=False, **VIA)
        elif given.active:
            await let_in(connection, caller, member_id, by_admin=False, **VIA)
        await provisioning.keep(connection, caller.namespace, member_id, words)
        return await provisioning.user(connection, caller.namespace, member_id)

    found = await under_held_catalog(asked.context, created, action="provision")
    return dumped(user_resource(asked, found), parameters), version_of(found)


async def _added(connection: Connection, asked: Asked, person: accounts.Person) -> UUID:
    caller = asked.caller
    member = await accounts.add_member(connection, caller.tenant_id, caller.namespace, person, [])
    # No more of who it is than may go from the log with them (`tenants.former_members`).
    told = {"email": member.email, "roles": [], **VIA}
    await note(connection, caller.namespace, Entry("memberAdded", caller.member_id, str(member.id), told))
    return member.id


async def replace_user(asked: Asked, id_: str) -> tuple[dict[str, Any], str]:
    """Give a user these attributes and no others; whether they are active stays where it is not said."""
    body = await body_of(asked)

    def replaced(before: User) -> User:
        after = _parsed(_completed(body, before), Context.RESOURCE_REPLACEMENT_REQUEST)
        after.replace(before)
        return after

    return await _changed(asked, id_, replaced)


async def patch_user(asked: Asked, id_: str) -> tuple[dict[str, Any], str]:
    """Change some attributes of a user."""
    body = await body_of(asked)
    _check_few(body)
    patch = patch_of(USER_PATCH, body)
    steps = [patch.model_copy(update={"operations": [each]}) for each in patch.operations or []]

    def patched(before: User) -> User:
        # One by one: each looks through all addresses, so none may find more than fit.
        for each in steps:
            each.patch(before, POLICY)
            _check_addresses(before)
        return before

    return await _changed(asked, id_, patched)


def _check_addresses(user: User) -> None:
    count = len(user.emails or [])
    if count > MOST_EMAILS:
        raise refused("invalidValue", f"{count} addresses are given; {MOST_EMAILS} fit")


def _check_few(body: Mapping[str, Any]) -> None:
    """See that no list of what is said about a user is longer than any that fits, before all of it is looked at."""
    listed = next((value for key, value in body.items() if key.lower() == "operations"), None)
    operations = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if len(operations) > MOST_USER_OPERATIONS:
        message = f"{len(operations):,} operations are given; {MOST_USER_OPERATIONS} fit"
        raise refused("tooMany", message, "Send them in several requests.")
    given = [*body.items(), *(pair for each in operations for pair in each.items())]
    inside = [pair for _, value in given if isinstance(value, dict) for pair in value.items()]
    for key, value in (*given, *inside):
        if key.lower() != "operations" and isinstance(value, list) and len(value) > MOST_LISTED:
            raise refused("invalidValue", f"{len(value):,} values are given; {MOST_LISTED} fit")


def patch_of(operations: type[Patching], body: Mapping[str, Any]) -> Patching:
    """The operations of a PATCH.

    Raises:
        SluiceError: SCIM_REFUSED.
    """
    given = dict(body)
    given.setdefault("schemas", [_PATCH])
    listed = next((value for key, value in given.items() if key.lower() == "operations"), None)
    if isinstance(listed, list) and len(listed) > MOST_OPERATIONS:
        raise refused("tooMany", f"{len(listed):,} operations are given; {MOST_OPERATIONS:,} fit")
    check_paths(listed if isinstance(listed, list) else [])
    try:
        return operations.model_validate(given, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY)
    except (ValidationError, SCIMException) as error:
        raise of_scim(error) from error


async def _changed(asked: Asked, id_: str, change: Callable[[User], User]) -> tuple[dict[str, Any], str]:
    member_id, parameters = id_of(id_, "user"), parameters_of(USERS, asked)

    async def done(connection: Connection, catalog: Catalog) -> Provisioned:
        caller = asked.caller
        await lock_head(connection, caller.namespace)
        before = await provisioning.user(connection, caller.namespace, member_id)
        check_version(asked, version_of(before))
        try:
            after = change(user_resource(asked, before))
        except (ValidationError, SCIMException) as error:
            raise of_scim(error) from error
        await _say(connection, asked, before, words_of(after))
        if bool(after.active) and not before.active:
            await let_in(connection, caller, member_id, by_admin=False, **VIA)
        elif before.active and not after.active:
            await shut_out(connection, catalog, caller, member_id, "active", by_admin=False, **VIA)
        return await provisioning.user(connection, caller.namespace, member_id)

    found = await under_held_catalog(asked.context, done, action="provision")
    return dumped(user_resource(asked, found), parameters), version_of(found)


async def _say(connection: Connection, asked: Asked, before: Provisioned, words: Said) -> None:
    was = {"userName": before.user_name, "externalId": before.external_id, **before.attributes}
    now = {"userName": words.user_name, "externalId": words.external_id, **words.attributes}
    changed = sorted(name for name in {*was, *now} if was.get(name) != now.get(name))
    if not changed:
        return
    caller = asked.caller
    await provisioning.check_free(connection, caller.namespace, before.id, words)
    await provisioning.keep(connection, caller.namespace, before.id, words)
    entry = Entry("memberProvisioned", caller.member_id, str(before.id), {"changed": changed, **VIA})
    await note(connection, caller.namespace, entry)


async def delete_user(asked: Asked, id_: str) -> None:
    """Shut the member out, and take from them all groups and roles: whoever is made anew under the address begins anew.

    They stay a member who is not active, so that what they did is still told by their name.
    """
    member_id = id_of(id_, "user")

    async def done(connection: Connection, catalog: Catalog) -> None:
        caller = asked.caller
        await lock_head(connection, caller.namespace)
        before = await provisioning.user(connection, caller.namespace, member_id)
        check_version(asked, version_of(before))
        if before.active:
            await shut_out(connection, catalog, caller, member_id, by_admin=False, **VIA)
        if before.roles:
            await accounts.set_member_roles(connection, caller.namespace, member_id, [])
            entry = Entry("memberRolesSet", caller.member_id, str(member_id), {"roles": [], **VIA})
            await note(connection, caller.namespace, entry)
        await leave_groups(connection, caller.namespace, member_id)
        await provisioning.forget(connection, caller.namespace, member_id)
        entry = Entry("memberProvisioned", caller.member_id, str(member_id), {"deleted": True, **VIA})
        await note(connection, caller.namespace, entry)

    await under_held_catalog(asked.context, done, action="provision")


def user_resource(asked: Asked, found: Provisioned) -> User:
    """The member as SCIM shows them."""
    groups = [
        {"value": id_, "$ref": asked.location("Group", id_), "display": name, "type": "direct"}
        for id_, name in found.groups
    ]
    shown = {
        "schemas": [str(CORE_USER)],
        "id": str(found.id),
        "externalId": found.external_id,
        "userName": found.user_name,
        **found.attributes,
        "active": found.active,
        "groups": groups or None,
        "meta": {
            "resourceType": "User",
            "created": found.created_at,
            "lastModified": found.updated_at,
            "location": asked.location("User", found.id),
            "version": version_of(found),
        },
    }
    return User.model_validate(shown, scim_policy=POLICY)


def version_of(found: Provisioned) -> str:
    """The version of a user: made of what is shown, for a member is changed in other ways too."""
    shown = [found.user_name, found.external_id, found.attributes, found.active]
    digest = hashlib.sha256(orjson.dumps(shown, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return f'W/"{digest[:16]}"'


def words_of(user: User) -> Said:
    """What is kept of a user.

    Raises:
        SluiceError: SCIM_REFUSED, INVALID_VALUE, EMAIL_INVALID.
    """
    _check_addresses(user)
    for each in user.emails or []:
        email_address(each.value or "", "emails")
    shown = user.model_dump(scim_ctx=Context.DEFAULT)
    names = ("name", "displayName", "emails")
    attributes: dict[str, Any] = {each: shown[each] for each in names if each in shown}
    if len(orjson.dumps(attributes)) > MOST_ATTRIBUTES:
        raise refused("invalidValue", f"The attributes have more than {MOST_ATTRIBUTES:,} bytes")
    return provisioning.said(user.user_name or "", user.external_id, _called(user), attributes)


def _called(user: User) -> str:
    name = user.name
    if user.display_name or name is None:
        return user.display_name or user.user_name or ""
    given, family = name.given_name or "", name.family_name or ""
    if name.formatted or not (given or family):
        return name.formatted or user.user_name or ""
    if family and _IDEOGRAPHS[0] <= family[0] <= _IDEOGRAPHS[1]:
        return family + given
    return f"{given} {family}".strip()


def _address(user: User) -> str:
    emails = user.emails or []
    chosen = next((each for each in emails if each.primary), emails[0])
    return email_address(chosen.value or "", "emails")


def _parsed(body: Mapping[str, Any], context: Context) -> User:
    _check_few(body)
    try:
        found = User.model_validate(body, scim_ctx=context, scim_policy=POLICY)
    except (ValidationError, SCIMException) as error:
        raise of_scim(error) from error
    assert isinstance(found, User)
    return found


def _completed(body: Mapping[str, Any], before: User | None) -> dict[str, Any]:
    """The body with what directories leave out: who is new is active, and their name is their address if it is one."""
    given = dict(body)
    names = {each.lower() for each in given if given[each] not in (None, [])}
    if "schemas" not in names:
        given["schemas"] = [str(CORE_USER)]
    if "active" not in names:
        given["active"] = True if before is None else before.active
    if "emails" not in names:
        given = {key: value for key, value in given.items() if key.lower() != "emails"}
        kept = None if before is None else before.model_dump(scim_ctx=Context.DEFAULT).get("emails")
        named = next((value for key, value in given.items() if key.lower() == "username"), None)
        given["emails"] = kept or _address_in(named)
    return given


def _address_in(name: object) -> list[dict[str, object]]:
    try:
        address = email_address(str(name), "emails")
    except SluiceError as error:
        message = "The user has no address: neither `emails` nor an address as `userName`"
        raise refused("invalidValue", message, "Map an address to `emails`.") from error
    return [{"value": address, "type": "work", "primary": True}]


def _attributes(users: Subquery, namespace: str) -> Attributes:
    """What can be filtered by and ordered by."""
    kept = users.c.attributes
    email = func.jsonb_array_elements(kept["emails"], type_=JSONB).table_valued("value").render_derived()
    value = cast(email.c.value, JSONB)
    tables = namespace_tables(namespace)
    inside, group = tables.group_member, tables.group
    theirs = inside.join(group, group.c.id == inside.c.group_id)
    of_email = {
        "value": Single(func.lower(value["value"].astext)),
        "type": Single(func.lower(value["type"].astext)),
        "display": Single(func.lower(value["display"].astext)),
        "primary": Single(value["primary"].as_boolean(), "bool"),
    }
    of_group = {
        "value": Single(cast(group.c.id, Text), "exact"),
        "display": Single(group.c.name_key),
        "type": Single(literal("direct")),
    }
    emails = Many(
        {**of_email, "": of_email["value"]},
        lambda condition: exists(select(1).select_from(email).where(condition)),
        func.lower(kept["emails"][0]["value"].astext),
    )
    groups = Many(
        {**of_group, "": of_group["value"]},
        lambda condition: exists(
            select(1).select_from(theirs).where(inside.c.member_id == users.c.id, condition)
        ),
        cast(users.c.id, Text),
    )
    parts = ("formatted", "familyName", "givenName", "middleName", "honorificPrefix", "honorificSuffix")
    return {
        "id": Single(cast(users.c.id, Text), "exact"),
        "externalid": Single(users.c.external_id, "exact"),
        "username": Single(users.c.user_key),
        "displayname": Single(func.lower(kept["displayName"].astext)),
        "active": Single(users.c.active, "bool"),
        "meta.resourcetype": Single(literal("user")),
        "meta.created": Single(users.c.created_at, "moment"),
        "meta.lastmodified": Single(users.c.updated_at, "moment"),
        "emails": emails,
        "groups": groups,
        **{f"name.{each.lower()}": Single(func.lower(kept["name"][each].astext)) for each in parts},
    }
