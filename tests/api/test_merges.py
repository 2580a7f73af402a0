"""`mergeFirms`: records that are the same become one."""

from typing import Any

from tests.api.merging import Firms
from tests.client import observed

NOWHERE = "0197f5d2-0000-7000-8000-000000000000"


def named(done: Any, name: str) -> list[str]:
    return [each["name"] for each in done["firm"][name]["nodes"]]


# What points to them


async def test_whatever_points_to_the_others_points_to_the_one_that_stays(firms: Firms) -> None:
    into, one, two = await firms.firm("A"), await firms.firm("B"), await firms.firm("C")
    await firms.create("person", name="Ada", firmId=one, earlierId=two)
    await firms.create("person", name="Bob", firmId=two, earlierId=into)
    await firms.create("person", name="Eve", firmId=into)
    person = await firms.create("person", name="Zoe")
    await firms.create("call", name="c1", subjectId=one)
    await firms.create("call", name="c2", subjectId=person)
    await firms.create("event", name="e1", guests={"set": [one, two, into]})
    await firms.create("event", name="e2", guests={"set": [two]})
    branch = await firms.firm("D", parentId=two)
    done = await firms.merged(into, one, two)
    assert named(done, "people") == ["Ada", "Bob", "Eve"]
    assert done["firm"]["alumni"]["totalCount"] == 2
    assert named(done, "calls") == ["c1"]
    assert named(done, "events") == ["e1", "e2"]
    assert named(done, "branches") == ["D"]
    moved = {(each["object"], each["field"]): each["records"] for each in done["movedRecords"]}
    assert moved == {
        ("person", "firm"): 2,
        ("person", "earlier"): 1,
        ("call", "subject"): 1,
        ("event", "guests"): 1,
        ("firm", "parent"): 1,
    }
    found = await firms.read(
        """query ($id: ID!) { firm(id: $id) { parent { name } version }
        people(orderBy: [{ field: name }]) { nodes { name version firm { name } earlier { name }
          fieldHistory { nodes { field old new } } } }
        calls { nodes { name subjectId } }
        events(orderBy: [{ field: name }]) { nodes { guests { nodes { name } } } } }""",
        id=branch,
    )
    assert found["firm"] == {"parent": {"name": "A"}, "version": 2}
    assert [(each["name"], each["version"]) for each in found["people"]["nodes"]] == [
        ("Ada", 2),
        ("Bob", 2),
        ("Eve", 1),
        ("Zoe", 1),
    ]
    ada = found["people"]["nodes"][0]
    assert (ada["firm"], ada["earlier"]) == ({"name": "A"}, {"name": "A"})
    assert ada["fieldHistory"]["nodes"][0] == {"field": "firm", "old": one, "new": into} or (
        ada["fieldHistory"]["nodes"][0]["new"] == into
    )
    assert {each["name"]: each["subjectId"] for each in found["calls"]["nodes"]} == {"c1": into, "c2": person}
    guests = [each["guests"]["nodes"] for each in found["events"]["nodes"]]
    assert guests == [[{"name": "A"}], [{"name": "A"}]]


async def test_a_deleted_record_points_to_the_one_that_stays_when_it_is_restored(firms: Firms) -> None:
    into, other = await firms.firm("A"), await firms.firm("B")
    person = await firms.create("person", name="Ada", firmId=other)
    await firms.read("mutation ($id: ID!) { deletePerson(id: $id) { errors { code } } }", id=person)
    done = await firms.merged(into, other)
    assert done["movedRecords"] == []
    restored = "mutation ($id: ID!) { restorePerson(id: $id) { person { firm { name } } } }"
    again = await firms.read(restored, id=person)
    assert again["restorePerson"]["person"] == {"firm": {"name": "A"}}


async def test_no_record_names_itself_afterwards(firms: Firms) -> None:
    """Where the one that stays named another, it names what that named; where others named it, nothing."""
    top = await firms.firm("Top")
    other = await firms.firm("B", parentId=top)
    into = await firms.firm("A", parentId=other)
    third = await firms.firm("C", parentId=into, aboutId=into)
    done = await firms.merged(into, third, other)
    assert (done["firm"]["parentId"], done["firm"]["aboutId"]) == (top, None)
    assert named(done, "branches") == []


async def test_links_are_those_of_all(firms: Firms) -> None:
    tags = [await firms.create("tag", name=name) for name in "abc"]
    friend = await firms.firm("Z")
    into = await firms.firm("A", tags={"set": tags[:2]})
    one = await firms.firm("B", tags={"set": tags[1:]}, partners={"set": [into, friend]})
    two = await firms.firm("C", partners={"set": [one]})
    await firms.firm("Y", partners={"set": [one, two]})
    done = await firms.merged(into, one, two)
    assert named(done, "tags") == ["a", "b", "c"]
    assert named(done, "partners") == ["Z"]
    assert named(done, "partnerOf") == ["Y"]
    found = await firms.read("query ($id: ID!) { firm(id: $id) { tags { totalCount } } }", id=into)
    assert found["firm"]["tags"]["totalCount"] == 3


