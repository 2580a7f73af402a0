"""Each golden case: the statement and the answer are those of the files. `pytest --update-golden` rewrites them."""

import json
from pathlib import Path

import pytest

from api.context import RequestContext
from api.execution.operation import respond
from api.execution.subscription import Subscription
from api.request import GraphQLRequest
from tests.golden.case import CASES, Case, document_with_ids, normalised, normalised_answer, read_case
from tests.world import World, make_world, with_ids

SUBSCRIPTIONS = sorted(CASES.glob("changed*"))
PATHS = sorted({*CASES.iterdir()} - {*SUBSCRIPTIONS})


async def records_of(case: Case, world: World, scratch: World) -> tuple[World, dict[str, str]]:
    """The world of the case and the ids by name that it may use."""
    if case.records is None:
        return world, dict(world.ids)
    if case.changes:
        scratch = await make_world(scratch.api)
        await scratch.api.change(scratch.admin, *case.changes)
    ids: dict[str, str] = {}
    for name, record in case.records.items():
        token = scratch.token(record.get("maker", "manager"))
        values = with_ids(record["values"], {**ids, **scratch.members})
        ids[name] = await scratch.create(token, record["object"], **values)
        for stage in record.get("promoted", ()):
            document = "mutation ($id: ID!, $to: String!) { promoteDeal(id: $id, to: $to) { promoted } }"
            moved = await scratch.api.data(token, document, {"id": ids[name], "to": stage})
            assert moved == {"promoteDeal": {"promoted": True}}
        if record.get("deleted"):
            document = "mutation ($id: ID!) { deleteDeal(id: $id) { errors { code } } }"
            assert await scratch.api.data(token, document, {"id": ids[name]}) == {
                "deleteDeal": {"errors": []}
            }
    return scratch, ids


async def events_of(case: Case, world: World, scratch: World, statements: list[str]) -> list[object]:
    """The events of a subscription that begins before the records of the case are made; `statements` has its reads."""
    engine = scratch.api.engine
    context = RequestContext(engine, "golden", token=scratch.token(case.actor), accept_language=case.language)
    subscription = await respond(engine, GraphQLRequest(case.document, case.variables, streams=True), context)
    assert isinstance(subscription, Subscription), subscription
    try:
        _, ids = await records_of(case, world, scratch)
        statements.clear()
        changes = await subscription.take(0)
    finally:
        subscription.close()
    # The poll may have asked meanwhile.
    statements[:] = [text for text in statements if "AS entry" in text]
    names = {value: name for name, value in ids.items()}
    return [
        normalised_answer(json.loads(change.body), names, await scratch.namespace()) for change in changes
    ]


@pytest.mark.parametrize("path", SUBSCRIPTIONS, ids=lambda path: path.name)
async def test_golden_subscription(
    path: Path, world: World, scratch: World, api_statements: list[str], pytestconfig: pytest.Config
) -> None:
    case = read_case(path)
    events = await events_of(case, world, scratch, api_statements)
    compare(case, api_statements, events, {}, await scratch.namespace(), pytestconfig)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
async def test_golden(
    path: Path, world: World, scratch: World, api_statements: list[str], pytestconfig: pytest.Config
) -> None:
    case = read_case(path)
    used, ids = await records_of(case, world, scratch)
    token = used.token(case.actor)
    ids |= used.members
    await used.api.data(token, "{ __typename }")
    api_statements.clear()
    answer = await used.api.ask(
        token,
        document_with_ids(case.document, ids),
        with_ids(case.variables, ids),
        **{"Accept-Language": case.language},
    )
    namespace = await used.namespace()
    names = {value: name for name, value in ids.items()}
    compare(case, api_statements, normalised_answer(answer, names, namespace), names, namespace, pytestconfig)


def compare(
    case: Case,
    statements: list[str],
    answer: object,
    names: dict[str, str],
    namespace: str,
    pytestconfig: pytest.Config,
) -> None:
    """See that statements and answer are those of the case's files, or make them so."""
    # A line of SQL may end in a blank; the files do not.
    sql = "\n;\n".join(
        "\n".join(line.rstrip() for line in normalised(text, names, namespace).splitlines())
        for text in statements
    )
    found = {
        "expected.sql": sql + "\n",
        "expected.json": json.dumps(answer, indent=2, ensure_ascii=False) + "\n",
    }
    for name, text in found.items():
        if pytestconfig.getoption("--update-golden"):
            (case.path / name).write_text(text, encoding="utf-8")
        assert (case.path / name).read_text(encoding="utf-8") == text
