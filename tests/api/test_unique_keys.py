"""Unique keys over records: what is refused, whom it is told, and what holds when many write at once."""

import asyncio
from typing import Any

from tests.api.conftest import FreshTenant, fresh_tenant
from tests.client import Api
from tests.tenant_copies import copied
from tests.world import add_member, labels

TOLD = "errors { code message path hint details }"
CREATE = (
    "mutation ($input: ContactCreateInput!) "
    f"{{ done: createContact(input: $input) {{ contact {{ id }} {TOLD} }} }}"
)
UPDATE = (
    "mutation ($id: ID!, $input: ContactUpdateInput!) "
    f"{{ done: updateContact(id: $id, input: $input) {{ contact {{ id }} {TOLD} }} }}"
)
DELETE = f"mutation ($id: ID!) {{ done: deleteContact(id: $id) {{ {TOLD} }} }}"
RESTORE = f"mutation ($id: ID!) {{ done: restoreContact(id: $id) {{ {TOLD} }} }}"
ACCOUNT = {"name": "account", "plural": "accounts", "fields": [{"name": "name", "type": "text"}]}
CONTACT = {
    "name": "contact",
    "plural": "contacts",
    "labels": labels("Contact", "联系人"),
    "fields": [
        {"name": "name", "type": "text", "labels": labels("Name", "姓名")},
        {"name": "nick", "type": "text"},
        {"name": "born", "type": "date"},
        {"name": "foremost", "type": "boolean"},
        {"name": "level", "type": "choice", "options": [{"key": "a"}, {"key": "b"}]},
        {"name": "fee", "type": "money"},
        {
            "name": "account",
            "type": "relation",
            "target": "account",
            "reverse": "contacts",
            "labels": labels("Account", "客户"),
        },
    ],
}
NAMED = {"object": "contact", "name": "named", "fields": ["account", "name"], "ignoreCase": True}


class Contacts:
    def __init__(self, api: Api, tenant: FreshTenant) -> None:
        self.api, self.admin, self.slug = api, tenant.admin, tenant.slug

    async def set(self, **change: Any) -> dict[str, Any]:
        return await self.api.change(self.admin, change)

    async def refused(self, **change: Any) -> dict[str, Any]:
        document = (
            f"mutation ($changes: [CatalogChange!]!) {{ changeCatalog(changes: $changes) {{ {TOLD} }} }}"
        )
        found = await self.api.data(self.admin, document, {"changes": [change]})
        (error,) = found["changeCatalog"]["errors"]
        return dict(error)

    async def account(self, name: str) -> str:
        document = "mutation ($name: String!) { createAccount(input: {name: $name}) { account { id } } }"
        found = await self.api.data(self.admin, document, {"name": name})
        made: str = found["createAccount"]["account"]["id"]
        return made

    async def write(
        self, document: str, token: str = "", language: str = "en", **given: Any
    ) -> list[dict[str, Any]]:
        headers = {"Accept-Language": language}
        found = await self.api.data(token or self.admin, document, given, **headers)
        errors: list[dict[str, Any]] = found["done"]["errors"]
        return errors

    async def create(self, **values: Any) -> str:
        found = await self.api.data(self.admin, CREATE, {"input": values})
        assert found["done"]["errors"] == []
        made: str = found["done"]["contact"]["id"]
        return made


@copied
async def contacts(api: Api) -> Contacts:
    fresh = await fresh_tenant(api)
    await api.change(fresh.admin, {"addObject": ACCOUNT}, {"addObject": CONTACT})
    return Contacts(api, fresh)


