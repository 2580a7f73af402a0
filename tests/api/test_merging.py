"""Two admins at once, through the API: the second merges, or is told what collides, with whom and since when."""

import json
from typing import Any

import pytest

from tests.api.sales import DEAL, PIPELINE
from tests.client import Api

CHANGE = """mutation ($changes: [CatalogChange!]!, $expectedVersion: Int, $merge: Boolean! = true, $dryRun: Boolean) {
  changeCatalog(changes: $changes, expectedVersion: $expectedVersion, merge: $merge, dryRun: $dryRun) {
    version steps { sentence } errors { code message path hint details } } }"""


def labelled(text: str, **of: str) -> dict[str, Any]:
    return {"setLabels": {"object": "deal", "labels": [{"language": "en", "text": text}], **of}}


class Admins:
    """Two sessions of one tenant, which have both seen the version `seen`."""

    def __init__(self, api: Api, token: str, seen: int) -> None:
        self.api, self.token, self.seen = api, token, seen

    async def change(self, *changes: dict[str, Any], **arguments: Any) -> dict[str, Any]:
        given = {"changes": list(changes), "expectedVersion": self.seen, **arguments}
        found: dict[str, Any] = (await self.api.data(self.token, CHANGE, given))["changeCatalog"]
        return found


@pytest.fixture
async def admins(api: Api, fresh) -> Admins:
    made = await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Admins(api, fresh.admin, made["version"])


async def test_what_does_not_collide_is_merged(admins: Admins) -> None:
    first = await admins.change({"renameField": {"object": "deal", "field": "score", "name": "points"}})
    told = await admins.change(labelled("Score", field="score"), dryRun=True)
    second = await admins.change(labelled("Score", field="score"))
    assert (first["version"], told["version"], second["version"]) == (
        admins.seen + 1,
        admins.seen + 2,
        admins.seen + 2,
    )
    assert second["steps"] == told["steps"] == [{"sentence": "Set the labels of deal.points."}]
    kept = "{ catalogVersions(first: 1) { changes } catalog { objects { fields { name label } } } }"
    found = await admins.api.data(admins.token, kept)
    assert found["catalogVersions"][0]["changes"][0]["field"] == "points"
    assert {"name": "points", "label": "Score"} in found["catalog"]["objects"][0]["fields"]


async def test_what_collides_is_told(admins: Admins) -> None:
    await admins.change({"addRole": {"name": "clerk"}})
    await admins.change(labelled("Chance"))
    refused = await admins.change({"addRole": {"name": "other"}}, labelled("Opportunity"))
    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_CONFLICT", ["changes", 1, "setLabels"])
    assert error["message"].startswith(f"Ada published version {admins.seen + 2} at 20")
    assert error["message"].endswith(" UTC, which changed the labels of object deal.")
    details = error["details"]
    assert (details["version"], details["changedIn"]) == (admins.seen + 2, admins.seen + 2)
    assert details["changedBy"]
    assert details["changedAt"]
    again = await admins.change(labelled("Opportunity"), expectedVersion=admins.seen + 2)
    assert again["errors"] == []


async def test_a_removal_and_a_change_within_it(admins: Admins) -> None:
    await admins.change({"removeField": {"object": "deal", "field": "fee"}})
    required = {"setRequired": {"object": "deal", "field": "fee", "required": True}}
    (error,) = (await admins.change(required))["errors"]
    assert (
        "which removed the field fee of object deal; your changes touch the required of" in error["message"]
    )


async def test_a_change_that_names_a_stage_that_others_have_removed(admins: Admins) -> None:
    """It was told of a stage that there is not, `STAGE_UNKNOWN`, and not of who had removed it."""
    await admins.change({"addRole": {"name": "clerk"}})
    removed = {"removeStage": {"object": "deal", "stage": "won", "replacement": "lead"}}
    assert (await admins.change(removed))["errors"] == []
    grants = [{"object": "deal", "action": "promote", "entering": "won"}]
    for dry_run in (True, False):
        (error,) = (await admins.change({"addRole": {"name": "closer", "grants": grants}}, dryRun=dry_run))[
            "errors"
        ]
        assert (error["code"], error["path"]) == ("CATALOG_CONFLICT", ["changes", 0, "addRole"])
        assert error["message"].startswith(f"Ada published version {admins.seen + 2} at ")
        ending = ", which removed the stage won of the pipeline of object deal; your changes name it."
        assert error["message"].endswith(ending)
        assert error["details"]["changedIn"] == admins.seen + 2


async def test_who_wants_no_merge_says_so(admins: Admins) -> None:
    await admins.change({"addRole": {"name": "clerk"}})
    refused = await admins.change(labelled("Opportunity"), merge=False)
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [
        ("CATALOG_CONFLICT", ["expectedVersion"])
    ]
    for unknown in (admins.seen + 9, 0, -1):
        refused = await admins.change(labelled("Opportunity"), expectedVersion=unknown)
        assert [each["code"] for each in refused["errors"]] == ["CATALOG_CONFLICT"]


async def test_changes_that_come_to_nothing(admins: Admins) -> None:
    """Neither a version nor an error that a program would have to guess at."""
    there_and_back = [
        [labelled("a"), {"setLabels": {"object": "deal", "labels": []}}],
        [
            {"addRole": {"name": "clerk"}},
            {"removeRole": {"role": "clerk"}},
        ],
        [
            {"renameField": {"object": "deal", "field": "score", "name": "points"}},
            {"renameField": {"object": "deal", "field": "points", "name": "score"}},
        ],
        [{"setGate": {"object": "deal", "stage": "won"}}],
    ]
    for changes in there_and_back:
        for dry_run in (True, False):
            refused = await admins.change(*changes, dryRun=dry_run)
            assert [(each["code"], each["path"]) for each in refused["errors"]] == [
                ("CATALOG_UNCHANGED", ["changes"])
            ]


async def test_more_changes_than_fit_and_more_definitions_than_a_catalog_has(admins: Admins) -> None:
    """The first that does not fit is named: each would be compared with all before it, thousands with thousands."""
    roles = [{"addRole": {"name": f"role{number}"}} for number in range(10_001)]
    assert len(json.dumps(roles)) < 1_000_000
    objects = [{"addObject": {"name": f"a{number}", "plural": f"all{number}"}} for number in range(10_000)]
    for given, path in (
        (roles, ["changes"]),
        # The role `admin` and the object `deal` are there.
        (roles[:-1], ["changes", 199, "addRole", "roles"]),
        (objects, ["changes", 299, "addObject", "objects"]),
    ):
        refused = await admins.change(*given)
        assert [(each["code"], each["path"]) for each in refused["errors"]] == [("CATALOG_LIMIT", path)]


async def test_a_rename_onto_an_existing_name(admins: Admins) -> None:
    for name in ("score", "scoRe"):
        refused = await admins.change({"renameField": {"object": "deal", "field": "code", "name": name}})
        assert [(each["code"], each["path"]) for each in refused["errors"]] == [
            ("CATALOG_NAME_TAKEN", ["changes", 0, "renameField", "name"])
        ]
