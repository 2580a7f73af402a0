"""Upserts of many records by one statement: each input updates the record of its key or creates it, all or each."""

import asyncio
from typing import Any

from tests.api.conftest import fresh_tenant
from tests.api.contacts import ACCOUNT, CONTACT, NAMED, KeyedContacts
from tests.client import Api, observed
from tests.tenant_copies import copied
from tests.world import labels

UPSERT = """
mutation ($inputs: [ContactUpsertRow!]!, $mode: BulkMode! = EACH, $key: String) {
  done: upsertContacts(inputs: $inputs, mode: $mode, idempotencyKey: $key) {
    given done created updated refused errors { code message path hint details } warnings { code }
    outcomes(first: 100) {
      index done created errors { code message path hint }
      contact {
        id version code name note score number stage account { name }
        fieldHistory { nodes { old new } } stageHistory { to }
      }
    }
  }
}"""
MAIL = {"name": "mail", "type": "text", "unique": True}
PIPELINE = {
    "object": "contact",
    "name": "way",
    "stages": [{"name": "here"}, {"name": "there", "kind": "won", "gate": {"filled": [{"var": "score"}]}}],
    "transitions": [{"source": "here", "target": "there"}],
}
GOOD = {
    "object": "contact",
    "name": "good",
    "rule": {"!=": [{"var": "name"}, "Bad"]},
    "messages": labels("Not bad", "不错"),
    "fields": ["name"],
}


class Contacts(KeyedContacts):
    async def done(self, *inputs: dict[str, Any], token: str = "", language: str = "en", **given: Any) -> Any:
        variables = {"inputs": list(inputs), **given}
        headers = {"Accept-Language": language}
        return (await self.api.data(token or self.admin, UPSERT, variables, **headers))["done"]

    async def all(self, what: str = "code name") -> Any:
        document = f"{{ contacts(first: 100, orderBy: {{ field: createdAt }}) {{ nodes {{ {what} }} }} }}"
        return (await self.api.data(self.admin, document))["contacts"]["nodes"]


@copied
async def contacts(api: Api) -> Contacts:
    fresh = await fresh_tenant(api)
    await api.change(
        fresh.admin,
        *({"addObject": ACCOUNT}, {"addObject": CONTACT}),
        *({"addPipeline": PIPELINE}, {"addUniqueKey": NAMED}, {"addValidation": GOOD}),
        {"addField": {"object": "contact", "field": MAIL}},
    )
    return Contacts(api, fresh)


def row(code: str, **given: Any) -> dict[str, Any]:
    return {"by": {"code": code}, "input": given}


async def test_those_that_are_there_are_updated_and_the_others_created(contacts: Contacts):
    first = await contacts.done(row("a", name="Ann", score=1), row("b", name="Bea"))
    counted = ("given", "done", "created", "updated", "refused", "errors")
    assert [first[each] for each in counted] == [2, 2, 2, 0, 0, []]
    ann, bea = (each["contact"] for each in first["outcomes"])
    assert (ann["number"], bea["number"], ann["stage"]) == ("C-0001", "C-0002", "here")
    with observed(contacts.api.engine.database) as texts:
        second = await contacts.done(
            {**row("c", name="Cat"), "onCreate": {"note": "new"}},
            {"by": {"code": "b"}, "input": {"score": 7}, "onCreate": {"note": "other"}},
            {"by": {"code": "a"}},
            row("a2", name="Abe", score=None),
        )
    assert len(texts) == 1
    assert [second[each] for each in counted] == [4, 4, 2, 2, 0, []]
    cat, bea, same, abe = (each["contact"] for each in second["outcomes"])
    assert [each["created"] for each in second["outcomes"]] == [True, False, False, True]
    # What an input leaves out stays as it is, and a record that is given nothing stays as it is with its version.
    assert (bea["name"], bea["score"], bea["note"], bea["version"]) == ("Bea", 7, "none", 2)
    assert same == ann
    assert (cat["note"], abe["note"], cat["number"], abe["number"]) == ("new", "none", "C-0003", "C-0004")
    assert cat["fieldHistory"]["nodes"] == [{"old": None, "new": "new"}]
    assert cat["stageHistory"] == [{"to": "here"}]
    assert bea["stageHistory"] == [{"to": "here"}]
    outbox = f"SELECT kind, changed FROM {await contacts_namespace(contacts)}.sluice_outbox ORDER BY seq"
    rows = await contacts.api.engine.database.fetch(outbox, [], affinity="")
    score = await field_id(contacts, "score")
    assert [each["kind"] for each in rows[-5:]].count("updated") == 1
    assert [each["changed"] for each in rows if each["kind"] == "updated"] == [[score]]


