"""Gates that look through lists, and merges that change these."""

import asyncio
from typing import Any

from tests.api.meanwhile import HOLD, judged_writes_wait, writing
from tests.api.merging import Firms
from tests.client import observed

PROJECTS: list[dict[str, Any]] = [
    {
        "name": "project",
        "plural": "projects",
        "fields": [{"name": "firm", "type": "relation", "target": "firm", "reverse": "projects"}],
    },
    {
        "name": "job",
        "plural": "jobs",
        "fields": [
            {"name": "firm", "type": "relation", "target": "firm", "reverse": "jobs"},
            {"name": "project", "type": "relation", "target": "project", "reverse": "jobs"},
        ],
    },
]
GATE = {"none": [{"var": "jobs"}, {"==": [{"var": "firm.name"}, "Barred"]}]}
PIPELINE = {
    "object": "project",
    "name": "way",
    "stages": [{"name": "here"}, {"name": "there"}],
    "transitions": [{"source": "here", "target": "there", "gate": GATE}],
}
PROMOTE = """mutation ($id: ID!) {
  done: promoteProject(id: $id, to: "there") { promoted errors { code } } }"""


async def with_projects(firms: Firms) -> None:
    await firms.api.change(
        firms.admin, *({"addObject": each} for each in PROJECTS), {"addPipeline": PIPELINE}
    )


async def test_a_record_that_follows_and_has_a_list_is_written_once(firms: Firms) -> None:
    """Written for its list too, it would lose either: PostgreSQL writes a row once in a statement."""
    await with_projects(firms)
    into, gone = await firms.firm("A"), await firms.firm("B")
    own = await firms.create("project", firmId=gone)
    other = await firms.create("project")
    for project in (own, other):
        await firms.create("job", projectId=project, firmId=gone)
    namespace = await firms.namespace()
    with observed(firms.api.engine.database) as texts:
        await firms.merged(into, gone)
    assert f"UPDATE {namespace}.project SET version={namespace}.project.version WHERE" in texts[-1]
    found = await firms.read("{ projects { nodes { id version firmId } } jobs { nodes { firmId } } }")
    by_id = {each["id"]: (each["version"], each["firmId"]) for each in found["projects"]["nodes"]}
    assert by_id == {own: (2, into), other: (1, None)}
    assert [each["firmId"] for each in found["jobs"]["nodes"]] == [into, into]


async def test_a_promotion_is_judged_by_what_a_merge_has_made_of_its_list(
    firms: Firms, database_url: str
) -> None:
    """The merge has begun first, so the promotion waits for it, and finds that its job is barred."""
    await with_projects(firms)
    into, gone = await firms.firm("Barred"), await firms.firm("Free")
    project = await firms.create("project")
    await firms.create("job", projectId=project, firmId=gone)
    await judged_writes_wait(firms)
    async with writing(firms, database_url) as held:
        await held.run(HOLD)
        merging = await held.kept_waiting(firms.merge(into, gone))
        promoting = asyncio.create_task(firms.read(PROMOTE, id=project))
        await asyncio.sleep(0.2)
        assert not promoting.done()
    assert (await merging)["errors"] == []
    assert (await promoting)["done"] == {"promoted": False, "errors": [{"code": "GATE_CLOSED"}]}


async def test_a_merge_waits_for_a_promotion_that_has_read_what_it_changes(
    firms: Firms, database_url: str
) -> None:
    await with_projects(firms)
    into, gone = await firms.firm("Barred"), await firms.firm("Free")
    project = await firms.create("project")
    await firms.create("job", projectId=project, firmId=gone)
    await judged_writes_wait(firms)
    async with writing(firms, database_url) as held:
        await held.run(HOLD)
        promoting = await held.kept_waiting(firms.read(PROMOTE, id=project))
        merging = asyncio.create_task(firms.merge(into, gone))
        await asyncio.sleep(0.2)
        assert not merging.done()
    assert (await promoting)["done"] == {"promoted": True, "errors": []}
    assert (await merging)["errors"] == []