async def test_a_list_that_is_given_is_the_whole_list(firms: Firms) -> None:
    tags = [await firms.create("tag", name=name) for name in "abcd"]
    into, one = await firms.firm("A", tags={"set": tags[:2]}), await firms.firm("B", tags={"set": tags[2:]})
    two = await firms.firm("C", tags={"set": tags[3:]})
    done = await firms.merged(into, one, input={"tags": {"set": [tags[0]]}})
    assert named(done, "tags") == ["a"]
    done = await firms.merged(into, two, input={"tags": {"add": [tags[1]], "remove": [tags[3], tags[0]]}})
    assert named(done, "tags") == ["b"]


# Undone


async def test_a_merged_record_can_be_restored(firms: Firms) -> None:
    """With its own values and links; what pointed to it does not come back."""
    tag = await firms.create("tag", name="t")
    into = await firms.firm("A")
    other = await firms.firm("B", size=2, code="B", tags={"set": [tag]})
    await firms.create("person", name="Ada", firmId=other)
    await firms.create("event", name="e", guests={"set": [other]})
    await firms.merged(into, other, input={"code": None})
    assert await firms.restore(other) == []
    found = await firms.read(
        """query ($id: ID!) { firm(id: $id) { name size code people { totalCount }
        tags { nodes { name } } events { nodes { name } } } }""",
        id=other,
    )
    assert found["firm"] == {
        "name": "B",
        "size": 2,
        "code": "B",
        "people": {"totalCount": 0},
        "tags": {"nodes": [{"name": "t"}]},
        "events": {"nodes": [{"name": "e"}]},
    }


async def test_a_unique_value_that_went_over_keeps_a_record_from_being_restored(firms: Firms) -> None:
    into, other = await firms.firm("A"), await firms.firm("B", code="B")
    await firms.merged(into, other)
    assert await firms.restore(other) == [{"code": "UNIQUE", "path": ["id"]}]


# Tried


async def test_a_dry_run_tells_everything_and_leaves_nothing(firms: Firms) -> None:
    tag = await firms.create("tag", name="t")
    into, other = await firms.firm("A"), await firms.firm("B", size=2, tags={"set": [tag]})
    await firms.create("person", name="Ada", firmId=other)
    tried = await firms.merged(into, other, dry=True, key="k")
    everything = (
        "{ firms { nodes { name size version tags { totalCount } people { nodes { name version } } } } }"
    )
    before = await firms.read(everything)
    assert [each["version"] for each in before["firms"]["nodes"]] == [1, 1]
    assert await firms.refused(into, other, dry=True, version=5) == [
        ("VERSION_CONFLICT", ["expectedVersion"])
    ]
    # Under the same key it has not been done.
    done = await firms.merged(into, other, key="k")
    assert {**tried, "firm": {**tried["firm"], "fieldHistory": 0}} == {
        **done,
        "firm": {**done["firm"], "fieldHistory": 0},
    }
    assert await firms.names() == ["A"]


async def test_a_dry_run_tells_what_only_the_database_refuses(firms: Firms) -> None:
    await firms.firm("C", code="taken")
    into, other = await firms.firm("A"), await firms.firm("B")
    refused = await firms.refused(into, other, input={"code": "taken"}, dry=True)
    assert refused == [("UNIQUE", ["input", "code"])]


# Refused


async def test_ids_that_do_not_fit(firms: Firms) -> None:
    into, other, gone = await firms.firm("A"), await firms.firm("B"), await firms.firm("C")
    await firms.read("mutation ($id: ID!) { deleteFirm(id: $id) { errors { code } } }", id=gone)
    assert await firms.refused(into) == [("BAD_USER_INPUT", ["from"])]
    assert await firms.refused(into, into) == [("BAD_USER_INPUT", ["from", 0])]
    assert await firms.refused(into, other, other) == [("BAD_USER_INPUT", ["from", 1])]
    assert await firms.refused(into, "x") == [("BAD_USER_INPUT", ["from", 0])]
    assert await firms.refused(into, *[NOWHERE] * 101) == [("TOO_MANY_RECORDS", ["from"])]
    assert await firms.refused(into, other, gone) == [("RECORD_NOT_FOUND", ["from", 1])]
    assert await firms.refused(gone, other) == [("RECORD_NOT_FOUND", ["into"])]
    assert await firms.refused(NOWHERE, gone) == [
        ("RECORD_NOT_FOUND", ["into"]),
        ("RECORD_NOT_FOUND", ["from", 0]),
    ]
    assert await firms.names() == ["A", "B"]


