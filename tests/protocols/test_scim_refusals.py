"""SCIM and who means harm, or asks for very much: keys, filters, bodies, versions, limits."""

import asyncio
from typing import Any

import pytest

from api.scim.models import USER_PATCH
from api.scim.users import MOST_EMAILS
from tenants.directory import set_suspended
from tenants.platform import AFFINITY
from tests.client import Api
from tests.protocols.directory import GROUP, ME, PATCH, USER, Directory, key_of, make_directory


@pytest.fixture
async def directory(api: Api) -> Directory:
    return await make_directory(api)


async def names(directory: Directory, filter_: str, **more: str) -> list[str]:
    query = "&".join(f"{key}={value}" for key, value in {"filter": filter_, **more}.items())
    found = await directory.done("GET", f"/Users?{query}")
    return [each["userName"] for each in found["Resources"]]


async def test_only_a_key_that_may_provision_is_let_in(directory: Directory, api: Api) -> None:
    await api.change(directory.admin, {"addRole": {"name": "plain", "grants": []}})
    plain = await key_of(api, directory.admin, "plain")
    far = await key_of(api, directory.admin, "provisioner", networks=["203.0.113.0/24"])
    for key, status, code in (
        (plain, 403, "FORBIDDEN"),
        (directory.admin, 403, "FORBIDDEN"),
        ("slk_" + "x" * 43, 401, "UNAUTHENTICATED"),
        (far, 403, "ADDRESS_NOT_ALLOWED"),
    ):
        for path in ("/Users", "/ServiceProviderConfig", "/nothing"):
            response = await directory.send("GET", path, key=key)
            assert (response.status_code, response.json()["detail"].split(": ")[0]) == (status, code)
    none = await api.client.get("/scim/v2/Users")
    assert (none.status_code, none.headers["www-authenticate"]) == (401, "Bearer")
    actions = (await api.data(directory.key, ME))["me"]["actions"]
    assert actions == ["provision"], "neither `configure` nor `administer` goes with it"
    assert await api.codes(directory.key, "{ members { id } }") == ["FORBIDDEN"]


async def test_nothing_of_another_tenant_is_found(directory: Directory, api: Api) -> None:
    other = await make_directory(api)
    user, group = await other.user("li@x.example", externalId="1"), await other.group("Sales")
    for path in (f"/Users/{user['id']}", f"/Groups/{group['id']}"):
        body = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "externalId", "value": "2"}]}
        for method, sent in (("GET", None), ("PATCH", body), ("DELETE", None)):
            assert await directory.refused(method, path, sent) == (404, "", "NOT_FOUND")
    body = {"schemas": [GROUP], "displayName": "Sales", "members": [{"value": user["id"]}]}
    assert await directory.refused("POST", "/Groups", body) == (400, "invalidValue", "SCIM_REFUSED")
    mine = await directory.user("li@x.example", externalId="1")
    assert mine["id"] != user["id"], "names and external ids are each tenant's own"


async def test_filters_mean_what_the_rfc_says(directory: Directory) -> None:
    for name, given, active in (
        ("ann@x.example", "Ann", True),
        ("李雷@x.example", "雷", False),
        ("bob@y.example", "B%_", True),
    ):
        await directory.user(name, name={"givenName": given}, active=active, externalId=given)
    ours = "externalId pr and "
    for filter_, wanted in (
        ('userName sw "ANN"', ["ann@x.example"]),
        ('userName ew "x.example"', ["ann@x.example", "李雷@x.example"]),
        ('userName co "李"', ["李雷@x.example"]),
        ('not (userName co "x.example")', ["bob@y.example"]),
        ('externalId eq "Ann" or name.givenName eq "雷"', ["ann@x.example", "李雷@x.example"]),
        ('externalId eq "ann"', []),
        ('name.givenName co "%"', ["bob@y.example"]),
        ("active eq false", ["李雷@x.example"]),
        ('emails[type eq "work" and value co "y."]', ["bob@y.example"]),
        ('emails.value ne "bob@y.example"', ["ann@x.example", "李雷@x.example"]),
        ("name.familyName pr", []),
        ("displayName eq null", ["ann@x.example", "李雷@x.example", "bob@y.example"]),
        ('meta.created gt "2020-01-01T00:00:00Z"', ["ann@x.example", "李雷@x.example", "bob@y.example"]),
        ('userName gt "bob@x"', ["李雷@x.example", "bob@y.example"]),
        ('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ann@x.example"', ["ann@x.example"]),
    ):
        assert sorted(await names(directory, f"{ours}({filter_})")) == sorted(wanted), filter_
    assert await names(directory, "externalId pr", sortBy="userName", sortOrder="descending") == [
        "李雷@x.example",
        "bob@y.example",
        "ann@x.example",
    ]
    assert await names(directory, "externalId pr", sortBy="emails", startIndex="2", count="1") == [
        "bob@y.example"
    ]


