"""What a merge does and tells where the caller's roles do not reach everything."""

from typing import Any

from tests.api.merging import Firms

EVERY = [{"object": each, "action": "*"} for each in ("firm", "tag", "person", "call", "event")]


OTHERS = [{"object": each, "action": "read"} for each in ("tag", "person", "call", "event")]


def denied(of: str, field: str, *actions: str) -> list[dict[str, Any]]:
    return [{"object": of, "action": each, "field": field, "effect": "deny"} for each in actions]


def without(of: str, *actions: str) -> list[dict[str, Any]]:
    return [*EVERY, *({"object": of, "action": each, "effect": "deny"} for each in actions)]


async def values_of(firms: Firms, id_: str) -> Any:
    found = await firms.read(
        "query ($id: ID!) { firm(id: $id) { name code size version tags { totalCount } people { totalCount } } }",
        id=id_,
    )
    return found["firm"]


async def test_who_may_not_both_update_and_delete_has_no_merge(firms: Firms) -> None:
    for name, action in (("a", "update"), ("b", "delete")):
        token = await firms.role(name, *without("firm", action))
        types = await firms.read("{ __schema { mutationType { fields { name } } } }", token)
        names = {each["name"] for each in types["__schema"]["mutationType"]["fields"]}
        assert "mergeFirms" not in names
        assert "mergeTags" in names


async def test_a_field_that_is_not_read_or_not_updated_stays_as_it_is(firms: Firms) -> None:
    tag = await firms.create("tag", name="t")
    hidden = [
        *denied("firm", "size", "read"),
        *denied("firm", "code", "update"),
        *denied("firm", "tags", "update"),
    ]
    token = await firms.role("clerk", *EVERY, *hidden)
    into = await firms.firm("A")
    other = await firms.firm("B", size=98765432, code="B", tags={"set": [tag]})
    document = """mutation ($into: ID!, $from: [ID!]!) { done: mergeFirms(into: $into, from: $from) {
      mergedValues { field value from } errors { code } } }"""
    done = (await firms.read(document, token, into=into, **{"from": [other]}))["done"]
    assert done["errors"] == []
    assert "98765432" not in str(done["mergedValues"])
    told = {each["field"]: each["from"] for each in done["mergedValues"]}
    assert "size" not in told
    assert told["code"] is None
    assert await values_of(firms, into) == {
        "name": "A",
        "code": None,
        "size": None,
        "version": 2,
        "tags": {"totalCount": 0},
        "people": {"totalCount": 0},
    }
    assert await firms.restore(other) == []
    assert (await values_of(firms, other))["size"] == 98765432


async def test_records_that_the_caller_does_not_see_follow_and_are_not_told_of(firms: Firms) -> None:
    """Neither in numbers nor by their objects; else they would point to what is gone."""
    seen = {"object": "person", "action": "read", "rule": {"!=": [{"var": "name"}, "Secret"]}}
    token = await firms.role(
        "clerk",
        {"object": "firm", "action": "*"},
        {"object": "tag", "action": "*"},
        seen,
        *denied("person", "earlier", "read"),
    )
    into, other = await firms.firm("A"), await firms.firm("B")
    await firms.create("person", name="Secret", firmId=other, earlierId=other)
    await firms.create("person", name="Open", firmId=other)
    await firms.create("call", name="c", subjectId=other)
    document = """mutation ($into: ID!, $from: [ID!]!, $dry: Boolean) {
      done: mergeFirms(into: $into, from: $from, dryRun: $dry) {
        firm { people { totalCount } } movedRecords { object field records } errors { code } } }"""
    for dry in (True, False):
        done = (await firms.read(document, token, into=into, dry=dry, **{"from": [other]}))["done"]
        assert done == {
            "firm": {"people": {"totalCount": 1}},
            "movedRecords": [{"object": "person", "field": "firm", "records": 1}],
            "errors": [],
        }
    found = await firms.read("{ people { nodes { firmId earlierId } } calls { nodes { subjectId } } }")
    assert {each["firmId"] for each in found["people"]["nodes"]} == {into}
    assert {each["earlierId"] for each in found["people"]["nodes"]} == {into, None}
    assert found["calls"]["nodes"] == [{"subjectId": into}]


async def test_a_record_that_is_not_reached_is_as_one_that_is_not_there(firms: Firms) -> None:
    grants = [
        {"object": "firm", "action": "read"},
        {"object": "firm", "action": "update", "rule": {"==": [{"var": "name"}, "Mine"]}},
        {"object": "firm", "action": "delete", "rule": {"<": [{"var": "size"}, 5]}},
    ]
    token = await firms.role("clerk", *grants, *OTHERS)
    mine, yours = await firms.firm("Mine"), await firms.firm("Yours", size=1)
    large, small = await firms.firm("L", size=9), await firms.firm("S", size=1)
    assert await firms.refused(yours, small, token=token) == [("RECORD_NOT_FOUND", ["into"])]
    assert await firms.refused(mine, small, large, token=token) == [("RECORD_NOT_FOUND", ["from", 1])]
    await firms.merged(mine, small, token=token)


