"""`sluice catalog` against a served tenant."""

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from api.catalog_files.commands import CHANGES, NOT_READ
from api.catalog_files.plans import Outcome
from api.catalog_files.showing import show
from tests.api.catalog_line import Line
from tests.api.test_catalog_files import contents
from tests.world import World


async def test_from_one_tenant_to_another(source: Line, empty: Line, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    assert await source("pull", folder) == 0
    assert await source("plan", folder) == 0
    assert await empty("plan", folder) == CHANGES
    assert await empty("apply", folder, "--yes", "--note", "From the sandbox") == 0
    before = contents(folder)
    assert await empty("plan", folder) == 0
    assert await empty("pull", folder) == 0
    assert contents(folder) == before
    assert await source("pull", folder) == 0
    assert contents(folder) == before


async def test_an_edit_is_planned_applied_and_rolled_back(
    source: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "catalog"
    await source("pull", folder)
    deal = folder / "objects" / "deal.yaml"
    text = deal.read_text(encoding="utf-8").replace("name: notes\n", "name: remarks\n")
    deal.write_text(f"{text}  - name: closing # when\n    type: date\n", encoding="utf-8")
    capsys.readouterr()
    assert await source("plan", folder, "--json") == CHANGES
    planned = json.loads(capsys.readouterr().out)
    assert [each["sentence"] for each in planned["steps"]] == [
        "Rename the field deal.notes to remarks.",
        "Add the field closing (date) to deal.",
    ]
    assert await source("apply", folder, "--yes") == 0
    told = capsys.readouterr().out
    assert "wrote    objects/deal.yaml" in told, "the new field has its id now"
    written = deal.read_text(encoding="utf-8")
    assert re.search(r"  - id: fld_\w+\n    name: closing # when\n", written)
    assert await source("plan", folder) == 0
    version = planned["version"]
    assert await source("rollback", version, "--yes") == 0
    capsys.readouterr()
    assert await source("versions", "--first", 1) == 0
    assert f"Back to version {version}" in capsys.readouterr().out


async def test_a_plan_names_the_trusted_documents_that_stop_working(
    source: Line, own_world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "query { deals {\n nodes { notes } } }"
    register = "mutation ($d: [NewDocumentInput!]!) { registerDocuments(documents: $d) { errors { code } } }"
    await own_world.api.data(own_world.admin, register, {"d": [{"text": text, "name": "备注\u001b[2J"}]})
    folder, kept = tmp_path / "catalog", tmp_path / "plan.json"
    await source("pull", folder)
    deal = folder / "objects" / "deal.yaml"
    deal.write_text(
        deal.read_text(encoding="utf-8").replace("name: notes\n", "name: remarks\n"), encoding="utf-8"
    )
    contact = folder / "objects" / "contact.yaml"
    fields = contact.read_text(encoding="utf-8").split("  - id: ")
    left = [each for each in fields if "name: account\n" not in each]
    contact.write_text("  - id: ".join(left), encoding="utf-8")
    capsys.readouterr()
    assert await source("plan", folder, "--out", kept) == CHANGES
    told = capsys.readouterr().out
    assert '  document  "备注\\u001b[2J" stops working\n' in told
    assert "line 2, column 10: Cannot query field 'notes' on type 'Deal'." in told
    assert "with it: The list account.contacts goes with it." in told
    assert "nothing is known" not in told
    assert await source("apply", kept, "--yes") == 0
    again = capsys.readouterr().out
    assert "stops working" in again
    assert await source("plan", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["documents"] == {}
    assert await source("rollback", 1, "--yes") == 0


def test_a_plan_whose_documents_were_not_all_looked_at_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    one = {"id": "sha256:1", "name": "", "roles": [["rep"], ["rep", "phone"]], "errors": []}
    documents = {"complete": False, "registered": 5000, "checked": 12, "broken": 3, "documents": [one]}
    show("Acme", Outcome(2, (), (), documents))
    assert capsys.readouterr().out.splitlines()[1:4] == [
        "  document  sha256:1 stops working for who has just rep, or just rep and phone",
        "  document  2 more stop working",
        "  document  12 of 5,000 were looked at in the time there is; nothing is known of the others",
    ]


async def test_what_loses_values_for_good_is_to_be_allowed(source: Line, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    await source("pull", folder)
    account = folder / "objects" / "account.yaml"
    lines = account.read_text(encoding="utf-8").splitlines(keepends=True)
    account.write_text("".join(line for line in lines if "key: retail" not in line), encoding="utf-8")
    lost = "Values would be lost for good; nothing was changed."
    assert await source.refused("apply", folder, "--yes") == lost
    assert await source("plan", folder) == CHANGES
    assert await source("apply", folder, "--yes", "--allow-destroy") == 0
    assert await source("plan", folder) == 0


async def test_a_plan_is_applied_as_it_was_or_not_at_all(source: Line, empty: Line, tmp_path: Path) -> None:
    folder, plan = tmp_path / "catalog", tmp_path / "plan.json"
    await source("pull", folder)
    await empty("pull", tmp_path / "nothing")
    assert await empty("plan", folder, "--out", plan) == CHANGES
    assert json.loads(plan.read_text(encoding="utf-8"))["warnings"] is not None
    assert "empty" in await source.refused("apply", plan, "--yes")
    assert await empty("apply", plan, "--yes") == 0
    again = await empty.refused("apply", plan, "--yes")
    assert "has drifted: the plan is for version 1, and 2 is in force." in again
    plan.write_text("{}", encoding="utf-8")
    assert await empty.refused("apply", plan) == f"{plan} is no plan."


async def test_the_fault_of_a_file_has_its_line(source: Line, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    await source("pull", folder)
    deal = folder / "objects" / "deal.yaml"
    good = deal.read_text(encoding="utf-8")
    lines = good.splitlines()
    (at,) = [number for number, line in enumerate(lines, 1) if line.strip() == "name: score"]
    deal.write_text(good.replace("name: score\n", "name: score\n    typ: text\n"), encoding="utf-8")
    assert (await source.refused("plan", folder)).startswith(
        f"objects/deal.yaml:{at + 1}:5: There is no key 'typ'"
    )
    deal.write_text(good.replace("name: score\n", "name: points\n"), encoding="utf-8")
    assert (await source.refused("plan", folder)).startswith("pipelines/deal.")
    deal.write_text(good, encoding="utf-8")
    assert await source("plan", folder) == 0


async def test_what_keeps_one_from_asking(source: Line, tmp_path: Path, world: World) -> None:
    folder = tmp_path / "catalog"
    assert await source.refused("plan", folder) == f"{folder} has no catalog.yaml."
    wrong = Line(source.address, "sk_wrong")
    assert "sk_wrong" not in await wrong.refused("pull", folder)
    rep = Line(source.address, world.rep)
    assert await rep.refused("pull", folder) == "The caller's roles do not grant `configure`"
    nobody = Line("http://127.0.0.1:1", "key")
    assert (await nobody.refused("versions")).startswith("http://127.0.0.1:1 cannot be asked: ")
    assert "no address" in await Line("ftp://x", "key").refused("versions")
    assert not folder.exists()


async def test_without_yes_nobody_is_asked_in_a_job(source: Line, empty: Line, tmp_path: Path) -> None:
    await source("pull", tmp_path)
    assert await empty.refused("apply", tmp_path) == "Nobody can be asked; nothing was changed."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
async def test_a_named_pipe_is_refused_and_not_waited_for(source: Line, tmp_path: Path) -> None:
    await source("pull", tmp_path)
    os.mkfifo(tmp_path / "objects" / "pipe.yaml")
    async with asyncio.timeout(20):
        assert await source.refused("plan", tmp_path) == "objects/pipe.yaml is no file."


async def test_where_nothing_can_be_written_the_place_is_told(source: Line, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    inside = tmp_path / "file" / "catalog"
    assert await source.refused("pull", inside) == f"{inside} cannot be written: Not a directory."
    folder = tmp_path / "catalog"
    await source("pull", folder)
    plan = tmp_path / "nowhere" / "plan.json"
    told = await source.refused("plan", folder, "--out", plan)
    assert told == f"{plan} cannot be written: No such file or directory."


async def test_a_pull_keeps_what_is_edited_and_not_in_force(
    source: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    await source("pull", mine)
    await source("pull", theirs)
    deal, other = mine / "objects" / "deal.yaml", theirs / "objects" / "deal.yaml"
    before = deal.read_text(encoding="utf-8")
    edited = before.replace("    name: notes\n", "    name: remarks # mine\n")
    deal.write_text(f"{edited}  - name: closing # new\n    type: date\n", encoding="utf-8")
    new = mine / "objects" / "visit.yaml"
    new.write_text("name: visit # soon\nplural: visits\n", encoding="utf-8")
    other.write_text(f"{before}  - name: region\n    type: text\n", encoding="utf-8")
    assert await source("apply", theirs, "--yes") == 0
    told = await source.refused("apply", mine, "--yes")
    assert "region" in told
    capsys.readouterr()
    assert await source("pull", mine) == 0
    shown = capsys.readouterr().out
    assert "edited   objects/deal.yaml" in shown
    assert shown.rstrip().endswith("with your edits")
    text = deal.read_text(encoding="utf-8")
    assert all(part in text for part in ("name: remarks # mine", "name: closing # new", "name: region"))
    assert "# soon" in new.read_text(encoding="utf-8")
    assert await source("plan", mine, "--json") == CHANGES
    assert [each["sentence"] for each in json.loads(capsys.readouterr().out)["steps"]] == [
        "Rename the field deal.notes to remarks.",
        "Add the field closing (date) to deal.",
        "Add the object visit with 0 fields.",
    ]
    # Both have renamed the same field: nothing is written.
    text = other.read_text(encoding="utf-8").replace("    name: notes\n", "    name: comments\n")
    other.write_text(text, encoding="utf-8")
    assert await source("apply", theirs, "--yes") == 0
    kept = contents(mine)
    told = await source.refused("pull", mine)
    assert told.startswith("objects/deal.yaml: fields.notes.name was edited here")
    assert contents(mine) == kept
    assert await source("pull", mine, "--overwrite") == 0
    assert "name: comments" in deal.read_text(encoding="utf-8")
    assert "closing" not in deal.read_text(encoding="utf-8")


def test_output_that_nobody_reads_ends_a_command_in_silence() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "api.command", "catalog", "schema", "object"]
    with os.fdopen(writing, "w") as closed:
        ended = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (NOT_READ, "")


def test_a_command_that_asks_a_server_loads_none() -> None:
    call = "main(['catalog', 'schema', 'role'])"
    script = f"import sys; from api.command import main; {call}; sys.exit('api.app' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
