"""What a merge makes of the values of its records."""

from uuid import UUID

import pytest

from tests.api.merging import Firms
from tests.contracts.field_type_samples import SAMPLES
from tests.world import World

OF_THEIR_OWN = {"autoNumber", "file", "member", "relation", "reference", "relations"}
"""Types whose values need more than a sample; each has a test of its own."""


async def test_what_is_given_counts_then_the_own_value_then_the_others_in_their_order(firms: Firms) -> None:
    into = await firms.firm("Acme")
    first = await firms.firm("ACME", size=7)
    second = await firms.firm("Acme Ltd", size=9, code="A", turnover={"amount": "5.00", "currency": "EUR"})
    third = await firms.firm("acme", code="B", turnover={"amount": "6.00", "currency": "CNY"})
    done = await firms.merged(into, first, second, third, input={"code": "C"})
    firm = done["firm"]
    assert (firm["id"], firm["name"], firm["code"], firm["size"], firm["version"]) == (
        into,
        "Acme",
        "C",
        7,
        2,
    )
    assert firm["turnover"] == {"amount": "5.00", "currency": "EUR"}
    assert firm["number"] == "F-0001"
    by_field = {each["field"]: (each["value"], each["from"]) for each in done["mergedValues"]}
    assert by_field == {
        "name": ("Acme", into),
        "code": ("C", None),
        "size": (7, first),
        "turnover": ({"amount": "5.00", "currency": "EUR"}, second),
        "number": ("F-0001", into),
        "parent": (None, None),
        "about": (None, None),
    }
    assert await firms.names() == ["Acme"]


async def test_null_is_given_too(firms: Firms) -> None:
    into, other = await firms.firm("A", size=1), await firms.firm("B", size=2, code="B")
    done = await firms.merged(into, other, input={"size": None, "code": None})
    assert (done["firm"]["size"], done["firm"]["code"]) == (None, None)


async def test_zero_and_false_are_values(own_world: World) -> None:
    world = own_world
    into = await world.create(world.admin, "deal", name="A", score=0, budgetConfirmed=False)
    other = await world.create(world.admin, "deal", name="B", score=9, budgetConfirmed=True, notes="n")
    document = """mutation ($into: ID!, $from: [ID!]!) { done: mergeDeals(into: $into, from: $from) {
      deal { score budgetConfirmed notes } errors { code } } }"""
    done = (await world.api.data(world.admin, document, {"into": into, "from": [other]}))["done"]
    assert done == {"deal": {"score": 0, "budgetConfirmed": False, "notes": "n"}, "errors": []}


@pytest.mark.parametrize("type_", sorted(set(SAMPLES) - OF_THEIR_OWN))
async def test_a_value_of_each_type_is_taken_whole(own_world: World, type_: str) -> None:
    world, samples = own_world, SAMPLES[type_]
    field = {"name": "sample", "type": type_, **samples.settings}
    await world.api.change(world.admin, {"addField": {"object": "account", "field": field}})
    into = await world.create(world.admin, "account", name="A")
    empty = await world.create(world.admin, "account", name="B")
    has = await world.create(world.admin, "account", name="C", sample=samples.values[2])
    later = await world.create(world.admin, "account", name="D", sample=samples.values[0])
    document = f"""mutation ($into: ID!, $from: [ID!]!) {{ done: mergeAccounts(into: $into, from: $from) {{
      account {{ sample {samples.selection} }} mergedValues {{ field value from }} errors {{ code message }} }} }}"""
    given = {"into": into, "from": [empty, has, later]}
    done = (await world.api.data(world.admin, document, given))["done"]
    assert done["errors"] == []
    assert done["account"]["sample"] == samples.answered[2]
    (told,) = [each for each in done["mergedValues"] if each["field"] == "sample"]
    assert told["from"] == has


async def test_what_is_written_at_a_creation_alone_stays(firms: Firms) -> None:
    once = {"name": "once", "type": "text", "writable": "onCreate"}
    await firms.api.change(firms.admin, {"addField": {"object": "firm", "field": once}})
    into, other = await firms.firm("A"), await firms.firm("B", once="x")
    await firms.merged(into, other)
    found = await firms.read("{ firms { nodes { once } } }")
    assert found["firms"]["nodes"] == [{"once": None}]


