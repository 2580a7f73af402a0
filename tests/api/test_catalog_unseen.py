"""What others have added since the files were pulled is not removed by who has not seen it."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.catalog_files.commands import CHANGES
from tests.api.catalog_line import Line
from tests.client import Api
from tests.world import World

SEEN = Path(".sluice") / "seen.json"
EXTRA = {"addField": {"object": "deal", "field": {"name": "extra", "type": "text"}}}
APPLY = """mutation ($catalog: JSON!, $baseVersion: Int, $dryRun: Boolean) {
  applyCatalog(document: $catalog, baseVersion: $baseVersion, dryRun: $dryRun) {
    version steps { sentence } errors { code message path hint }
  }
}"""


def without(path: Path, words: str, start: str = "  - id: ") -> None:
    """Take the one definition out of a file that has these words."""
    parts = path.read_text(encoding="utf-8").split(start)
    path.write_text(start.join(each for each in parts if words not in each), encoding="utf-8")


async def field_names(world: World) -> set[str]:
    found = await world.api.data(world.admin, "{ catalog { objects { name fields { name } } } }")
    (deal,) = [each for each in found["catalog"]["objects"] if each["name"] == "deal"]
    return {each["name"] for each in deal["fields"]}


async def test_it_is_refused_and_kept(
    source: Line, own_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`apply FOLDER --yes` had removed a colleague's field without a word."""
    folder = tmp_path / "catalog"
    await source("pull", folder)
    seen = json.loads((folder / SEEN).read_text(encoding="utf-8"))
    assert list(seen) == [own_world.slug]
    without(folder / "objects" / "deal.yaml", "name: notes\n")
    await own_world.api.change(
        own_world.admin, EXTRA, {"addRole": {"name": "auditor", "grants": [{"action": "configure"}]}}
    )
    capsys.readouterr()
    told = await source.refused("apply", folder, "--yes")
    version = seen[own_world.slug]["version"]
    added = f"would be removed; it was added after version {version}, which the document is made from."
    assert told == f"The field deal.extra {added} So would 1 more. Nothing was changed."
    assert f"  unseen    The role auditor {added}\n" in capsys.readouterr().out
    assert "extra" in await field_names(own_world)
    # Who plans sees it, a machine too.
    assert await source("plan", folder, "--json") == CHANGES
    planned = json.loads(capsys.readouterr().out)
    assert planned["unseen"] == [f"The field deal.extra {added}", f"The role auditor {added}"]
    assert len(planned["steps"]) == 3
    # What was there when they were pulled goes, and what was added stays, once it is in the files.
    await source("pull", folder)
    without(folder / "objects" / "deal.yaml", "name: notes\n")
    assert await source("apply", folder, "--yes") == 0
    assert {"extra", "notes"} & await field_names(own_world) == {"extra"}


async def test_a_plan_that_is_kept_is_one_that_was_seen(
    source: Line, own_world: World, tmp_path: Path
) -> None:
    folder, plan = tmp_path / "catalog", tmp_path / "plan.json"
    await source("pull", folder)
    await own_world.api.change(own_world.admin, EXTRA)
    assert await source("plan", folder, "--out", plan) == CHANGES
    assert await source("apply", plan, "--yes") == 0
    assert "extra" not in await field_names(own_world)


async def test_what_one_has_applied_oneself_is_seen(source: Line, own_world: World, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    await source("pull", folder)
    deal = folder / "objects" / "deal.yaml"
    text = deal.read_text(encoding="utf-8")
    deal.write_text(f"{text}  - id: fld_handmade\n    name: closing\n    type: date\n", encoding="utf-8")
    assert await source("apply", folder, "--yes") == 0
    without(deal, "fld_handmade")
    assert await source("apply", folder, "--yes") == 0
    assert "closing" not in await field_names(own_world)


async def test_of_another_tenant_nothing_was_seen(
    source: Line, empty: Line, own_world: World, tmp_path: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    await source("pull", one)
    await empty("pull", other)
    told = await source.refused("apply", other, "--yes")
    assert told.startswith("The object account would be removed; who made the document has not seen it.")
    # Under the name of a tenant something else may stand by now: it counts by what it holds.
    seen: Any = json.loads((one / SEEN).read_text(encoding="utf-8"))
    seen[own_world.slug]["digest"] = "0" * 64
    (one / SEEN).write_text(json.dumps(seen), encoding="utf-8")
    without(one / "objects" / "deal.yaml", "name: notes\n")
    assert "has not seen it" in await source.refused("apply", one, "--yes")
    (one / SEEN).write_text("<<<<<<< HEAD", encoding="utf-8")
    assert (
        await source.refused("apply", one, "--yes") == f"{one / SEEN} does not say which versions were seen."
    )
    (one / SEEN).unlink()
    assert "has not seen it" in await source.refused("apply", one, "--yes")


async def test_through_the_api(api: Api, own_world: World) -> None:
    async def apply(**arguments: Any) -> Any:
        return (await api.data(own_world.admin, APPLY, arguments))["applyCatalog"]

    found = await api.data(own_world.admin, "{ catalogDocument { version document } }")
    document, base = found["catalogDocument"]["document"], found["catalogDocument"]["version"]
    grants = {"setGrants": {"role": "viewer", "grants": [{"object": "deal", "action": "*"}]}}
    message = [{"language": "en", "text": "More than nothing."}]
    stage = {"name": "proven", "probability": 60}
    edge = {"source": "lead", "target": "won"}
    unique = {"object": "deal", "name": "once", "fields": ["name", "source"]}
    check = {"object": "deal", "name": "positive", "rule": {">": [{"var": "score"}, 0]}, "messages": message}
    await api.change(
        own_world.admin,
        grants,
        {"addOption": {"object": "deal", "field": "source", "option": {"key": "fair"}}},
        {"addStage": {"object": "deal", "stage": stage}},
        {"addTransition": {"object": "deal", "transition": edge}},
        {"addUniqueKey": unique},
        {"addCriterion": {"object": "deal", "name": "scored", "rule": {">": [{"var": "score"}, 0]}}},
        {"addValidation": check},
    )
    refused = await apply(catalog=document, baseVersion=base)
    assert {each["code"] for each in refused["errors"]} == {"CATALOG_CONFLICT"}
    assert [each["message"].split(" would be removed")[0] for each in refused["errors"]] == [
        "The option fair of deal.source",
        "The stage proven of deal",
        "The transition from lead to won of deal",
        "The criterion scored of deal",
        "The validation positive of deal",
        "The unique key once of deal",
        "The grant of * on deal to viewer",
    ]
    assert refused["errors"][0]["path"] == [
        "document",
        "objects",
        "deal",
        "fields",
        "source",
        "options",
        "fair",
    ]
    assert refused["version"] is None
    # What the document itself brings, keeps or removes of what was there says nothing.
    now = (await api.data(own_world.admin, "{ catalogDocument { version document } }"))["catalogDocument"]
    assert (await apply(catalog=now["document"], baseVersion=base))["errors"] == []
    assert (await apply(catalog=document, baseVersion=now["version"], dryRun=True))["errors"] == []
    assert (await apply(catalog=document, dryRun=True))["errors"] == []
    assert (await apply(catalog=now["document"], baseVersion=0))["errors"] == []
    (error,) = (await apply(catalog=document, baseVersion=99))["errors"]
    assert (error["code"], error["path"]) == ("CATALOG_UNKNOWN", ["baseVersion"])
