"""Deals at a gate, and what they are told would open it."""

from typing import Any

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.world import labels

DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text", "labels": labels("Title", "标题")},
        {"name": "amount", "type": "integer"},
        {"name": "budget", "type": "boolean"},
        {"name": "size", "type": "choice", "options": [{"key": "small"}, {"key": "large"}]},
        {"name": "margin", "type": "integer"},
        {"name": "parent", "type": "relation", "target": "deal", "reverse": "children"},
        {"name": "double", "type": "decimal", "formula": {"*": [{"var": "amount"}, 2]}},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer"}],
    "transitions": [{"source": "lead", "target": "offer"}],
}
FIXES = "open fixes { changes { field operator needed sentence } }"
AHEAD = f"query ($id: ID!) {{ deal(id: $id) {{ transitions {{ verdict {{ {FIXES} }} }} }} }}"
PROMOTE = f"""mutation ($id: ID!, $input: DealUpdateInput) {{
  done: promoteDeal(id: $id, to: "offer", input: $input) {{ promoted verdict {{ {FIXES} }} }}
}}"""
AMOUNT, BUDGET = {">=": [{"var": "amount"}, 1000]}, {"var": "budget"}
TITLE, LARGE = {"filled": {"var": "title"}}, {"==": [{"var": "size"}, "large"]}


class Deals:
    """A tenant with one gate, at `offer`."""

    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug

    async def gate(self, rule: object) -> None:
        await self.api.change(self.admin, {"setGate": {"object": "deal", "stage": "offer", "rule": rule}})

    async def create(self, **values: Any) -> str:
        created = "mutation ($input: DealCreateInput!) { done: createDeal(input: $input) { deal { id } } }"
        found = await self.api.data(self.admin, created, {"input": values})
        id_: str = found["done"]["deal"]["id"]
        return id_

    async def fixes(self, id_: str, token: str = "") -> list[list[tuple[str, str, object]]]:
        (ahead,) = (await self.api.data(token or self.admin, AHEAD, {"id": id_}))["deal"]["transitions"]
        found = ahead["verdict"]["fixes"]
        refused = await self.api.data(token or self.admin, PROMOTE, {"id": id_, "input": None})
        if not ahead["verdict"]["open"]:
            assert refused["done"]["verdict"]["fixes"] == found
        return [
            [(each["field"], each["operator"], each["needed"]) for each in fix["changes"]] for fix in found
        ]


async def make_deals(api: Api) -> Deals:
    """A tenant of its own."""
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Deals(api, fresh)
