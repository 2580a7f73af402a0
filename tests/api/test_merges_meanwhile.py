"""Merges beside other writers: nothing points to a record that is gone, and none of it is done by half."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from records import once
from tests.api.meanwhile import HOLD, judged_writes_wait, writing
from tests.api.merging import MERGE, Firms
from tests.client import Api, running_api


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Api]:
    """A second process."""
    async with running_api(database_url) as running:
        yield running


CREATE_PERSON = """mutation ($id: ID!) {
  done: createPerson(input: { name: "P", firmId: $id }) { errors { code path } } }"""
CREATE_CALL = """mutation ($id: ID!) {
  done: createCall(input: { name: "C", subjectId: $id }) { errors { code path } } }"""
CREATE_EVENT = """mutation ($id: ID!) {
  done: createEvent(input: { name: "E", guests: { set: [$id] } }) { errors { code path } } }"""
POINTED = """{ people { nodes { firmId } } calls { nodes { subjectId } }
  events { nodes { guests { nodes { id } } } } }"""


async def lost(firms: Firms) -> list[Any]:
    """What points to records that are deleted, as the tables have it."""
    namespace = await firms.namespace()
    links = (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = $1 AND table_name LIKE 'link%'"
    )
    database = firms.api.engine.database
    found = [
        *(("person", "firmId"), ("person", "earlierId"), ("call", "subjectId"), ("firm", "parentId")),
    ]
    rows: list[Any] = []
    for table, name in found:
        sql = f"""SELECT p.id FROM {namespace}.{table} p JOIN {namespace}.firm f ON f.id = p."{name}"
                  WHERE f."deletedAt" IS NOT NULL AND p."deletedAt" IS NULL"""
        rows += await database.fetch(sql, [], affinity="")
    for (table,) in await database.fetch(links, [namespace], affinity=""):
        # Links stay, and those to the record that stays stand beside them.
        sql = f"""SELECT l.source FROM {namespace}.{table} l JOIN {namespace}.firm f ON f.id = l.target
                  JOIN {namespace}.sluice_merge m ON m.record_id = f.id WHERE NOT EXISTS (
                      SELECT FROM {namespace}.{table} k WHERE k.source = l.source AND k.target = m.into_id)
                  AND NOT EXISTS (SELECT FROM {namespace}.sluice_merge n WHERE l.source IN (n.record_id, n.into_id))"""
        rows += await database.fetch(sql, [], affinity="")
    return rows


# Who points to a record that is being merged


@pytest.mark.parametrize("document", [CREATE_PERSON, CREATE_CALL, CREATE_EVENT])
async def test_who_begins_to_point_to_it_meanwhile_is_told_that_it_is_gone(
    firms: Firms, database_url: str, document: str
) -> None:
    into, gone = await firms.firm("A"), await firms.firm("B")
    await judged_writes_wait(firms)
    async with writing(firms, database_url) as held:
        await held.run(HOLD)
        merging = await held.kept_waiting(firms.merge(into, gone))
        pointing = asyncio.create_task(firms.read(document, id=gone))
        await waiting_for_locks(firms, 1)
    assert (await merging)["errors"] == []
    (told,) = (await pointing)["done"]["errors"]
    assert told["code"] == "RELATION_NOT_FOUND"
    assert await lost(firms) == []


@pytest.mark.parametrize("document", [CREATE_PERSON, CREATE_CALL, CREATE_EVENT])
async def test_who_has_begun_to_point_to_it_is_waited_for_and_followed(
    firms: Firms, database_url: str, document: str
) -> None:
    into, gone = await firms.firm("A"), await firms.firm("B")
    await judged_writes_wait(firms)
    async with writing(firms, database_url) as held:
        await held.run(HOLD)
        pointing = await held.kept_waiting(firms.read(document, id=gone))
        merging = asyncio.create_task(firms.merge(into, gone))
        await waiting_for_locks(firms, 1)
    assert (await pointing)["done"]["errors"] == []
    assert (await merging)["errors"] == []
    assert await lost(firms) == []
    found = await firms.read(POINTED)
    assert f"'{into}'" in str(found)
    assert f"'{gone}'" not in str(found)


async def waiting_for_locks(firms: Firms, many: int) -> None:
    """Wait until so many statements wait for a table."""
    waits = "SELECT count(*) AS many FROM pg_locks WHERE NOT granted AND relation IS NOT NULL"
    async with asyncio.timeout(60):
        while True:
            (row,) = await firms.api.engine.database.fetch(waits, [], affinity="")
            if row["many"] >= many:
                return
            await asyncio.sleep(0.01)


async def test_nothing_is_lost_among_many_writers(firms: Firms, other: Api) -> None:
    into = await firms.firm("A")
    gone = [await firms.firm(f"B{number}") for number in range(6)]

    async def point(api: Api, id_: str, document: str) -> list[str]:
        answer = await api.data(firms.admin, document, {"id": id_})
        return [each["code"] for each in answer["done"]["errors"]]

    async def merge(api: Api, id_: str) -> list[str]:
        answer = await api.data(firms.admin, MERGE, {"into": into, "from": [id_]})
        return [each["code"] for each in answer["done"]["errors"]]

    processes, documents = (firms.api, other), (CREATE_PERSON, CREATE_CALL, CREATE_EVENT)
    writes = [
        point(processes[(number + turn) % 2], id_, documents[turn % 3])
        for number, id_ in enumerate(gone)
        for turn in range(9)
    ]
    merges = [merge(processes[number % 2], id_) for number, id_ in enumerate(gone)]
    mixed = [each for three in zip(writes[::9], merges, strict=True) for each in three]
    rest = [each for position, each in enumerate(writes) if position % 9]
    pointed = await asyncio.gather(*mixed, *rest)
    assert {code for codes in pointed for code in codes} <= {"RELATION_NOT_FOUND"}
    assert await lost(firms) == []
    assert await firms.names() == ["A"]


# Two merges


async def test_of_two_merges_of_one_record_one_is_done(firms: Firms, other: Api) -> None:
    one, two, gone = await firms.firm("A"), await firms.firm("B"), await firms.firm("C")
    await firms.create("person", name="Ada", firmId=gone)
    answers = await asyncio.gather(
        firms.api.data(firms.admin, MERGE, {"into": one, "from": [gone]}),
        other.data(firms.admin, MERGE, {"into": two, "from": [gone]}),
    )
    told = sorted(str([each["code"] for each in answer["done"]["errors"]]) for answer in answers)
    assert told == ["['RECORD_NOT_FOUND']", "[]"]
    assert await lost(firms) == []


async def test_of_two_merges_into_each_other_one_is_done(firms: Firms, other: Api) -> None:
    for _ in range(5):
        one, two = await firms.firm("A"), await firms.firm("B")
        answers = await asyncio.gather(
            firms.api.data(firms.admin, MERGE, {"into": one, "from": [two]}),
            other.data(firms.admin, MERGE, {"into": two, "from": [one]}),
        )
        assert sorted(len(answer["done"]["errors"]) for answer in answers) == [0, 1]


async def test_merges_of_objects_that_point_to_each_other(firms: Firms, other: Api) -> None:
    boss = {"name": "boss", "type": "relation", "target": "person", "reverse": "bossOf"}
    await firms.api.change(firms.admin, {"addField": {"object": "firm", "field": boss}})
    merge = """mutation ($into: ID!, $from: [ID!]!) {
      done: mergePeople(into: $into, from: $from) { errors { code } } }"""
    for _ in range(5):
        one, two = await firms.firm("A"), await firms.firm("B")
        ada, bob = [await firms.create("person", name="P", firmId=each) for each in (one, two)]
        await firms.firm("C", bossId=bob)
        done, people = await asyncio.gather(
            firms.merged(one, two), other.data(firms.admin, merge, {"into": ada, "from": [bob]})
        )
        assert (done["errors"], people["done"]["errors"]) == ([], [])
    assert await lost(firms) == []
    found = await firms.read("{ firms { nodes { name bossId } } }")
    assert all(each["bossId"] for each in found["firms"]["nodes"] if each["name"] == "C")


async def test_a_write_of_a_record_comes_before_its_merge_or_not_at_all(firms: Firms, other: Api) -> None:
    update = """mutation ($id: ID!) { done: updateFirm(id: $id, input: { size: 7 }) { errors { code } } }"""
    for _ in range(5):
        into, gone = await firms.firm("A"), await firms.firm("B")
        answer, done = await asyncio.gather(
            other.data(firms.admin, update, {"id": gone}), firms.merged(into, gone)
        )
        assert done["firm"]["size"] == (None if answer["done"]["errors"] else 7)


# Publishing, waiting, dying


async def test_merges_beside_publishes(firms: Firms, other: Api) -> None:
    into = await firms.firm("A")
    gone = [await firms.firm(f"B{number}") for number in range(4)]

    async def publish() -> None:
        for number in range(4):
            field = {"name": f"extra{number}", "type": "relation", "target": "firm"}
            await other.change(firms.admin, {"addField": {"object": "person", "field": field}})

    async def merge() -> None:
        for id_ in gone:
            await firms.merged(into, id_)

    await asyncio.gather(publish(), merge())
    assert await firms.names() == ["A"]


async def test_who_writes_for_long_is_not_waited_for_for_ever(
    firms: Firms, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "LOCK_ATTEMPTS", 2)
    into, gone = await firms.firm("A"), await firms.firm("B")
    async with writing(firms, database_url) as long:
        await long.run("LOCK TABLE $n.person IN ROW EXCLUSIVE MODE")
        answer = await firms.api.ask(firms.admin, MERGE, {"into": into, "from": [gone]})
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["TIMEOUT"]
    await firms.merged(into, gone)


async def test_a_merge_that_dies_has_done_nothing(firms: Firms, database_url: str) -> None:
    into, gone = await firms.firm("A"), await firms.firm("B", code="B")
    await firms.create("person", name="Ada", firmId=gone)
    await judged_writes_wait(firms)
    async with writing(firms, database_url) as held:
        await held.run(HOLD)
        request = firms.api.ask(firms.admin, MERGE, {"into": into, "from": [gone]})
        merging = await held.kept_waiting(request)
        kill = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"""
        await held.raw.execute(kill)
        answer = await merging
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["UNAVAILABLE"]
    assert await firms.names() == ["A", "B"]
    found = await firms.read("{ people { nodes { firmId version } } }")
    assert found["people"]["nodes"] == [{"firmId": gone, "version": 1}]
    done = await firms.merged(into, gone)
    assert done["firm"]["code"] == "B"
