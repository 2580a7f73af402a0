"""`changeCatalog` and `catalog`: every kind of change, refusals as data, and what a narrow role sees."""

import pytest

from tests.world import ACCOUNT, CONTACT, DEAL, PIPELINE, labels

CATALOG = """{ catalog {
  version languages
  objects {
    name plural typeName label labels { language text } pluralLabels { language text } display actions
    fields { name type label required unique default options { key label } target reverse precision scale
             canRead canCreate canUpdate }
    pipeline { name stages { name kind probability label objective { language text } gate }
               transitions { source target gate } }
  }
  roles { name label grants { object action field effect rows rule } }
} }"""
BUDGET = {"==": [{"var": "budgetConfirmed"}, True]}


async def catalog_of(api, token, **headers):
    return (await api.data(token, CATALOG, **headers))["catalog"]


def named(items, name):
    (found,) = [each for each in items if each["name"] == name]
    return found


async def test_every_kind_of_change(api, fresh):
    await api.change(fresh.admin, {"addObject": ACCOUNT}, {"addObject": CONTACT}, {"addObject": DEAL})
    await api.change(
        fresh.admin,
        {"addPipeline": PIPELINE},
        {"setGate": {"object": "deal", "stage": "qualified", "rule": BUDGET}},
        {"setGate": {"object": "deal", "source": "qualified", "target": "won", "rule": BUDGET}},
        {
            "addField": {
                "object": "deal",
                "field": {"name": "probe", "type": "text", "labels": labels("Probe")},
            }
        },
        {"renameField": {"object": "deal", "field": "budgetConfirmed", "name": "budgetSure"}},
        {"removeField": {"object": "deal", "field": "probe"}},
        {"renameObject": {"object": "contact", "name": "person", "plural": "people"}},
        {"addRole": {"name": "clerk", "labels": labels("Clerk", "文员"), "grants": [{"action": "read"}]}},
        {"addRole": {"name": "guest"}},
        {
            "setGrants": {
                "role": "clerk",
                "grants": [
                    {"object": "deal", "action": "read", "rule": {">": [{"var": "score"}, 1]}},
                    {"object": "deal", "action": "read", "field": "margin", "effect": "deny"},
                    {"object": "deal", "action": "update", "rows": "own"},
                ],
            }
        },
        {"removeRole": {"role": "guest"}},
        {"setLabels": {"object": "deal", "labels": labels("Deal", "商机"), "stage": "won"}},
        {
            "setLabels": {
                "object": "deal",
                "field": "source",
                "option": "web",
                "labels": labels("Web", "网站"),
            }
        },
        {"removeObject": {"object": "person"}},
    )
    found = await catalog_of(api, fresh.admin, **{"Accept-Language": "zh-CN"})
    assert (found["version"], set(found["languages"])) == (3, {"en", "zh-CN"})
    assert [each["name"] for each in found["objects"]] == ["account", "deal"]
    deal = named(found["objects"], "deal")
    assert (deal["typeName"], deal["label"], deal["display"]) == ("Deal", "商机", "name")
    assert [each["name"] for each in deal["fields"]][-1] == "account"
    assert named(deal["fields"], "amount")["precision"] == 18
    assert named(deal["fields"], "margin")["scale"] == 4
    assert named(deal["fields"], "name")["precision"] is None
    assert named(deal["fields"], "account")["target"] == "account"
    assert named(deal["fields"], "source")["options"][0] == {"key": "web", "label": "网站"}
    stages = deal["pipeline"]["stages"]
    renamed = {"==": [{"var": "budgetSure"}, True]}
    assert named(stages, "qualified")["gate"] == renamed
    assert (named(stages, "won")["kind"], named(stages, "won")["probability"]) == ("won", 100)
    assert named(stages, "won")["label"] == "商机"
    assert {"source": "qualified", "target": "won", "gate": renamed} in deal["pipeline"]["transitions"]
    clerk = named(found["roles"], "clerk")
    assert clerk["label"] == "文员"
    assert [each["name"] for each in found["roles"]] == ["admin", "clerk"]
    assert clerk["grants"][0]["rule"] == {">": [{"var": "score"}, 1]}
    assert clerk["grants"][1] == {
        "object": "deal", "action": "read", "field": "margin", "effect": "deny", "rows": "all", "rule": None,
    }  # fmt: skip
    assert clerk["grants"][2]["rows"] == "own"