async def contacts_namespace(contacts: Contacts) -> str:
    caller = await contacts.api.engine.authenticator.caller(contacts.admin, None)
    return caller.namespace


async def field_id(contacts: Contacts, name: str) -> str:
    found = await contacts.api.data(contacts.admin, "{ catalog { objects { name fields { id name } } } }")
    fields = next(each["fields"] for each in found["catalog"]["objects"] if each["name"] == "contact")
    made: str = next(each["id"] for each in fields if each["name"] == name)
    return made


async def test_each_is_refused_by_itself_and_all_where_all_is_asked(contacts: Contacts):
    await contacts.done(row("a", name="Ann"), row("b", name="Bea"))
    inputs = (
        row("a", score=5),
        row("b", name="Bad"),
        row("c", score=3),
        row("d", name="Dan", score=101),
        row("e", name="Bad"),
        {"by": {"code": None}, "input": {"name": "No"}},
        {**row("f", name="Fay"), "expectedVersion": 3},
        {"by": {"code": "a2"}, "input": {"name": "Abe"}},
    )
    for mode, done in (("ALL", 0), ("EACH", 2)):
        found = await contacts.done(*inputs, mode=mode)
        assert (found["given"], found["done"], found["refused"]) == (8, done, 6)
        assert [each["contact"] is None for each in found["outcomes"]] == [
            mode == "ALL", *[True] * 6, mode == "ALL",
        ]  # fmt: skip
        told = [[(each["code"], each["path"]) for each in one["errors"]] for one in found["outcomes"]]
        assert told == [
            [],
            [("VALIDATION_FAILED", ["input", "name"])],
            [("REQUIRED", ["input", "name"])],
            [("OUT_OF_RANGE", ["input", "score"])],
            [("VALIDATION_FAILED", ["input", "name"])],
            [("BAD_USER_INPUT", ["by", "code"])],
            [("VERSION_CONFLICT", ["expectedVersion"])],
            [],
        ]
        assert [each["details"] for each in found["errors"] if each["code"] == "VALIDATION_FAILED"] == [
            {"validation": "good", "records": 2}
        ]
    assert [each["code"] for each in await contacts.all()] == ["a", "b", "a2"]
    assert await contacts.all("score") == [{"score": 5}, {"score": None}, {"score": None}]


async def test_one_key_twice_is_refused_for_both(contacts: Contacts):
    """In the case that the key ignores too; nobody knows which of the two should win."""
    one = await contacts.account("One")
    by = [{"name": name, "accountId": one} for name in ("Straße", "Other", "STRASSE")]
    found = await contacts.done(*({"by": each, "onCreate": {"note": "x"}} for each in by))
    assert [each["done"] for each in found["outcomes"]] == [False, True, False]
    (error,) = found["outcomes"][0]["errors"]
    assert (error["code"], error["path"], error["hint"]) == ("UNIQUE", ["by"], "Give each key once.")
    again = await contacts.done({"by": {"name": "other", "accountId": one}, "input": {"score": 1}})
    assert (again["created"], again["updated"]) == (0, 1)
    assert again["outcomes"][0]["contact"]["name"] == "Other"
    chinese = await contacts.done(row("x", name="A"), row("x", name="B"), language="zh-CN")
    assert chinese["errors"][0]["message"] == "此次写入中另有一条输入具有相同的键。"


