"""Where-used reports over HTTP."""

from typing import Any

import pytest

from api.fixed.change_inputs import CatalogChange
from tests.client import Api
from tests.world import World

USES = """query ($of: CatalogPart!) {
  catalogUses(of: $of) { blocked uses { kind place sentence path blocks } }
}"""
CHANGE = """mutation ($changes: [CatalogChange!]!, $dryRun: Boolean) {
  changeCatalog(changes: $changes, dryRun: $dryRun) {
    steps { sentence uses { kind sentence blocks } } errors { code path message details }
  }
}"""


async def uses_of(world: World, of: dict[str, Any]) -> dict[str, Any]:
    found = await world.api.data(world.admin, USES, {"of": of})
    report: dict[str, Any] = found["catalogUses"]
    return report


PARTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"object": "account"}, {"removeObject": {"object": "account"}}),
    ({"object": "contact"}, {"removeObject": {"object": "contact"}}),
    (
        {"field": {"object": "deal", "field": "score"}},
        {"removeField": {"object": "deal", "field": "score"}},
    ),
    (
        {"field": {"object": "deal", "field": "notes"}},
        {"removeField": {"object": "deal", "field": "notes"}},
    ),
    (
        {"option": {"object": "account", "field": "sector", "option": "software"}},
        {"removeOption": {"object": "account", "field": "sector", "option": "software"}},
    ),
    (
        {"option": {"object": "deal", "field": "source", "option": "web", "replacement": "referral"}},
        {"removeOption": {"object": "deal", "field": "source", "option": "web", "replacement": "referral"}},
    ),
    ({"pipeline": "deal"}, {"removePipeline": {"object": "deal"}}),
    (
        {"stage": {"object": "deal", "stage": "lost"}},
        {"removeStage": {"object": "deal", "stage": "lost", "replacement": "lead"}},
    ),
    (
        {"transition": {"object": "deal", "source": "lost", "target": "lead"}},
        {"removeTransition": {"object": "deal", "source": "lost", "target": "lead"}},
    ),
    ({"role": "viewer"}, {"removeRole": {"role": "viewer"}}),
]


@pytest.mark.parametrize(("of", "change"), PARTS, ids=[str(each[0]) for each in PARTS])
async def test_a_removal_is_refused_or_takes_along_what_the_report_says(
    world: World, of: dict[str, Any], change: dict[str, Any]
) -> None:
    report = await uses_of(world, of)
    found = await world.api.data(world.admin, CHANGE, {"changes": [change], "dryRun": True})
    payload = found["changeCatalog"]
    blocking = [{"kind": each["kind"], "path": each["path"]} for each in report["uses"] if each["blocks"]]
    assert report["blocked"] == bool(blocking)
    if blocking:
        (error,) = payload["errors"]
        assert (error["code"], error["details"]["uses"]) == ("CATALOG_IN_USE", blocking)
    else:
        assert payload["errors"] == []
        gone = [each for each in report["uses"] if each["kind"] not in ("member", "apiKey")]
        assert [each["sentence"] for each in payload["steps"][0]["uses"]] == [
            each["sentence"] for each in gone
        ]


def test_every_removal_has_its_part() -> None:
    kinds = {name for name in CatalogChange.__annotations__ if name.startswith("remove_")}
    assert kinds == {f"remove_{next(iter(of))}" for of, _ in PARTS} | {
        "remove_criterion",
        "remove_gate_example",
        "remove_stage_task",
        "remove_validation",
        "remove_unique_key",
    }


async def test_a_field_of_gates_and_a_relation(world: World) -> None:
    report = await uses_of(world, {"field": {"object": "deal", "field": "score"}})
    assert {"kind": "gate", "place": "the gate of stage qualified of deal"}.items() <= report["uses"][
        0
    ].items()
    report = await uses_of(world, {"field": {"object": "contact", "field": "account"}})
    assert not report["blocked"]
    assert {
        "kind": "reverse",
        "place": "the list account.contacts",
        "sentence": "The list account.contacts goes with it.",
        "path": ["objects", "contact", "fields", "account", "reverse"],
        "blocks": False,
    } in report["uses"]


async def test_who_has_a_role(api: Api, own_world: World) -> None:
    report = await uses_of(own_world, {"role": "rep"})
    (members,) = [each for each in report["uses"] if each["kind"] == "member"]
    assert members["sentence"].endswith("what it allows.")
    made = """mutation { createApiKey(input: { name: "k", roles: ["viewer"] }) { apiKey { id } } }"""
    key = (await api.data(own_world.admin, made))["createApiKey"]["apiKey"]["id"]
    held = [
        each for each in (await uses_of(own_world, {"role": "viewer"}))["uses"] if each["kind"] == "apiKey"
    ]
    assert [each["sentence"] for each in held] == ["1 API key loses what it allows."]
    await api.data(own_world.admin, f'mutation {{ revokeApiKey(id: "{key}") {{ apiKey {{ id }} }} }}')
    report = await uses_of(own_world, {"role": "viewer"})
    assert "apiKey" not in [each["kind"] for each in report["uses"]]
    assert not report["blocked"]


UNKNOWN: list[tuple[dict[str, Any], list[str]]] = [
    ({"object": "nothing"}, ["of", "object", "object"]),
    ({"field": {"object": "deal", "field": "nothing"}}, ["of", "field", "field"]),
    ({"field": {"object": "x" * 100_000, "field": "x"}}, ["of", "field", "object"]),
    ({"option": {"object": "deal", "field": "source", "option": "x"}}, ["of", "option", "option"]),
    (
        {"option": {"object": "deal", "field": "source", "option": "web", "replacement": "x"}},
        ["of", "option", "replacement"],
    ),
    ({"stage": {"object": "deal", "stage": "名"}}, ["of", "stage", "stage"]),
    ({"pipeline": "contact"}, ["of", "pipeline", "object"]),
    ({"transition": {"object": "deal", "source": "won", "target": "lead"}}, ["of", "transition", "source"]),
    ({"validation": {"object": "deal", "validation": "x"}}, ["of", "validation", "validation"]),
    ({"uniqueKey": {"object": "deal", "uniqueKey": "x"}}, ["of", "uniqueKey", "uniqueKey"]),
    ({"role": "x"}, ["of", "role", "role"]),
]


@pytest.mark.parametrize(("of", "path"), UNKNOWN, ids=[str(each[1]) for each in UNKNOWN])
async def test_what_is_not_there(world: World, of: dict[str, Any], path: list[str]) -> None:
    answer = await world.api.ask(world.admin, USES, {"of": of})
    (error,) = answer["errors"]
    codes = {"stage": "STAGE_UNKNOWN", "transition": "TRANSITION_NOT_ALLOWED"}
    assert error["extensions"]["code"] == codes.get(path[1], "CATALOG_UNKNOWN")
    assert error["extensions"]["inputPath"] == path
    assert len(str(answer)) < 2_000


@pytest.mark.parametrize("of", [{}, {"object": "deal", "role": "rep"}, {"object": None}])
async def test_exactly_one_part(world: World, of: dict[str, Any]) -> None:
    assert await world.api.codes(world.admin, USES, {"of": of}) == ["BAD_USER_INPUT"]


async def test_only_who_may_configure(world: World) -> None:
    for token in (world.rep, world.viewer):
        assert await world.api.codes(token, USES, {"of": {"object": "deal"}}) == ["FORBIDDEN"]
    assert await world.api.codes(None, USES, {"of": {"object": "deal"}}) == ["UNAUTHENTICATED"]
