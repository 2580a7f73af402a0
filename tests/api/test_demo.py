"""The demo tenant: made once through GraphQL, whole or not at all, with four roles that differ."""

import json
import os
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from api.app import engine_on
from api.demo.client import DemoError, inside
from api.demo.records import DEALS_BY_STAGE, world
from api.demo.seed import ensure_demo
from api.in_process import Execute, executor
from core.database import Database
from core.settings import Settings
from metadata.values import JsonValue

URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def execute(database: Database) -> Execute:
    return executor(engine_on(Settings.from_environment({}), database))


@pytest.fixture(scope="module")
async def demo(execute: Execute, tmp_path_factory: pytest.TempPathFactory) -> dict[str, JsonValue]:
    """What `demo.json` says of a freshly made demo tenant, and where it lies (`folder`)."""
    folder = tmp_path_factory.mktemp("demo")
    await ensure_demo(execute, folder, URL)
    return {**read(folder), "folder": str(folder)}


def read(folder: Path) -> dict[str, JsonValue]:
    found = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


# The records


def test_the_same_day_gives_the_same_records() -> None:
    day = date(2026, 3, 1)
    assert world(day) == world(day)
    found = world(day)
    assert (len(found.accounts), len(found.contacts), len(found.deals)) == (30, 60, 300)
    ends = Counter(deal.moves[-1].to if deal.moves else "lead" for deal in found.deals)
    assert ends == DEALS_BY_STAGE


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 1, 1)])
def test_stories_go_forward_and_end_before_today(day: date) -> None:
    for deal in world(day).deals:
        moments = [deal.created, *(move.at for move in deal.moves)]
        assert moments == sorted(set(moments))
        assert moments[-1].date() < day
    assert all(each.input["happenedAt"][:10] < day.isoformat() for each in world(day).activities)


# The tenant


async def ask(execute: Execute, key: JsonValue, document: str) -> JsonValue:
    assert isinstance(key, str)
    response = await execute(key, document, {})
    assert inside(response, "errors") is None, response
    return inside(response, "data")


async def test_the_whole_funnel_is_there(execute: Execute, demo: dict[str, JsonValue]) -> None:
    counts = "".join(
        f"{stage}: deals(where: {{ stage: {{ eq: {stage} }} }}) {{ totalCount }} " for stage in DEALS_BY_STAGE
    )
    found = await ask(execute, demo["apiKey"], f"{{ {counts} }}")
    assert found == {stage: {"totalCount": count} for stage, count in DEALS_BY_STAGE.items()}
    others = await ask(
        execute,
        demo["apiKey"],
        "{ accounts { totalCount } contacts { totalCount } activities { totalCount } "
        "subsidiaries: accounts(where: { parent: { name: { isNull: false } } }) { totalCount } }",
    )
    activities = len(world(date(2026, 3, 1)).activities)
    assert {
        name: inside(others, name, "totalCount") for name in ("accounts", "contacts", "subsidiaries")
    } == {
        "accounts": 30,
        "contacts": 60,
        "subsidiaries": 6,
    }
    assert inside(others, "activities", "totalCount") == activities


async def test_the_roles_differ(execute: Execute, demo: dict[str, JsonValue]) -> None:
    keys = demo["keys"]
    assert isinstance(keys, Mapping)
    assert set(keys) == {"salesRep", "salesManager", "marketing", "executive"}
    visible = {}
    for role, key in keys.items():
        found = await ask(execute, key, "{ deals { totalCount } }")
        visible[role] = inside(found, "deals", "totalCount")
    assert visible["salesManager"] == visible["executive"] == 300
    assert visible["marketing"] == DEALS_BY_STAGE["lead"] + DEALS_BY_STAGE["mql"]
    assert 0 < visible["salesRep"] < 300


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("salesRep", "{ deals { nodes { margin } } }"),
        ("salesRep", "{ deals(where: { cost: { gt: 1 } }) { totalCount } }"),
        ("marketing", "{ deals { nodes { amount { amount } } } }"),
        ("marketing", "{ activities { totalCount } }"),
        ("executive", "{ contacts { nodes { email } } }"),
        ("executive", 'mutation { deleteDeal(id: "x") { errors { code } } }'),
        ("salesRep", 'mutation { deleteDeal(id: "x") { errors { code } } }'),
    ],
)
async def test_what_a_role_may_not_does_not_exist(
    execute: Execute, demo: dict[str, JsonValue], role: str, hidden: str
) -> None:
    key = inside(demo["keys"], role)
    assert isinstance(key, str)
    response = await execute(key, hidden, {})
    errors = inside(response, "errors")
    assert isinstance(errors, list)
    assert inside(errors[0], "extensions", "code") == "GRAPHQL_VALIDATION_FAILED"


# Made once


async def test_it_is_not_made_again_and_the_url_follows(
    execute: Execute, demo: dict[str, JsonValue], statements: list[str]
) -> None:
    folder = Path(str(demo["folder"]))
    before = read(folder)
    await ensure_demo(execute, folder, "http://127.0.0.1:9000")
    assert read(folder) == {**before, "url": "http://127.0.0.1:9000"}
    assert not any("INSERT" in each for each in statements)
    assert (folder / "demo.json").stat().st_mode & 0o777 == 0o600
    assert os.listdir(folder) == ["demo.json"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"apiKey": 1}', '{"apiKey": "slk_unknown"}'])
async def test_a_file_without_a_working_key_leads_to_another_tenant(
    execute: Execute, demo: dict[str, JsonValue], tmp_path: Path, damage: str
) -> None:
    """So it is after a process was killed in the middle: the names are taken, and no file is there."""
    (tmp_path / "demo.json").write_text(damage)
    signed_up: list[JsonValue] = []

    async def refuse_the_catalog(
        token: str | None, document: str, variables: Mapping[str, JsonValue]
    ) -> JsonValue:
        if "installTemplate" in document:
            return {"data": {"payload": {"errors": [{"code": "CATALOG_BUSY", "message": "Busy"}]}}}
        if "signUp" in document:
            signed_up.append(inside(variables["input"], "tenantSlug"))
        return await execute(token, document, variables)

    with pytest.raises(DemoError, match="installTemplate: Busy"):
        await ensure_demo(refuse_the_catalog, tmp_path, URL)
    assert signed_up[0] == "demo"
    assert len(signed_up) == 2
    assert (tmp_path / "demo.json").read_text() == damage


async def test_a_database_in_trouble_does_not_lead_to_another_tenant(
    demo: dict[str, JsonValue],
) -> None:
    async def unavailable(*_: object) -> JsonValue:
        return {"errors": [{"message": "Down", "extensions": {"code": "UNAVAILABLE"}}], "data": None}

    with pytest.raises(DemoError, match="Down"):
        await ensure_demo(unavailable, Path(str(demo["folder"])), URL)
