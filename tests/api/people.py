"""A tenant that has personal data, and what is asked of them."""

from dataclasses import dataclass
from typing import Any

from tests.client import Api
from tests.world import add_member

GATE = {"!=": [{"var": "email"}, "nobody@example.com"]}
PERSON: dict[str, Any] = {
    "name": "person",
    "plural": "persons",
    "display": "name",
    "labels": [{"language": "en", "text": "Person"}, {"language": "zh-CN", "text": "人员"}],
    "fields": [
        {
            "name": "name",
            "type": "text",
            "required": True,
            "searchable": True,
            "trackHistory": True,
            "personal": "identity",
            "labels": [{"language": "en", "text": "Full name"}, {"language": "zh-CN", "text": "姓名"}],
        },
        {
            "name": "email",
            "type": "email",
            "required": True,
            "unique": True,
            "trackHistory": True,
            "personal": "contact",
        },
        {"name": "idNumber", "type": "text", "unique": True, "personal": "identity"},
        {"name": "scan", "type": "file", "personal": "identity"},
        {"name": "size", "type": "integer", "trackHistory": True},
        {"name": "fee", "type": "money"},
    ],
}
DEAL: dict[str, Any] = {
    "name": "deal",
    "plural": "deals",
    "fields": [
        {"name": "title", "type": "text"},
        {"name": "amount", "type": "money"},
        {"name": "closing", "type": "date"},
        {"name": "notes", "type": "longText", "trackHistory": True, "personal": "other"},
        {"name": "person", "type": "relation", "target": "person", "reverse": "deals", "personal": "subject"},
    ],
}
LETTER: dict[str, Any] = {
    "name": "letter",
    "plural": "letters",
    "fields": [
        {"name": "title", "type": "text", "required": True},
        {"name": "about", "type": "relation", "target": "person", "reverse": "letters"},
        {
            "name": "readers",
            "type": "relations",
            "target": "person",
            "reverse": "read",
            "personal": "subject",
        },
        {"name": "body", "type": "text", "personal": "other"},
    ],
}


def pipeline(of: str, rule: Any) -> list[dict[str, Any]]:
    stages = [
        {"name": "new", "kind": "open"},
        {"name": "known", "kind": "open"},
        {"name": "won", "kind": "won"},
    ]
    return [
        {
            "addPipeline": {
                "object": of,
                "name": f"{of}Way",
                "stages": stages,
                "transitions": [{"source": "new", "target": "known"}, {"source": "known", "target": "won"}],
            }
        },
        {"setGate": {"object": of, "stage": "known", "rule": rule}},
    ]


CHANGES = (
    *({"addObject": each} for each in (PERSON, DEAL, LETTER)),
    *pipeline("person", GATE),
    *pipeline("deal", {"!=": [{"var": "person.email"}, "nobody@example.com"]}),
    *pipeline("letter", {"!=": [{"var": "about.email"}, "nobody@example.com"]}),
    {
        "addRole": {
            "name": "officer",
            "grants": [{"object": "*", "action": action} for action in ("read", "export", "erase")],
        }
    },
    {
        "addRole": {
            "name": "half",
            "grants": [
                *({"object": "*", "action": action} for action in ("read", "export", "erase")),
                {"object": "person", "action": "read", "field": "idNumber", "effect": "deny"},
            ],
        }
    },
    {
        "addRole": {
            "name": "own",
            "grants": [
                *({"object": "person", "action": action} for action in ("read", "export", "erase")),
                {"object": "deal", "action": "read", "rows": "own"},
                {"object": "letter", "action": "read"},
            ],
        }
    },
)
EXPORT = """mutation ($object: String!, $id: ID!, $first: Int! = 200, $after: String) {
  done: exportSubject(object: $object, id: $id, first: $first, after: $after) {
    entries fields { object field label personal } endCursor errors { code path hint } } }"""
ERASE = """mutation ($input: EraseSubjectInput!) {
  done: eraseSubject(input: $input) { erased plan errors { code path hint } } }"""
TABLES = """SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE nspname = $1 AND relkind = 'r'"""


@dataclass
class People:
    """The tenant, its admin and who handles personal data."""

    api: Api
    admin: str
    officer: str
    half: str
    own: str

    async def create(self, of: str, key: str | None = None, **values: Any) -> str:
        type_ = of[0].upper() + of[1:]
        document = (
            f"mutation ($input: {type_}CreateInput!, $key: String) {{ done: create{type_}(input: $input, "
            f"idempotencyKey: $key) {{ {of} {{ id }} errors {{ code message }} }} }}"
        )
        done = (await self.api.data(self.admin, document, {"input": values, "key": key}))["done"]
        assert done["errors"] == [], done
        return str(done[of]["id"])

    async def update(self, of: str, id_: str, **values: Any) -> Any:
        type_ = of[0].upper() + of[1:]
        document = (
            f"mutation ($id: ID!, $input: {type_}UpdateInput!) {{ done: update{type_}(id: $id, input: $input) "
            "{ errors { code message } } }"
        )
        return (await self.api.data(self.admin, document, {"id": id_, "input": values}))["done"]

    async def promote(self, of: str, id_: str, to: str) -> Any:
        type_ = of[0].upper() + of[1:]
        document = f"mutation ($id: ID!) {{ done: promote{type_}(id: $id, to: {to!r}) {{ promoted }} }}"
        return (await self.api.data(self.admin, document.replace("'", '"'), {"id": id_}))["done"]

    async def run(self, document: str, **variables: Any) -> Any:
        return (await self.api.data(self.admin, document, variables))["done"]

    async def erase(self, id_: str, *, token: str = "", of: str = "person", dry: bool = False) -> Any:
        given = {"object": of, "id": id_, "reason": "request 17", "dryRun": dry}
        return (await self.api.data(token or self.officer, ERASE, {"input": given}))["done"]

    async def export(self, id_: str, *, token: str = "", of: str = "person", **page: Any) -> Any:
        given = {"object": of, "id": id_, **page}
        return (await self.api.data(token or self.officer, EXPORT, given))["done"]

    async def namespace(self) -> str:
        slug = (await self.api.data(self.admin, "{ me { tenant { slug } } }"))["me"]["tenant"]["slug"]
        rows = await self.api.engine.database.fetch(
            "SELECT namespace FROM platform.tenant WHERE slug = $1", [slug], affinity=""
        )
        return str(rows[0]["namespace"])

    async def everything(self, *, catalogs: bool = True) -> str:
        """Every row of every table of the tenant as text.

        Args:
            catalogs: the versions of the catalog among them.
        """
        namespace, database = await self.namespace(), self.api.engine.database
        found = []
        for table in await database.fetch(TABLES, [namespace], affinity=""):
            if table["relname"] == "sluice_catalog_version" and not catalogs:
                continue
            name = f'{namespace}."{table["relname"]}"'
            text = "t::text"
            if table["relname"] == "sluice_kept_answer":
                text = "convert_from(coalesce(answer, ''), 'UTF8')"
            found += [row[0] for row in await database.fetch(f"SELECT {text} FROM {name} t", [], affinity="")]
        return "\n".join(found)


async def make_people(api: Api, admin: str, slug: str) -> People:
    await api.change(admin, *CHANGES)
    officer, _ = await add_member(api, admin, slug, "officer")
    half, _ = await add_member(api, admin, slug, "half")
    own, _ = await add_member(api, admin, slug, "own")
    return People(api, admin, officer, half, own)
