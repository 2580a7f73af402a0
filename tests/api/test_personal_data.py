"""What is held of a person: handed out as a whole, and erased without a trace, statistics aside."""

import asyncio
from typing import Any

import pytest

from tests.api.people import People
from tests.client import Api

NOWHERE = "0197f5d2-0000-7000-8000-000000000000"
STATISTICS = """{
  persons: personGroups(by: [{ field: stage }]) { keys { value } count sum { size fee { amount } } }
  deals: dealGroups(by: [{ field: stage }, { field: personId }]) {
    keys { value } count sum { amount { amount } } min { closing } max { closing } }
  letters: letterGroups(by: [{ field: aboutId }]) { keys { value } count }
  moves: deals { totalCount nodes { stage stageEnteredAt createdAt stageHistory {
    from to occurredAt } } } }"""


async def acquainted(people: People) -> dict[str, str]:
    """A person with all that is kept of one, and another beside them."""
    file = await people.api.upload(people.admin, "Xaver Zeisig.txt", b"contents of Zeisig")
    euros = {"amount": "7.50", "currency": "EUR"}
    ids = {
        "person": await people.create(
            "person",
            key="made",
            name="Xaver Zeisig",
            email="zeisig@example.com",
            idNumber="ZX-9988",
            scan={"id": file},
            size=180,
            fee=euros,
        ),
        "other": await people.create("person", name="Berta", email="berta@example.com", size=170, fee=euros),
    }
    await people.update(
        "person", ids["person"], name="Xaver Z. Zeisig", email="xaver@zeisig.example", size=181
    )
    shared = {"amount": {"amount": "100", "currency": "EUR"}, "closing": "2026-05-01"}
    ids["deal"] = await people.create(
        "deal", title="Big", notes="Zeisig likes tea", personId=ids["person"], **shared
    )
    ids["otherDeal"] = await people.create(
        "deal", title="Small", notes="Berta runs", personId=ids["other"], **shared
    )
    ids["letter"] = await people.create("letter", title="To all", aboutId=ids["person"])
    ids["read"] = await people.create(
        "letter", title="Hello", body="Dear Zeisig", readers={"set": [ids["person"]]}
    )
    for of in ("person", "deal", "letter"):
        assert (await people.promote(of, ids[of], "known"))["promoted"]
    # The gate has read the person along a relation that leads elsewhere by now.
    await people.update("letter", ids["letter"], aboutId=ids["other"])
    return ids


def traces(text: str) -> set[str]:
    return {each for each in ("Zeisig", "zeisig", "ZX-9988", "Dear") if each in text}


async def test_nothing_of_the_person_is_left_and_statistics_are_what_they_were(people: People) -> None:
    ids = await acquainted(people)
    assert traces(await people.everything()) == {"Zeisig", "zeisig", "ZX-9988", "Dear"}
    before = await people.api.data(people.admin, STATISTICS)
    tried = await people.erase(ids["person"], dry=True)
    assert tried["erased"] is False
    assert tried["errors"] == []
    assert await people.api.data(people.admin, STATISTICS) == before
    assert traces(await people.everything())
    done = await people.erase(ids["person"])
    assert done == {"erased": True, "plan": tried["plan"], "errors": []}
    assert done["plan"] == [
        "1 records of Person tell of the person.",
        "1 records of deal tell of the person.",
        "1 records of letter tell of the person.",
        "6 values are emptied or replaced.",
        "5 changes in the history of fields lose their values.",
        "3 judgements of gates forget what they saw.",
        "1 files are removed.",
        "1 answers that are kept for repeated requests are emptied.",
    ]
    assert traces(await people.everything()) == set()
    assert await people.api.data(people.admin, STATISTICS) == before
    # The other person is as they were.
    assert "Berta runs" in await people.everything()
    one = "query ($id: ID!) { done: person(id: $id) { name email idNumber scan { id } size stage version } }"
    erased = await people.run(one, id=ids["person"])
    assert erased.pop("email").endswith("@erased.example")
    assert erased == {
        "name": "erased",
        "idNumber": None,
        "scan": None,
        "size": 181,
        "stage": "known",
        "version": 4,
    }
    assert (await people.run(one, id=ids["other"]))["email"] == "berta@example.com"
    again = await people.erase(ids["person"])
    assert again["erased"]
    assert again["plan"][-1] == "Nothing is left to erase."
    assert (await people.run(one, id=ids["person"]))["version"] == 4


async def test_the_file_is_gone_with_its_contents(people: People) -> None:
    file = await people.api.upload(people.admin, "Zeisig.txt", b"contents")
    before = await people.create("person", name="X", email="x@example.com", scan={"id": file})
    second = await people.api.upload(people.admin, "Zeisig 2.txt", b"contents")
    await people.update("person", before, scan={"id": second})
    namespace, contents = await people.namespace(), people.api.engine.contents
    assert (await people.erase(before))["erased"]
    for each in (file, second):
        with pytest.raises(Exception, match="does not answer"):
            await contents.get(f"{namespace}/{each}", 0, 1)
    assert "Zeisig" not in await people.everything()


