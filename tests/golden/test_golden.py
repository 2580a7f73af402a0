"""Each golden case: the statement and the answer are those of the files. `pytest --update-golden` rewrites them."""

import json
from pathlib import Path

import pytest

from tests.golden.case import CASES, Case, document_with_ids, normalised, normalised_answer, read_case
from tests.world import World, with_ids

PATHS = sorted(CASES.iterdir())


async def records_of(case: Case, world: World, scratch: World) -> tuple[World, dict[str, str]]:
    """The world of the case and the ids by name that it may use."""
    if case.records is None:
        return world, dict(world.ids)
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
    # A line of SQL may end in a blank; the files do not.
    sql = "\n;\n".join(
        "\n".join(line.rstrip() for line in normalised(text, names, namespace).splitlines())
        for text in api_statements
    )
    found = {
        "expected.sql": sql + "\n",
        "expected.json": json.dumps(normalised_answer(answer, names, namespace), indent=2, ensure_ascii=False)
        + "\n",
    }
    for name, text in found.items():
        if pytestconfig.getoption("--update-golden"):
            (path / name).write_text(text, encoding="utf-8")
        assert (path / name).read_text(encoding="utf-8") == text
