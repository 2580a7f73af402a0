"""`renameRole`: whoever has the role keeps it, in every process, and whoever names it is understood or told."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.fixed import administration, inviting
from tests.api.catalog_line import Line
from tests.api.team import MANAGES, Team, make_team
from tests.api.test_drafts import PUBLISH, SAVE
from tests.api.test_rollback import DIFFERENCES, ROLL_BACK
from tests.client import Api, running_api
from tests.protocols.serving import ServedHere
from tests.tenant_copies import copied

RENAME = {"renameRole": {"role": "manager", "name": "lead"}}
LEADS = {"in": ["lead", {"var": "actor.roles"}]}
GATES = "{ catalog { version objects { name pipeline { stages { name gate } } } roles { id name } } }"
SET_ROLES = """mutation ($input: SetMemberRolesInput!) {
  done: setMemberRoles(input: $input) { member { roles } errors { code path hint } } }"""
ADD_MEMBER = """mutation ($input: AddMemberInput!) {
  done: addMember(input: $input) { member { roles } errors { code path hint } } }"""
CREATE_KEY = """mutation ($input: CreateApiKeyInput!) {
  done: createApiKey(input: $input) { token apiKey { roles } errors { code path hint } } }"""
INVITE = """mutation ($input: InviteMemberInput!) {
  done: inviteMember(input: $input) { invitation { roles } errors { code path hint } } }"""
ME = "{ me { roles member { roles } } }"
OWN = "query ($rule: JSON) { deals(where: { rule: $rule }) { totalCount } }"


@copied
async def team(api: Api) -> Team:
    """Of which only a manager passes a deal on; `key` is a key with the role of its own."""
    made = await make_team(api)
    await made.gate(MANAGES)
    given = {"name": "robot", "roles": ["manager"]}
    made.tokens["key"] = (await api.data(made.admin, CREATE_KEY, {"input": given}))["done"]["token"]
    return made


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Api]:
    """A second process."""
    async with running_api(database_url) as running:
        yield running


async def gate_of(team: Team) -> Any:
    objects = (await team.api.data(team.admin, GATES))["catalog"]["objects"]
    stages = next(each["pipeline"]["stages"] for each in objects if each["name"] == "deal")
    return next(each["gate"] for each in stages if each["name"] == "offer")


async def promoted(api: Api, team: Team, who: str) -> bool:
    """Whether somebody passes a new deal of the seller's on, asked of a process."""
    deal = await team.create("seller")
    document = 'mutation ($id: ID!) { done: promoteDeal(id: $id, to: "offer") { promoted errors { code } } }'
    done = (await api.data(team.tokens[who], document, {"id": deal}))["done"]
    assert done["errors"] == ([] if done["promoted"] else [{"code": "GATE_CLOSED"}])
    return bool(done["promoted"])


async def test_members_and_keys_keep_it_in_every_process(team: Team, other: Api):
    processes = (team.api, other)
    for api in processes:
        assert [await promoted(api, team, who) for who in ("manager", "key", "seller")] == [True, True, False]
    tried = await team.api.change(team.admin, RENAME, dryRun=True)
    (step,) = tried["steps"]
    assert (step["sentence"], step["risk"]) == ("Rename the role manager to lead.", "safe")
    assert step["breaks"] == ["Clients that give or read the role manager by name must use lead."]
    assert await gate_of(team) == MANAGES
    await team.api.change(team.admin, RENAME)
    assert await gate_of(team) == LEADS
    # The other one has the old catalog, access and plans at hand, and asks nobody before it answers.
    for api in reversed(processes):
        assert [await promoted(api, team, who) for who in ("manager", "key", "seller")] == [True, True, False]
        me = (await api.data(team.tokens["manager"], ME))["me"]
        assert me == {"roles": ["lead"], "member": {"roles": ["lead"]}}
        assert (await api.data(team.tokens["key"], ME))["me"]["roles"] == ["lead"]
        assert (await api.data(team.tokens["manager"], OWN, {"rule": LEADS}))["deals"]["totalCount"] > 0
        assert await api.codes(team.tokens["manager"], OWN, {"rule": MANAGES}) == ["RULE_UNKNOWN_OPTION"]
    listed = await team.api.data(team.admin, "{ members { id roles } apiKeys { name roles } }")
    assert {each["id"]: each["roles"] for each in listed["members"]}[team.ids["manager"]] == ["lead"]
    assert ["lead"] in [each["roles"] for each in listed["apiKeys"] if each["name"] == "robot"]


