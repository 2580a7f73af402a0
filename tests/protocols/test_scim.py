"""Members and groups as a directory provisions them: the sequences of Entra ID and Okta, and who means harm."""

from typing import Any

import pytest

from tests.client import Api
from tests.protocols.directory import GROUP, LOG, ME, PATCH, USER, Directory, make_directory
from tests.world import sign_up

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.fixture
async def directory(api: Api) -> Directory:
    return await make_directory(api)


async def kinds(directory: Directory) -> list[str]:
    told = await directory.api.data(directory.admin, LOG)
    return [each["kind"] for each in told["auditLog"]]


async def test_entra_id_makes_changes_and_disables_a_user(directory: Directory) -> None:
    """After Microsoft's "Develop and plan provisioning for a SCIM endpoint"."""
    empty = await directory.done("GET", '/Users?filter=userName+eq+"Test_User@contoso.example"')
    assert (empty["totalResults"], empty["Resources"]) == (0, [])
    made = await directory.done(
        "POST",
        "/Users",
        {
            "schemas": [USER, ENTERPRISE],
            "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
            "userName": "Test_User@contoso.example",
            "active": True,
            "emails": [{"primary": True, "type": "work", "value": "Test_User@contoso.example"}],
            "meta": {"resourceType": "User"},
            "name": {
                "formatted": "givenName familyName",
                "familyName": "familyName",
                "givenName": "givenName",
            },
            "roles": [],
            "password": "never kept anywhere",
            ENTERPRISE: {"department": "Sales"},
        },
    )
    at = f"/Users/{made['id']}"
    assert made["userName"] == "Test_User@contoso.example"
    assert "password" not in str(made)
    found = await directory.done("GET", '/Users?filter=userName+eq+"test_user@CONTOSO.example"')
    assert [each["id"] for each in found["Resources"]] == [made["id"]]
    changed = await directory.patch(
        at,
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "updated@contoso.example"},
        {"op": "Replace", "path": "name.familyName", "value": "updatedFamilyName"},
        {"op": "Add", "path": 'emails[type eq "other"].value', "value": "other@contoso.example"},
        {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Marketing"},
        {"op": "Add", "value": {"displayName": "Li", "name.givenName": "Lei", f"{ENTERPRISE}:division": "B"}},
    )
    assert [each["value"] for each in changed["emails"]] == [
        "updated@contoso.example",
        "other@contoso.example",
    ]
    assert changed["name"]["familyName"] == "updatedFamilyName"
    assert (changed["displayName"], changed["name"]["givenName"]) == ("Li", "Lei")
    member = (await directory.members())["test_user@contoso.example"]
    assert (member["id"], member["name"]) == (made["id"], "Li"), "the address of the account stays"
    for off in (
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "replace", "value": {"active": False}},
    ):
        gone = await directory.patch(at, off)
        assert gone["active"] is False
        assert (await directory.members())["test_user@contoso.example"]["active"] is False
        back = await directory.patch(at, {"op": "Replace", "path": "active", "value": "True"})
        assert back["active"] is True
    assert await directory.done("DELETE", at) is None
    assert await directory.refused("GET", at) == (404, "", "NOT_FOUND")
    assert (await directory.members())["test_user@contoso.example"]["active"] is False


async def test_entra_id_provisions_a_group_and_its_members(directory: Directory) -> None:
    users = [(await directory.user(f"u{number}@x.example"))["id"] for number in range(3)]
    made = await directory.done(
        "POST",
        "/Groups",
        {
            "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
            "externalId": "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159",
            "displayName": "Vertrieb 销售",
            "meta": {"resourceType": "Group"},
        },
    )
    at = f"/Groups/{made['id']}"
    query = '/Groups?excludedAttributes=members&filter=displayName+eq+"vertrieb 销售"'
    found = await directory.done("GET", query)
    assert [(each["id"], "members" in each) for each in found["Resources"]] == [(made["id"], False)]
    await directory.patch(at, {"op": "Add", "path": "members", "value": [{"value": each} for each in users]})
    await directory.patch(
        at, {"op": "Remove", "path": "members", "value": [{"$ref": None, "value": users[0]}]}
    )
    await directory.patch(at, {"op": "remove", "path": f'members[value eq "{users[1]}"]'})
    await directory.patch(at, {"op": "Replace", "path": "displayName", "value": "Sales"})
    now = await directory.done("GET", at)
    assert ([each["value"] for each in now["members"]], now["displayName"]) == ([users[2]], "Sales")
    query = f'/Groups?filter=id+eq+"{made["id"]}"+and+members+eq+"{users[2]}"&attributes=id'
    assert (await directory.done("GET", query))["totalResults"] == 1
    user = await directory.done("GET", f"/Users/{users[2]}")
    assert [(each["value"], each["display"]) for each in user["groups"]] == [(made["id"], "Sales")]
    await directory.done("DELETE", at)
    assert await directory.refused("GET", at) == (404, "", "NOT_FOUND")
    assert "groups" not in await directory.done("GET", f"/Users/{users[2]}")


