"""What is written into a folder: ids where definitions have got them, whole files or none, by one process at a time."""

import asyncio
import fcntl
import os
import re
import resource
import shutil
from pathlib import Path
from typing import Any

import pytest

from api.catalog_files.adopting import adopted
from api.catalog_files.commands import CHANGES
from api.catalog_files.folder import read_folder
from api.catalog_files.pulling import pull_into
from api.catalog_files.writing import held
from core.errors import SluiceError
from metadata.document.form import document_of
from tests.api.catalog_line import Line
from tests.api.test_catalog_files import contents
from tests.metadata.world import after

VISIT = """# our visits: ask Li Lei

# second comment
name: visit  # the name
plural: visits
labels:
  en: Visit   # english
  zh-CN: 拜访
# the fields follow
fields:
  # the title first
  - name: title   # t
    type: text
    required: true   # must
    # the end of the first
  - name: result
    type: choice
    options:   # two
      - {key: good, labels: {en: Good, zh-CN: 好}}   # g
      # between
      - key: bad
        labels: {en: Bad, zh-CN: 坏}
validations:  # checks
  - name: titled  # one
    rule: {"!=": [{var: title}, "x"]}
    messages: {en: No, zh-CN: 不行}
# the last words
"""
VISITING = """# 流程
object: visit   # whose
name: visiting
labels: {en: Visiting, zh-CN: 拜访流程}
stages:
  # start
  - name: planned  # p
    labels: {en: Planned, zh-CN: 计划}
    tasks:
      - name: called  # by phone
        labels: {en: Called, zh-CN: 已致电}
  - name: held  # h
    kind: won
    labels: {en: Held, zh-CN: 完成}
    gate: {filled: [{var: result}]}  # needs a result
transitions:  # edges
  - {source: planned, target: held}  # only one
"""
VISITOR = """# a role
name: visitor  # r
labels: {en: Visitor, zh-CN: 访客}
grants:
  - {object: visit, action: read}  # may read
  # and
  - {object: visit, action: create}
"""
NEW = {
    "objects/visit.yaml": VISIT,
    "pipelines/拜访流程.yaml": VISITING,
    "roles/visitor.yaml": VISITOR,
}


def write_new(folder: Path) -> None:
    for name, text in NEW.items():
        (folder / name).write_text(text, encoding="utf-8")


def check_written_back(folder: Path) -> None:
    """Only lines with ids have come, and what the server says of a won stage."""
    for name, text in NEW.items():
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        told = [line for line in lines if not re.fullmatch(r"[ -]*id: \w+|    probability: 100", line)]
        assert [line.strip(" -") for line in told] == [line.strip(" -") for line in text.splitlines()]
        assert len(lines) > len(told), name