async def test_the_old_name_is_nobodys_and_may_be_given_to_another(team: Team):
    await team.api.change(team.admin, RENAME)
    given = {"memberId": team.ids["seller"], "roles": ["manager"]}
    done = (await team.api.data(team.admin, SET_ROLES, {"input": given}))["done"]
    (error,) = done["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_UNKNOWN", ["input", "roles", 0])
    assert "lead" in error["hint"]
    await team.api.change(team.admin, {"addRole": {"name": "manager"}})
    assert (await team.api.data(team.admin, SET_ROLES, {"input": given}))["done"]["member"] == {
        "roles": ["manager"]
    }
    assert (await team.api.data(team.tokens["manager"], ME))["me"]["roles"] == ["lead"]
    assert await gate_of(team) == LEADS
    for name in ("manager", "MANAGER", "admin"):
        (problem,) = await team.refused({"renameRole": {"role": "lead", "name": name}})
        assert problem["code"] == "CATALOG_NAME_TAKEN"
        assert problem["path"] == ["changes", 0, "renameRole", "name"]


@pytest.mark.parametrize(
    "document", [SET_ROLES, ADD_MEMBER, CREATE_KEY, INVITE], ids=["member", "person", "key", "invitation"]
)
@pytest.mark.parametrize("taken", [True, False])
async def test_an_assignment_by_the_old_name_while_it_is_renamed(
    team: Team, other: Api, monkeypatch: pytest.MonkeyPatch, document: str, taken: bool
):
    """A name is what it means at the commit, never another role that it meant when the request began."""
    changes = [RENAME, *([{"addRole": {"name": "manager"}}] if taken else [])]
    held = administration.under_held_catalog

    async def late(context: Any, work: Any) -> Any:
        if changes:
            await other.change(team.admin, *changes)
            changes.clear()
        return await held(context, work)

    for module in (administration, inviting):
        monkeypatch.setattr(module, "under_held_catalog", late)
    given: dict[str, Any] = {
        SET_ROLES: {"memberId": team.ids["seller"]},
        ADD_MEMBER: {"email": f"new@{team.slug}.example", "name": "New"},
        CREATE_KEY: {"name": "late"},
        INVITE: {"email": f"new@{team.slug}.example"},
    }[document]
    done = (await team.api.data(team.admin, document, {"input": {**given, "roles": ["manager"]}}))["done"]
    (made,) = [value for key, value in done.items() if key != "errors" and key != "token"]
    if not taken:
        assert made is None
        assert [(each["code"], each["path"]) for each in done["errors"]] == [
            ("CATALOG_UNKNOWN", ["input", "roles", 0])
        ]
        return
    assert (made, done["errors"]) == ({"roles": ["manager"]}, [])
    listed = await other.data(team.admin, "{ members { roles } apiKeys { roles } invitations { roles } }")
    roles = [each["roles"] for part in listed.values() for each in part]
    # One member, and the key beside it, have the role that was renamed; the newcomer has the one that is called so now.
    assert (roles.count(["lead"]), roles.count(["manager"])) == (2, 1)


