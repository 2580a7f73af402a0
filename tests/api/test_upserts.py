"""Create or update by a unique key: which of the two is done, for whom, and what holds when many write at once."""

import asyncio
from typing import Any

import pytest

from tests.api.conftest import fresh_tenant
from tests.api.contacts import ACCOUNT, CONTACT, NAMED, KeyedContacts
from tests.client import Api, observed
from tests.tenant_copies import copied

TOLD = "errors { code message path hint }"
UPSERT = (
    "mutation ($by: ContactUpsertBy!, $input: ContactUpsertInput, $onCreate: ContactUpsertOnCreate, "
    "$version: Int, $key: String) { done: upsertContact(by: $by, input: $input, onCreate: $onCreate, "
    "expectedVersion: $version, idempotencyKey: $key) "
    f"{{ created contact {{ id version code name note stage account {{ name }} }} {TOLD} }} }}"
)
PIPELINE = {
    "object": "contact",
    "name": "way",
    "stages": [
        {"name": "here", "gate": {"filled": [{"var": "score"}]}},
        {"name": "there", "kind": "won"},
    ],
    "transitions": [{"source": "here", "target": "there"}],
}


class Contacts(KeyedContacts):
    async def done(self, by: dict[str, Any], token: str = "", language: str = "en", **given: Any) -> Any:
        headers = {"Accept-Language": language}
        data = await self.api.data(token or self.admin, UPSERT, {"by": by, **given}, **headers)
        return data["done"]

    async def ask(self, document: str, token: str = "", **variables: Any) -> Any:
        return await self.api.data(token or self.admin, document, variables)


@copied
async def contacts(api: Api) -> Contacts:
    fresh = await fresh_tenant(api)
    await api.change(
        fresh.admin,
        *({"addObject": ACCOUNT}, {"addObject": CONTACT}),
        *({"addPipeline": PIPELINE}, {"addUniqueKey": NAMED}),
    )
    return Contacts(api, fresh)


async def test_the_first_creates_and_the_second_updates(contacts: Contacts):
    with observed(contacts.api.engine.database) as texts:
        first = await contacts.done({"code": "a"}, input={"name": "Ann"}, onCreate={"note": "new"})
    assert len([text for text in texts if "INSERT" in text]) == 1
    assert first["errors"] == []
    assert first["created"] is True
    assert first["contact"] | {"id": ""} == {
        "id": "",
        "version": 1,
        "code": "a",
        "name": "Ann",
        "note": "new",
        "stage": "here",
        "account": None,
    }
    with observed(contacts.api.engine.database) as texts:
        second = await contacts.done({"code": "a"}, input={"name": "Bea"}, onCreate={"note": "other"})
    assert len(texts) == 1
    assert (second["created"], second["errors"]) == (False, [])
    assert second["contact"] == {**first["contact"], "version": 2, "name": "Bea"}
    found = await contacts.ask("{ contacts { totalCount nodes { number } } }")
    assert found["contacts"] == {"totalCount": 1, "nodes": [{"number": "C-0001"}]}


async def test_nothing_to_give_finds_or_creates(contacts: Contacts):
    first = await contacts.done({"code": "a"}, onCreate={"name": "Ann"})
    second = await contacts.done({"code": "a"}, onCreate={"name": "Bea"})
    assert (first["created"], second["created"]) == (True, False)
    assert second["contact"] == first["contact"]
    (error,) = (await contacts.done({"code": "b"}))["errors"]
    assert (error["code"], error["path"], error["message"]) == (
        "REQUIRED",
        ["input", "name"],
        "Name is required here.",
    )


async def test_a_key_of_several_fields_whatever_its_case(contacts: Contacts):
    one, other = await contacts.account("One"), await contacts.account("Other")
    made = await contacts.done({"name": "Straße", "accountId": one}, input={"note": "1"})
    assert made["created"] is True
    found = await contacts.done({"name": "STRASSE", "accountId": one}, input={"note": "2"})
    assert (found["created"], found["contact"]["name"]) == (False, "Straße")
    assert (await contacts.done({"name": "Straße", "accountId": other}))["created"] is True
    nowhere = await contacts.done({"name": "x", "accountId": made["contact"]["id"]})
    assert [(each["code"], each["path"]) for each in nowhere["errors"]] == [
        ("RELATION_NOT_FOUND", ["by", "accountId"])
    ]


@pytest.mark.parametrize(
    ("by", "given", "path"),
    [
        ({}, {}, ["by"]),
        ({"name": "Ann"}, {}, ["by"]),
        ({"code": "a", "name": "Ann"}, {}, ["by"]),
        ({"code": None}, {}, ["by", "code"]),
        ({"code": "a"}, {"input": {"code": "b", "name": "Ann"}}, ["input", "code"]),
        ({"code": "a"}, {"input": {"name": "Ann"}, "onCreate": {"name": "Bea"}}, ["onCreate", "name"]),
    ],
)
async def test_what_is_no_key_and_what_is_given_twice(contacts: Contacts, by: Any, given: Any, path: Any):
    done = await contacts.done(by, **given)
    assert [(each["code"], each["path"]) for each in done["errors"]] == [("BAD_USER_INPUT", path)]
    assert (done["created"], done["contact"]) == (None, None)
    assert (await contacts.ask("{ contacts { totalCount } }"))["contacts"]["totalCount"] == 0


