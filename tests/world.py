"""The shared world of the record tests: one tenant made of Changes, with roles that see different parts of it.

Accounts (with a parent), contacts and deals with a pipeline. Its records (`RECORDS`) have fixed values, so golden
answers can name them.
"""

import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from tests.client import Api


def labels(en: str, zh: str | None = None) -> list[dict[str, str]]:
    found = [{"language": "en", "text": en}]
    return [*found, {"language": "zh-CN", "text": zh}] if zh else found


ACCOUNT = {
    "name": "account",
    "plural": "accounts",
    "labels": labels("Account", "客户"),
    "display": "name",
    "fields": [
        {
            "name": "name",
            "type": "text",
            "required": True,
            "unique": True,
            "searchable": True,
            "labels": labels("Name", "名称"),
        },
        {
            "name": "sector",
            "type": "choice",
            "labels": labels("Sector", "行业"),
            "options": [
                {"key": "retail", "labels": labels("Retail", "零售")},
                {"key": "software", "labels": labels("Software", "软件")},
            ],
        },
        {"name": "employees", "type": "integer"},
        {"name": "secret", "type": "text", "searchable": True},
        {"name": "parent", "type": "relation", "target": "account", "reverse": "subsidiaries"},
    ],
}
CONTACT = {
    "name": "contact",
    "plural": "contacts",
    "labels": labels("Contact", "联系人"),
    "display": "name",
    "fields": [
        {"name": "name", "type": "text", "required": True, "searchable": True},
        {"name": "email", "type": "email", "searchable": True},
        {"name": "account", "type": "relation", "target": "account", "reverse": "contacts"},
    ],
}
DEAL = {
    "name": "deal",
    "plural": "deals",
    "labels": labels("Deal", "商机"),
    "display": "name",
    "fields": [
        {
            "name": "name",
            "type": "text",
            "required": True,
            "searchable": True,
            "labels": labels("Name", "名称"),
        },
        {"name": "notes", "type": "longText", "searchable": True},
        {"name": "amount", "type": "money", "labels": labels("Amount", "金额")},
        {
            "name": "margin",
            "type": "decimal",
            "precision": 10,
            "scale": 4,
            "labels": labels("Margin", "毛利"),
        },
        {"name": "score", "type": "integer", "default": 0, "labels": labels("Score", "评分")},
        {"name": "budgetConfirmed", "type": "boolean", "labels": labels("Budget confirmed", "预算已确认")},
        {"name": "closeDate", "type": "date", "labels": labels("Close date", "预计成交日期")},
        {"name": "signedAt", "type": "datetime"},
        {"name": "website", "type": "url"},
        {
            "name": "source",
            "type": "choice",
            "options": [{"key": "web"}, {"key": "referral"}],
        },
        {"name": "account", "type": "relation", "target": "account", "reverse": "deals"},
    ],
}
PIPELINE = {
    "object": "deal",
    "name": "sales",
    "stages": [
        {"name": "lead", "labels": labels("Lead", "线索")},
        {"name": "qualified", "probability": 40, "labels": labels("Qualified", "已确认")},
        {"name": "won", "kind": "won", "labels": labels("Won", "赢单")},
        {"name": "lost", "kind": "lost", "labels": labels("Lost", "输单")},
    ],
    "transitions": [
        {"source": "lead", "target": "qualified"},
        {"source": "qualified", "target": "won"},
        {"source": "lead", "target": "lost"},
        {"source": "qualified", "target": "lost"},
        {"source": "lost", "target": "lead"},
    ],
}
QUALIFIED_GATE = {
    "and": [
        {"==": [{"var": "budgetConfirmed"}, True]},
        {">=": [{"var": "score"}, 60]},
        {"==": [{"var": "account.sector"}, "software"]},
    ]
}
WON_EDGE_GATE = {">": [{"var": "margin"}, 0]}