async def test_okta_makes_replaces_and_pushes_a_group(directory: Directory) -> None:
    """After Okta's "SCIM protocol" reference."""
    query = "/Users?filter=userName%20eq%20%22test.user%40okta.example%22&startIndex=1&count=100"
    assert (await directory.done("GET", query))["totalResults"] == 0
    sent: dict[str, Any] = {
        "schemas": [USER],
        "userName": "test.user@okta.example",
        "name": {"givenName": "Test", "familyName": "User"},
        "emails": [{"primary": True, "value": "test.user@okta.example", "type": "work"}],
        "displayName": "Test User",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
    }
    made = await directory.done("POST", "/Users", sent)
    at = f"/Users/{made['id']}"
    assert await directory.refused("POST", "/Users", sent) == (409, "uniqueness", "PROVISIONED_TWICE")
    replaced = await directory.done(
        "PUT",
        at,
        {**sent, "id": made["id"], "name": {"givenName": "Another", "familyName": "User"}, "meta": {}},
    )
    assert replaced["name"] == {"givenName": "Another", "familyName": "User"}
    body = {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]}
    assert (await directory.done("PATCH", at, body))["active"] is False
    group = await directory.group("Test SCIMv2", made["id"])
    at = f"/Groups/{group['id']}"
    operations = [
        {"op": "remove", "path": f'members[value eq "{made["id"]}"]'},
        {
            "op": "add",
            "path": "members",
            "value": [{"value": made["id"], "display": "test.user@okta.example"}],
        },
        {"op": "replace", "value": {"id": group["id"], "displayName": "Renamed"}},
    ]
    await directory.patch(at, *operations)
    now = await directory.done("GET", at)
    assert (now["displayName"], [each["value"] for each in now["members"]]) == ("Renamed", [made["id"]])


async def test_a_group_gives_the_roles_that_an_admin_has_mapped_and_no_others(directory: Directory) -> None:
    user = await directory.user("li@x.example", displayName="李雷")
    group = await directory.group("admin", user["id"])
    assert (await directory.members())["li@x.example"]["groupRoles"] == [], "a name gives no role"
    assert await directory.map(group["id"], "admin") == []
    member = (await directory.members())["li@x.example"]
    assert (member["roles"], member["groupRoles"], member["name"]) == ([], ["admin"], "李雷")
    why = """query ($who: ID!) { explainAccess(action: "configure", member: $who) { allowed grants { role } } }"""
    told = (await directory.api.data(directory.admin, why, {"who": user["id"]}))["explainAccess"]
    assert (told["allowed"], [each["role"] for each in told["grants"]]) == (True, ["admin"])
    key = await own_key(directory, user["id"])
    assert (await directory.api.data(key, ME))["me"]["roles"] == ["admin"]
    await directory.patch(
        f"/Groups/{group['id']}", {"op": "replace", "path": "displayName", "value": "Renamed"}
    )
    assert (await directory.api.data(key, ME))["me"]["roles"] == ["admin"], "a mapping goes by the group"
    await set_roles(directory, user["id"], "provisioner")
    assert (await directory.api.data(key, ME))["me"]["roles"] == ["admin", "provisioner"]
    await directory.patch(
        f"/Groups/{group['id']}", {"op": "remove", "path": f'members[value eq "{user["id"]}"]'}
    )
    assert (await directory.api.data(key, ME))["me"]["roles"] == ["provisioner"], "those by hand stay"
    await directory.patch(
        f"/Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": user["id"]}]}
    )
    await directory.done("DELETE", f"/Groups/{group['id']}")
    assert (await directory.api.data(key, ME))["me"]["roles"] == ["provisioner"]
    again = await directory.group("Renamed", user["id"])
    assert (await directory.api.data(key, ME))["me"]["roles"] == ["provisioner"], "made anew it is not mapped"
    assert await directory.map(again["id"], "nobody") == ["CATALOG_UNKNOWN"]
    assert {"groupCreated", "groupChanged", "groupDeleted", "groupRolesSet"} <= {*await kinds(directory)}


async def own_key(directory: Directory, member_id: str) -> str:
    """A key with the member's own roles."""
    document = (
        "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token errors { code } } }"
    )
    given = {"input": {"name": "own", "memberId": member_id}}
    token: str = (await directory.api.data(directory.admin, document, given))["createApiKey"]["token"]
    return token


async def boss(directory: Directory) -> dict[str, Any]:
    """The tenant's first member."""
    return (await directory.members())[f"admin@{directory.slug}.example"]


