"""A tenant with a record of the caller's and one of somebody else's, whose hidden values a test can change unseen.

Each object has a field of every type that there is. `Vaults` changes values in the tables, behind everybody's back: a
caller from whom they are hidden must be answered the same before and after, byte by byte.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from metadata.field_types.all_types import FIELD_TYPES
from tests.client import Api
from tests.contracts.field_type_samples import SAMPLES, Samples, addresses
from tests.leaks.denials import DENIALS, FIELDS
from tests.world import labels, sign_up

TEXTS = ["aardvark", "kumquat", "zucchini"]
"""Hidden texts, ascending: no answer to whom they are hidden from has one of them."""
OWN: dict[str, Samples] = {
    "text": Samples(TEXTS),
    "longText": Samples([f"{each} long" for each in TEXTS]),
    "richText": Samples([f"<p>{each} rich</p>" for each in TEXTS]),
    "email": Samples([f"{each}@example.com" for each in TEXTS]),
    "url": Samples([f"https://{each}.example" for each in TEXTS]),
    "json": Samples([{"a": each} for each in TEXTS]),
    # Rules reckon with them, and neither end of time can be reckoned with.
    "date": Samples(["2020-01-31", "2022-02-28", "2041-12-31"]),
    "datetime": Samples(["2020-01-31T09:30:00Z", "2022-02-28T01:30:00Z", "2041-12-31T23:00:00Z"]),
    "money": Samples(
        [
            {"amount": amount, "currency": currency}
            for amount, currency in (("-1.5", "AUD"), ("0", "EUR"), ("99", "USD"))
        ]
    ),
    "address": Samples(
        [
            {
                **addresses(city)[0],
                "country": country,
                **{part: f"{city} {part}" for part in ("province", "district", "street", "postalCode")},
            }
            for city, country in zip(TEXTS, ("AT", "BE", "CN"), strict=True)
        ]
    ),
}
"""Where the samples of the types say too little: all parts differ, and texts are words of their own."""


def samples(type_name: str) -> list[Any]:
    """Three values of the type, ascending; none where they are records, members, files or numbers given."""
    return (OWN.get(type_name) or SAMPLES[type_name]).values


def fields(reverse: str, numbers: str) -> list[dict[str, Any]]:
    """A field of each type, searched and with its history kept where that can be."""
    found = []
    for name, kind in FIELD_TYPES.items():
        settings = dict(SAMPLES[name].settings)
        settings |= {"target": "place"} if "target" in settings else {}
        settings |= {"targets": ["place"]} if "targets" in settings else {}
        settings |= {"reverse": f"{name}{reverse}"} if "reverse" in settings else {}
        settings |= {"numbering": {"format": numbers}} if "numbering" in settings else {}
        settings |= {"trackHistory": True} if kind.given and name != "relations" else {}
        settings |= {"searchable": True} if name in ("text", "longText", "email", "address") else {}
        found.append({"name": f"{name}Value", "type": name, **settings})
    return found


PLACE = {
    "name": "place",
    "plural": "places",
    "display": "name",
    "fields": [{"name": "name", "type": "text"}],
}
VAULT = {
    "name": "vault",
    "plural": "vaults",
    "display": "label",
    "fields": [
        {"name": "label", "type": "text", "required": True, "searchable": True},
        *fields("Vaults", "N-{00}"),
        {"name": "uniqueValue", "type": "text", "unique": True},
        {"name": "doubled", "type": "decimal", "formula": {"*": [{"var": "ratingValue"}, 2]}},
        {"name": "worded", "type": "text", "formula": {"cat": [{"var": "textValue"}, "!"]}},
    ],
}
DONOR = {
    "name": "donor",
    "plural": "donors",
    "fields": [
        {"name": "label", "type": "text"},
        *fields("Donors", "Z-{00}"),
        {"name": "uniqueValue", "type": "text"},
    ],
}
HOLDER = {
    "name": "holder",
    "plural": "holders",
    "fields": [
        {"name": "name", "type": "text"},
        {"name": "vault", "type": "relation", "target": "vault", "reverse": "holders"},
        {"name": "along", "type": "decimal", "formula": {"+": [{"var": "vault.ratingValue"}, 1]}},
    ],
}
TOTAL = {
    "name": "total",
    "type": "decimal",
    "rollUp": {"relation": "relationVaults", "function": "sum", "field": "ratingValue"},
}
GATE = {"and": [{">": [{"var": "ratingValue"}, 0]}, {"==": [{"var": "textValue"}, "nothing"]}]}
"""One clause holds of every record whatever is hidden in it, the other of none."""
PIPELINE = {
    "object": "vault",
    "name": "steps",
    "stages": [{"name": "begun"}, {"name": "judged"}, {"name": "done", "kind": "won"}],
    "transitions": [
        {"source": "begun", "target": "judged", "gate": GATE},
        {"source": "begun", "target": "done"},
    ],
}
RULES = [
    {
        "addValidation": {
            "object": "vault",
            "name": "sane",
            "rule": {"<": [{"var": "ratingValue"}, 11]},
            "messages": labels("No."),
        }
    },
    {"addStageTask": {"object": "vault", "stage": "judged", "name": "call"}},
]

RECORDS = ("vault", "holder")
"""Tables of records that are changed unseen, in the order in which they can be put back."""
NOTED = ("sluice_field_history", "sluice_stage_history")
"""Tables of what is told of records."""


@dataclass
class Vaults:
    """The tenant.

    Attributes:
        tokens: the key of each denial's caller, and `admin`.
        ids: `mine`, `mine2`, `theirs`, `theirs2`, and those of what they point to.
        before: what the admin reads of `mine` and `theirs` at first, by field: the operands of filters.
    """

    api: Api
    slug: str
    namespace: str
    url: str
    tokens: dict[str, str]
    ids: dict[str, str]
    before: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def altered(self, *labels: str, beyond: bool = False) -> None:
        """Give the hidden fields of these records what the donors of the same label have.

        `beyond`, also what else tells of them: their own label, version and moments.
        """
        async with self._tables() as connection:
            columns = await connection.fetch(_COLUMNS, self.namespace)
            given = ", ".join(f'"{each[0]}" = d."{each[0]}"' for each in columns)
            for label in labels:
                who, donor = self.ids[label], label
                await connection.execute(
                    f"UPDATE vault v SET {given} FROM donor d WHERE d.label = $1 AND v.id = $2", donor, who
                )
                for links in await _links(connection):
                    await connection.execute(
                        f'UPDATE "{links}" SET target = $1 WHERE source = $2', self.ids["far"], who
                    )
                await connection.execute(_HISTORY, who)
                if beyond:
                    await connection.execute(_BEYOND, who)

    async def gone(self, *labels: str) -> None:
        """Have these records never been: nothing tells of them, points to them or is linked with them."""
        ids = [self.ids[each] for each in labels]
        async with self._tables() as connection:
            for links in await _links(connection):
                await connection.execute(f'DELETE FROM "{links}" WHERE source = ANY($1::uuid[])', ids)
            for noted in NOTED:
                await connection.execute(f"DELETE FROM {noted} WHERE record_id = ANY($1::uuid[])", ids)
            await connection.execute(
                'UPDATE holder SET "vaultId" = NULL WHERE "vaultId" = ANY($1::uuid[])', ids
            )
            await connection.execute("DELETE FROM vault WHERE id = ANY($1::uuid[])", ids)

    async def remember(self) -> None:
        """Keep what the tables have now."""
        async with self._tables() as connection:
            for table in await self._kept(connection):
                await connection.execute(f'CREATE TABLE "kept_{table}" AS SELECT * FROM "{table}"')

    async def restored(self) -> None:
        """Put it all back."""
        async with self._tables() as connection:
            for table in await self._kept(connection):
                if table in RECORDS:
                    found = [each[0] for each in await connection.fetch(_WRITTEN, self.namespace, table)]
                    given = ", ".join(f'"{each}" = k."{each}"' for each in found)
                    names = ", ".join(f'"{each}"' for each in found)
                    await connection.execute(
                        f'UPDATE "{table}" t SET {given} FROM "kept_{table}" k WHERE k.id = t.id'
                    )
                    await connection.execute(
                        f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "kept_{table}" k'
                        f' WHERE NOT EXISTS (SELECT FROM "{table}" t WHERE t.id = k.id)'
                    )
                else:
                    await connection.execute(f'DELETE FROM "{table}"')
                    await connection.execute(f'INSERT INTO "{table}" SELECT * FROM "kept_{table}"')

    @asynccontextmanager
    async def _tables(self) -> AsyncIterator[asyncpg.Connection]:
        """A transaction in the tenant's namespace, as nobody that a tenant knows of."""
        connection = await asyncpg.connect(self.url)
        try:
            async with connection.transaction():
                await connection.execute(f"SET LOCAL search_path TO {self.namespace}")
                yield connection
        finally:
            await connection.close()

    @staticmethod
    async def _kept(connection: asyncpg.Connection) -> list[str]:
        return [*RECORDS, *NOTED, *await _links(connection)]