@pytest.mark.parametrize(
    "filter_",
    [
        "userName",
        'userName eq "x" or',
        'nothing eq "x"',
        "active gt true",
        "userName eq 5",
        'meta.created gt "yesterday"',
        'userName eq "x\'; DROP TABLE sluice_member; --" and',
        "(" * 500,
        "not (" * 250 + "active pr" + ")" * 250 + " and",
        'userName eq "' + "x" * 2_000 + '"',
        'userName eq "\x00"',
    ],
)
async def test_a_filter_that_is_none_is_refused(directory: Directory, filter_: str) -> None:
    status, scim_type, code = await directory.refused("POST", "/Users/.search", {"filter": filter_})
    assert (status, code) in ((400, "SCIM_REFUSED"), (400, "BAD_USER_INPUT"), (400, "INVALID_VALUE"))
    assert scim_type in ("invalidFilter", "invalidValue")


async def test_hostile_bodies_are_refused_with_an_error_of_scim(directory: Directory) -> None:
    user = await directory.user("li@x.example")
    group = await directory.group("Sales")
    at, of_group = f"/Users/{user['id']}", f"/Groups/{group['id']}"

    def patch(*operations: object) -> dict[str, object]:
        return {"schemas": [PATCH], "Operations": [*operations]}

    for method, path, body, wanted in (
        ("POST", "/Users", {"schemas": [USER]}, (400, "invalidValue")),
        ("POST", "/Users", {"schemas": [USER], "userName": "no address"}, (400, "invalidValue")),
        (
            "POST",
            "/Users",
            {"userName": "a@b.example", "emails": [{"value": "nonsense"}]},
            (400, "invalidValue"),
        ),
        ("POST", "/Users", {"userName": "a\x00@b.example"}, (400, "invalidValue")),
        ("POST", "/Users", {"userName": "a@b.example", "displayName": "x" * 201}, (400, "invalidValue")),
        (
            "POST",
            "/Users",
            {"userName": "a@b.example", "name": {"formatted": "x" * 9_000}},
            (400, "invalidValue"),
        ),
        ("POST", "/Users", [1], (400, "invalidSyntax")),
        ("POST", "/Users", {"userName": {"a": [[[[]]]]}}, (400, "invalidValue")),
        ("PATCH", at, patch({"op": "replace", "path": "id", "value": "1"}), (400, "mutability")),
        ("PATCH", at, patch({"op": "replace", "path": "groups", "value": []}), (400, "mutability")),
        ("PATCH", at, patch({"op": "remove", "path": "userName"}), (400, "mutability")),
        ("PATCH", at, patch({"op": "explode", "path": "userName"}), (400, "invalidValue")),
        ("PATCH", at, patch({"op": "replace", "path": "emails[", "value": 1}), (400, "invalidPath")),
        ("PATCH", at, patch({"op": "remove"}), (400, "noTarget")),
        ("PATCH", at, patch({"op": "replace", "path": "active", "value": "perhaps"}), (400, "invalidValue")),
        (
            "PATCH",
            at,
            patch(*({"op": "remove", "path": "displayName"} for _ in range(1_001))),
            (400, "tooMany"),
        ),
        (
            "PATCH",
            at,
            patch(*({"op": "remove", "path": "displayName"} for _ in range(101))),
            (400, "tooMany"),
        ),
        (
            "PATCH",
            of_group,
            patch({"op": "remove", "path": "members[" + " or ".join(['value eq "x"'] * 9_000) + "]"}),
            (400, "tooMany"),
        ),
        ("POST", "/Users/.search", {"Filter": "id pr and " * 250 + "id pr"}, (400, "invalidFilter")),
        ("POST", "/Users/.search", {"attributes": ["userName"] * 50_000}, (400, "invalidValue")),
        (
            "PUT",
            at,
            {"userName": "a@b.example", "emails": [{"value": "a@b.example"}] * 1_001},
            (400, "invalidValue"),
        ),
        ("PATCH", at, {"schemas": [PATCH]}, (400, "invalidValue")),
        ("PATCH", of_group, {"schemas": [PATCH]}, (400, "invalidSyntax")),
        (
            "PATCH",
            of_group,
            patch({"op": "add", "path": "members", "value": [{"value": "x"}]}),
            (400, "invalidValue"),
        ),
        (
            "PATCH",
            of_group,
            patch({"op": "add", "path": "members", "value": [{"value": group["id"]}]}),
            (400, "invalidValue"),
        ),
        (
            "PATCH",
            of_group,
            patch({"op": "remove", "path": 'members[type eq "User"]'}),
            (400, "invalidFilter"),
        ),
        (
            "PATCH",
            of_group,
            patch({"op": "replace", "path": "members.value", "value": "x"}),
            (400, "mutability"),
        ),
        ("POST", "/Groups", {"displayName": "sALES"}, (409, "uniqueness")),
        ("POST", "/Bulk", {"Operations": []}, (501, "")),
        ("GET", "/Me", None, (501, "")),
        ("GET", "/Schemas?filter=id+pr", None, (403, "")),
        ("PUT", "/Users", {}, (405, "")),
        ("POST", "/.search", {"filter": "id pr"}, (400, "tooMany")),
    ):
        assert (await directory.refused(method, path, body))[:2] == wanted, (method, path, body)
    large = await directory.send("POST", "/Users", {"userName": "x" * 1_000_001})
    assert (large.status_code, large.json()["status"]) == (413, "413")
    plain = await directory.api.client.post(
        "/scim/v2/Users", content=b"userName=li", headers={"Authorization": f"Bearer {directory.key}"}
    )
    assert plain.status_code == 415
    assert await directory.done("GET", at) == user, "nothing of it was done"


