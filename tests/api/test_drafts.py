"""Drafts of the catalog: gathered, shared, merged and published as one version."""

import asyncio
from typing import Any

import pytest

from metadata.publish import MOST_CHANGES
from tests.api.conftest import fresh_tenant
from tests.api.sales import DEAL, PIPELINE
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import World, add_member

DRAFT = """id name revision baseVersion authors changes createdAt updatedAt updatedBy
  plan { version steps { sentence risk rows breaks } errors { code message path details } }"""
SAVE = f"""mutation ($id: ID, $name: String, $changes: [CatalogChange!]!, $append: Boolean! = false,
    $expectedRevision: Int, $baseVersion: Int) {{
  saveCatalogDraft(id: $id, name: $name, changes: $changes, append: $append, expectedRevision: $expectedRevision,
                   baseVersion: $baseVersion) {{
    draft {{ {DRAFT} }} errors {{ code path message hint }} }} }}"""
PUBLISH = """mutation ($id: ID!, $expectedRevision: Int!, $note: String) {
  publishCatalogDraft(id: $id, expectedRevision: $expectedRevision, note: $note) {
    version steps { sentence } errors { code path message } } }"""
DISCARD = """mutation ($id: ID!, $expectedRevision: Int) {
  discardCatalogDraft(id: $id, expectedRevision: $expectedRevision) { id errors { code path } } }"""
ONE = f"query ($id: ID!) {{ catalogDraft(id: $id) {{ {DRAFT} }} }}"
NOBODY = "01890000-0000-7000-8000-000000000000"


def labelled(text: str, **of: str) -> dict[str, Any]:
    return {"setLabels": {"object": "deal", "labels": [{"language": "en", "text": text}], **of}}


def added(name: str) -> dict[str, Any]:
    return {"addField": {"object": "deal", "field": {"name": name, "type": "text"}}}


REMOVED = {"removeField": {"object": "deal", "field": "score"}}