async def test_a_key_holds_for_creations_updates_and_restoring(contacts: Contacts):
    one, other = await contacts.account("One"), await contacts.account("Other")
    await contacts.set(addUniqueKey=NAMED)
    first = await contacts.create(name="Ann", accountId=one)
    await contacts.create(name="Ann", accountId=other)
    second = await contacts.create(name="Bea", accountId=one)
    wanted = {
        "code": "UNIQUE",
        "message": "Another Contact has the same Account, Name.",
        "details": {"uniqueKey": "named"},
    }
    errors = await contacts.write(CREATE, input={"name": "ANN", "accountId": one})
    assert [each["path"] for each in errors] == [["input", "accountId"], ["input", "name"]]
    assert all(wanted.items() <= each.items() for each in errors)
    (error,) = await contacts.write(UPDATE, id=second, input={"name": "aNN"})
    assert error["path"] == ["input", "name"]
    assert await contacts.write(UPDATE, id=first, input={"name": "ANN"}) == []
    await contacts.write(DELETE, id=first)
    assert await contacts.write(UPDATE, id=second, input={"name": "ann"}) == []
    (error,) = await contacts.write(RESTORE, language="zh-CN", id=first)
    assert (error["code"], error["path"]) == ("UNIQUE", ["id"])
    assert error["message"] == "已有另一条联系人具有相同的客户、姓名。"
    await contacts.write(DELETE, id=second)
    assert await contacts.write(RESTORE, id=first) == []


async def test_a_record_without_one_of_the_values_shares_none(contacts: Contacts):
    account = await contacts.account("One")
    await contacts.set(addUniqueKey=NAMED)
    for _ in range(2):
        await contacts.create(name="Ann")
        await contacts.create(accountId=account)


async def test_the_message_of_the_key_in_the_language_of_the_caller(contacts: Contacts):
    told = labels("One of them for each level.", "每个级别只能有一个。")
    key = {
        "object": "contact",
        "name": "leveled",
        "fields": ["level", "foremost", "fee", "born"],
        "messages": told,
    }
    await contacts.set(addUniqueKey=key)
    values = {
        "level": "a",
        "foremost": True,
        "fee": {"amount": "1", "currency": "CNY"},
        "born": "2000-01-31",
    }
    await contacts.create(**values)
    await contacts.create(**{**values, "fee": {"amount": "1", "currency": "EUR"}})
    await contacts.create(**{**values, "foremost": False})
    errors = await contacts.write(CREATE, language="zh-CN", input=values)
    assert {each["message"] for each in errors} == {"每个级别只能有一个。"}
    assert [each["path"][1] for each in errors] == ["level", "foremost", "fee", "born"]


FOLDED = [
    ("Straße", "STRASSE"),
    ("caf\u00e9", "CAFE\u0301"),
    ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ("İ", "i\u0307"),
    ("ＡＢＣ", "ａｂｃ"),
    ("上海A公司", "上海a公司"),
    ("\u212b", "å"),
]
APART = [("ı", "I"), ("ＡＢＣ", "ABC"), ("é", "e"), ("上海", "上海 "), ("華", "华")]


async def test_case_is_that_of_unicode(contacts: Contacts):
    """No language's own: a Turkish dotless ı is another letter than I, and so is a letter of full width."""
    await contacts.set(
        addUniqueKey={"object": "contact", "name": "nicks", "fields": ["nick"], "ignoreCase": True}
    )
    for one, other in FOLDED:
        made = await contacts.create(nick=one)
        errors = await contacts.write(CREATE, input={"nick": other})
        assert [each["code"] for each in errors] == ["UNIQUE"], (one, other)
        await contacts.write(DELETE, id=made)
    for one, other in APART:
        made = [await contacts.create(nick=one), await contacts.create(nick=other)]
        for each in made:
            await contacts.write(DELETE, id=each)


async def test_records_that_share_the_values_are_told(contacts: Contacts):
    account = await contacts.account("One")
    made = [await contacts.create(name=name, accountId=account) for name in ("张三", "张三", "Ann", "aNN")]
    gone = await contacts.create(name="Ann", accountId=account)
    await contacts.write(DELETE, id=gone)
    await contacts.create(name="Ann")
    error = await contacts.refused(addUniqueKey=NAMED)
    assert (error["code"], error["path"]) == (
        "CATALOG_ROWS_CONFLICT",
        ["changes", 0, "addUniqueKey", "fields"],
    )
    assert error["message"] == "Records of contact share their account and name."
    assert error["details"] == {"rows": 4, "ids": made}
    error = await contacts.refused(addUniqueKey={**NAMED, "ignoreCase": False})
    assert error["details"] == {"rows": 2, "ids": made[:2]}
    await contacts.write(DELETE, id=made[0])
    await contacts.set(addUniqueKey={**NAMED, "ignoreCase": False})
    error = await contacts.refused(
        setUniqueKey={"object": "contact", "uniqueKey": "named", "ignoreCase": True}
    )
    assert error["details"] == {"rows": 2, "ids": made[2:]}
    await contacts.set(
        setUniqueKey={"object": "contact", "uniqueKey": "named", "fields": ["account", "nick"]}
    )
    await contacts.create(name="Ann", accountId=account)
    await contacts.set(removeUniqueKey={"object": "contact", "uniqueKey": "named"})