async def test_no_patch_of_a_user_grows_it_beyond_what_fits(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each operation looks through all addresses: a thousand that add one took a minute from all tenants."""
    user = await directory.user("li@x.example")
    done: list[object] = []
    apply = USER_PATCH.patch

    def applied(self: Any, resource: Any, policy: Any = None) -> bool:
        done.append(self)
        return apply(self, resource, policy)

    monkeypatch.setattr(USER_PATCH, "patch", applied)
    added = [
        {"op": "add", "path": f'emails[type eq "t{number}"].value', "value": f"e{number}@x.example"}
        for number in range(100)
    ]
    body = {"schemas": [PATCH], "Operations": added}
    refused = await directory.refused("PATCH", f"/Users/{user['id']}", body)
    assert (refused[0], len(done)) == (400, MOST_EMAILS), "no more than fit, and the one that does not"
    assert await directory.done("GET", f"/Users/{user['id']}") == user


async def test_versions_keep_two_directories_from_overwriting_each_other(directory: Directory) -> None:
    user = await directory.user("li@x.example")
    at, version = f"/Users/{user['id']}", user["meta"]["version"]
    read = await directory.send("GET", at)
    assert read.headers["etag"] == version
    unchanged = await directory.send("GET", at, **{"If-None-Match": version})
    assert unchanged.status_code == 304
    one = {"op": "replace", "path": "displayName", "value": "One"}
    now = await directory.patch(at, one, **{"If-Match": version})
    assert now["meta"]["version"] != version
    body = {"schemas": [PATCH], "Operations": [one]}
    assert await directory.refused("PATCH", at, body, **{"If-Match": version}) == (412, "", "SCIM_VERSION")
    assert await directory.refused("DELETE", at, **{"If-Match": version}) == (412, "", "SCIM_VERSION")
    again = await directory.patch(at, one)
    assert again["meta"] == now["meta"], "what changes nothing is no change"
    group = await directory.group("Sales")
    add = {"op": "add", "path": "members", "value": [{"value": user["id"]}]}
    await directory.patch(f"/Groups/{group['id']}", add)
    stale = {"If-Match": group["meta"]["version"]}
    body = {"schemas": [PATCH], "Operations": [add]}
    assert (await directory.refused("PATCH", f"/Groups/{group['id']}", body, **stale))[0] == 412


async def test_patches_at_once_are_all_done(directory: Directory) -> None:
    group = await directory.group("Sales")
    users = await asyncio.gather(*(directory.user(f"u{number}@x.example") for number in range(8)))
    await asyncio.gather(
        *(
            directory.patch(
                f"/Groups/{group['id']}", {"op": "add", "path": "members", "value": [{"value": each["id"]}]}
            )
            for each in users
        )
    )
    now = await directory.done("GET", f"/Groups/{group['id']}")
    assert {each["value"] for each in now["members"]} == {each["id"] for each in users}
    tried = await asyncio.gather(
        *(
            directory.send("POST", "/Users", {"schemas": [USER], "userName": "Twice@x.example"})
            for _ in range(4)
        )
    )
    assert sorted(each.status_code for each in tried) == [201, 409, 409, 409]


async def test_ten_thousand_users_are_listed_page_by_page(directory: Directory) -> None:
    engine = directory.api.engine
    namespace = (await engine.authenticator.caller(directory.key, None)).namespace
    await engine.database.fetch(
        f"INSERT INTO {namespace}.sluice_member (identity_id, email, name, created_at) "
        "SELECT gen_random_uuid(), n || '@many.example', 'N' || n, now() FROM generate_series(1, 9998) AS n",
        [],
        affinity="",
    )
    seen: list[str] = []
    while True:
        found = await directory.done(
            "GET", f"/Users?attributes=userName&startIndex={len(seen) + 1}&count=9999"
        )
        assert found["totalResults"] == 10_000
        if not found["Resources"]:
            break
        assert found["itemsPerPage"] <= 200
        seen += [each["id"] for each in found["Resources"]]
    assert len(seen) == len({*seen}) == 10_000
    assert (await directory.done("GET", "/Users?count=0"))["totalResults"] == 10_000


async def test_quotas_and_suspension_hold_for_directories_too(directory: Directory) -> None:
    engine = directory.api.engine
    fetch = engine.database.fetch
    await fetch(
        "INSERT INTO platform.plan VALUES ('three', '{\"members\": 3}') ON CONFLICT DO NOTHING",
        [],
        affinity="",
    )
    await fetch("UPDATE platform.tenant SET plan = 'three' WHERE slug = $1", [directory.slug], affinity="")
    user = await directory.user("one@x.example")
    body = {"schemas": [USER], "userName": "two@x.example"}
    assert await directory.refused("POST", "/Users", body) == (403, "", "QUOTA_EXCEEDED")
    await directory.patch(f"/Users/{user['id']}", {"op": "replace", "path": "active", "value": False})
    await directory.user("two@x.example")
    again = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": True}]}
    assert await directory.refused("PATCH", f"/Users/{user['id']}", again) == (403, "", "QUOTA_EXCEEDED")
    await suspend(directory)
    assert await directory.refused("GET", "/Users") == (403, "", "TENANT_SUSPENDED")


async def suspend(directory: Directory) -> None:
    async with directory.api.engine.database.transaction(affinity=AFFINITY) as connection:
        await set_suspended(connection, directory.slug, suspended=True)
