"""Deals of which rules ask what they were, and what the tests of it ask of them."""

from typing import Any

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.world import labels

ACCOUNT = {
    "name": "account",
    "plural": "accounts",
    "fields": [{"name": "sector", "type": "text"}, {"name": "name", "type": "text"}],
}
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "amount", "type": "integer", "labels": labels("Amount", "金额")},
        {"name": "cost", "type": "integer"},
        {"name": "ready", "type": "boolean"},
        {"name": "margin", "type": "integer"},
        {"name": "account", "type": "relation", "target": "account", "reverse": "deals"},
        {"name": "double", "type": "decimal", "formula": {"*": [{"var": "amount"}, 2]}},
        {"name": "trade", "type": "text", "formula": {"cat": [{"var": "account.sector"}, "!"]}},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer"}, {"name": "won", "kind": "won"}],
    "transitions": [
        {"source": "lead", "target": "offer"},
        {"source": "offer", "target": "won"},
        {"source": "offer", "target": "lead"},
    ],
}
CLAUSES = "open clauses { satisfied criterion sentence field actual needed redacted }"
FIXES = "fixes { changes { field operator needed } }"
PROMOTE = f"""mutation ($id: ID!, $to: String!, $input: DealUpdateInput) {{
  done: promoteDeal(id: $id, to: $to, input: $input) {{
    promoted errors {{ code }} verdict {{ {CLAUSES} {FIXES} }}
  }}
}}"""
PROMOTE_MANY = f"""mutation ($ids: [ID!], $to: String!, $input: DealUpdateInput) {{
  done: promoteDeals(ids: $ids, to: $to, input: $input, mode: EACH) {{
    matched outcomes(first: 200) {{ id done verdict {{ {CLAUSES} }} }}
  }}
}}"""
AHEAD = f"query ($id: ID!) {{ deal(id: $id) {{ transitions {{ to verdict {{ {CLAUSES} {FIXES} }} }} }} }}"
RAISED = {">": [{"var": "amount"}, {"var": "before.amount"}]}


class Deals:
    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug

    async def gate(self, rule: Any, stage: str = "offer") -> None:
        await self.api.change(self.admin, {"setGate": {"object": "deal", "stage": stage, "rule": rule}})

    async def create(self, kind: str = "deal", **values: Any) -> str:
        name = kind.title()
        document = f"""mutation ($input: {name}CreateInput!) {{
          done: create{name}(input: $input) {{ {kind} {{ id }} errors {{ code }} }}
        }}"""
        done = (await self.api.data(self.admin, document, {"input": values}))["done"]
        assert done["errors"] == []
        id_: str = done[kind]["id"]
        return id_

    async def update(self, id_: str, **values: Any) -> list[str]:
        document = """mutation ($id: ID!, $input: DealUpdateInput!) {
          done: updateDeal(id: $id, input: $input) { errors { code } }
        }"""
        done = (await self.api.data(self.admin, document, {"id": id_, "input": values}))["done"]
        return [each["code"] for each in done["errors"]]

    async def promote(
        self, id_: str, to: str = "offer", *, token: str = "", language: str = "en", **given: Any
    ) -> dict[str, Any]:
        values = {"id": id_, "to": to, "input": given or None}
        found = await self.api.data(token or self.admin, PROMOTE, values, **{"Accept-Language": language})
        done: dict[str, Any] = found["done"]
        return done

    async def promote_many(self, ids: list[str], **given: Any) -> dict[str, dict[str, Any]]:
        values = {"ids": ids, "to": "offer", "input": given or None}
        done = (await self.api.data(self.admin, PROMOTE_MANY, values))["done"]
        return {each["id"]: each for each in done["outcomes"]}

    async def refused(self, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.api.try_change(self.admin, *changes))["errors"]
        return found


async def make_deals(api: Api) -> Deals:
    """A tenant with them."""
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": ACCOUNT}, {"addObject": DEAL}, {"addPipeline": PIPELINE})
    return Deals(api, fresh)