async def test_values_too_long_for_an_index(contacts: Contacts):
    """The index holds 2,704 bytes of what cannot be compressed."""
    long = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(1_000))
    account = await contacts.account("One")
    made = await contacts.create(nick=long)
    error = await contacts.refused(
        addUniqueKey={"object": "contact", "name": "nicks", "fields": ["nick", "born"]}
    )
    assert error["details"] == {"rows": 1, "ids": [made]}
    assert "2,600 bytes" in error["hint"]
    await contacts.set(addUniqueKey=NAMED)
    errors = await contacts.write(CREATE, input={"name": long, "accountId": account})
    assert [(each["code"], each["path"]) for each in errors] == [
        ("OUT_OF_RANGE", ["input", "accountId"]),
        ("OUT_OF_RANGE", ["input", "name"]),
    ]
    assert errors[0]["hint"] == "Shorten them."


async def test_of_many_creations_at_once_one_wins(contacts: Contacts):
    account = await contacts.account("One")
    await contacts.set(addUniqueKey=NAMED)
    names = ["李雷 Lee", "李雷 LEE", "李雷 lee", "李雷 lEe"] * 5
    answers = await asyncio.gather(
        *(contacts.write(CREATE, input={"name": name, "accountId": account}) for name in names)
    )
    assert sorted(len(each) for each in answers) == [0, *[2] * 19]


async def test_a_key_that_is_still_being_published_says_so(contacts: Contacts):
    """Its index stands, and binds who writes, before the catalog knows of it."""
    caller = await contacts.api.engine.authenticator.caller(contacts.admin, contacts.slug)
    async with contacts.api.engine.database.transaction(affinity=caller.namespace) as connection:
        await connection.execute(
            f"CREATE UNIQUE INDEX sluice_new_uq_unq_later ON {caller.namespace}.contact (nick, born)"
        )
    given = {"nick": "Li", "born": "2000-01-01"}
    assert await contacts.write(CREATE, input=given) == []
    (error,) = await contacts.write(CREATE, input=given)
    assert (error["code"], error["path"]) == ("UNIQUE", ["input"])
    assert "a unique key that is being published" in error["message"]


async def test_a_rename_is_followed_and_a_field_in_use_stays(contacts: Contacts):
    account = await contacts.account("One")
    await contacts.set(addUniqueKey=NAMED)
    await contacts.create(name="Ann", accountId=account)
    await contacts.set(renameField={"object": "contact", "field": "name", "name": "fullName"})
    await contacts.set(setUniqueKey={"object": "contact", "uniqueKey": "named", "name": "called"})
    errors = await contacts.write(CREATE, input={"fullName": "Ann", "accountId": account})
    assert [(each["path"][1], each["details"]) for each in errors] == [
        ("accountId", {"uniqueKey": "called"}),
        ("fullName", {"uniqueKey": "called"}),
    ]
    error = await contacts.refused(removeField={"object": "contact", "field": "fullName"})
    assert error["message"] == "contact.fullName is used by the unique key called of contact."
    error = await contacts.refused(
        setFieldType={"object": "contact", "field": "fullName", "type": "longText"}
    )
    assert error["code"] == "CATALOG_IN_USE"
    await contacts.set(
        setFieldType={"object": "contact", "field": "fullName", "type": "email", "emptyUnfit": True}
    )
    made = {"fullName": "a@example.com", "accountId": account}
    await contacts.create(**made)
    assert [each["code"] for each in await contacts.write(CREATE, input=made)] == ["UNIQUE", "UNIQUE"]


