"""A plan that is kept in a file: what it does when it is applied is what it says, or it is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.catalog_files.commands import CHANGES
from api.catalog_files.plans import MOST_NAMED
from tests.api.catalog_line import Line
from tests.world import World


@pytest.fixture
async def kept(source: Line, tmp_path: Path) -> Path:
    """A plan that removes two options, for good, and adds a field."""
    folder, plan = tmp_path / "catalog", tmp_path / "plan.json"
    await source("pull", folder)
    account, deal = folder / "objects" / "account.yaml", folder / "objects" / "deal.yaml"
    lines = account.read_text(encoding="utf-8").splitlines(keepends=True)
    account.write_text("".join(line for line in lines if "key: retail" not in line), encoding="utf-8")
    text = deal.read_text(encoding="utf-8")
    deal.write_text(f"{text}  - name: closing\n    type: date\n", encoding="utf-8")
    assert await source("plan", folder, "--out", plan) == CHANGES
    return plan


def said(plan: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(plan.read_text(encoding="utf-8"))
    return value


def write(plan: Path, text: str) -> None:
    plan.write_text(text, encoding="utf-8")


def edited(plan: Path, **parts: Any) -> Path:
    write(plan, json.dumps({**said(plan), **parts}))
    return plan


async def test_a_refusal_names_what_drifted(source: Line, own_world: World, kept: Path) -> None:
    await own_world.api.change(
        own_world.admin, {"renameField": {"object": "deal", "field": "notes", "name": "remarks"}}
    )
    told = await source.refused("apply", kept, "--yes", "--allow-destroy")
    assert told == (
        f"{said(kept)['tenant']} has drifted: the plan is for version 2, and 3 is in force. "
        "Since then: Rename the field deal.notes to remarks."
    )
    added = [
        {"addField": {"object": "deal", "field": {"name": f"more{index}", "type": "text"}}}
        for index in range(MOST_NAMED)
    ]
    await own_world.api.change(own_world.admin, *added)
    told = await source.refused("apply", kept, "--yes", "--allow-destroy")
    assert told.endswith("And 1 more.")
    await own_world.api.data(own_world.admin, "mutation { rollBackCatalog(to: 2) { version } }")
    told = await source.refused("apply", kept, "--yes", "--allow-destroy")
    assert told.endswith("They say the same; somebody has changed something and back.")


async def test_what_destroys_is_not_edited_out_of_a_plan(source: Line, kept: Path) -> None:
    steps = said(kept)["steps"]
    harmless = [each for each in steps if each["risk"] != "destroys"]
    assert len(harmless) < len(steps)
    told = await source.refused("apply", edited(kept, steps=harmless), "--yes")
    assert told.startswith("The plan says other steps than its document takes: ")
    assert told.endswith("(destroys)")
    told = await source.refused(
        "apply", edited(kept, steps=[{**each, "risk": "safe"} for each in steps]), "--yes"
    )
    assert told.startswith("The plan says other steps")
    told = await source.refused("apply", edited(kept, steps=[*steps, *harmless]), "--yes")
    assert told == "The plan says other steps than its document takes."
    edited(kept, steps=steps)
    assert "for good" in await source.refused("apply", kept, "--yes")
    assert await source("apply", kept, "--yes", "--allow-destroy") == 0


async def test_the_records_that_a_plan_concerns_are_counted_anew(
    source: Line, own_world: World, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = said(kept)["steps"]
    before = next(each["rows"] or 0 for each in steps if each["risk"] == "destroys")
    for name in ("Acme", "Beta"):
        await own_world.create(own_world.manager, "account", name=name, sector="retail")
    capsys.readouterr()
    await source.refused("apply", kept, "--yes")
    assert f" {before + 2:,} records." in capsys.readouterr().out


async def test_what_is_no_plan_says_so(source: Line, kept: Path) -> None:
    whole = json.dumps(said(kept))
    for text in (
        "",
        whole[:-40],
        whole[: len(whole) // 2],
        "[]",
        "null",
        '{"sluicePlan": "1"}',
        "[" * 100_000,
    ):
        write(kept, text)
        assert await source.refused("apply", kept, "--yes") == f"{kept} is no plan."
    write(kept, whole)
    told = await source.refused("apply", edited(kept, sluicePlan=2), "--yes")
    assert told == f"{kept} is a plan of another version of sluice."


async def test_a_document_that_was_edited_in_a_plan_is_judged_as_any(source: Line, kept: Path) -> None:
    document = said(kept)["document"]
    document["objects"][0]["fields"][0]["type"] = "txet"
    assert "txet" in await source.refused("apply", edited(kept, document=document), "--yes")