_BEYOND = """UPDATE vault SET label = 'altered ' || label, version = 40,
  "createdAt" = '2001-01-01', "updatedAt" = '2001-01-01',
  "stageEnteredAt" = '2001-01-01', "updatedBy" = NULL, "createdBy" = NULL WHERE id = $1"""
_COLUMNS = """SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'vault'
  AND is_generated = 'NEVER' AND column_name LIKE '%Value%'
INTERSECT SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = 'donor'"""


_WRITTEN = """SELECT column_name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2
  AND is_generated = 'NEVER'"""
_HISTORY = f"""UPDATE sluice_field_history SET old = to_json('{TEXTS[1]}'::text), new = to_json('{TEXTS[1]}'::text)
  WHERE record_id = $1"""


async def _links(connection: asyncpg.Connection) -> list[str]:
    """The tables of lists of records."""
    found = await connection.fetch(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema"
        " AND column_name = 'source' AND table_name NOT LIKE 'kept%'"
    )
    return [each[0] for each in found]


async def make_vaults(api: Api, url: str) -> Vaults:
    """The tenant with its records and a key for each denial."""
    admin, slug = await sign_up(api, "leaks")
    roles = [{"addRole": {"name": each.role, "grants": each.grants}} for each in DENIALS if each.grants]
    await api.change(
        admin,
        *({"addObject": each} for each in (PLACE, VAULT, DONOR, HOLDER)),
        {"addField": {"object": "place", "field": TOTAL}},
        {"addPipeline": PIPELINE},
        *RULES,
        *roles,
    )
    caller = await _member(api, admin, slug, "caller", ["admin"])
    mate = await _member(api, admin, slug, "mate", ["admin"])
    tokens = {"admin": admin, "caller": await _key(api, admin, caller, ["admin"])}
    tokens["mate"] = await _key(api, admin, mate, ["admin"])
    for each in DENIALS:
        if each.grants:
            tokens[each.name] = await _key(api, admin, caller, [each.role])
    namespace = (await api.engine.authenticator.caller(admin, None)).namespace
    vaults = Vaults(api, slug, namespace, url, tokens, {"caller": caller, "mate": mate})
    await _fill(vaults)
    return vaults