async def test_a_member_who_has_gone_is_taken(own_world: World) -> None:
    """As is an option that is inactive: a record has it already, and nobody newly gives it."""
    world = own_world
    options = [{"key": "a"}, {"key": "b"}]
    await world.api.change(
        world.admin,
        {"addField": {"object": "account", "field": {"name": "lead", "type": "member"}}},
        {"addField": {"object": "account", "field": {"name": "kind", "type": "choice", "options": options}}},
    )
    into = await world.create(world.admin, "account", name="A")
    other = await world.create(world.admin, "account", name="B", leadId=world.members["rep"], kind="b")
    await world.api.change(
        world.admin, {"setOption": {"object": "account", "field": "kind", "option": "b", "active": False}}
    )
    namespace = await world.namespace()
    gone = f"UPDATE {namespace}.sluice_member SET active = false WHERE id = $1"
    await world.api.engine.database.fetch(gone, [UUID(world.members["rep"])], affinity="")
    document = """mutation ($into: ID!, $from: [ID!]!) { done: mergeAccounts(into: $into, from: $from) {
      account { lead { id } kind } errors { code message } } }"""
    done = (await world.api.data(world.admin, document, {"into": into, "from": [other]}))["done"]
    assert done == {"account": {"lead": {"id": world.members["rep"]}, "kind": "b"}, "errors": []}


async def test_the_stage_and_the_owner_stay(own_world: World) -> None:
    """However far the others have come: a merge is no move."""
    world = own_world
    into = await world.create(world.rep, "deal", name="A")
    other = await world.create(world.manager, "deal", name="B")
    await world.api.data(
        world.admin, 'mutation ($id: ID!) { promoteDeal(id: $id, to: "lost") { promoted } }', {"id": other}
    )
    document = """mutation ($into: ID!, $from: [ID!]!) { done: mergeDeals(into: $into, from: $from) {
      deal { stage owner { id } stageHistory { from to } } errors { code } } }"""
    done = (await world.api.data(world.admin, document, {"into": into, "from": [other]}))["done"]
    assert done["deal"] == {
        "stage": "lead",
        "owner": {"id": world.members["rep"]},
        "stageHistory": [{"from": None, "to": "lead"}],
    }


async def test_a_unique_value_goes_over(firms: Firms) -> None:
    """The one that had it is deleted first, in the same statement."""
    into = await firms.firm("A")
    others = [await firms.firm(f"B{number}", code=f"C{number}") for number in range(20)]
    done = await firms.merged(into, *others)
    assert done["firm"]["code"] == "C0"


async def test_the_history_of_fields_tells_what_was_taken(firms: Firms) -> None:
    into, other = await firms.firm("A"), await firms.firm("B", size=2)
    done = await firms.merged(into, other)
    (last, *_) = done["firm"]["fieldHistory"]["nodes"]
    assert last == {"field": "size", "old": None, "new": 2}
    history = "{ firms { nodes { fieldHistory { nodes { field old new } } } } }"
    (firm,) = (await firms.read(history))["firms"]["nodes"]
    assert firm["fieldHistory"] == done["firm"]["fieldHistory"]


async def test_a_file_moves_to_the_record_that_stays(filing: World) -> None:
    world = filing
    file = await world.api.upload(world.admin, "a.txt", b"contents")
    into = await world.create(world.admin, "deal", name="A")
    other = await world.create(world.admin, "deal", name="B", photo={"id": file})
    document = """mutation ($into: ID!, $from: [ID!]!) { done: mergeDeals(into: $into, from: $from) {
      deal { photo { id name } } errors { code message } } }"""
    done = (await world.api.data(world.admin, document, {"into": into, "from": [other]}))["done"]
    assert done == {"deal": {"photo": {"id": file, "name": "a.txt"}}, "errors": []}
    headers = {"Authorization": f"Bearer {world.admin}"}
    assert (await world.api.client.get(f"/files/{file}", headers=headers)).content == b"contents"
    restored = "mutation ($id: ID!) { done: restoreDeal(id: $id) { deal { photo { id } } errors { code } } }"
    again = (await world.api.data(world.admin, restored, {"id": other}))["done"]
    assert again == {"deal": {"photo": None}, "errors": []}


async def test_options_that_depend_on_another_go_together(firms: Firms) -> None:
    """Taken of two records they would not; whoever merges them says which is meant."""
    country = {"name": "country", "type": "choice", "options": [{"key": "cn"}, {"key": "de"}]}
    cities = [{"key": "bj", "onlyWith": ["cn"]}, {"key": "berlin", "onlyWith": ["de"]}]
    city = {"name": "city", "type": "choice", "options": cities, "dependsOn": "country"}
    await firms.api.change(
        firms.admin, *({"addField": {"object": "firm", "field": each}} for each in (country, city))
    )
    into, other = await firms.firm("A", country="cn"), await firms.firm("B", country="de", city="berlin")
    assert await firms.refused(into, other) == [("OPTION_MISMATCH", ["input", "city"])]
    await firms.merged(into, other, input={"city": None})
