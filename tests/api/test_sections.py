"""Sections of an object: they are set without touching a record, and tell a caller of no field that it may not see."""

from typing import Any

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": name, "type": "text"} for name in ("title", "note", "secret", "secret2", "given", "hint")
    ],
}
SECTIONS = [
    {"name": "about", "labels": labels("About", "概况"), "fields": ["note", "secret", "title"]},
    {"name": "inner", "labels": labels("Hidden words", "隐藏的内容"), "fields": ["secret2"]},
    {"name": "given", "fields": ["given"]},
    {"name": "later", "fields": []},
]
SHOWN = "sections { name label labels { language text } fields }"
GRANTS = [
    {"object": "deal", "action": "read"},
    {"object": "deal", "action": "create"},
    *(
        {"object": "deal", "action": action, "field": field, "effect": "deny"}
        for field in ("secret", "secret2")
        for action in ("read", "create", "update")
    ),
    {"object": "deal", "action": "read", "field": "given", "effect": "deny"},
]


@copied
async def sectioned(api: Api) -> FreshTenant:
    fresh = await fresh_tenant(api)
    found = await api.change(
        fresh.admin,
        {"addObject": DEAL},
        {"setSections": {"object": "deal", "sections": SECTIONS}},
        {"addRole": {"name": "rep", "grants": GRANTS}},
    )
    assert [each["risk"] for each in found["steps"]][1] == "safe"
    return fresh


async def shown(api: Api, token: str, language: str = "en") -> list[dict[str, Any]]:
    found = await api.data(
        token, f"{{ catalog {{ objects {{ {SHOWN} }} }} }}", **{"Accept-Language": language}
    )
    (deal,) = found["catalog"]["objects"]
    sections: list[dict[str, Any]] = deal["sections"]
    return sections


async def test_a_caller_is_told_of_sections_by_the_fields_that_it_sees(api: Api, sectioned: FreshTenant):
    of_admin = await shown(api, sectioned.admin, "zh-CN")
    assert [(each["label"], each["fields"]) for each in of_admin] == [
        ("概况", ["note", "secret", "title"]),
        ("隐藏的内容", ["secret2"]),
        ("given", ["given"]),
        ("later", []),
    ]
    assert of_admin[0]["labels"] == labels("About", "概况")
    rep, _ = await add_member(api, sectioned.admin, sectioned.slug, "rep")
    # What it may write it is shown; of a section of hidden fields, and of an empty one, nothing is told.
    of_rep = await shown(api, rep)
    assert [(each["name"], each["fields"]) for each in of_rep] == [
        ("about", ["note", "title"]),
        ("given", ["given"]),
    ]
    assert "ecret" not in str(of_rep)
    assert "idden" not in str(of_rep)


async def test_a_draft_shows_them_and_two_who_set_them_collide(api: Api, sectioned: FreshTenant):
    mine = {"setSections": {"object": "deal", "sections": [SECTIONS[1]]}}
    base = (await api.data(sectioned.admin, "{ catalog { version } }"))["catalog"]["version"]
    document = f"""mutation ($changes: [CatalogChange!]!) {{ saveCatalogDraft(changes: $changes, name: "Mine") {{
      draft {{ catalog {{ objects {{ {SHOWN} }} }} }} errors {{ code }} }} }}"""
    saved = (await api.data(sectioned.admin, document, {"changes": [mine]}))["saveCatalogDraft"]
    assert saved["errors"] == []
    catalog = saved["draft"]["catalog"]
    assert [each["name"] for each in catalog["objects"][0]["sections"]] == ["inner"]
    theirs = {
        "setSections": {"object": "deal", "sections": [*SECTIONS, {"name": "more", "fields": ["hint"]}]}
    }
    await api.change(sectioned.admin, theirs)
    refused = await api.try_change(sectioned.admin, mine, expectedVersion=base)
    assert {each["code"] for each in refused["errors"]} == {"CATALOG_CONFLICT"}
    beside = {"addField": {"object": "deal", "field": {"name": "beside", "type": "text"}}}
    await api.change(sectioned.admin, beside, expectedVersion=base)


async def test_what_is_wrong_is_told_at_its_place(api: Api, sectioned: FreshTenant):
    twice = [{"language": "en", "text": "One"}, {"language": "en", "text": "Two"}]
    for section, code, path in (
        ({"name": "one", "fields": ["tilte"]}, "CATALOG_UNKNOWN", ["fields", 0]),
        ({"name": "one", "labels": twice, "fields": []}, "INVALID_VALUE", ["labels", 1, "language"]),
        ({"name": "of work", "fields": []}, "CATALOG_NAME_INVALID", ["name"]),
    ):
        change = {"setSections": {"object": "deal", "sections": [section]}}
        (error,) = (await api.try_change(sectioned.admin, change))["errors"]
        assert (error["code"], error["path"]) == (code, ["changes", 0, "setSections", "sections", 0, *path])