async def set_roles(directory: Directory, member_id: str, *roles: str) -> list[str]:
    document = (
        """mutation ($input: SetMemberRolesInput!) { setMemberRoles(input: $input) { errors { code } } }"""
    )
    given = {"input": {"memberId": member_id, "roles": [*roles]}}
    told = await directory.api.data(directory.admin, document, given)
    return [each["code"] for each in told["setMemberRoles"]["errors"]]


async def test_the_last_administrator_stays_whatever_a_directory_says(directory: Directory) -> None:
    admin = await boss(directory)
    at = f"/Users/{admin['id']}"
    off = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]}
    for method, body in (("PATCH", off), ("DELETE", None)):
        assert await directory.refused(method, at, body) == (409, "", "LAST_ADMINISTRATOR")
    # An account that was there before would have to accept first, and counts for nothing until then.
    user = await directory.user(f"li@{directory.slug}.example")
    group = await directory.group("Admins", user["id"])
    assert await directory.map(group["id"], "admin") == []
    key = await own_key(directory, user["id"])
    await directory.done("PATCH", at, off)
    assert (await directory.api.data(key, ME))["me"]["roles"] == ["admin"]
    none = {"schemas": [PATCH], "Operations": [{"op": "remove", "path": "members"}]}
    for method, path, body in (
        ("PATCH", f"/Groups/{group['id']}", none),
        ("PUT", f"/Groups/{group['id']}", {"schemas": [GROUP], "displayName": "Admins"}),
        ("DELETE", f"/Groups/{group['id']}", None),
        ("DELETE", f"/Users/{user['id']}", None),
    ):
        assert await directory.refused(method, path, body) == (409, "", "LAST_ADMINISTRATOR")
    unmapped = await directory.api.data(
        key,
        """mutation ($id: ID!) { setGroupRoles(id: $id, roles: []) { errors { code path } } }""",
        {"id": group["id"]},
    )
    assert unmapped["setGroupRoles"]["errors"] == [{"code": "LAST_ADMINISTRATOR", "path": ["roles"]}]
    assert (await directory.api.data(key, ME))["me"]["roles"] == ["admin"], "nothing of it was done"


async def test_whom_an_admin_has_deactivated_stays_out_until_an_admin_lets_them_in(
    directory: Directory,
) -> None:
    user = await directory.user("li@x.example", name={"givenName": "Lei", "familyName": "Li"})
    at, on = f"/Users/{user['id']}", {"op": "replace", "path": "active", "value": True}
    patch = {"schemas": [PATCH], "Operations": [on]}

    async def of_admin(what: str) -> None:
        given = "input: {memberId: $id}" if what == "deactivateMember" else "id: $id"
        document = f"mutation ($id: ID!) {{ done: {what}({given}) {{ errors {{ code }} }} }}"
        done = await directory.api.data(directory.admin, document, {"id": user["id"]})
        assert done["done"]["errors"] == []

    async def active() -> Any:
        return (await directory.members())["li@x.example"]["active"]

    refused = (403, "", "DEACTIVATED_BY_ADMIN")
    await of_admin("deactivateMember")
    assert (await directory.done("GET", at))["active"] is False
    # What Entra ID sends, and what Okta does.
    whole = {"schemas": [USER], "userName": "li@x.example", "displayName": "Li Lei", "active": True}
    assert await directory.refused("PATCH", at, patch) == refused
    assert await directory.refused("PUT", at, whole) == refused
    assert (await active(), (await directory.members())["li@x.example"]["name"]) == (False, "Lei Li")
    # Of what else it says about them nothing is refused, nor that they are out.
    done = await directory.patch(
        at, {"op": "replace", "path": "displayName", "value": "Li"}, {**on, "value": False}
    )
    assert (done["displayName"], done["active"]) == ("Li", False)
    assert await directory.refused("PATCH", at, patch) == refused
    # Nor does it go around by a new user.
    assert await directory.done("DELETE", at) is None
    assert await directory.refused("POST", "/Users", whole) == refused
    again = await directory.done("POST", "/Users", {**whole, "active": False})
    assert again["id"] == user["id"]
    assert await directory.refused("PATCH", at, patch) == refused
    await of_admin("reactivateMember")
    assert await active() is True
    # Whom the directory has shut out it lets in, but where an admin has said the same.
    await directory.patch(at, {**on, "value": False})
    assert (await directory.patch(at, on))["active"] is True
    await directory.patch(at, {**on, "value": False})
    await of_admin("deactivateMember")
    assert await directory.refused("PATCH", at, patch) == refused
    assert await active() is False