async def test_what_was_judged_is_said_again_and_the_name_comes_back(team: Team):
    deal = await team.create("seller")
    assert not (await team.promote("seller", deal))["promoted"]
    assert (await team.promote("manager", deal))["promoted"]
    before = (await team.api.data(team.admin, GATES))["catalog"]["version"]
    await team.api.change(
        team.admin,
        RENAME,
        {"addRole": {"name": "manager", "grants": [{"object": "deal", "action": "read", "rule": LEADS}]}},
        {"setRoleLabels": {"role": "lead", "labels": [{"language": "en", "text": "Lead"}]}},
    )
    again = """query ($record: ID!) { pastVerdicts(object: "deal", record: $record) {
      open agrees } }"""
    said = (await team.api.data(team.admin, again, {"record": deal}))["pastVerdicts"]
    assert [(each["open"], each["agrees"]) for each in said] == [(True, True), (False, True)]
    between = (await team.api.data(team.admin, DIFFERENCES, {"from": before, "to": before + 1}))[
        "catalogDifferences"
    ]
    assert sorted(each["change"]["kind"] for each in between) == ["addRole", "renameRole", "setRoleLabels"]
    back = (await team.api.data(team.admin, ROLL_BACK, {"to": before}))["rollBackCatalog"]
    assert back["errors"] == []
    assert await gate_of(team) == MANAGES
    assert (await team.api.data(team.tokens["manager"], ME))["me"]["roles"] == ["manager"]
    assert [await promoted(team.api, team, who) for who in ("manager", "key", "seller")] == [
        True,
        True,
        False,
    ]


async def test_a_draft_made_before_names_it_as_it_is_called_when_it_is_published(team: Team):
    rule = {"and": [MANAGES, {">": [{"var": "amount"}, 1]}]}
    variables = {
        "changes": [{"setGate": {"object": "deal", "stage": "offer", "rule": rule}}],
        "name": "Later",
    }
    draft = (await team.api.data(team.admin, SAVE, variables))["saveCatalogDraft"]["draft"]
    tried = """query ($changes: [CatalogChange!]) { done: simulateGate(object: "deal", changes: $changes) {
      edges { target stillOpen stillClosed newlyBlocked newlyAllowed } } }"""
    renamed = [RENAME, {"setGate": {"object": "deal", "stage": "offer", "rule": LEADS}}]
    await team.create("manager")
    await team.create("seller")
    edges = (await team.api.data(team.admin, tried, {"changes": renamed}))["done"]["edges"]
    (ahead,) = [each for each in edges if each["target"] == "offer"]
    assert [ahead[key] for key in ("stillOpen", "stillClosed", "newlyBlocked", "newlyAllowed")] == [
        1,
        1,
        0,
        0,
    ]
    await team.api.change(team.admin, RENAME)
    given = {"id": draft["id"], "expectedRevision": draft["revision"]}
    done = (await team.api.data(team.admin, PUBLISH, given))["publishCatalogDraft"]
    assert done["errors"] == []
    assert (await gate_of(team))["and"][0] == LEADS


async def test_files_rename_a_role(
    team: Team, here: ServedHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    line, folder = Line(here.url.removesuffix("/graphql"), team.admin), tmp_path / "catalog"
    assert await line("pull", folder) == 0
    role, moved = folder / "roles" / "manager.yaml", folder / "roles" / "lead.yaml"
    moved.write_text(
        "# Who leads\n" + role.read_text(encoding="utf-8").replace("name: manager\n", "name: lead\n"),
        encoding="utf-8",
    )
    role.unlink()
    pipeline = folder / "pipelines" / "deal.sales.yaml"
    pipeline.write_text(pipeline.read_text(encoding="utf-8").replace("manager", "lead"), encoding="utf-8")
    capsys.readouterr()
    await line("plan", folder)
    told = capsys.readouterr().out
    assert "Rename the role manager to lead." in told
    assert "grants" not in told
    assert await line("apply", folder, "--yes") == 0
    assert await gate_of(team) == LEADS
    assert await line("pull", folder) == 0
    assert not role.exists()
    await team.api.change(team.admin, {"renameRole": {"role": "lead", "name": "head"}})
    assert await line("pull", folder) == 0
    assert not moved.exists()
    assert (folder / "roles" / "head.yaml").read_text(encoding="utf-8").startswith("# Who leads\n")
    assert "head" in pipeline.read_text(encoding="utf-8")
    assert await line("plan", folder) == 0