async def test_values_that_do_not_fit_are_told_where_they_are_given(contacts: Contacts):
    far = await contacts.done(
        {"code": "x" * 5000}, input={"name": "Ann", "score": 101}, onCreate={"note": "n" * 100_000}
    )
    assert {tuple(each["path"]) for each in far["errors"]} >= {("by", "code"), ("input", "score")}
    assert far["created"] is None


async def test_a_record_that_is_deleted_is_not_there(contacts: Contacts):
    first = await contacts.done({"code": "a"}, onCreate={"name": "Ann"})
    await contacts.ask(
        "mutation ($id: ID!) { deleteContact(id: $id) { errors { code } } }", id=first["contact"]["id"]
    )
    second = await contacts.done({"code": "a"}, onCreate={"name": "Ann"})
    assert second["created"] is True
    assert second["contact"]["id"] != first["contact"]["id"]


async def test_the_version_that_is_expected(contacts: Contacts):
    gone = await contacts.done({"code": "a"}, input={"name": "Ann"}, version=1)
    assert [(each["code"], each["path"]) for each in gone["errors"]] == [
        ("VERSION_CONFLICT", ["expectedVersion"])
    ]
    assert (await contacts.ask("{ contacts { totalCount } }"))["contacts"]["totalCount"] == 0
    await contacts.done({"code": "a"}, input={"name": "Ann"})
    assert (await contacts.done({"code": "a"}, input={"name": "Bea"}, version=1))["errors"] == []
    (error,) = (await contacts.done({"code": "a"}, input={"name": "Cay"}, version=1))["errors"]
    assert error["code"] == "VERSION_CONFLICT"


async def test_sent_again_it_is_done_once(contacts: Contacts):
    first = await contacts.done({"code": "a"}, input={"name": "Ann"}, key="k")
    again = await contacts.done({"code": "a"}, input={"name": "Ann"}, key="k")
    assert again == first
    assert again["created"] is True


async def test_history_events_and_links_of_either(contacts: Contacts):
    friend = (await contacts.done({"code": "f"}, onCreate={"name": "Friend"}))["contact"]["id"]
    document = """mutation ($input: ContactUpsertInput!) { upsertContact(by: {code: "a"}, input: $input) {
        created errors { code }
        contact { friends { nodes { id } } stageHistory { from to }
          fieldHistory { nodes { old new } } } } }"""
    first = (await contacts.ask(document, input={"name": "Ann", "note": "1", "friends": {"set": [friend]}}))[
        "upsertContact"
    ]
    assert first["contact"]["friends"]["nodes"] == [{"id": friend}]
    assert first["contact"]["stageHistory"] == [{"from": None, "to": "here"}]
    assert first["contact"]["fieldHistory"]["nodes"] == [{"old": None, "new": "1"}]
    second = (await contacts.ask(document, input={"name": "Ann", "note": "2", "friends": {"set": []}}))[
        "upsertContact"
    ]
    assert second["created"] is False
    assert second["contact"]["friends"]["nodes"] == []
    assert second["contact"]["stageHistory"] == [{"from": None, "to": "here"}]
    notes = sorted((each["old"] or "", each["new"]) for each in second["contact"]["fieldHistory"]["nodes"])
    assert notes == [("", "1"), ("1", "2")]


async def test_many_at_once_make_one_record(contacts: Contacts):
    done = await asyncio.gather(
        *(contacts.done({"code": "a"}, input={"name": f"n{each}"}) for each in range(20))
    )
    assert all(each["errors"] == [] for each in done)
    assert sorted(each["created"] for each in done) == [False] * 19 + [True]
    assert sorted(each["contact"]["version"] for each in done) == list(range(1, 21))
    assert (await contacts.ask("{ contacts { totalCount } }"))["contacts"]["totalCount"] == 1


async def test_one_that_is_deleted_meanwhile_is_created_anew(contacts: Contacts):
    """Deleted and made again by turns, the key never refuses whoever upserts."""
    made = await contacts.done({"code": "a"}, input={"name": "Ann"})

    async def delete(record: str) -> None:
        document = "mutation ($id: ID!) { deleteContact(id: $id) { errors { code } } }"
        await contacts.ask(document, id=record)

    for _ in range(5):
        one, other, _ = await asyncio.gather(
            contacts.done({"code": "a"}, input={"name": "Bea"}),
            contacts.done({"code": "a"}, input={"name": "Cay"}),
            delete(made["contact"]["id"]),
        )
        assert one["errors"] == other["errors"] == []
        made = await contacts.done({"code": "a"}, input={"name": "Ann"})
        found = await contacts.ask("{ contacts { nodes { id } } }")
        assert found["contacts"]["nodes"] == [{"id": made["contact"]["id"]}]