async def test_a_removed_object_comes_back_with_its_keys(contacts: Contacts):
    account = await contacts.account("One")
    await contacts.set(addUniqueKey=NAMED)
    await contacts.create(name="Ann", accountId=account)
    await contacts.set(removeObject={"object": "contact"})
    await contacts.set(restoreObject={"object": "contact"})
    errors = await contacts.write(CREATE, input={"name": "Ann", "accountId": account})
    assert [each["code"] for each in errors] == ["UNIQUE", "UNIQUE"]


async def test_a_rollback_takes_a_key_away_and_brings_it_back(contacts: Contacts):
    account = await contacts.account("One")
    before = (await contacts.api.data(contacts.admin, "{ catalog { version } }"))["catalog"]["version"]
    with_key = (await contacts.set(addUniqueKey=NAMED))["version"]
    back = "mutation ($version: Int!) { rollBackCatalog(to: $version) { errors { code details } } }"
    await contacts.create(name="Ann", accountId=account)
    found = await contacts.api.data(contacts.admin, back, {"version": before})
    assert found["rollBackCatalog"]["errors"] == []
    second = await contacts.create(name="Ann", accountId=account)
    found = await contacts.api.data(contacts.admin, back, {"version": with_key})
    (error,) = found["rollBackCatalog"]["errors"]
    assert (error["code"], error["details"]["rows"]) == ("CATALOG_ROWS_CONFLICT", 2)
    await contacts.write(DELETE, id=second)
    found = await contacts.api.data(contacts.admin, back, {"version": with_key})
    assert found["rollBackCatalog"]["errors"] == []
    errors = await contacts.write(CREATE, input={"name": "Ann", "accountId": account})
    assert {each["details"]["uniqueKey"] for each in errors} == {"named"}


async def test_who_may_not_read_a_field_learns_nothing_of_the_key(contacts: Contacts):
    told = labels("The nick is given already.", "昵称已有。")
    await contacts.set(
        addUniqueKey={"object": "contact", "name": "nicks", "fields": ["born", "nick"], "messages": told}
    )
    grants = [
        {"object": "contact", "action": "*"},
        {"object": "contact", "action": "read", "field": "nick", "effect": "deny"},
    ]
    await contacts.set(addRole={"name": "clerk", "grants": grants})
    clerk, _ = await add_member(contacts.api, contacts.admin, contacts.slug, "clerk")
    values = {"nick": "x", "born": "2000-01-31"}
    await contacts.create(**values)
    (error,) = await contacts.write(CREATE, token=clerk, input=values)
    assert (error["code"], error["path"], error["details"]) == ("UNIQUE", ["input"], None)
    assert error["message"] == "Another record has the same values of fields that your role may not all read."
    shown = (
        "{ catalog { objects { uniqueKeys { name fields ignoreCase message messages { language text } } } } }"
    )
    (mine,) = (await contacts.api.data(clerk, shown))["catalog"]["objects"]
    assert mine["uniqueKeys"] == []
    _, theirs = (await contacts.api.data(contacts.admin, shown))["catalog"]["objects"]
    assert theirs["uniqueKeys"] == [
        {
            "name": "nicks",
            "fields": ["born", "nick"],
            "ignoreCase": False,
            "message": "The nick is given already.",
            "messages": told,
        }
    ]


async def test_an_option_is_not_replaced_where_records_would_meet(contacts: Contacts):
    await contacts.set(addUniqueKey={"object": "contact", "name": "leveled", "fields": ["level", "name"]})
    met = await contacts.create(level="a", name="x")
    gone = await contacts.create(level="b", name="x")
    await contacts.create(level="a", name="y")
    await contacts.create(level="b")
    removal = {"object": "contact", "field": "level", "option": "a", "replacement": "b"}
    error = await contacts.refused(removeOption=removal)
    assert error["path"] == ["changes", 0, "removeOption", "replacement"]
    assert error["message"] == "With b for a, records would share the values of the unique key leveled."
    assert error["details"] == {"rows": 1, "ids": [met]}
    await contacts.write(DELETE, id=gone)
    await contacts.set(removeOption=removal)