async def _member(api: Api, admin: str, slug: str, name: str, roles: list[str]) -> str:
    document = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } errors { message } } }"
    given = {"email": f"{name}@{slug}.example", "name": name, "roles": roles}
    made = (await api.data(admin, document, {"i": given}))["addMember"]
    assert made["errors"] == []
    id_: str = made["member"]["id"]
    return id_


async def _key(api: Api, admin: str, member: str, roles: list[str]) -> str:
    document = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { token errors { message } } }"
    given = {"name": "k", "memberId": member, "roles": roles}
    made = (await api.data(admin, document, {"i": given}))["createApiKey"]
    assert made["errors"] == []
    token: str = made["token"]
    return token


async def _create(api: Api, token: str, of: str, **given: Any) -> str:
    name = of.title()
    document = f"""mutation ($i: {name}CreateInput!) {{
      made: create{name}(input: $i) {{ {of} {{ id }} errors {{ code path message }} }} }}"""
    made = (await api.data(token, document, {"i": given}))["made"]
    assert made["errors"] == [], made
    id_: str = made[of]["id"]
    return id_


async def _values(
    vaults: Vaults, token: str, which: int, label: str, far: str, member: str
) -> dict[str, Any]:
    """Every field's value number `which`."""
    found = {
        f"{name}Value": samples(name)[which]
        for name, kind in FIELD_TYPES.items()
        if kind.given and samples(name)
    }
    words = TEXTS[which]
    file = await vaults.api.upload(token, f"{words} {label}.txt", words.encode() * (which + 1) * 10)
    found |= {"fileValue": {"id": file}, "memberValueId": member, "uniqueValue": f"{words} {label}"}
    return found | {
        "label": label,
        "relationValueId": far,
        "referenceValueId": far,
        "relationsValue": {"set": [far]},
    }


async def _fill(vaults: Vaults) -> None:
    api, ids, tokens = vaults.api, vaults.ids, vaults.tokens
    ids["near"] = await _create(api, tokens["admin"], "place", name="near")
    ids["far"] = await _create(api, tokens["admin"], "place", name="pharos")
    # Theirs first: what is numbered and dated by itself is to ascend like the rest.
    for token, which, label in (
        ("admin", 0, "theirs"),
        ("caller", 1, "mine"),
        ("admin", 1, "theirs2"),
        ("caller", 1, "mine2"),
    ):
        member = ids["caller"]
        given = await _values(vaults, tokens[token], which, label, ids["near"], member)
        ids[label] = await _create(api, tokens[token], "vault", **given)
        ids[f"{label} holder"] = await _create(api, tokens["caller"], "holder", name="h", vaultId=ids[label])
    # Their history tells of values too.
    update = "mutation ($id: ID!, $i: VaultUpdateInput!) { made: updateVault(id: $id, input: $i) { errors { code } } }"
    for text in (TEXTS[2], TEXTS[0]):
        given = {"id": ids["theirs"], "i": {"textValue": text}}
        assert (await api.data(tokens["admin"], update, given))["made"]["errors"] == []
    for label, which in (("theirs", 2), ("mine", 0)):
        given = await _values(vaults, tokens["mate"], which, label, ids["far"], ids["mate"])
        await _create(api, tokens["mate"], "donor", **given)
    # Of the others nothing is left.
    for label in ("theirs2", "mine2"):
        await _create(api, tokens["admin"], "donor", label=label)
    moved = 'mutation ($id: ID!) { promoteVault(id: $id, to: "done") { promoted } }'
    for label in ("theirs", "theirs2"):
        found = await api.data(tokens["admin"], moved, {"id": ids[label]})
        assert found["promoteVault"]["promoted"]
    assert set(FIELDS) == {each["name"] for each in VAULT["fields"]} - {"label"}  # type: ignore[index,attr-defined]