async def test_another_unique_value_still_refuses(contacts: Contacts):
    account = await contacts.account("One")
    await contacts.done({"code": "a"}, input={"name": "Ann", "accountId": account})
    for code in ("b", "c"):
        (await contacts.done({"code": code}, input={"name": code}))
        errors = (await contacts.done({"code": code}, input={"name": "ann", "accountId": account}))["errors"]
        assert {(each["code"], tuple(each["path"])) for each in errors} == {
            ("UNIQUE", ("input", "name")),
            ("UNIQUE", ("input", "accountId")),
        }


READ = {"object": "contact", "action": "read"}


async def test_who_may_not_both_create_and_update_has_no_upsert(contacts: Contacts):
    for number, actions in enumerate((("create",), ("update",))):
        token = await contacts.role(
            f"role{number}", READ, *({"object": "contact", "action": each} for each in actions)
        )
        answer = await contacts.api.ask(token, 'mutation { upsertContact(by: {code: "a"}) { created } }', {})
        assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_a_key_that_the_caller_may_not_read_is_no_key(contacts: Contacts):
    """That a record is found by a value tells that it has it."""
    await contacts.done({"code": "a"}, onCreate={"name": "Ann"})
    token = await contacts.role(
        "blind",
        *({"object": "contact", "action": each} for each in ("read", "create", "update")),
        {"object": "account", "action": "*"},
        {"object": "contact", "action": "read", "field": "code", "effect": "deny"},
    )
    document = 'mutation { upsertContact(by: {code: "a"}) { created errors { code } } }'
    answer = await contacts.api.ask(token, document, {})
    assert answer["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    account = await contacts.account("One")
    document = """mutation ($by: ContactUpsertBy!) {
        upsertContact(by: $by) { created errors { code } } }"""
    found = await contacts.ask(document, token, by={"name": "Ann", "accountId": account})
    assert found["upsertContact"] == {"created": True, "errors": []}


async def test_records_of_others_are_neither_changed_nor_told_of(contacts: Contacts):
    """Readable or not, the answer is one, and it is what a creation says too."""
    await contacts.done({"code": "a"}, onCreate={"name": "Ann"})
    own = [{"object": "contact", "action": each, "rows": "own"} for each in ("create", "update")]
    reader = await contacts.role("reader", READ, *own, {"object": "account", "action": "*"})
    stranger = await contacts.role(
        "stranger", {**READ, "rows": "own"}, *own, {"object": "account", "action": "*"}
    )
    told = []
    for token in (reader, stranger):
        done = await contacts.done({"code": "a"}, token, input={"name": "Mine"})
        assert (done["created"], done["contact"]) == (None, None)
        told.append(done["errors"])
        chinese = await contacts.done({"code": "a"}, token, "zh-CN", input={"name": "Mine"})
        assert chinese["errors"][0]["message"] == "具有此键的记录已存在，而你无权更新它。"
        assert (await contacts.done({"code": "m"}, token, input={"name": "Mine"}))["errors"] in ([], told[0])
    assert told[0] == told[1]
    assert [(each["code"], each["path"]) for each in told[0]] == [("UNIQUE", ["by"])]
    found = await contacts.ask('{ contacts(where: {code: {eq: "a"}}) { nodes { name version } } }')
    assert found["contacts"]["nodes"] == [{"name": "Ann", "version": 1}]


async def test_a_record_that_the_key_names_and_the_caller_may_not_see_finds_nothing(contacts: Contacts):
    hidden = await contacts.account("Hidden")
    await contacts.done({"name": "Ann", "accountId": hidden})
    token = await contacts.role(
        "outsider",
        *({"object": "contact", "action": each} for each in ("read", "create", "update")),
        {"object": "account", "action": "read", "rows": "own"},
    )
    for name in ("Ann", "Nobody"):
        done = await contacts.done({"name": name, "accountId": hidden}, token, input={"note": "x"})
        assert [(each["code"], each["path"]) for each in done["errors"]] == [
            ("RELATION_NOT_FOUND", ["by", "accountId"])
        ]


async def test_the_row_rule_of_creation_and_of_update(contacts: Contacts):
    token = await contacts.role(
        "picky",
        READ,
        {"object": "contact", "action": "create", "rule": {"<": [{"var": "score"}, 10]}},
        {"object": "contact", "action": "update", "rule": {"<": [{"var": "score"}, 20]}},
        {"object": "account", "action": "read"},
    )
    refused = await contacts.done({"code": "a"}, token, input={"name": "Ann", "score": 15})
    assert [each["code"] for each in refused["errors"]] == ["ROW_FORBIDDEN"]
    assert (await contacts.done({"code": "a"}, token, input={"name": "Ann", "score": 5}))["created"] is True
    assert (await contacts.done({"code": "a"}, token, input={"name": "Ann", "score": 15}))["created"] is False
    refused = await contacts.done({"code": "a"}, token, input={"name": "Ann", "score": 25})
    assert [each["code"] for each in refused["errors"]] == ["ROW_FORBIDDEN"]