async def test_inputs_of_different_keys_and_parts_are_refused_as_a_whole(contacts: Contacts):
    one = await contacts.account("One")
    mixed = await contacts.done(row("a", name="A"), {"by": {"name": "B", "accountId": one}})
    assert [(each["code"], each["path"]) for each in mixed["errors"]] == [("BAD_USER_INPUT", ["by"])]
    twice = await contacts.done(
        {"by": {"code": "a"}, "input": {"name": "A"}}, {"by": {"code": "b"}, "onCreate": {"name": "B"}}
    )
    assert [(each["code"], each["path"]) for each in twice["errors"]] == [
        ("BAD_USER_INPUT", ["onCreate", "name"])
    ]
    assert await contacts.all() == []
    nothing = await contacts.done()
    assert (nothing["given"], nothing["done"], nothing["errors"]) == (0, 0, [])
    shared = await contacts.done(row("a", name="A", mail="m"), row("b", name="B", mail="m"))
    assert [(each["code"], each["path"]) for each in shared["errors"]] == [("UNIQUE", ["input", "mail"])]
    assert await contacts.all() == []


async def test_a_literal_list_with_variables_in_it(contacts: Contacts):
    document = """mutation ($name: String!, $row: ContactUpsertRow!) { done: upsertContacts(inputs: [
      { by: { code: "a" }, input: { name: $name } }, $row ]) { created updated errors { code path } } }"""
    variables = {"name": "Ann", "row": row("b", name="Bea")}
    done = (await contacts.api.data(contacts.admin, document, variables))["done"]
    assert done == {"created": 2, "updated": 0, "errors": []}
    done = (await contacts.api.data(contacts.admin, document, variables))["done"]
    assert done == {"created": 0, "updated": 2, "errors": []}


async def test_done_once_under_a_key_and_by_many_at_once(contacts: Contacts):
    first = await contacts.done(row("a", name="A"), key="k")
    assert await contacts.done(row("a", name="A"), key="k") == first
    inputs = [[row(f"n{number}", name=f"{who}") for number in order] for who, order in
              enumerate((range(20), range(19, -1, -1), range(10, 30)))]  # fmt: skip
    found = await asyncio.gather(*(contacts.done(*each) for each in inputs))
    assert [each["errors"] for each in found] == [[], [], []]
    assert sum(each["created"] for each in found) == 30
    assert sum(each["updated"] for each in found) == 30
    assert len(await contacts.all()) == 31


async def test_rights_of_both_and_what_is_not_seen(contacts: Contacts):
    await contacts.done(row("a", name="Ann"))
    every = {"object": "contact", "action": "create"}
    grants = ({"object": "contact", "action": "read"}, every)
    reader = await contacts.role("reader", *grants)
    refused = await contacts.api.ask(reader, UPSERT, {"inputs": []})
    assert "ContactUpsertRow" in str(refused["errors"])
    own = {"rows": "own"}
    seen = {"object": "account", "action": "read"}
    writer = await contacts.role(
        "writer", every, seen, *({"object": "contact", "action": each, **own} for each in ("read", "update"))
    )
    found = await contacts.done(row("a", name="Eve"), row("b", name="Bob"), token=writer)
    assert [each["done"] for each in found["outcomes"]] == [False, True]
    (error,) = found["outcomes"][0]["errors"]
    assert (error["code"], error["path"]) == ("UNIQUE", ["by"])
    again = await contacts.done(row("b", score=2), token=writer)
    assert (again["updated"], again["errors"]) == (1, [])
    assert await contacts.all() == [{"code": "a", "name": "Ann"}, {"code": "b", "name": "Bob"}]