async def test_a_dry_run_tells_and_changes_nothing(api, fresh):
    await api.change(fresh.admin, {"addObject": ACCOUNT})
    document = """mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes, dryRun: true) {
      version summary steps { sentence risk rows breaks locks seconds } errors { code } } }"""
    changes = [{"removeField": {"object": "account", "field": "secret"}}, {"addRole": {"name": "clerk"}}]
    told = (await api.data(fresh.admin, document, {"changes": changes}))["changeCatalog"]
    assert told["version"] == 3
    assert [step["risk"] for step in told["steps"]] == ["hides", "safe"]
    assert [(step["locks"], step["seconds"]) for step in told["steps"]] == [("writes", 0), ("brief", 0)]
    assert told["summary"].startswith("2 changes: 1 to hide values (0 records), 1 to leave records alone.")
    assert told["steps"][0]["breaks"]
    assert "secret" in told["steps"][0]["sentence"]
    assert (await catalog_of(api, fresh.admin))["version"] == 2


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"addObject": {"name": "Deal", "plural": "deals"}}, "CATALOG_NAME_INVALID", ["addObject", "name"]),
        ({"addObject": {"name": "线索", "plural": "leads"}}, "CATALOG_NAME_INVALID", ["addObject", "name"]),
        ({"addObject": {"name": "order", "plural": "xs"}}, "CATALOG_NAME_RESERVED", ["addObject", "name"]),
        ({"addObject": {"name": "a" * 64, "plural": "as"}}, "CATALOG_NAME_TOO_LONG", ["addObject", "name"]),
        ({"addObject": {"name": "aCCount", "plural": "x"}}, "CATALOG_NAME_TAKEN", ["addObject", "name"]),
        (
            {"addField": {"object": "account", "field": {"name": "id", "type": "text"}}},
            "CATALOG_NAME_RESERVED",
            ["addField", "field", "name"],
        ),
        (
            {"addField": {"object": "account", "field": {"name": "x", "type": "texto"}}},
            "CATALOG_TYPE_UNKNOWN",
            ["addField", "field", "type"],
        ),
        (
            {"addField": {"object": "acount", "field": {"name": "x", "type": "text"}}},
            "CATALOG_UNKNOWN",
            ["addField", "object"],
        ),
        ({"removeField": {"object": "account", "field": "name"}}, "CATALOG_IN_USE", ["removeField", "field"]),
        ({"removeRole": {"role": "admin"}}, "CATALOG_INVALID", ["removeRole", "role"]),
        (
            {"setLabels": {"object": "account", "labels": [*labels("a"), *labels("b")]}},
            "INVALID_VALUE",
            ["setLabels", "labels", 1, "language"],
        ),
        (
            {
                "addObject": {
                    "name": "x",
                    "plural": "xs",
                    "fields": [{"name": "y", "type": "choice", "options": [{"key": "a", "labels": [
                        {"language": "en", "text": "1"}, {"language": "en", "text": "2"}]}]}],
                }
            },
            "INVALID_VALUE",
            ["addObject", "fields", 0, "options", 0, "labels", 1, "language"],
        ),
    ],
)  # fmt: skip
async def test_a_refusal_is_data_with_the_path_of_the_input(api, fresh, change, code, path):
    await api.change(fresh.admin, {"addObject": ACCOUNT})
    refused = await api.try_change(fresh.admin, {"addRole": {"name": "clerk"}}, change)
    assert (refused["version"], refused["steps"]) == (None, [])
    error = refused["errors"][0]
    assert (error["code"], error["path"]) == (code, ["changes", 1, *path])
    assert error["hint"]
    assert (await catalog_of(api, fresh.admin))["version"] == 2