async def test_who_is_deleted_and_made_again_begins_anew(directory: Directory) -> None:
    user = await directory.user("li@x.example", externalId="1", displayName="Li")
    group = await directory.group("Sales", user["id"])
    await set_roles(directory, user["id"], "admin")
    await directory.done("DELETE", f"/Users/{user['id']}")
    member = (await directory.members())["li@x.example"]
    assert (member["active"], member["roles"], member["name"]) == (False, [], "Li")
    assert "members" not in await directory.done("GET", f"/Groups/{group['id']}")
    assert await directory.refused("DELETE", f"/Users/{user['id']}") == (404, "", "NOT_FOUND")
    again = await directory.user("li@x.example", externalId="1")
    member = (await directory.members())["li@x.example"]
    assert (again["id"], member["active"], member["roles"]) == (user["id"], True, [])
    assert {"memberDeactivated", "memberRolesSet", "memberReactivated"} <= {*await kinds(directory)}


async def test_a_pseudonym_leaves_nothing_of_what_a_directory_said(directory: Directory) -> None:
    user = await directory.user("li@x.example", externalId="li-1", displayName="Li Lei")
    group = await directory.group("Sales", user["id"])
    await directory.patch(f"/Users/{user['id']}", {"op": "replace", "path": "active", "value": False})
    document = """mutation ($input: PseudonymizeMemberInput!) {
      pseudonymizeMember(input: $input) { name errors { code } } }"""
    given = {"input": {"memberId": user["id"], "reason": "request 12"}}
    told = await directory.api.data(directory.admin, document, given)
    assert told["pseudonymizeMember"]["errors"] == []
    assert await directory.refused("GET", f"/Users/{user['id']}") == (404, "", "NOT_FOUND")
    assert "members" not in await directory.done("GET", f"/Groups/{group['id']}")
    engine = directory.api.engine
    namespace = (await engine.authenticator.caller(directory.key, None)).namespace
    for table in ("member", "provisioned", "audit"):
        rows = await engine.database.fetch(
            f"SELECT t::text FROM {namespace}.sluice_{table} t", [], affinity=""
        )
        assert not [row[0] for row in rows if "li@x" in row[0] or "Li Lei" in row[0] or "li-1" in row[0]], (
            table
        )
    again = await directory.user("li@x.example", externalId="li-1")
    assert again["id"] != user["id"], "whom nothing leads to is not who comes"


async def test_an_account_that_is_there_is_neither_changed_nor_told_of(directory: Directory) -> None:
    api = directory.api
    other, slug = await sign_up(api, "elsewhere")
    address = f"admin@{slug}.example"
    there = await directory.user(
        address, displayName="Mallory", password="new password of mine", externalId="1"
    )
    fresh = await directory.user("fresh@x.example", displayName="Mallory", externalId="2")
    shape = [{*each} for each in (there, fresh)]
    assert shape[0] == shape[1], "whether there is an account is not told"
    await directory.patch(
        f"/Users/{there['id']}",
        {"op": "replace", "path": "emails", "value": [{"value": "mallory@evil.example", "primary": True}]},
        {"op": "replace", "path": "userName", "value": "mallory"},
    )
    me = (await api.data(other, "{ me { member { email name active } tenant { slug } } }"))["me"]
    assert me == {"member": {"email": address, "name": "Ada", "active": True}, "tenant": {"slug": slug}}
    sign_in = "mutation ($input: SignInInput!) { signIn(input: $input) { token errors { code } } }"
    for email, password in (
        (address, "new password of mine"),
        ("mallory@evil.example", "correct horse battery"),
    ):
        tried = await api.data(None, sign_in, {"input": {"email": email, "password": password}})
        assert tried["signIn"]["token"] is None
    await directory.done("DELETE", f"/Users/{there['id']}")
    assert (await api.data(other, ME))["me"]["roles"] == ["admin"], "what they have elsewhere stays"


async def test_who_provisions_is_told_in_the_audit_log(directory: Directory) -> None:
    user = await directory.user("li@x.example", displayName="Li")
    await directory.patch(f"/Users/{user['id']}", {"op": "replace", "path": "displayName", "value": "李雷"})
    await directory.patch(f"/Users/{user['id']}", {"op": "replace", "path": "active", "value": False})
    told = (await directory.api.data(directory.admin, LOG))["auditLog"]
    robot = (await directory.members())[f"robot@{directory.slug}.example"]["id"]
    theirs = [(each["kind"], each["details"]) for each in told if each["object"] == user["id"]]
    assert theirs == [
        ("memberDeactivated", {"via": "scim"}),
        ("memberProvisioned", {"changed": ["displayName"], "via": "scim"}),
        ("memberAdded", {"email": "li@x.example", "roles": [], "via": "scim"}),
    ]
    assert {each["actor"] for each in told if each["object"] == user["id"]} == {robot}