async def test_the_version_of_the_record_that_stays(firms: Firms) -> None:
    into, other = await firms.firm("A"), await firms.firm("B")
    assert await firms.refused(into, other, version=2) == [("VERSION_CONFLICT", ["expectedVersion"])]
    await firms.merged(into, other, version=1)


async def test_a_record_is_not_made_to_name_one_that_is_merged_into_it(firms: Firms) -> None:
    into, other = await firms.firm("A"), await firms.firm("B")
    refused = await firms.refused(into, other, input={"parentId": other, "aboutId": into})
    assert refused == [
        ("RELATION_NOT_FOUND", ["input", "parentId"]),
        ("RELATION_NOT_FOUND", ["input", "aboutId"]),
    ]


async def test_rules_of_the_object_are_asked_of_what_changes(firms: Firms) -> None:
    small = {"or": [{"missing": ["size"]}, {"<": [{"var": "size"}, 5]}]}
    rule = {
        "object": "firm",
        "name": "small",
        "rule": small,
        "messages": [{"language": "en", "text": "Too large"}],
    }
    await firms.api.change(firms.admin, {"addValidation": {**rule, "fields": ["size"]}})
    into, other = await firms.firm("A", size=1), await firms.firm("B", size=2)
    smaller = {"or": [{"missing": ["size"]}, {"<": [{"var": "size"}, 2]}]}
    await firms.api.change(
        firms.admin,
        {"setValidation": {"object": "firm", "validation": "small", "rule": smaller}},
    )
    third = await firms.firm("C")
    assert await firms.refused(third, other) == [("VALIDATION_FAILED", ["input", "size"])]
    await firms.merged(third, other, input={"size": 1})
    await firms.merged(into, third)


async def test_records_that_follow_and_would_be_the_same_refuse(firms: Firms) -> None:
    """A unique relation, and a key with one: neither record is lost without a word."""
    one = {"name": "main", "type": "relation", "target": "firm", "unique": True}
    await firms.api.change(
        firms.admin,
        {"addField": {"object": "call", "field": one}},
        {"addUniqueKey": {"object": "person", "name": "named", "fields": ["firm", "name"]}},
    )
    into, other = await firms.firm("A"), await firms.firm("B")
    await firms.create("call", name="1", mainId=into)
    call = await firms.create("call", name="2", mainId=other)
    done = await firms.merge(into, other)
    assert [(each["code"], each["path"]) for each in done["errors"]] == [("UNIQUE", ["from"])]
    assert done["errors"][0]["message"].startswith("Records of call that point")
    assert await firms.names() == ["A", "B"]
    clear = "mutation ($id: ID!) { updateCall(id: $id, input: { mainId: null }) { errors { code } } }"
    await firms.read(clear, id=call)
    await firms.create("person", name="Ada", firmId=into)
    await firms.create("person", name="Ada", firmId=other)
    assert await firms.refused(into, other) == [("UNIQUE", ["from"])]


# Done once, and in one go


async def test_a_merge_sent_again_answers_as_it_did(firms: Firms) -> None:
    into, other = await firms.firm("A"), await firms.firm("B")
    first = await firms.merged(into, other, key="k")
    assert await firms.merged(into, other, key="k") == first
    assert await firms.refused(into, other) == [("RECORD_NOT_FOUND", ["from", 0])]


async def test_it_is_one_statement_behind_one_that_holds_what_points_to_the_records(firms: Firms) -> None:
    into, other = await firms.firm("A"), await firms.firm("B")
    with observed(firms.api.engine.database) as texts:
        await firms.merged(into, other)
    first, second = texts
    assert "LOCK TABLE" in first
    assert "SHARE ROW EXCLUSIVE" in first
    assert second.startswith("WITH guard AS")


async def test_a_merged_record_is_merged_further(firms: Firms) -> None:
    one, two, three = await firms.firm("A"), await firms.firm("B"), await firms.firm("C")
    await firms.create("person", name="Ada", firmId=one)
    await firms.merged(two, one)
    done = await firms.merged(three, two)
    assert named(done, "people") == ["Ada"]


# Told later


TOLD = "mergedFrom { id fields by { name } }"


async def test_a_record_tells_which_others_it_has_become_one_with(firms: Firms) -> None:
    into, one, two = await firms.firm("A"), await firms.firm("B", size=3), await firms.firm("C", code="C")
    document = f"""mutation ($into: ID!, $from: [ID!]!) {{ done: mergeFirms(into: $into, from: $from) {{
      firm {{ {TOLD} }} errors {{ code }} }} }}"""
    done = (await firms.read(document, into=into, **{"from": [one]}))["done"]
    by = {"name": "Ada"}
    assert done["firm"]["mergedFrom"] == [{"id": one, "fields": ["size"], "by": by}]
    await firms.merged(into, two)
    read = f"query ($id: ID!) {{ firm(id: $id) {{ {TOLD} }} }}"
    found = (await firms.read(read, id=into))["firm"]["mergedFrom"]
    assert found == [{"id": one, "fields": ["size"], "by": by}, {"id": two, "fields": ["code"], "by": by}]
    assert await firms.restore(one) == []
    found = (await firms.read(read, id=into))["firm"]["mergedFrom"]
    assert [each["id"] for each in found] == [two]