async def test_a_broken_rule_is_refused_where_it_stands(api, fresh):
    await api.change(fresh.admin, {"addObject": ACCOUNT}, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    rule = {"and": [{"==": [{"var": "name"}, "x"]}, {">": [{"var": "amont"}, 1]}]}
    refused = await api.try_change(fresh.admin, {"setGate": {"object": "deal", "stage": "won", "rule": rule}})
    (error,) = refused["errors"]
    assert error["code"] == "RULE_UNKNOWN_PATH"
    assert error["path"][:4] == ["changes", 0, "setGate", "rule"]


async def test_the_expected_version_must_be_in_force(api, fresh):
    refused = await api.try_change(fresh.admin, {"addRole": {"name": "clerk"}}, expectedVersion=7)
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_CONFLICT", ["expectedVersion"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "exactly one"),
        ({"addRole": {"name": "x"}, "removeRole": {"role": "x"}}, "exactly one"),
        ({"addRole": None}, "non-null"),
        ({"addRule": {"name": "x"}}, "addRule"),
        ({"addRole": {"nam": "x"}}, "nam"),
        ({"addRole": {"name": 1}}, "String"),
    ],
)
async def test_a_change_of_the_wrong_shape_is_a_bad_request(api, fresh, change, words):
    document = "mutation ($changes: [CatalogChange!]!) { changeCatalog(changes: $changes) { version } }"
    found = await api.ask(fresh.admin, document, {"changes": [change]})
    assert "data" not in found
    error = found["errors"][0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["path"][:3] == ["variables", "changes", 0]
    assert words in error["message"]


async def test_every_version_can_be_read(api, fresh):
    await api.change(fresh.admin, {"addObject": ACCOUNT})
    document = """mutation { changeCatalog(changes: [{removeObject: {object: "account"}}], note: "手滑") {
      version errors { code } } }"""
    assert (await api.data(fresh.admin, document))["changeCatalog"]["version"] == 3
    found = await api.data(
        fresh.admin,
        """{ catalogVersions(first: 2) { version note createdBy createdAt changes }
             old: catalogVersion(version: 2) { version objects { name } }
             none: catalogVersion(version: 99) { version } }""",
    )
    newest, before = found["catalogVersions"]
    assert (newest["version"], newest["note"], before["version"]) == (3, "手滑", 2)
    (change,) = newest["changes"]
    assert change.pop("since")
    assert change == {"kind": "removeObject", "object": "account"}
    assert newest["createdBy"]
    assert found["old"] == {"version": 2, "objects": [{"name": "account"}]}
    assert found["none"] is None
    for first in (0, 501):
        codes = await api.codes(fresh.admin, f"{{ catalogVersions(first: {first}) {{ version }} }}")
        assert codes == ["PAGE_SIZE"]


async def test_a_narrow_role_sees_its_part_of_the_catalog(api, world):
    whole = await catalog_of(api, world.admin)
    assert [each["name"] for each in whole["objects"]] == ["account", "contact", "deal"]
    assert named(named(whole["objects"], "deal")["pipeline"]["stages"], "qualified")["gate"]
    rep = await catalog_of(api, world.rep)
    assert rep["roles"] == []
    account, deal = named(rep["objects"], "account"), named(rep["objects"], "deal")
    assert "secret" not in [each["name"] for each in account["fields"]]
    assert not any(each["canUpdate"] for each in account["fields"])
    assert account["actions"] == ["read"]
    assert "margin" not in [each["name"] for each in deal["fields"]]
    assert named(deal["fields"], "score")["canUpdate"]
    assert all(stage["gate"] is None for stage in deal["pipeline"]["stages"])
    assert all(edge["gate"] is None for edge in deal["pipeline"]["transitions"])
    viewer = await catalog_of(api, world.viewer)
    assert [each["name"] for each in viewer["objects"]] == ["deal"]
    assert "account" not in [each["name"] for each in viewer["objects"][0]["fields"]]


async def test_a_label_comes_in_the_language_asked_for(api, world):
    for accept, label in (("zh", "客户"), ("zh-CN,en;q=0.5", "客户"), ("de", "Account"), ("", "Account")):
        found = await catalog_of(api, world.rep, **{"Accept-Language": accept})
        assert named(found["objects"], "account")["label"] == label