async def test_a_record_that_is_not_seen_is_as_one_that_is_not_there(firms: Firms) -> None:
    seen = {"!=": [{"var": "name"}, "Secret"]}
    token = await firms.role(
        "clerk",
        *({"object": "firm", "action": each, "rule": seen} for each in ("read", "update", "delete")),
        *OTHERS,
    )
    secret, open_ = await firms.firm("Secret", size=98765432), await firms.firm("Open")
    assert await firms.refused(open_, secret, token=token) == [("RECORD_NOT_FOUND", ["from", 0])]
    assert await firms.refused(secret, open_, token=token) == [("RECORD_NOT_FOUND", ["into"])]
    for into, other in ((open_, secret), (secret, open_)):
        assert "98765432" not in str((await firms.merge(into, other, token=token))["mergedValues"])


async def test_the_record_may_not_become_one_that_the_caller_could_not_update(firms: Firms) -> None:
    rule = {"or": [{"missing": ["size"]}, {"<": [{"var": "size"}, 5]}]}
    token = await firms.role(
        "clerk",
        *({"object": "firm", "action": each} for each in ("read", "delete")),
        {"object": "firm", "action": "update", "rule": rule},
        *OTHERS,
    )
    into, large = await firms.firm("A"), await firms.firm("L", size=9)
    assert await firms.refused(into, large, token=token) == [("ROW_FORBIDDEN", ["input"])]
    await firms.merged(into, large, token=token, input={"size": 3})


async def test_a_relation_to_what_is_not_seen_is_taken_and_not_told(firms: Firms) -> None:
    """Not even that another record had one."""
    token = await firms.role(
        "clerk",
        *({"object": "firm", "action": each} for each in ("update", "delete")),
        {"object": "firm", "action": "read", "rule": {"!=": [{"var": "name"}, "Secret"]}},
        *OTHERS,
    )
    secret = await firms.firm("Secret")
    into, other = await firms.firm("A"), await firms.firm("B", parentId=secret)
    done = await firms.merged(into, other, token=token)
    (told,) = [each for each in done["mergedValues"] if each["field"] == "parent"]
    assert told == {"field": "parent", "value": None, "from": None}
    found = await firms.read("query ($id: ID!) { firm(id: $id) { parentId } }", id=into)
    assert found["firm"]["parentId"] == secret


async def test_what_follows_tells_of_no_object_that_is_not_read(firms: Firms) -> None:
    """Also where a unique relation refuses."""
    one = {"name": "main", "type": "relation", "target": "firm", "unique": True}
    await firms.api.change(firms.admin, {"addField": {"object": "call", "field": one}})
    token = await firms.role("clerk", {"object": "firm", "action": "*"})
    into, other = await firms.firm("A"), await firms.firm("B")
    await firms.create("call", name="1", mainId=into)
    await firms.create("call", name="2", mainId=other)
    document = """mutation ($into: ID!, $from: [ID!]!) { done: mergeFirms(into: $into, from: $from) {
      errors { code path message } } }"""
    done = (await firms.read(document, token, into=into, **{"from": [other]}))["done"]
    (told,) = done["errors"]
    assert (told["code"], told["path"]) == ("UNIQUE", ["from"])
    assert "call" not in told["message"]


async def test_a_merge_is_told_to_who_may_read_what_was_merged(firms: Firms) -> None:
    token = await firms.role(
        "clerk",
        {"object": "firm", "action": "read", "rule": {"!=": [{"var": "name"}, "Secret"]}},
        *denied("firm", "size", "read"),
    )
    into, open_, secret = (
        await firms.firm("A"),
        await firms.firm("B", size=3),
        await firms.firm("Secret", code="S"),
    )
    await firms.merged(into, open_, secret)
    read = "query ($id: ID!) { firm(id: $id, followMerges: true) { name mergedFrom { id fields } } }"
    told = [{"id": open_, "fields": []}]
    assert (await firms.read(read, token, id=into))["firm"]["mergedFrom"] == told
    assert (await firms.read(read, token, id=open_))["firm"]["name"] == "A"
    assert (await firms.read(read, token, id=secret))["firm"] is None
    everything = (await firms.read(read, id=secret))["firm"]
    assert everything["mergedFrom"] == [{"id": open_, "fields": ["size"]}, {"id": secret, "fields": ["code"]}]
