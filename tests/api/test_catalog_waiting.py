"""`sluice catalog` and what is published in the background: it waits, or leaves it alone, and says which."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from api.catalog_files import waiting
from core.errors import fault
from tests.api.catalog_line import Line
from tests.api.leads import TO_INTEGER, Leads
from tests.protocols.serving import ServedHere


@pytest.fixture
def source(here: ServedHere, leads: Leads) -> Line:
    """The command line of the tenant that has the leads."""
    return Line(here.url.removesuffix("/graphql"), leads.admin)


async def edited(source: Line, folder: Path, old: str = "type: text\n", new: str = "type: integer\n") -> None:
    """The folder of a tenant, with another type for the field `value`."""
    await source("pull", folder)
    lead = folder / "objects" / "lead.yaml"
    head, tail = lead.read_text(encoding="utf-8").split("name: value\n")
    lead.write_text(f"{head}name: value\n{tail.replace(old, new, 1)}", encoding="utf-8")


async def newest(leads: Leads) -> Any:
    return (await leads.ask("{ catalogOperations { id state } }"))[0]


async def test_it_waits_until_the_version_is_in_force(
    source: Line, leads: Leads, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await edited(source, tmp_path)
    before = (await leads.ask("{ catalog { version } }"))["version"]
    assert await source("apply", tmp_path, "--yes", "--background") == 0
    told = capsys.readouterr()
    operation = (await newest(leads))["id"]
    assert told.out.endswith(
        f"operation {operation} publishes it in the background\nversion {before + 1} is in force\n"
    )
    assert told.err.endswith("done\n")
    assert await source("plan", tmp_path) == 0
    assert await source("rollback", before, "--yes", "--background") == 0
    assert f"version {before + 2} is in force" in capsys.readouterr().out
    assert await source("operations") == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[2:] for line in listed] == [
        ["done", f'"Back to version {before}"'],
        ["done", "Convert the field lead.value to integer."],
    ]


async def test_it_is_left_alone_and_waited_for_later(
    source: Line, leads: Leads, held: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await edited(source, tmp_path)
    assert await source("apply", tmp_path, "--yes", "--background", "--no-wait") == 0
    operation = (await newest(leads))["id"]
    left = f"`sluice catalog wait {operation}` waits for it, `sluice catalog stop {operation}` stops it\n"
    assert capsys.readouterr().out.endswith(left)
    await asyncio.wait_for(held.reached.wait(), 30)
    waited = asyncio.create_task(source("wait", operation))
    assert await source("operations") == 0
    far = capsys.readouterr().out
    assert re.search(r"converting 500 of 2,000 records, about \d+ s left  Convert the field lead.value", far)
    assert not waited.done()
    held.go_on.set()
    assert await waited == 0
    assert "is in force" in capsys.readouterr().out
    assert await source.refused("wait", "nothing") == "There is no operation nothing."


async def test_who_stops_waiting_does_not_stop_it(
    source: Line,
    leads: Leads,
    held: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    await edited(source, tmp_path)
    monkeypatch.setattr(waiting.time, "sleep", interrupted)
    assert await source("apply", tmp_path, "--yes", "--background") == waiting.LEFT_ALONE
    operation = (await newest(leads))["id"]
    left = f"it goes on in the background: `sluice catalog wait {operation}` waits for it, "
    assert left in capsys.readouterr().out
    held.go_on.set()
    assert (await leads.ended(operation))["state"] == "done"


async def test_somebody_stops_it(
    source: Line, leads: Leads, held: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await edited(source, tmp_path)
    applied = asyncio.create_task(source("apply", tmp_path, "--yes", "--background"))
    await asyncio.wait_for(held.reached.wait(), 30)
    operation = (await newest(leads))["id"]
    assert await source("stop", operation) == 0
    assert f"{operation}  stop" in capsys.readouterr().out
    assert await applied == 1
    assert "somebody has stopped it; nothing was changed" in capsys.readouterr().out
    assert await source.refused("stop", "nothing") == "There is no such operation"


async def test_why_it_failed(source: Line, leads: Leads, held: Any, tmp_path: Path) -> None:
    await edited(source, tmp_path)
    applied = asyncio.create_task(source.refused("apply", tmp_path, "--yes", "--background"))
    await asyncio.wait_for(held.reached.wait(), 30)
    await leads.run("UPDATE {0}.lead SET value = 'many' WHERE name = 'L2'")
    held.go_on.set()
    assert await applied == (
        "Convert the field lead.value to integer. "
        "Values of lead.value, deleted records counted, cannot become integer."
    )
    assert (await newest(leads))["state"] == "failed"


async def test_a_server_that_is_started_anew_is_waited_for(
    source: Line,
    leads: Leads,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    operation = await leads.begin(TO_INTEGER)
    ask, silent = waiting.Target.ask, [True, True, False]

    def sometimes(self: Any, *given: Any) -> Any:
        if silent and silent.pop(0):
            raise fault("UNAVAILABLE", "it cannot be asked")
        return ask(self, *given)

    monkeypatch.setattr(waiting.Target, "ask", sometimes)
    monkeypatch.setattr(waiting, "PERIOD_SECONDS", 0.01)
    assert await source("wait", operation) == 0
    assert "is in force" in capsys.readouterr().out
    monkeypatch.setattr(waiting, "SILENT_SECONDS", 0)
    silent.append(True)
    assert await source.refused("wait", operation) == "it cannot be asked"