async def test_who_is_searched_for_is_not_found(people: People) -> None:
    id_ = await people.create("person", name="Xaver Zeisig", email="z@example.com")
    sought = '{ done: persons(search: "Zeisig") { totalCount } }'
    assert await people.run(sought) == {"totalCount": 1}
    await people.erase(id_)
    assert await people.run(sought) == {"totalCount": 0}


async def test_deleted_and_merged_records_are_erased_too(people: People) -> None:
    into = await people.create("person", name="Xaver Zeisig", email="z1@example.com")
    one = await people.create("person", name="X. Zeisig", email="z2@example.com")
    await people.create("deal", title="d", notes="Zeisig was here", personId=one)
    merge = """mutation ($into: ID!, $from: [ID!]!) {
      done: mergePersons(into: $into, from: $from) { errors { code } } }"""
    assert (await people.run(merge, **{"into": into, "from": [one]}))["errors"] == []
    await people.run("mutation ($id: ID!) { done: deletePerson(id: $id) { errors { code } } }", id=into)
    assert "Zeisig" in await people.everything()
    assert (await people.erase(into))["erased"]
    text = await people.everything()
    assert "Zeisig" not in text
    assert "z2@example.com" not in text


async def test_a_removed_field_is_erased_too(people: People) -> None:
    id_ = await people.create("person", name="X", email="x@example.com", idNumber="ZX-9988")
    await people.create("deal", title="d", notes="Zeisig was here", personId=id_)
    await people.api.change(
        people.admin,
        {"removeField": {"object": "person", "field": "idNumber"}},
        {"removeObject": {"object": "deal"}},
    )
    assert (await people.erase(id_))["erased"]
    text = await people.everything()
    assert "ZX-9988" not in text
    assert "was here" not in text
    await people.api.change(
        people.admin,
        {"restoreField": {"object": "person", "field": "idNumber"}},
        {"restoreObject": {"object": "deal"}},
    )
    found = await people.api.data(
        people.admin, "{ persons { nodes { idNumber } } deals { nodes { title notes } } }"
    )
    assert found["persons"]["nodes"] == [{"idNumber": None}]
    assert found["deals"]["nodes"] == [{"title": "d", "notes": None}]


async def test_no_rule_and_no_required_value_stands_in_the_way(people: People) -> None:
    ids = [
        await people.create("person", name=f"P{n}", email=f"p{n}@example.com", idNumber=f"no {n}")
        for n in "ab"
    ]
    rule = {"and": [{"!=": [{"var": "name"}, "erased"]}, {"!=": [{"var": "idNumber"}, None]}]}
    messages = [{"language": "en", "text": "no"}]
    await people.api.change(
        people.admin,
        {"addValidation": {"object": "person", "name": "sound", "rule": rule, "messages": messages}},
        {"setWritable": {"object": "person", "field": "email", "writable": "onCreate"}},
    )
    for id_ in ids:
        assert (await people.erase(id_))["erased"]
    found = await people.api.data(people.admin, "{ persons { nodes { name email } } }")
    assert [each["name"] for each in found["persons"]["nodes"]] == ["erased", "erased"]
    assert len({each["email"] for each in found["persons"]["nodes"]}) == 2


async def test_an_update_at_the_same_time_leaves_nothing(people: People) -> None:
    id_ = await people.create("person", name="X", email="x@example.com")
    for round_ in range(5):
        given = {"name": f"Zeisig {round_}", "email": f"zeisig{round_}@example.com"}
        await asyncio.gather(people.update("person", id_, **given), people.erase(id_))
        await people.erase(id_)
        assert traces(await people.everything()) == set()


async def test_who_follows_is_told_what_changed(people: People) -> None:
    id_ = await people.create("person", name="X", email="x@example.com")
    await people.erase(id_)
    outbox = f"SELECT kind, record_version FROM {await people.namespace()}.sluice_outbox ORDER BY xid, seq"
    told = await people.api.engine.database.fetch(outbox, [], affinity="")
    assert [tuple(each) for each in told][-1] == ("updated", 2)


# What is handed out