async def test_what_an_input_leaves_alone_is_not_judged(contacts: Contacts):
    """Not the account of a record, of which the caller sees nothing, nor a rule about what is not given."""
    hidden = await contacts.account("Hidden")
    await contacts.done(row("a", name="Ann", accountId=hidden), row("b", name="Bea"))
    late = {**GOOD, "name": "late", "rule": {">": [{"var": "score"}, 5]}, "fields": ["score"]}
    await contacts.api.change(contacts.admin, {"addValidation": late})
    grants = [{"object": "contact", "action": each} for each in ("read", "create", "update")]
    account = {"object": "account", "action": "read", "rows": "own"}
    writer = await contacts.role("writer", *grants, account)
    one, two = row("a", note="x"), row("b", accountId=hidden)
    found = await contacts.done(one, two, row("a2", name="Abe"), row("b2", name="Bob", score=6), token=writer)
    assert [each["done"] for each in found["outcomes"]] == [True, False, False, True]
    assert [[each["path"] for each in one["errors"]] for one in found["outcomes"]] == [
        [],
        [["input", "accountId"]],
        [["input", "score"]],
        [],
    ]
    assert found["outcomes"][0]["contact"]["account"] is None
    assert await contacts.all("code account { name }") == [
        {"code": "a", "account": {"name": "Hidden"}},
        {"code": "b", "account": None},
        {"code": "b2", "account": None},
    ]


async def test_a_rule_over_a_hidden_formula_is_asked_where_what_it_is_made_of_is_given(contacts: Contacts):
    double = {"name": "double", "type": "decimal", "formula": {"*": [{"var": "score"}, 2]}}
    await contacts.api.change(contacts.admin, {"addField": {"object": "contact", "field": double}})
    await contacts.done(
        row("a", name="Ann", score=1), row("b", name="Bea", score=1), row("c", name="Cy", score=1)
    )
    late = {**GOOD, "name": "late", "rule": {">": [{"var": "double"}, 10]}, "fields": []}
    await contacts.api.change(contacts.admin, {"addValidation": late})
    grants = [{"object": "contact", "action": each} for each in ("read", "create", "update")]
    hidden = {"object": "contact", "action": "read", "field": "double", "effect": "deny"}
    writer = await contacts.role("writer", *grants, hidden, {"object": "account", "action": "read"})
    rows = (row("a", note="x"), row("b", score=2), row("c", score=6))
    found = await contacts.done(*rows, token=writer)
    assert [each["done"] for each in found["outcomes"]] == [True, False, True]
    # That it is as it was would tell what it is: it is asked of who gives it again.
    again = await contacts.done(row("b", score=1), token=writer)
    assert [each["code"] for each in again["errors"]] == ["VALIDATION_FAILED"]


async def test_one_after_the_other_where_a_rule_counts_the_others(contacts: Contacts):
    few = {**GOOD, "name": "few", "fields": []}
    few["rule"] = {"<": [{"count": [{"var": "account.contacts"}]}, 3]}
    tried = await contacts.api.try_change(contacts.admin, {"addValidation": few})
    assert tried["errors"] == [], tried
    found = await contacts.done(row("a", name="Ann"), row("b", name="Bea"))
    assert [each["code"] for each in found["errors"]] == ["TOO_MANY_RECORDS"]
    assert (await contacts.done(row("a", name="Ann")))["created"] == 1


async def test_a_reference_is_given_left_alone_and_emptied(contacts: Contacts):
    """Of what record it is of goes along with it, to records that are there as to new ones."""
    about = {"name": "about", "type": "reference", "targets": ["account", "contact"], "reverse": "mentions"}
    await contacts.api.change(contacts.admin, {"addField": {"object": "contact", "field": about}})
    account = 'mutation { createAccount(input: { name: "Acme" }) { account { id } errors { code } } }'
    acme = (await contacts.api.data(contacts.admin, account))["createAccount"]["account"]["id"]
    first = await contacts.done(
        row("a", name="Ann", aboutId=acme), row("b", name="Bea"), row("c", name="Cat")
    )
    ann = first["outcomes"][0]["contact"]["id"]
    for given, expected in (
        ({"aboutId": ann}, ["Account", "Contact", "Contact"]),
        ({"aboutId": None}, ["Account", None, None]),
        ({"aboutId": acme}, ["Account", "Account", "Account"]),
    ):
        done = await contacts.done(row("a", note="kept"), row("b", **given), row("c", **given))
        assert (done["updated"], done["errors"]) == (3, [])
        found = await contacts.all("about { __typename }")
        assert [each["about"] and each["about"]["__typename"] for each in found] == expected