async def test_ids_are_written_into_new_files_below_their_comments(source: Line, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    await source("pull", folder)
    write_new(folder)
    assert await source("apply", folder, "--yes") == 0
    check_written_back(folder)
    before = contents(folder)
    assert await source("plan", folder) == 0
    assert await source("pull", folder) == 0
    assert contents(folder) == before


async def test_ids_that_a_killed_apply_has_not_written_are_written_by_the_next(
    source: Line, tmp_path: Path
) -> None:
    folder, killed = tmp_path / "catalog", tmp_path / "killed"
    await source("pull", folder)
    write_new(folder)
    shutil.copytree(folder, killed)
    assert await source("apply", folder, "--yes") == 0
    again = tmp_path / "again"
    shutil.copytree(killed, again)
    assert await source("apply", killed, "--yes") == 0
    check_written_back(killed)
    assert contents(killed) == contents(folder)
    assert await source("pull", again) == 0
    check_written_back(again)


async def test_a_pull_names_files_that_are_not_in_force(
    source: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "catalog"
    await source("pull", folder)
    write_new(folder)
    capsys.readouterr()
    assert await source("pull", folder) == 0
    told = capsys.readouterr().out
    assert [line for line in told.splitlines() if line.startswith("edited")] == [
        f"edited   {name}" for name in NEW
    ]
    assert "with your edits" in told


async def test_what_is_added_here_and_elsewhere_under_one_name_is_merged_or_told(
    source: Line, tmp_path: Path
) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        await source("pull", folder)
        write_new(folder)
    file = mine / "objects/visit.yaml"
    file.write_text(VISIT.replace("en: Visit ", "en: Call "), encoding="utf-8")
    assert await source("apply", theirs, "--yes") == 0
    kept = contents(mine)
    told = await source.refused("pull", mine)
    assert told.startswith("objects/visit.yaml: labels.en was edited here"), told
    assert contents(mine) == kept
    file.write_text(VISIT, encoding="utf-8")
    assert await source("pull", mine) == 0
    check_written_back(mine)
    assert await source("plan", mine) == 0


def test_lines_end_as_they_did(tmp_path: Path) -> None:
    document: Any = document_of(after())
    pull_into(tmp_path, document)
    file = tmp_path / "roles" / "rep.YAML"
    text = (
        (tmp_path / "roles" / "rep.yaml").read_text(encoding="utf-8").replace("name: rep", "name: rep # ours")
    )
    (tmp_path / "roles" / "rep.yaml").unlink()
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert pull_into(tmp_path, document).written == ()
    document["roles"][0]["labels"] = {"en": "Rep", "zh-CN": "销售代表"}
    assert pull_into(tmp_path, document).written == ("roles/rep.YAML",)
    raw = file.read_bytes().decode("utf-8")
    assert "name: rep # ours\r\n" in raw
    assert "zh-CN: 销售代表\r\n" in raw
    assert raw.count("\n") == raw.count("\r\n")


def test_a_file_that_is_in_the_way_is_left_alone(tmp_path: Path) -> None:
    document: Any = document_of(after())
    pull_into(tmp_path, document)
    roles = tmp_path / "roles"
    (roles / "rep.yaml").rename(roles / "visitor.yaml")
    (roles / "nurse.yaml").write_text("label: none\n", encoding="utf-8")
    for name in ("visitor", "nurse"):
        document["roles"].append({"id": f"rol_{name}", "name": name, "grants": []})
    kept = contents(roles)
    done = pull_into(tmp_path, document)
    assert done.written == ("roles/visitor.rol_visitor.yaml", "roles/nurse.rol_nurse.yaml")
    assert kept.items() <= contents(roles).items()
    assert pull_into(tmp_path, document).written == ()


def test_what_is_made_anew_under_the_name_of_what_is_gone_keeps_its_file(tmp_path: Path) -> None:
    document: Any = document_of(after())
    pull_into(tmp_path, document)
    document["roles"][0]["id"] = "rol_another"
    done = pull_into(tmp_path, document)
    assert (done.written, done.removed) == (("roles/rep.yaml",), ())
    assert "rol_another" in (tmp_path / "roles" / "rep.yaml").read_text(encoding="utf-8")


def test_ids_are_adopted_by_name_and_never_twice() -> None:
    known = {
        "id": "obj_a",
        "name": "a",
        "labels": {"id": "Nama", "en": "Name"},
        "fields": [{"id": "fld_x", "name": "x"}, {"id": "fld_y", "name": "y"}],
    }
    mine = {
        "name": "a",
        "labels": {"en": "Name"},
        "fields": [
            {"name": "x"},
            {"id": "fld_y", "name": "x2"},
            {"name": "y"},
            {"name": "z"},
            "?",
            {"id": []},
        ],
    }
    assert adopted(mine, known) == {
        "id": "obj_a",
        "name": "a",
        "labels": {"en": "Name"},
        "fields": [
            {"id": "fld_x", "name": "x"},
            {"id": "fld_y", "name": "x2"},
            {"name": "y"},
            {"name": "z"},
            "?",
            {"id": []},
        ],
    }
    assert adopted({"name": "b"}, known) == {"name": "b"}


def test_of_files_that_do_not_all_fit_none_is_written(tmp_path: Path) -> None:
    """A limit of the process stands for the end of the disk."""
    document: Any = document_of(after())
    pull_into(tmp_path, document)
    kept = contents(tmp_path)
    document["objects"][0]["labels"] = {"en": "Company"}
    document["roles"][0]["labels"] = {"en": "x" * 100_000}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(SluiceError, match=r"rep\.yaml.* cannot be written: File too large"):
            pull_into(tmp_path, document)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(tmp_path) == kept


def test_a_link_beside_the_files_is_not_followed(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    outside.mkdir()
    folder.mkdir()
    (folder / ".sluice").symlink_to(outside)
    with pytest.raises(SluiceError, match="symbolic link"):
        pull_into(folder, document_of(after()))
    assert [*outside.iterdir()] == []


def test_what_a_killed_process_has_left_is_cleared_away(tmp_path: Path) -> None:
    pull_into(tmp_path, document_of(after()))
    kept = contents(tmp_path)
    for name in ("objects/.deal.yaml.0123abcd", ".catalog.yaml.0123abcd", ".sluice/.seen.json.0123abcd"):
        (tmp_path / name).write_text("half")
    (tmp_path / ".env.0123abcd").write_text("mine")
    with held(tmp_path):
        assert contents(tmp_path) == {**kept, ".env.0123abcd": b"mine"}


async def test_one_process_writes_at_a_time(
    source: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "catalog"
    folder.mkdir()
    other = os.open(folder, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    pulling = asyncio.create_task(source("pull", folder))
    while "waiting for another process" not in capsys.readouterr().out:
        assert not pulling.done()
        await asyncio.sleep(0.05)
    assert [*folder.iterdir()] == []
    os.close(other)
    assert await pulling == 0
    assert await source("plan", folder) == 0


async def test_what_is_edited_while_it_is_published_stays(source: Line, tmp_path: Path) -> None:
    folder = tmp_path / "catalog"
    await source("pull", folder)
    write_new(folder)
    other = os.open(folder, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    applying = asyncio.create_task(source("apply", folder, "--yes"))
    # Whoever holds the folder keeps apply from writing ids, not from publishing.
    probe = tmp_path / "probe"
    while not (probe / "objects/visit.yaml").exists():
        await source("pull", probe)
    file = folder / "objects/visit.yaml"
    file.write_text(VISIT.replace("zh-CN: 拜访\n", "zh-CN: 走访\n"), encoding="utf-8")
    os.close(other)
    assert await applying == 0
    text = file.read_text(encoding="utf-8")
    assert "走访" in text
    assert "id: obj_" in text
    assert await source("plan", folder) == CHANGES
    assert read_folder(folder).objects
