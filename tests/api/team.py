"""A tenant of which rules ask who acts, its members, and what the tests of it ask of them."""

from typing import Any

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.world import add_member, labels

VISIT = {
    "name": "visit",
    "plural": "visits",
    "fields": [
        {"name": "note", "type": "text"},
        {"name": "deal", "type": "relation", "target": "deal", "reverse": "visits"},
    ],
}
DEAL = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "amount", "type": "integer", "labels": labels("Amount", "金额")},
        {"name": "reviewer", "type": "member", "labels": labels("Reviewer", "审核人")},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [{"name": "lead"}, {"name": "offer"}, {"name": "won", "kind": "won"}],
    "transitions": [{"source": "lead", "target": "offer"}, {"source": "offer", "target": "lead"}],
}
CLAUSES = "open clauses { satisfied criterion sentence field operator actual needed redacted }"
PROMOTE = f"""mutation ($id: ID!, $to: String!, $input: DealUpdateInput) {{
  done: promoteDeal(id: $id, to: $to, input: $input) {{
    promoted errors {{ code }} verdict {{ {CLAUSES} fixes {{ changes {{ field operator needed }} }} }}
  }}
}}"""
PROMOTE_MANY = f"""mutation ($ids: [ID!]) {{
  done: promoteDeals(ids: $ids, to: "offer", mode: EACH) {{
    outcomes(first: 200) {{ id done verdict {{ {CLAUSES} }} }}
  }}
}}"""
AHEAD = f"query ($id: ID!) {{ deal(id: $id) {{ transitions {{ to allowed verdict {{ {CLAUSES} }} }} }} }}"
FOUR_EYES = {"!=": [{"var": "createdBy"}, {"var": "actor.id"}]}
MANAGES = {"in": ["manager", {"var": "actor.roles"}]}
ROLES = [
    {
        "name": name,
        "labels": labels(name.title(), chinese),
        "grants": [{"object": of, "action": "*"} for of in ("deal", "visit")],
    }
    for name, chinese in (("manager", "经理"), ("seller", "销售"))
]


class Team:
    """Deals, an administrator, a manager and a seller."""

    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug
        self.tokens: dict[str, str] = {"admin": tenant.admin}
        self.ids: dict[str, str] = {}

    async def set_up(self) -> "Team":
        await self.api.change(
            self.admin,
            {"addObject": DEAL},
            {"addObject": VISIT},
            {"addPipeline": PIPELINE},
            *({"addRole": role} for role in ROLES),
        )
        for role in ("manager", "seller"):
            self.tokens[role], self.ids[role] = await add_member(self.api, self.admin, self.slug, role)
        me = "{ me { member { id } } }"
        self.ids["admin"] = (await self.api.data(self.admin, me))["me"]["member"]["id"]
        return self

    async def gate(self, rule: Any, stage: str = "offer") -> None:
        await self.api.change(self.admin, {"setGate": {"object": "deal", "stage": stage, "rule": rule}})

    async def create(self, who: str = "seller", kind: str = "deal", **values: Any) -> str:
        document = f"""mutation ($input: {kind.title()}CreateInput!) {{
          done: create{kind.title()}(input: $input) {{ {kind} {{ id }} errors {{ code }} }} }}"""
        done = (await self.api.data(self.tokens[who], document, {"input": values}))["done"]
        assert done["errors"] == []
        id_: str = done[kind]["id"]
        return id_

    async def write(self, who: str, id_: str, **values: Any) -> list[str]:
        document = """mutation ($id: ID!, $input: DealUpdateInput!) {
          done: updateDeal(id: $id, input: $input) { errors { code } } }"""
        done = (await self.api.data(self.tokens[who], document, {"id": id_, "input": values}))["done"]
        return [each["code"] for each in done["errors"]]

    async def promote(
        self, who: str, id_: str, to: str = "offer", *, language: str = "en", **given: Any
    ) -> dict[str, Any]:
        values = {"id": id_, "to": to, "input": given or None}
        found = await self.api.data(self.tokens[who], PROMOTE, values, **{"Accept-Language": language})
        done: dict[str, Any] = found["done"]
        return done

    async def refused(self, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.api.try_change(self.admin, *changes))["errors"]
        return found


async def make_team(api: Api) -> Team:
    """A tenant with them."""
    fresh = await fresh_tenant(api)
    return await Team(api, fresh).set_up()
