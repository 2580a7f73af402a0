"""An action that a package adds is one like the others: granted, inherited, denied, judged by row rules, explained."""

from collections.abc import Iterator
from typing import Any

import pytest

from metadata.actions import ACTIONS, Action
from metadata.catalog import Grant
from policies.decide import decide
from tests.client import Api
from tests.policies.world import DEAL, NAMESPACE, catalog, role
from tests.world import make_world

RULE = {">": [{"var": "amount"}, 100]}


@pytest.fixture
def ship(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The action of a package that is loaded."""
    with monkeypatch.context() as patch:
        patch.setattr(ACTIONS, "_entries", dict(ACTIONS))
        ACTIONS.add("ship", Action("object", "Hand records over to the warehouse"))
        yield "ship"


def test_every_action_of_ours_has_a_chinese_name():
    assert [name for name, each in ACTIONS.items() if not each.chinese] == []


def test_casbin_is_asked_about_it(ship: str):
    granted = role("packer", Grant("*", "read"), Grant(DEAL.id, ship, rule=RULE))
    everything = role("all", Grant("*", "*"))
    all_but = role("sales", Grant("*", "*"), Grant(DEAL.id, ship, effect="deny"))
    made = catalog(granted, everything, all_but)
    packer = decide(made, NAMESPACE, [granted.id]).objects
    assert packer[DEAL.id].may(ship)
    assert packer[DEAL.id].rows[ship].rules, "only where the rule holds"
    assert not packer["obj_account"].may(ship)
    assert decide(made, NAMESPACE, [everything.id]).objects["obj_account"].may(ship)
    assert not decide(made, NAMESPACE, [all_but.id]).objects[DEAL.id].may(ship)
    assert not decide(made, NAMESPACE, [everything.id, all_but.id]).objects[DEAL.id].may(ship), (
        "a denial wins"
    )


EXPLAIN = """query ($action: String!, $roles: [String!]) {
  explainAccess(action: $action, object: "deal", roles: $roles) { allowed reason missing { change } } }"""


async def test_tenants_grant_it_and_are_told_what_is_missing(api: Api, ship: str):
    world = await make_world(api)

    async def explained(asked: str) -> Any:
        found = await api.data(world.admin, EXPLAIN, {"action": asked, "roles": ["packer"]})
        return found["explainAccess"]

    await api.change(
        world.admin, {"addRole": {"name": "packer", "grants": [{"object": "*", "action": "read"}]}}
    )
    refused = await explained(ship)
    assert not refused["allowed"]
    await api.change(world.admin, refused["missing"]["change"])
    assert (await explained(ship))["allowed"]
    unknown = await api.ask(world.admin, EXPLAIN, {"action": "sail", "roles": ["packer"]})
    assert "ship" in unknown["errors"][0]["extensions"]["hint"]