ROLES = [
    {
        "name": "rep",
        "grants": [
            {"object": "account", "action": "read"},
            {"object": "account", "action": "read", "field": "secret", "effect": "deny"},
            {"object": "contact", "action": "*"},
            *(
                {"object": "deal", "action": action, "rows": "own"}
                for action in ("read", "create", "update", "promote", "delete", "restore")
            ),
            *(
                {"object": "deal", "action": action, "field": "margin", "effect": "deny"}
                for action in ("read", "create", "update")
            ),
        ],
    },
    {
        "name": "manager",
        "grants": [
            {"object": "account", "action": "*"},
            {"object": "contact", "action": "*"},
            {"object": "deal", "action": "*"},
        ],
    },
    {
        "name": "viewer",
        "grants": [
            {"object": "deal", "action": "read", "rule": {">": [{"var": "score"}, 50]}},
        ],
    },
]


@dataclass(frozen=True)
class Fixed:
    """A record of the filled world: its maker's role and its values, `@name` standing for the id of another."""

    maker: str
    object: str
    values: dict[str, Any]


RECORDS = {
    "holding": Fixed(
        "manager",
        "account",
        {"name": "Globex Holding", "sector": "retail", "employees": 5000, "secret": "s1"},
    ),
    "globex": Fixed(
        "manager",
        "account",
        {"name": "Globex", "sector": "software", "employees": 500, "secret": "s2", "parentId": "@holding"},
    ),
    "initech": Fixed("manager", "account", {"name": "Initech", "sector": "software"}),
    "ada": Fixed("rep", "contact", {"name": "Ada", "email": "ada@globex.example", "accountId": "@globex"}),
    "bob": Fixed("rep", "contact", {"name": "Bob", "accountId": "@globex"}),
    "eve": Fixed("rep", "contact", {"name": "Eve", "email": "eve@nowhere.example"}),
    "alpha": Fixed(
        "manager",
        "deal",
        {
            "name": "Alpha",
            "notes": "Needs a discount of 10% \\ _now_",
            "amount": {"amount": "1000.00", "currency": "EUR"},
            "margin": "0.2500",
            "score": 70,
            "budgetConfirmed": True,
            "closeDate": "2026-03-31",
            "signedAt": "2026-01-15T09:30:00+08:00",
            "website": "https://globex.example/alpha",
            "source": "web",
            "accountId": "@globex",
        },
    ),
    "beta": Fixed(
        "rep",
        "deal",
        {
            "name": "Beta",
            "amount": {"amount": "250.50", "currency": "USD"},
            "score": 40,
            "budgetConfirmed": False,
            "closeDate": "2026-06-30",
            "source": "referral",
            "accountId": "@globex",
        },
    ),
    "gamma": Fixed("rep", "deal", {"name": "Gamma", "score": 55, "accountId": "@initech"}),
    "delta": Fixed(
        "manager",
        "deal",
        {
            "name": "Delta",
            "amount": {"amount": "1000.00", "currency": "CNY"},
            "margin": "-1.5",
            "score": None,
            "signedAt": "2026-01-16T00:00:00Z",
        },
    ),
    "epsilon": Fixed(
        "rep",
        "deal",
        {"name": "Epsilon", "score": 80, "budgetConfirmed": True, "accountId": "@globex"},
    ),
    "zeta": Fixed("manager", "deal", {"name": "Zeta", "score": 99, "accountId": "@globex"}),
}
"""Made in this order. Afterwards the rep moves epsilon to `qualified`, and the manager deletes zeta."""


@dataclass(frozen=True)
class World:
    """The tenant.

    Attributes:
        admin, rep, manager, viewer: tokens.
        members: role name to the id of the member who has it.
        ids: record name to id, of what was made under a name.
    """

    api: Api
    slug: str
    admin: str
    rep: str
    manager: str
    viewer: str
    members: dict[str, str]
    ids: dict[str, str] = field(default_factory=dict)

    def token(self, role: str) -> str:
        """The token of a role."""
        return {"admin": self.admin, "rep": self.rep, "manager": self.manager, "viewer": self.viewer}[role]

    async def namespace(self) -> str:
        """Name of the tenant's namespace."""
        return (await self.api.engine.authenticator.caller(self.admin, None)).namespace

    async def create(self, token: str, object_name: str, **values: Any) -> str:
        """A new record's id. The key `occurredAt` is the argument of that name."""
        occurred_at = values.pop("occurredAt", None)
        type_name = object_name[0].upper() + object_name[1:]
        at = f', occurredAt: "{occurred_at}"' if occurred_at is not None else ""
        document = (
            f"mutation ($input: {type_name}CreateInput!) {{ made: create{type_name}(input: $input{at}) "
            f"{{ {object_name} {{ id }} errors {{ code path message }} }} }}"
        )
        data = await self.api.data(token, document, {"input": values})
        assert data["made"]["errors"] == [], data["made"]["errors"]
        found: str = data["made"][object_name]["id"]
        return found