async def test_an_id_that_was_merged_leads_to_the_record_that_it_is_now(firms: Firms) -> None:
    one, two, three = await firms.firm("A"), await firms.firm("B"), await firms.firm("C")
    await firms.merged(two, one)
    await firms.merged(three, two)
    read = "query ($id: ID!, $follow: Boolean) { firm(id: $id, followMerges: $follow) { name } }"
    for id_ in (one, two, three):
        assert (await firms.read(read, id=id_, follow=True))["firm"] == {"name": "C"}
    assert (await firms.read(read, id=one))["firm"] is None
    assert (await firms.read(read, id=one, follow=False))["firm"] is None
    assert (await firms.read(read, id=NOWHERE, follow=True))["firm"] is None
    assert await firms.restore(two) == []
    assert (await firms.read(read, id=one, follow=True))["firm"] == {"name": "B"}
    # One that is deleted otherwise afterwards has gone nowhere.
    await firms.read("mutation ($id: ID!) { deleteFirm(id: $id) { errors { code } } }", id=two)
    assert (await firms.read(read, id=two, follow=True))["firm"] is None


async def test_warnings_are_told(firms: Firms) -> None:
    rule = {"or": [{"missing": ["size"]}, {"<": [{"var": "size"}, 5]}]}
    warn = {"object": "firm", "name": "small", "rule": rule, "fields": ["size"], "severity": "warn"}
    warn["messages"] = [{"language": "en", "text": "Large"}]
    into, other = await firms.firm("A"), await firms.firm("B", size=9)
    await firms.api.change(firms.admin, {"addValidation": warn})
    done = await firms.merged(into, other)
    assert done["warnings"] == [{"code": "VALIDATION_FAILED"}]


# What is deleted follows when it is restored


async def test_many_that_are_restored_follow_however_often_it_was_merged(firms: Firms) -> None:
    one, two, three = await firms.firm("A"), await firms.firm("B"), await firms.firm("C")
    other = await firms.firm("D")
    people = [
        await firms.create("person", name=f"p{number}", firmId=one, earlierId=other) for number in range(3)
    ]
    call = await firms.create("call", name="c", subjectId=one)
    await firms.read("mutation ($ids: [ID!]) { deletePeople(ids: $ids) { done } }", ids=people)
    await firms.read("mutation ($id: ID!) { deleteCall(id: $id) { errors { code } } }", id=call)
    await firms.merged(two, one)
    await firms.merged(three, two)
    many = """mutation ($ids: [ID!]) { done: restorePeople(ids: $ids) {
      done errors { code } outcomes { person { firmId earlierId fieldHistory { nodes { field old new } } } } } }"""
    done = (await firms.read(many, ids=people))["done"]
    assert (done["done"], done["errors"]) == (3, [])
    for each in done["outcomes"]:
        assert (each["person"]["firmId"], each["person"]["earlierId"]) == (three, other)
        (last, *_) = each["person"]["fieldHistory"]["nodes"]
        assert last == {"field": "firm", "old": one, "new": three}
    again = await firms.read(
        "mutation ($id: ID!) { done: restoreCall(id: $id) { call { subjectId } errors { code } } }", id=call
    )
    assert again["done"] == {"call": {"subjectId": three}, "errors": []}


async def test_what_is_restored_stays_with_a_record_that_is_restored_too(firms: Firms) -> None:
    into, one = await firms.firm("A"), await firms.firm("B")
    person = await firms.create("person", name="p", firmId=one)
    gone = await firms.firm("C")
    former = await firms.create("person", name="q", firmId=gone)
    for id_ in (person, former):
        await firms.read("mutation ($id: ID!) { deletePerson(id: $id) { errors { code } } }", id=id_)
    await firms.read("mutation ($id: ID!) { deleteFirm(id: $id) { errors { code } } }", id=gone)
    await firms.merged(into, one)
    assert await firms.restore(one) == []
    restore = (
        "mutation ($id: ID!) { done: restorePerson(id: $id) { person { firm { name } } errors { code } } }"
    )
    assert (await firms.read(restore, id=person))["done"]["person"] == {"firm": {"name": "B"}}
    # Of one that was deleted and not merged nothing is made.
    assert (await firms.read(restore, id=former))["done"] == {"person": {"firm": None}, "errors": []}