class Drafts:
    """A tenant with deals, and the hands the tests need."""

    def __init__(self, api: Api, token: str) -> None:
        self.api, self.token = api, token

    async def ask(self, document: str, token: str | None = None, **variables: Any) -> Any:
        (found,) = (await self.api.data(token or self.token, document, variables)).values()
        return found

    async def save(self, *changes: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        found = await self.ask(SAVE, changes=list(changes), **arguments)
        assert found["errors"] == [], found["errors"]
        draft: dict[str, Any] = found["draft"]
        return draft

    async def refused(self, *changes: dict[str, Any], **arguments: Any) -> list[tuple[str, list[Any]]]:
        found = await self.ask(SAVE, changes=list(changes), **arguments)
        assert found["draft"] is None
        return [(each["code"], each["path"]) for each in found["errors"]]

    async def publish(self, draft: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        given = {"id": draft["id"], "expectedRevision": draft["revision"], **arguments}
        found: dict[str, Any] = await self.ask(PUBLISH, **given)
        return found


@copied
async def drafts(api: Api) -> Drafts:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Drafts(api, fresh.admin)


async def test_gathered_and_published_as_one_version(drafts: Drafts) -> None:
    first = await drafts.save(added("one"), name="Q3 改版")
    assert (first["revision"], first["baseVersion"], first["name"]) == (1, 2, "Q3 改版")
    second = await drafts.save(labelled("One", field="one"), id=first["id"], append=True, expectedRevision=1)
    assert second["revision"] == 2
    assert [each["kind"] for each in second["changes"]] == ["addField", "setLabels"]
    assert second["changes"][0] == first["changes"][0], "ids made once stay"
    assert [each["sentence"] for each in second["plan"]["steps"]] == [
        "Add the field one (text) to deal.",
        "Set the labels of deal.one.",
    ]
    assert await drafts.ask(ONE, id=first["id"]) == second
    listed = await drafts.ask("{ catalogDrafts { id revision plan { version } } }")
    assert listed == [{"id": first["id"], "revision": 2, "plan": {"version": 3}}]

    done = await drafts.publish(second)
    assert (done["version"], done["errors"]) == (3, [])
    versions = await drafts.ask("{ catalogVersions(first: 1) { version note changes } }")
    assert versions == [{"version": 3, "note": "Q3 改版", "changes": second["changes"]}]
    fields = await drafts.ask("{ catalog { objects { fields { id name } } } }")
    made = {"id": first["changes"][0]["field"]["id"], "name": "one"}
    assert made in fields["objects"][0]["fields"]
    assert await drafts.ask(ONE, id=first["id"]) is None
    assert [each["code"] for each in (await drafts.publish(second))["errors"]] == ["NOT_FOUND"]


async def test_what_a_draft_lists_is_its_input_again(drafts: Drafts) -> None:
    first = await drafts.save(added("one"), added("two"), added("three"), name="a")
    kept = [{"json": each} for each in first["changes"] if each["field"]["name"] != "two"]
    second = await drafts.save(*kept, id=first["id"], expectedRevision=1)
    assert second["changes"] == [first["changes"][0], first["changes"][2]]
    assert second["name"] == "a"


async def test_of_two_editors_of_a_revision_one_is_told(drafts: Drafts) -> None:
    draft = await drafts.save(added("one"), name="a")
    arguments = {"id": draft["id"], "expectedRevision": 1}
    outcomes = await asyncio.gather(
        *(drafts.ask(SAVE, changes=[added(f"field{number}")], **arguments) for number in range(6))
    )
    assert sorted(str(each["errors"] == []) for each in outcomes) == ["False"] * 5 + ["True"]
    codes = {error["code"] for each in outcomes for error in each["errors"]}
    assert codes == {"DRAFT_CONFLICT"}
    assert (await drafts.ask(ONE, id=draft["id"]))["revision"] == 2
    for document in (PUBLISH, DISCARD):
        assert [each["code"] for each in (await drafts.ask(document, **arguments))["errors"]] == [
            "DRAFT_CONFLICT"
        ]


async def test_published_once_by_two_at_once(drafts: Drafts) -> None:
    draft = await drafts.save(added("one"), name="a")
    outcomes = await asyncio.gather(*(drafts.publish(draft) for _ in range(4)))
    assert sum(each["errors"] == [] for each in outcomes) == 1
    codes = {error["code"] for each in outcomes for error in each["errors"]}
    assert codes <= {"DRAFT_CONFLICT", "NOT_FOUND", "CATALOG_NAME_TAKEN", "CATALOG_CONFLICT"}
    assert (await drafts.ask("{ catalog { version } }"))["version"] == 3


async def test_it_is_merged_with_what_others_publish(drafts: Drafts) -> None:
    draft = await drafts.save(labelled("Score", field="score"), name="a")
    await drafts.api.change(
        drafts.token, {"renameField": {"object": "deal", "field": "score", "name": "points"}}
    )
    seen = await drafts.ask(ONE, id=draft["id"])
    assert seen["changes"] == draft["changes"]
    assert seen["plan"]["steps"][0]["sentence"] == "Set the labels of deal.points."
    more = await drafts.save(labelled("Code", field="code"), id=draft["id"], append=True)
    assert (more["baseVersion"], more["changes"][0]["field"]) == (3, "points")
    assert (await drafts.publish(more))["version"] == 4


async def test_what_collides_is_told_and_can_be_settled(drafts: Drafts) -> None:
    draft = await drafts.save(labelled("Score", field="score"), name="a")
    await drafts.api.change(drafts.token, REMOVED)
    seen = await drafts.ask(ONE, id=draft["id"])
    assert seen["changes"] == draft["changes"], "it can always be read"
    (error,) = seen["plan"]["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_CONFLICT", ["changes", 0, "setLabels"])
    assert "which removed the field score of object deal" in error["message"]
    assert [each["code"] for each in (await drafts.publish(draft))["errors"]] == ["CATALOG_CONFLICT"]
    append = {"id": draft["id"], "append": True}
    assert await drafts.refused(added("one"), **append) == [("CATALOG_CONFLICT", ["changes", 0, "setLabels"])]
    settled = await drafts.save(labelled("Code", field="code"), id=draft["id"])
    assert (settled["baseVersion"], settled["plan"]["errors"]) == (3, [])


async def test_unfinished_work_can_be_saved(drafts: Drafts) -> None:
    gate = {"setGate": {"object": "deal", "stage": "won", "rule": {">": [{"var": "score"}, 1]}}}
    await drafts.api.change(drafts.token, gate)
    draft = await drafts.save(REMOVED, name="a")
    assert [(each["code"], each["path"]) for each in draft["plan"]["errors"]] == [
        ("CATALOG_IN_USE", ["changes", 0, "removeField", "field"])
    ]
    first = {"setGate": {"object": "deal", "stage": "won"}}
    kept = [{"json": each} for each in draft["changes"]]
    assert (await drafts.save(first, *kept, id=draft["id"]))["plan"]["errors"] == []


async def test_a_new_draft_is_asked_for_its_name(drafts: Drafts) -> None:
    (error,) = (await drafts.ask(SAVE, changes=[added("one")]))["errors"]
    assert (error["message"], error["path"]) == ("A new draft needs a name.", ["name"])
    draft = await drafts.save(added("one"), name="a")
    assert (await drafts.save(added("two"), id=draft["id"]))["name"] == "a", "and keeps it"


async def test_what_cannot_be_kept(drafts: Drafts, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("", " ", "x" * 201):
        assert await drafts.refused(added("one"), name=name) == [("INVALID_VALUE", ["name"])]
    assert await drafts.refused(name="a") == [("CATALOG_INVALID", ["changes"])]
    assert await drafts.refused(*[added("x")] * (MOST_CHANGES + 1), name="a") == [
        ("DRAFT_LIMIT", ["changes"])
    ]
    assert await drafts.refused(added("x"), name="a", baseVersion=9) == [("CATALOG_UNKNOWN", ["baseVersion"])]
    for wrong in (NOBODY, "x"):
        assert await drafts.refused(added("x"), id=wrong) == [("NOT_FOUND", ["id"])]
        assert await drafts.ask(ONE, id=wrong) is None
    monkeypatch.setattr("metadata.drafts.MOST_DRAFTS", 1)
    monkeypatch.setattr("metadata.drafts.MOST_BYTES", 400)
    await drafts.save(added("x"), name="a")
    assert await drafts.refused(added("x"), name="b") == [("DRAFT_LIMIT", ["changes"])]
    assert await drafts.refused(*[added("x")] * 9, name="b") == [("DRAFT_LIMIT", ["changes"])]
    assert len(await drafts.ask("{ catalogDrafts { id } }")) == 1


async def test_it_can_be_thrown_away(drafts: Drafts) -> None:
    draft = await drafts.save(added("one"), name="a")
    assert await drafts.ask(DISCARD, id=draft["id"]) == {"id": draft["id"], "errors": []}
    assert await drafts.ask("{ catalogDrafts { id } }") == []


async def test_shared_with_who_configures_and_with_nobody_else(api: Api, own_world: World) -> None:
    drafts = Drafts(api, own_world.admin)
    draft = await drafts.save(labelled("Chance"), name="a")
    await api.change(own_world.admin, {"addRole": {"name": "designer", "grants": [{"action": "configure"}]}})
    colleague, member = await add_member(api, own_world.admin, own_world.slug, "designer")
    variables = {"id": draft["id"], "changes": [added("one")], "append": True}
    saved = (await drafts.ask(SAVE, colleague, **variables))["draft"]
    assert saved["authors"] == [*draft["authors"], member]
    assert saved["updatedBy"] == member
    again = (await drafts.ask(SAVE, colleague, **{**variables, "changes": [added("two")]}))["draft"]
    assert again["authors"] == saved["authors"]
    for token in (own_world.manager, own_world.viewer):
        for document in (ONE, DISCARD, "{ catalogDrafts { id } }"):
            given = {} if document.startswith("{") else {"id": draft["id"]}
            assert await api.codes(token, document, given) == ["FORBIDDEN"]
        assert await api.codes(token, SAVE, {"changes": [added("x")], "name": "x"}) == ["FORBIDDEN"]
        assert await api.codes(token, PUBLISH, {"id": draft["id"], "expectedRevision": 1}) == ["FORBIDDEN"]


TO_BE = """query ($id: ID!, $rule: JSON!) { catalogDraft(id: $id) { plan { errors { code } } catalog {
  version objects { name fields { name canRead } }
  reading(object: "deal", rule: $rule) {
    clauses { pointer sentences { language text } } errors { code path } } } } }"""


async def test_what_it_would_make_can_be_looked_at(drafts: Drafts) -> None:
    draft = await drafts.save(added("one"), name="a")
    rule = {"and": [{"filled": {"var": "one"}}, {">": [{"var": "score"}, 3]}]}
    to_be = (await drafts.ask(TO_BE, id=draft["id"], rule=rule))["catalog"]
    assert {"name": "one", "canRead": True} in to_be["objects"][0]["fields"]
    assert to_be["reading"]["errors"] == []
    assert [
        (each["pointer"], [(said["language"], said["text"]) for said in each["sentences"]])
        for each in to_be["reading"]["clauses"]
    ] == [
        ("/and/0", [("en", "one must be filled in"), ("zh-CN", "one 必须填写")]),
        ("/and/1", [("en", "score must be more than 3"), ("zh-CN", "score 必须大于 3")]),
    ]
    wrong = (await drafts.ask(TO_BE, id=draft["id"], rule={"filled": {"var": "two"}}))["catalog"]["reading"]
    assert wrong == {
        "clauses": [],
        "errors": [{"code": "RULE_UNKNOWN_PATH", "path": ["rule", "filled", "var"]}],
    }
    in_force = 'query ($rule: JSON!) { catalog { reading(object: "deal", rule: $rule) { errors { code } } } }'
    (error,) = (await drafts.ask(in_force, rule=rule))["reading"]["errors"]
    assert error["code"] == "RULE_UNKNOWN_PATH", "what is drafted is not in force"
    await drafts.api.change(drafts.token, added("one"))
    collides = await drafts.ask(TO_BE, id=draft["id"], rule=rule)
    assert collides["catalog"] is None
    assert collides["plan"]["errors"] != []


async def test_a_rule_is_read_for_who_configures_only(api: Api, own_world: World) -> None:
    read = '{ catalog { reading(object: "deal", rule: true) { clauses { pointer } } } }'
    for token in (own_world.manager, own_world.viewer):
        assert await api.codes(token, read) == ["FORBIDDEN"]
    assert await api.codes(own_world.admin, read.replace('"deal"', '"nobody"')) == ["CATALOG_UNKNOWN"]