async def sign_up(api: Api, name: str = "world") -> tuple[str, str]:
    """A fresh tenant: (session token of its admin, slug)."""
    slug = f"{name}-{secrets.token_hex(4)}"
    data = await api.data(
        None,
        "mutation ($input: SignUpInput!) { signUp(input: $input) { token tenant { slug } errors { code message } } }",
        {
            "input": {
                "email": f"admin@{slug}.example",
                "password": "correct horse battery",
                "name": "Ada",
                "tenantName": name,
                "tenantSlug": slug,
            }
        },
    )
    assert data["signUp"]["errors"] == [], data["signUp"]["errors"]
    return data["signUp"]["token"], slug


async def make_world(api: Api) -> World:
    """Sign a tenant up and give it the catalog, the roles and a key for each."""
    admin, slug = await sign_up(api)
    await api.change(
        admin,
        {"addObject": ACCOUNT},
        {"addObject": CONTACT},
        {"addObject": DEAL},
        {"addPipeline": PIPELINE},
        {"setGate": {"object": "deal", "stage": "qualified", "rule": QUALIFIED_GATE}},
        {"setGate": {"object": "deal", "source": "qualified", "target": "won", "rule": WON_EDGE_GATE}},
        *({"addRole": role} for role in ROLES),
    )
    tokens: dict[str, str] = {}
    members: dict[str, str] = {}
    for role in ("rep", "manager", "viewer"):
        tokens[role], members[role] = await add_member(api, admin, slug, role)
    return World(api, slug, admin, tokens["rep"], tokens["manager"], tokens["viewer"], members)


async def add_member(
    api: Api, admin: str, slug: str, role: str, password: str | None = None
) -> tuple[str, str]:
    """A new member with one role, who signs in with a password only where one is given: (API key, id)."""
    made = await api.data(
        admin,
        "mutation ($input: AddMemberInput!) { addMember(input: $input) { member { id } errors { code message } } }",
        {
            "input": {
                "email": f"{role}@{slug}.example",
                "name": role.title(),
                "password": password,
                "roles": [role],
            }
        },
    )
    assert made["addMember"]["errors"] == [], made["addMember"]["errors"]
    member: str = made["addMember"]["member"]["id"]
    key = await api.data(
        admin,
        "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { token errors { code message } } }",
        {"input": {"name": role, "memberId": member}},
    )
    assert key["createApiKey"]["errors"] == [], key["createApiKey"]["errors"]
    token: str = key["createApiKey"]["token"]
    return token, member


def with_ids(value: Any, ids: dict[str, str]) -> Any:
    """`value` with the id of the record in the place of each `@name`."""
    match value:
        case str() if value.startswith("@") and value[1:] in ids:
            return ids[value[1:]]
        case dict():
            return {key: with_ids(inner, ids) for key, inner in value.items()}
        case list():
            return [with_ids(inner, ids) for inner in value]
        case _:
            return value


async def fill_world(world: World) -> World:
    """The world with its fixed records."""
    ids: dict[str, str] = {}
    for name, record in RECORDS.items():
        values = with_ids(record.values, ids)
        ids[name] = await world.create(world.token(record.maker), record.object, **values)
    moved = await world.api.data(
        world.rep,
        'mutation ($id: ID!) { promoteDeal(id: $id, to: "qualified") { promoted errors { code } } }',
        {"id": ids["epsilon"]},
    )
    assert moved["promoteDeal"] == {"promoted": True, "errors": []}
    deleted = await world.api.data(
        world.manager,
        "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }",
        {"id": ids["zeta"]},
    )
    assert deleted["deleteDeal"] == {"errors": []}
    return replace(world, ids=ids)