async def test_everything_that_is_held_is_handed_out_page_by_page(people: People) -> None:
    ids = await acquainted(people)
    whole = await people.export(ids["person"])
    assert whole["errors"] == []
    assert whole["endCursor"] is None
    kinds = [each["kind"] for each in whole["entries"]]
    assert kinds == ["record", "related", "related", *["fieldChange"] * 6, "stageChange", "stageChange"]
    person = whole["entries"][0]
    assert person["values"]["email"] == "xaver@zeisig.example"
    assert person["values"]["size"] == 181
    assert person["stage"] == "known"
    assert person["values"]["scan"]["name"] == "Xaver Zeisig.txt"
    deal = next(each for each in whole["entries"] if each.get("object") == "deal")
    assert deal["values"] == {"notes": "Zeisig likes tea", "person": ids["person"]}
    assert "Berta" not in str(whole)
    assert {"object": "person", "field": "name", "label": "Full name", "personal": "identity"} in whole[
        "fields"
    ]
    pages: list[Any] = []
    after = None
    while after is not None or not pages:
        page = await people.export(ids["person"], first=2, after=after)
        pages += page["entries"]
        after = page["endCursor"]
    # What was asked meanwhile is in the audit log, and told as well.
    assert [each for each in pages if each["kind"] != "audit"] == whole["entries"]
    assert [each["what"] for each in pages if each["kind"] == "audit"][:1] == ["subjectExported"]


async def test_labels_are_in_the_language_of_who_asks(people: People) -> None:
    id_ = await people.create("person", name="X", email="x@example.com")
    given = {"input": {"object": "person", "id": id_, "reason": "7", "dryRun": True}}
    erase = "mutation ($input: EraseSubjectInput!) { done: eraseSubject(input: $input) { plan } }"
    found = await people.api.data(people.officer, erase, given, **{"Accept-Language": "zh-CN"})
    assert found["done"]["plan"] == [
        "1 条人员记录涉及此人。",
        "2 个值被清空或替换。",
        "字段历史中 2 次变更的值被清除。",
    ]


async def test_a_cursor_of_nothing_is_refused(people: People) -> None:
    id_ = await people.create("person", name="X", email="x@example.com")
    for after in ("x", "1.1", f"999.0.{id_}"):
        (error,) = (await people.export(id_, after=after))["errors"]
        assert (error["code"], error["path"]) == ("BAD_USER_INPUT", ["after"])


async def test_a_place_that_is_made_up_hands_out_nothing_and_says_so(people: People) -> None:
    """No error of ours, and no entry of the audit log that says that somebody's data were handed out."""
    ids = await acquainted(people)
    version, _, last = (await people.export(ids["person"], first=1))["endCursor"].split(".")
    log = '{ auditLog(kind: "subjectExported", first: 50) { object } }'
    before = await people.api.data(people.admin, log)
    for section in ("99999999999", "-1"):
        (error,) = (await people.export(ids["person"], after=f"{version}.{section}.{last}"))["errors"]
        assert (error["code"], error["path"]) == ("BAD_USER_INPUT", ["after"])
    for id_ in (ids["person"], NOWHERE):
        assert (await people.export(id_, after=f"{version}.99.{last}"))["entries"] == []
    assert await people.api.data(people.admin, log) == before


# Who may


@pytest.mark.parametrize("who", ["half", "own"])
async def test_who_does_not_see_all_hands_out_and_erases_nothing(people: People, who: str) -> None:
    id_ = await people.create("person", name="Zeisig", email="x@example.com", idNumber="ZX-9988")
    token = getattr(people, who)
    export = f'mutation {{ exportSubject(object: "person", id: "{id_}") {{ entries }} }}'
    erase = f'mutation {{ eraseSubject(input: {{object: "person", id: "{id_}", reason: "x"}}) {{ erased }} }}'
    for document in (export, erase):
        found = await people.api.ask(token, document)
        (error,) = found["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert "idNumber" not in str(found)
        assert "deal" not in str(found)
    assert "ZX-9988" in await people.everything()


async def test_what_is_not_there_is_as_what_may_not_be_seen(people: People) -> None:
    await people.api.change(
        people.admin,
        {
            "setGrants": {
                "role": "officer",
                "grants": [
                    {"object": "*", "action": "read"},
                    {"object": "person", "action": "export", "rows": "own"},
                    {"object": "person", "action": "erase", "rows": "own"},
                ],
            }
        },
    )
    others = await people.create("person", name="Zeisig", email="x@example.com")
    answers = [(await people.export(each), await people.erase(each)) for each in (others, NOWHERE)]
    assert answers[0] == answers[1]
    assert [each["errors"][0]["code"] for each in answers[0]] == ["NOT_FOUND", "NOT_FOUND"]
    assert "Zeisig" in await people.everything()


async def test_the_audit_log_tells_of_it_without_a_value(people: People, api: Api) -> None:
    ids = await acquainted(people)
    await people.export(ids["person"])
    await people.erase(ids["person"])
    found = await api.data(people.admin, "{ auditLog(first: 2) { kind object details } }")
    assert [each["kind"] for each in found["auditLog"]] == ["subjectErased", "subjectExported"]
    erased = found["auditLog"][0]
    assert erased["object"] == ids["person"]
    assert erased["details"] == {
        "object": "person",
        "reason": "request 17",
        "records": 3,
        "values": 6,
        "history": 5,
        "files": 1,
        "views": 0,
        "examples": 0,
    }
